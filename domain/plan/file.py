"""A plan that a library keeps in a table, read row by row: what is understood, and what to mend (rows 22, 23).

The table is text only (``scheduler/inbox/sheets`` makes it of XLSX, CSV and ICS); dates are as people write them
(``domain/time/spoken``) or ISO, as Excel and calendars store them. Nothing here knows whether an event is in the plan
already: that is the affair of whoever holds the plan.

NoHeadings        no row of the table names a title and a date
└── NoHostColumn  the joint plan of many libraries does not say which row is whose
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from domain.cleaning import clean
from domain.plan.cells import (
    QUOTED,
    SPACES,
    Cells,
    Notes,
    Readers,
    age_of,
    co_hosts_of,
    cut,
    host_of,
    kind_of,
    note_when,
    place_of,
)
from domain.plan.dates import Clues, month_of, read_when
from domain.plan.rows import NOON, Key, Note, PlanRow, Remark, Verdict
from domain.spelling import plain
from domain.vocabulary import plan_file as words

SHORTEST_TITLE: Final = 2
LONGEST_TITLE: Final = 150
LONGEST_TEXT: Final = 2500
"""Characters of a description."""
LONGEST_AUDIENCE: Final = 200
_LONGEST_HEADING: Final = 5 * QUOTED
"""Characters, quotes and spaces among them; what is longer is no heading."""
SHEET: Final = "\N{INVISIBLE SEPARATOR}"
"""Stands alone before the title of a sheet of a workbook: its rows are counted anew."""
CALENDAR: Final = SHEET * 2
"""Stands alone before the rows of a calendar: they are not counted."""

Table = Sequence[Sequence[str]]


class NoHeadings(ValueError):
    """Without headings nobody knows which column is what."""


class NoHostColumn(NoHeadings):
    """Nobody knows which row is whose."""


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
            sheet, number, counted = (clean(cells[1])[:QUOTED] if len(cells) > 1 else ""), 0, cells[0] == SHEET
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
        row = _row(Cells(cells, columns), now=now, month=month, readers=readers)
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


@lru_cache(maxsize=4096)
def _column(cell: str) -> str | None:
    if len(cell) > _LONGEST_HEADING:
        return None
    said = plain(cell)
    fitting = [
        (len(start), column) for column, starts in words.HEADINGS.items() for start in starts if said.startswith(start)
    ]
    return max(fitting)[1] if fitting and len(said) <= QUOTED else None


def _row(cells: Cells, *, now: datetime, month: date | None, readers: Readers) -> PlanRow | None:
    """None for a row that tells of nothing: empty, a sum, a signature."""
    title = SPACES.sub(" ", cells["title"])
    dated = cells["date"] or cells["month"] or cells["time"]
    if not title and not dated:
        return None
    notes = Notes()
    if len(title) < SHORTEST_TITLE:
        notes.add(Remark.NO_TITLE, title)
    if plain(cells["state"]).startswith(words.CANCELLED):
        notes.add(Remark.CANCELLED)
    host = host_of(cells, readers, notes)
    library = host.id if host is not None and readers.own is None else None
    if not dated and month is None and title:
        notes.add(Remark.NO_DATE)
        return PlanRow(number=0, title=title[:LONGEST_TITLE], library=library, notes=tuple(notes.notes))
    clock = host or readers.own
    when = read_when(
        Clues(date=cells["date"], time=cells["time"], end=cells["end"], month=cells["month"], above=month),
        now.astimezone(clock.zone) if clock else now,
    )
    note_when(when, cells, notes)
    place, link = place_of(cells)
    return PlanRow(
        number=0,
        library=library,
        title=cut(title, LONGEST_TITLE, Remark.TITLE_CUT, notes),
        day=when.day,
        at=when.at or (NOON if when.day else None),
        month=None if when.day else when.month,
        until=when.until,
        place=place,
        link=link,
        description=cut(cells["description"], LONGEST_TEXT, Remark.TEXT_CUT, notes) or None,
        audience=SPACES.sub(" ", cells["audience"])[:LONGEST_AUDIENCE] or None,
        age=age_of(cells["age"], notes),
        kind=kind_of(cells["kind"], title),
        co_hosts=co_hosts_of(cells["co_hosts"], host or readers.own, readers, notes),
        repeats=when.repeats,
        notes=tuple(notes.notes),
    )
