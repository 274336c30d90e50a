"""The buttons that turn the pages of a list."""

from __future__ import annotations

EARLIER = "◀ Раньше"
LATER = "Дальше ▶"


def page_line(page: int, pages: int) -> str | None:
    """Nothing where there is just one page."""
    return f"Страница {page + 1} из {pages}." if pages > 1 else None
