"""A letter of the coordinators to all subscribers."""
