"""Words of libraries: joining, leaving, the card, the roster."""
