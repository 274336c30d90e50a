"""What machines read: calendars, Atom feeds, cards, sitemaps, and what other sites embed (rows 18, 46).

One file per format. Everything here is public, save a person's own calendar: whoever has its secret address reads it.
"""

from bot.web.feeds.routes import mounting

__all__ = ["mounting"]
