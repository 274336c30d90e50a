"""A plan that a library keeps in a table, read row by row: what is understood, and what to mend (issue: «In and out»).

The table is text only (``scheduler/sheets`` makes it of XLSX, CSV and ICS); dates are as people write them
(``alliance/spoken``) or ISO, as Excel and calendars store them. Nothing here knows whether an event is in the plan
already: that is the affair of whoever holds the plan.

NoHeadings   no row of the table names a title and a date
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from alliance.event import AGES, Kind
from alliance.plan_dates import Clues, When, month_of, read_when
from alliance.spelling import plain
from alliance.vocabulary import plan_file as words

SHORTEST_TITLE: Final = 2
LONGEST_TITLE: Final = 150
LONGEST_TEXT: Final = 2500
LONGEST_LINE: Final = 300
_QUOTED: Final = 60
"""Characters of a cell that are repeated to the person."""
_LINK: Final = re.compile(r"https?://[^\s<>\"]{3,500}")
_AGE: Final = re.compile(r"(?<!\d)(\d{1,2})\s*\+")
_BETWEEN_NAMES: Final = re.compile(r"[;,\n]")
_SPACES: Final = re.compile(r"\s+")

Table = Sequence[Sequence[str]]


class NoHeadings(ValueError):  # noqa: N818 - it says what is the matter
    """Without headings nobody knows which column is what."""


class Verdict(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """It is taken, with a remark."""
    BAD = "bad"
    """It is left out until it is mended."""


class Remark(StrEnum):
    """What is the matter with a row; each has its own words in ``handlers/texts/importing_plan.py``."""

    NO_TITLE = "no_title"
    NO_DATE = "no_date"
    DATE_UNCLEAR = "date_unclear"
    PAST = "past"
    TOO_FAR = "too_far"
    TWICE = "twice"
    """The same title on the same day stands above."""
    NO_TIME = "no_time"
    TIME_UNCLEAR = "time_unclear"
    TITLE_CUT = "title_cut"
    TEXT_CUT = "text_cut"
    AGE_UNKNOWN = "age_unknown"
    HOST_UNKNOWN = "host_unknown"
    """A co-host who is no partner."""
    ONCE = "once"
    """A calendar's event that repeats: only its first day is taken."""


