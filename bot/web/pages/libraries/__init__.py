"""The page of a library."""
