"""The chronicle, and one entry of it."""
