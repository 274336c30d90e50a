"""Lists for people, page by page, and the numbers that their buttons say."""

from __future__ import annotations

from typing import Final

from handlers.texts.turn import paging as texts
from talk.prompt import Button, Rows

PAGE: Final = 8
"""Lines of one page of any list for people."""
_MOST: Final = 10**15
"""Ids and pages beyond that are forged; a page times its size still fits into the 64 bits of a database."""


def number_of(word: str, *, otherwise: int = 0) -> int:
    """The number that a button says, or ``otherwise`` where it says none. Buttons can be forged."""
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(_MOST))):
        return otherwise
    return min(int(word), _MOST)


def turn_of(press: str, page: int, pages: int) -> Rows:
    """The row that turns pages; ``press`` is all but the number of the page. Empty where there is just one page."""
    row = []
    if page > 0:
        row.append(Button(label=texts.EARLIER, press=f"{press}:{page - 1}"))
    if page < pages - 1:
        row.append(Button(label=texts.LATER, press=f"{press}:{page + 1}"))
    return (tuple(row),) if row else ()


def page_of(word: str, total: int, size: int = PAGE) -> tuple[int, int]:
    """The page that a button asks for, and how many there are; beyond the last one means the last one."""
    pages = max(1, -(-total // size))
    return min(number_of(word), pages - 1), pages
