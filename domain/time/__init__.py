"""Clocks: zones, quiet hours, recurrence, dates in words."""
