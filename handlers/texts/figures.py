"""What is counted of an alliance, on its page and in its reports; each wing declares its own (rows 18, 98, 99).

A wing's ``texts/<wing>/figures.py`` says what its figures are called and where they stand, and which function of its
storage counts them. The files are found by that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from handlers.texts.language import number
from handlers.texts.wings import import_every

if TYPE_CHECKING:
    from datetime import date

    from domain.figures import Line
    from storage.books import Books
    from storage.sql.counters import Lines, Now


class Spot(NamedTuple):
    """Where a figure stands: places grow in tens and order them, and no two figures share one."""

    place: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Figure:
    """One number. Without ``now`` it is the sum of what the lines say under its name."""

    name: str
    page: Spot | None = None
    """Among the facts of the alliance's page."""
    report: Spot | None = None
    """Among the totals of a report."""
    column: Spot | None = None
    """In the tables of a report by month, by library, by goal."""
    now: Now | None = None
    words: Callable[..., str] = field(default=number)
    """How the page says it: it is given all numbers of ``now``."""
    leads_to: str | None = None
    """The part of the alliance's pages that has more of it."""

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in (self.page, self.report, self.column) if spot is not None)

    def __repr__(self) -> str:
        return f"{self.name}: {'; '.join(spot.label for spot in self.spots)}"


class Figures:
    """Every figure of every wing; with ``wings=False`` only those that are declared by hand, for a test."""

    def __init__(self, *, wings: bool = True) -> None:
        self._declared: list[Figure] = []
        self._counters: dict[Lines, tuple[Figure, ...]] = {}
        self._wings = wings

    def now(self, figure: Figure) -> None:
        """Declare a number that stands by itself."""
        self._declared.append(figure)

    def counted(self, lines: Lines, *figures: Figure) -> None:
        """Declare numbers that are added up of the lines of this function."""
        self._declared += figures
        self._counters[lines] = figures

    def totals(self) -> list[tuple[Spot, Figure]]:
        return self._at("report")

    def columns(self) -> list[tuple[Spot, Figure]]:
        return self._at("column")

    async def lines(self, books: Books, alliance_id: int, start: date, end: date) -> list[Line]:
        """Of all wings, from one day to another (exclusive)."""
        self._load()
        return [line for lines in self._counters for line in await lines(books.connection, alliance_id, start, end)]

    async def at_this_moment(self, books: Books, alliance_id: int) -> dict[str, int]:
        """The numbers of a report that are no sums, by name."""
        return {
            figure.name: (await figure.now(books.connection, alliance_id))[0]
            for _, figure in self.totals()
            if figure.now is not None
        }

    async def facts(self, books: Books, alliance_id: int) -> list[tuple[str, str, str | None]]:
        """For the page of an alliance: label, words, and the part of its pages that has more."""
        return [
            (spot.label, figure.words(*await figure.now(books.connection, alliance_id)), figure.leads_to)
            for spot, figure in self._at("page")
            if figure.now is not None
        ]

    def lacks(self) -> list[str]:
        """What figures have not said, or said twice."""
        self._load()
        summed = {figure.name for figures in self._counters.values() for figure in figures}
        lines = [
            f"figure {name}: declared {times} times"
            for name, times in Counter(figure.name for figure in self._declared).items()
            if times > 1
        ]
        for figure in self._declared:
            lines += [f"figure {figure.name}: stands nowhere"] if not figure.spots else []
            lines += [f"figure {figure.name}: has no label" for spot in figure.spots if not spot.label]
            if figure.page is not None and figure.now is None:
                lines.append(f"figure {figure.name}: is on the page, and nothing says how many there are now")
            if figure.now is None and figure.name not in summed:
                lines.append(f"figure {figure.name}: nothing counts it")
        for where in ("page", "report", "column"):
            places = Counter(spot.place for spot, _ in self._at(where))
            lines += [f"place {place} of the {where}: several figures" for place, times in places.items() if times > 1]
        return lines

    def _at(self, where: str) -> list[tuple[Spot, Figure]]:
        self._load()
        found = [(getattr(figure, where), figure) for figure in self._declared]
        return sorted(((spot, figure) for spot, figure in found if spot is not None), key=lambda pair: pair[0].place)

    def _load(self) -> None:
        if self._wings:
            import_every("figures")


FIGURES: Final = Figures()
