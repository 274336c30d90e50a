"""Groups and communities that an alliance publishes in."""
