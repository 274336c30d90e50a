"""One request for a page: what the page works with, and what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from bot.web.pages.journal_checks import JournalChecks
    from bot.web.pages.urls import Paths
    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.alliances import Alliance
    from storage.books import Books

LONGEST: Final = 100
"""Characters of what somebody searches for."""
MOST_PAGES: Final = 99_999
"""The greatest number of a page; a greater one is this."""
QUESTIONS: Final = ("page", "month", "year", "day", "library", "version", "former", "region", "name")
"""Names that pages read in the query; others are no part of a page's key in the cache."""
_MONTH: Final = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"2\d{3}")
_DAY: Final = re.compile(r"2\d{3}-\d{2}-\d{2}")


class Missing(Exception):
    """There is no such page, or what it would show is not public."""


class Moved(Exception):
    """What was here is at another address for good."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """All that a page is made of; ``names`` (of the address) and ``query`` come from outside and are not trusted."""

    books: Books
    now: datetime
    directory: AccountDirectory
    paths: Paths
    journal_checks: JournalChecks
    origin: str
    """Scheme and host by which people find the site, for absolute addresses such as that of a QR code."""
    names: Mapping[str, str]
    query: Mapping[str, str]

    async def alliance(self) -> Alliance:
        """The one whose slug is in the address. Raises Missing."""
        found = await self.books.alliances.by_slug(self.names["slug"])
        if found is None:
            raise Missing
        return found

    def number(self, name: str) -> int:
        """A number of the address; its pattern lets nothing else through."""
        return int(self.names[name])

    def asked_number(self, name: str) -> int | None:
        """A number of the query. Raises Missing for something else."""
        told = self.query.get(name, "")
        if not told:
            return None
        if not (told.isascii() and told.isdecimal() and len(told) <= 15):  # noqa: PLR2004 - fits a database's integer
            raise Missing
        return int(told)

    def page(self) -> int:
        """``?page=``, counted from 0 where people count from 1; 0 for what is no number."""
        told = self.query.get("page", "")
        if not (told.isascii() and told.isdecimal() and len(told) <= 5):  # noqa: PLR2004 - the digits of MOST_PAGES
            return 0
        return min(max(int(told), 1), MOST_PAGES) - 1

    def month(self) -> date | None:
        """``?month=2026-12`` as its first day. Raises Missing for a month that is none."""
        told = self.query.get("month", "")
        if not told:
            return None
        found = _MONTH.fullmatch(told) if told.isascii() else None
        if found is None:
            raise Missing
        return date(int(found[1]), int(found[2]), 1)

    def year(self) -> int | None:
        """``?year=2026``. Raises Missing for a year that is none."""
        told = self.query.get("year", "")
        if not told:
            return None
        if not (told.isascii() and _YEAR.fullmatch(told)):
            raise Missing
        return int(told)

    def day(self) -> date | None:
        """``?day=2026-12-05``. Raises Missing for a day that is none."""
        told = self.query.get("day", "")
        if not told:
            return None
        try:
            if told.isascii() and _DAY.fullmatch(told):
                return date.fromisoformat(told)
        except ValueError:
            pass
        raise Missing

    def words(self, name: str) -> str:
        """What somebody typed into a field: one line of at most ``LONGEST`` characters, all of them printable."""
        told = self.query.get(name, "")[:LONGEST]
        return " ".join("".join(letter if letter.isprintable() else " " for letter in told).split())

    def whole(self, path: str) -> str:
        """The absolute address."""
        return f"{self.origin}{path}"

    def today(self, alliance: Alliance) -> date:
        """By the clock of the alliance."""
        return self.now.astimezone(ZoneInfo(alliance.zone)).date()
