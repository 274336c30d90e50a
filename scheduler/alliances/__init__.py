"""Time and alliances."""
