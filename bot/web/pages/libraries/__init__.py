"""Pages of a library."""
