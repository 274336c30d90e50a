"""Pages of an alliance."""
