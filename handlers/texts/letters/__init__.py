"""Words of letters to subscribers."""
