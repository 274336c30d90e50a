"""The public pages: what an alliance does, visible to everyone, with or without a messenger (rows 17, 18, 46).

Plain HTML and one style sheet: no script, nothing fetched from elsewhere. One file per page: its ``show`` reads the
storage into a frozen view, which its template draws with the words of ``handlers/texts/web``.
"""

from bot.web.pages.routes import mounting

__all__ = ["mounting"]
