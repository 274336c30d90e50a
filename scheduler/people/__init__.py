"""People and where they are written to."""
