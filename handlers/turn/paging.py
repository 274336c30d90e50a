"""Lists for people, page by page, and the numbers that their buttons say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from handlers.texts.turn import paging as texts
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from storage.sql.paging import Page

T = TypeVar("T")

PAGE: Final = 8
"""Lines of one page of any list for people."""
_MOST: Final = 10**15
"""Ids and pages beyond that are forged; a page times its size still fits into the 64 bits of a database."""


def number_of(word: str, *, otherwise: int = 0) -> int:
    """The number that a button says, or ``otherwise`` where it says none. Buttons can be forged."""
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(_MOST))):
        return otherwise
    return min(int(word), _MOST)


def turn_of(press: str, page: int, pages: int, *, earlier: str = texts.EARLIER, later: str = texts.LATER) -> Rows:
    """The row that turns pages; ``press`` is all but the number of the page. Empty where there is just one page."""
    row = []
    if page > 0:
        row.append(Button(label=earlier, press=f"{press}:{page - 1}"))
    if page < pages - 1:
        row.append(Button(label=later, press=f"{press}:{page + 1}"))
    return (tuple(row),) if row else ()


def page_of(word: str, total: int, size: int = PAGE) -> tuple[int, int]:
    """The page that a button asks for, and how many there are; beyond the last one means the last one."""
    pages = max(1, -(-total // size))
    return min(number_of(word), pages - 1), pages


class ReadPage(Protocol[T]):
    """What reads a part of a list, most often a method of storage with its other arguments bound."""

    async def __call__(self, *, offset: int, limit: int) -> Page[T]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Generic[T]):
    """A page as it is shown: its lines, and which page it is (from 0) of how many."""

    items: tuple[T, ...]
    total: int
    """Lines of the whole list."""
    at: int
    pages: int
    first: int
    """The number of its first line; the first of all is 1."""

    @property
    def words(self) -> str | None:
        """«Страница 2 из 5.»; None where there is just one."""
        return texts.page_line(self.at, self.pages)

    def turn(self, press: str, *, earlier: str = texts.EARLIER, later: str = texts.LATER) -> Rows:
        """The row that turns pages (``turn_of``)."""
        return turn_of(press, self.at, self.pages, earlier=earlier, later=later)


async def read_page(read: ReadPage[T], word: str, size: int = PAGE) -> ListPage[T]:
    """The page that a button asks for; beyond the last one means the last one."""
    at = number_of(word)
    found = await read(offset=at * size, limit=size)
    if found.total and not found.items:
        at = (found.total - 1) // size
        found = await read(offset=at * size, limit=size)
    at, pages = page_of(str(at), found.total, size)
    return ListPage(items=found.items, total=found.total, at=at, pages=pages, first=at * size + 1)
