"""The public pages for machines: calendars, feeds, cards, maps of the site, and what other sites embed (rows 18, 46).

One file per format. Everything here is public, save a person's own calendar, which opens to whoever has its secret.
"""

from bot.web.feeds.routes import mounting

__all__ = ["mounting"]
