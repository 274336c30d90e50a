"""Subscriptions, reminders, changes and digests."""