FATAL: Final = frozenset(
    {Remark.NO_TITLE, Remark.NO_DATE, Remark.DATE_UNCLEAR, Remark.PAST, Remark.TOO_FAR, Remark.TWICE}
)
GUESSED: Final = frozenset({Remark.NO_TIME, Remark.TIME_UNCLEAR})
"""The time is not known: such an event stays a draft until somebody says it."""
NOON: Final = time(12)
"""The time of an event whose time nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark with the words of the cell that it is about."""

    what: Remark
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One event as the file tells it. Days and times are those of the host's clock on the wall."""

    number: int
    """The line of the table, from 1."""
    notes: tuple[Note, ...] = ()
    title: str = ""
    day: date | None = None
    at: time | None = None
    month: date | None = None
    """Its first day; only while no day is known."""
    until: datetime | None = None
    """Naive, of the same clock."""
    place: str | None = None
    link: str | None = None
    description: str | None = None
    audience: str | None = None
    age: int | None = None
    kind: Kind = Kind.OTHER
    co_hosts: tuple[int, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if any(note.what in FATAL for note in self.notes):
            return Verdict.BAD
        return Verdict.DOUBTFUL if self.notes else Verdict.GOOD

    @property
    def guessed(self) -> bool:
        """Whether its time is a guess."""
        return any(note.what in GUESSED for note in self.notes)

    @property
    def key(self) -> tuple[date | None, str]:
        """By which it is known again within its library: the day, or the month's first, and the plain title."""
        return (self.day or self.month, plain_title(self.title))


def plain_title(title: str) -> str:
    """Titles that differ in quotes, case, dots and spaces only are one title."""
    return re.sub(r"\W+", " ", plain(title)).strip()


def read_plan(table: Table, *, now: datetime, partners: Mapping[int, str]) -> tuple[PlanRow, ...]:
    """All rows that tell of an event, in their order. ``now`` is aware, in the host's zone; partners: id → title.

    Headings may stand anywhere and come again (a sheet a month); a line with nothing but a month holds for those below
    it. Raises NoHeadings.
    """
    columns: Mapping[str, int] = {}
    month: date | None = None
    rows: list[PlanRow] = []
    seen: set[tuple[date | None, str]] = set()
    for number, cells in enumerate(table, 1):
        if found := headings(cells):
            columns = found
            continue
        alone = [cell for cell in cells if cell.strip()]
        if len(alone) == 1 and (said := month_of(alone[0], now)):
            month = said
            continue
        if not columns:
            continue
        row = _row(number, _Cells(cells, columns), now=now, month=month, partners=partners)
        if row is None:
            continue
        if row.verdict is not Verdict.BAD:
            if row.key in seen:
                row = replace(row, notes=(*row.notes, Note(what=Remark.TWICE)))
            seen.add(row.key)
        rows.append(row)
    if not columns:
        raise NoHeadings("no row names a title and a date")
    return tuple(rows)


def headings(cells: Sequence[str]) -> dict[str, int]:
    """Column → its place; empty unless the row names a title and a day or a month."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _column(cell)
        if column is not None:
            found.setdefault(column, place)
    return found if "title" in found and found.keys() & {"date", "month"} else {}


def _column(cell: str) -> str | None:
    said = plain(cell)
    fitting = [
        (len(start), column) for column, starts in words.HEADINGS.items() for start in starts if said.startswith(start)
    ]
    return max(fitting)[1] if fitting and len(said) <= _QUOTED else None


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row under its headings."""

    cells: Sequence[str]
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        place = self.columns.get(column)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


@dataclass(slots=True)
class _Notes:
    """What there is to say of a row."""

    notes: list[Note] = field(default_factory=list)

    def add(self, what: Remark, said: str = "") -> None:
        quoted = _SPACES.sub(" ", said).strip()
        self.notes.append(Note(what=what, said=quoted[:_QUOTED] + ("…" if len(quoted) > _QUOTED else "")))


def _row(
    number: int, cells: _Cells, *, now: datetime, month: date | None, partners: Mapping[int, str]
) -> PlanRow | None:
    """None for a row that tells of nothing: empty, a sum, a signature."""
    title = _SPACES.sub(" ", cells["title"])
    dated = cells["date"] or cells["month"] or cells["time"]
    if not title and not dated:
        return None
    notes = _Notes()
    if len(title) < SHORTEST_TITLE:
        notes.add(Remark.NO_TITLE, title)
    if not dated and month is None and title:
        notes.add(Remark.NO_DATE)
        return PlanRow(number=number, title=title[:LONGEST_TITLE], notes=tuple(notes.notes))
    when = read_when(
        Clues(date=cells["date"], time=cells["time"], end=cells["end"], month=cells["month"], above=month), now
    )
    _note_when(when, cells, notes)
    place, link = _place(cells)
    return PlanRow(
        number=number,
        title=_cut(title, LONGEST_TITLE, Remark.TITLE_CUT, notes),
        day=when.day,
        at=when.at or (NOON if when.day else None),
        month=None if when.day else when.month,
        until=when.until,
        place=place,
        link=link,
        description=_cut(cells["description"], LONGEST_TEXT, Remark.TEXT_CUT, notes) or None,
        audience=_SPACES.sub(" ", cells["audience"])[:200] or None,
        age=_age(cells["age"], notes),
        kind=_kind(cells["kind"], title),
        co_hosts=_co_hosts(cells["co_hosts"], partners, notes),
        notes=tuple(notes.notes),
    )


def _note_when(when: When, cells: _Cells, notes: _Notes) -> None:
    if when.trouble is not None:
        notes.add(Remark(when.trouble), cells["date"] or cells["month"])
    elif when.day is not None and when.at is None:
        notes.add(Remark.TIME_UNCLEAR if when.unclear_time else Remark.NO_TIME, when.unclear_time)
    if when.repeats:
        notes.add(Remark.ONCE)


def _cut(text: str, most: int, remark: Remark, notes: _Notes) -> str:
    if len(text) <= most:
        return text
    notes.add(remark, text)
    return text[: most - 1].rstrip() + "…"


def _place(cells: _Cells) -> tuple[str | None, str | None]:
    """The place and the link; a link in the place's column is a link."""
    found = _LINK.search(cells["link"]) or _LINK.search(cells["place"])
    place = _SPACES.sub(" ", _LINK.sub("", cells["place"])).strip(" ,;")
    return place[:LONGEST_LINE] or None, found[0].rstrip(".,;)") if found else None


def _age(said: str, notes: _Notes) -> int | None:
    if not said:
        return None
    found = _AGE.search(said) or re.fullmatch(r"\s*(\d{1,2})(?:\.0)?\s*", said)
    if found and int(found[1]) in AGES:
        return int(found[1])
    if plain(said).startswith(words.ANYBODY):
        return 0
    notes.add(Remark.AGE_UNKNOWN, said)
    return None


def _kind(said: str, title: str) -> Kind:
    """By its own column, else by the words of the title."""
    for text in (plain(said), plain(title)):
        for kind, starts in words.KINDS:
            if any(start in text for start in starts):
                return kind
    return Kind.OTHER


def _co_hosts(said: str, partners: Mapping[int, str], notes: _Notes) -> tuple[int, ...]:
    """Partners by their titles, or by such a part of a title as only one of them has."""
    known = {number: plain_title(title) for number, title in partners.items()}
    found: dict[int, None] = {}
    for name in _BETWEEN_NAMES.split(said):
        wanted = plain_title(name)
        if not wanted:
            continue
        fitting = [one for one, title in known.items() if title == wanted]
        fitting = fitting or [one for one, title in known.items() if wanted in title]
        if len(fitting) == 1:
            found[fitting[0]] = None
        else:
            notes.add(Remark.HOST_UNKNOWN, name)
    return tuple(found)
