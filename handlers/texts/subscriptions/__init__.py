"""Words of subscriptions and reminders."""
