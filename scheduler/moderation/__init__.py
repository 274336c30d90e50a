"""Claims that nobody has answered, and deeds that wait until they take effect."""
