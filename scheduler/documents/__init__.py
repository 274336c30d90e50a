"""Documents that people asked for."""
