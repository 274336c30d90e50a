"""The public pages: what an alliance does, visible to everyone, with or without a messenger (rows 17, 18, 46).

Plain HTML and one sheet of style: no script, nothing fetched from elsewhere. One file per page; each turns what the
storage tells into a frozen view, and its template says nothing that is not in ``handlers/texts/web/pages.py``.
"""

from bot.web.pages.routes import mounting

__all__ = ["mounting"]
