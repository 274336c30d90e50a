"""A plan that a library keeps in a table, read row by row: what is understood, and what to mend (issue: «In and out»).

The table is text only (``scheduler/sheets`` makes it of XLSX, CSV and ICS); dates are as people write them
(``alliance/spoken``) or ISO, as Excel and calendars store them. Nothing here knows whether an event is in the plan
already: that is the affair of whoever holds the plan.

NoHeadings        no row of the table names a title and a date
└── NoHostColumn  the joint plan of many libraries does not say which row is whose
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from alliance.event import AGES, Kind
from alliance.plan_dates import Clues, When, month_of, read_when
from alliance.plan_hosts import Host, named, plain_words
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
SHEET: Final = "\N{INVISIBLE SEPARATOR}"
"""Stands alone before the title of a sheet of a workbook: its rows are counted anew."""
CALENDAR: Final = SHEET * 2
"""Stands alone before the rows of a calendar: they are not counted."""
_OURS: Final = re.compile(r"'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""The apostrophe that our own tables put before what looks like a formula."""
_BETWEEN_NAMES: Final = re.compile(r"[;,\n]")
_SPACES: Final = re.compile(r"\s+")

Table = Sequence[Sequence[str]]
Key = tuple[int | None, date | None, str]


class NoHeadings(ValueError):  # noqa: N818 - it says what is the matter
    """Without headings nobody knows which column is what."""


class NoHostColumn(NoHeadings):
    """Nobody knows which row is whose."""


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
    HOST_ASSUMED = "host_assumed"
    """Whose it is was not understood; it is taken for the library whose plan this is."""
    OTHER_HOST = "other_host"
    """It is an event of another partner."""
    NO_HOST = "no_host"
    """Of the joint plan: nobody is named."""
    STRANGE_HOST = "strange_host"
    """Of the joint plan: no partner is called so."""
    WHICH_HOST = "which_host"
    """Of the joint plan: several partners are called so."""
    CANCELLED = "cancelled"
    """The table itself says that it will not be."""
    ONCE = "once"
    """A calendar's event that repeats in a way that is not understood: only its first day is taken."""


