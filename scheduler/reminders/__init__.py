"""Reminders, changes and digests."""
