"""Words of personal data."""