FATAL: Final = frozenset(
    (
        *(Remark.NO_TITLE, Remark.NO_DATE, Remark.DATE_UNCLEAR, Remark.PAST, Remark.TOO_FAR, Remark.TWICE),
        *(Remark.OTHER_HOST, Remark.NO_HOST, Remark.STRANGE_HOST, Remark.WHICH_HOST, Remark.CANCELLED),
    )
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
    """The line of the table or of its sheet, from 1; 0 where lines are not counted."""
    sheet: str = ""
    """The title of the sheet, where there are several."""
    library: int | None = None
    """Whose it is; None: of the library whose plan this is, or of nobody that is known."""
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
    repeats: bool = False
    """One day of a calendar's event that repeats."""

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
    def key(self) -> Key:
        """By which it is known again: its library, the day or the month's first, and the plain title."""
        return (self.library, self.day or self.month, plain_title(self.title))


def plain_title(title: str) -> str:
    """Titles that differ in quotes, case, dots and spaces only are one title."""
    return re.sub(r"\W+", " ", plain(title)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who reads it: the library whose plan it is, if it is one library's; and all partners, themselves included."""

    own: Host | None
    partners: Sequence[Host]


def read_plan(table: Table, *, now: datetime, readers: Readers) -> tuple[PlanRow, ...]:
    """All rows that tell of an event, in their order; each by the clock of its host. ``now`` is aware.

    Headings may stand anywhere, in one line or in two, and come again (a sheet a month); a line with nothing but a
    month holds for those below it. Raises NoHeadings, NoHostColumn.
    """
    columns: Mapping[str, int] = {}
    month: date | None = None
    above: Sequence[str] = ()
    sheet, number, counted = "", 0, True
    several = sum(cells[:1] == [SHEET] for cells in map(list, table)) > 1
    clock = now.astimezone(readers.own.zone) if readers.own else now
    rows: list[PlanRow] = []
    seen: set[Key] = set()
    for cells in table:
        if cells and cells[0] in (SHEET, CALENDAR):
            sheet, number, counted = (cells[1] if len(cells) > 1 else ""), 0, cells[0] == SHEET
            above, month = (), month_of(sheet, clock)
            continue
        number += 1
        before, above = above, cells
        if found := headings(cells) or headings(_stacked(before, cells)):
            columns = found
            continue
        alone = [cell for cell in cells if cell.strip()]
        if len(set(alone)) == 1 and (said := month_of(alone[0], clock)):
            month = said
            continue
        if not columns or _is_count(alone):
            continue
        row = _row(_Cells(cells, columns), now=now, month=month, readers=readers)
        if row is None:
            continue
        if row.verdict is not Verdict.BAD:
            if row.key in seen:
                row = replace(row, notes=(*row.notes, Note(what=Remark.TWICE)))
            seen.add(row.key)
        rows.append(replace(row, number=number if counted else 0, sheet=sheet if several else ""))
    if not columns:
        raise NoHeadings("no row names a title and a date")
    if readers.own is None and not columns.keys() & {"host", "venue"}:
        raise NoHostColumn("no column names a library")
    return tuple(rows)


def _stacked(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two lines of headings as one: what stands below is the narrower word."""
    longest = max(len(above), len(below))
    first, second = ([*line, *[""] * (longest - len(line))] for line in (above, below))
    return [low if low.strip() else high for high, low in zip(first, second, strict=True)]


def _is_count(cells: Sequence[str]) -> bool:
    """«1 2 3 4 5», as stands under headings."""
    return len(cells) > 1 and [cell.strip().rstrip(".") for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]


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
        return _OURS.sub("", self.cells[place].strip(), 1) if place is not None and place < len(self.cells) else ""


@dataclass(slots=True)
class _Notes:
    """What there is to say of a row."""

    notes: list[Note] = field(default_factory=list)

    def add(self, what: Remark, said: str = "") -> None:
        quoted = _SPACES.sub(" ", said).strip()
        self.notes.append(Note(what=what, said=quoted[:_QUOTED] + ("…" if len(quoted) > _QUOTED else "")))


def _row(cells: _Cells, *, now: datetime, month: date | None, readers: Readers) -> PlanRow | None:
    """None for a row that tells of nothing: empty, a sum, a signature."""
    title = _SPACES.sub(" ", cells["title"])
    dated = cells["date"] or cells["month"] or cells["time"]
    if not title and not dated:
        return None
    notes = _Notes()
    if len(title) < SHORTEST_TITLE:
        notes.add(Remark.NO_TITLE, title)
    if plain(cells["state"]).startswith(words.CANCELLED):
        notes.add(Remark.CANCELLED)
    host = _host(cells, readers, notes)
    library = host.id if host is not None and readers.own is None else None
    if not dated and month is None and title:
        notes.add(Remark.NO_DATE)
        return PlanRow(number=0, title=title[:LONGEST_TITLE], library=library, notes=tuple(notes.notes))
    clock = host or readers.own
    when = read_when(
        Clues(date=cells["date"], time=cells["time"], end=cells["end"], month=cells["month"], above=month),
        now.astimezone(clock.zone) if clock else now,
    )
    _note_when(when, cells, notes)
    place, link = _place(cells)
    return PlanRow(
        number=0,
        library=library,
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
        co_hosts=_co_hosts(cells["co_hosts"], host or readers.own, readers, notes),
        repeats=when.repeats,
        notes=tuple(notes.notes),
    )


def _note_when(when: When, cells: _Cells, notes: _Notes) -> None:
    if when.trouble is not None:
        notes.add(Remark(when.trouble), cells["date"] or cells["month"])
    elif when.day is not None and when.at is None:
        notes.add(Remark.TIME_UNCLEAR if when.unclear_time else Remark.NO_TIME, when.unclear_time)
    if when.once:
        notes.add(Remark.ONCE)


def _cut(text: str, most: int, remark: Remark, notes: _Notes) -> str:
    if len(text) <= most:
        return text
    notes.add(remark, text)
    return text[: most - 1].rstrip() + "…"


def _place(cells: _Cells) -> tuple[str | None, str | None]:
    """The place and the link; a link in the place's column is a link."""
    said = cells["place"] or cells["venue"]
    found = _LINK.search(cells["link"]) or _LINK.search(said)
    place = _SPACES.sub(" ", _LINK.sub("", said)).strip(" ,;")
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


def _host(cells: _Cells, readers: Readers, notes: _Notes) -> Host | None:
    """Whose the row is; None where that is the library whose plan this is, or nobody that is known."""
    said = cells["host"] or (cells["venue"] if readers.own is None else "")
    if not said:
        if readers.own is None:
            notes.add(Remark.NO_HOST)
        return readers.own
    beside = " ".join(cells[column] for column in ("place", "venue"))
    found = named(said, readers.partners, beside=beside)
    own = readers.own
    if own is not None:
        if any(one.id == own.id for one in found):
            return own
        notes.add(Remark.OTHER_HOST if len(found) == 1 else Remark.HOST_ASSUMED, said)
        return own
    if len(found) != 1:
        notes.add(Remark.WHICH_HOST if found else Remark.STRANGE_HOST, said)
        return None
    return found[0]


def _co_hosts(said: str, host: Host | None, readers: Readers, notes: _Notes) -> tuple[int, ...]:
    """Partners by their titles, or by such a part of a title as only one of them has."""
    others = [one for one in readers.partners if host is None or one.id != host.id]
    found: dict[int, None] = {}
    for name in _BETWEEN_NAMES.split(said):
        if not plain_words(name):
            continue
        fitting = named(name, others)
        if len(fitting) == 1:
            found[fitting[0].id] = None
        else:
            notes.add(Remark.HOST_UNKNOWN, name)
    return tuple(found)
