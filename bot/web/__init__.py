"""The HTTP server: webhooks of the messengers, health and metrics, the public pages, calendars and feeds."""
