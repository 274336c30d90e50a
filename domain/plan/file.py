"""A plan that a library keeps in a table, read row by row: what is understood, and what to mend (rows 22, 23).

The table is text only (``scheduler/inbox/sheets`` makes it of workbooks, Word, CSV and ICS); dates are as people write
them (``domain/time/spoken``) or ISO, as Excel and calendars store them. Nothing here knows whether an event is in the
plan already: that is the affair of whoever holds the plan.

NoHeadings        no row of the table names a title and a date
└── NoHostColumn  the joint plan of many libraries does not say which row is whose
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.plan.cells import (
    SPACES,
    Notes,
    Readers,
    age_of,
    audience_of,
    co_hosts_of,
    cut,
    host_of,
    kind_of,
    note_when,
    place_of,
    time_in,
)
from domain.plan.dates import Clues, read_when
from domain.plan.headings import headings
from domain.plan.lines import CALENDAR, SHEET, Line, Lines, Table
from domain.plan.rows import NOON, Key, Note, PlanRow, Remark, Verdict
from domain.spelling import plain
from domain.vocabulary import plan_file as words

SHORTEST_TITLE: Final = 2
LONGEST_TITLE: Final = 150
LONGEST_TEXT: Final = 2500
"""Characters of a description."""
LONGEST_AUDIENCE: Final = 200
BROKEN: Final = "\N{REPLACEMENT CHARACTER}"
LEAST_OF_A_YEAR: Final = 4
"""Rows of which one can say that most are of a year."""
MOST_OF_A_YEAR: Final = 2
"""One of so many at least."""

__all__ = ["CALENDAR", "SHEET", "NoHeadings", "NoHostColumn", "headings", "read_plan"]


class NoHeadings(ValueError):
    """Without headings nobody knows which column is what."""


class NoHostColumn(NoHeadings):
    """Nobody knows which row is whose."""


def read_plan(table: Table, *, now: datetime, readers: Readers) -> tuple[PlanRow, ...]:
    """All rows that tell of an event, in their order; each by the clock of its host. ``now`` is aware.

    Headings may stand anywhere, in one line or in two, and come again (a sheet a month, a page of Word). A line with
    nothing but a month, or but a library, holds for those below it. Raises NoHeadings, NoHostColumn.
    """
    lines = Lines(table, now=now, readers=readers)
    rows: list[PlanRow] = []
    seen: set[Key] = set()
    for line in lines:
        row = _row(line, now=now, readers=readers)
        if row is None:
            continue
        if row.verdict is not Verdict.BAD:
            if row.key in seen:
                row = replace(row, notes=(*row.notes, Note(what=Remark.TWICE)))
            seen.add(row.key)
        rows.append(replace(row, number=line.number, sheet=line.sheet))
    if not lines.any_headings:
        raise NoHeadings("no row names a title and a date")
    if readers.own is None and not lines.any_hosts:
        raise NoHostColumn("no column names a library")
    return tuple(_of_another_year(rows, lines, now))


def _of_another_year(rows: Sequence[PlanRow], lines: Lines, now: datetime) -> Sequence[PlanRow]:
    """Where nobody says a year and most rows are of the next one, those of this year are doubtful."""
    years = Counter((row.day or row.month or now.date()).year for row in rows if row.day or row.month)
    if lines.frame is not None or sum(years.values()) < LEAST_OF_A_YEAR:
        return rows
    year, count = years.most_common(1)[0]
    if year <= now.year or MOST_OF_A_YEAR * count < sum(years.values()):
        return rows
    note = Note(what=Remark.YEAR_GUESSED)
    return [
        replace(row, notes=(*row.notes, note))
        if (when := row.day or row.month) is not None and when.year == now.year and row.number in lines.yearless
        else row
        for row in rows
    ]


def _row(line: Line, *, now: datetime, readers: Readers) -> PlanRow | None:
    """None for a row that tells of nothing: empty, a sum, a signature."""
    cells, month = line.cells, line.month
    title = SPACES.sub(" ", cells["title"])
    dated = cells["date"] or cells["month"] or cells["time"]
    if not title and not dated:
        return None
    notes = Notes()
    if any(BROKEN in cell for cell in cells.cells):
        notes.add(Remark.BROKEN, title.replace(BROKEN, ""))
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
        Clues(
            date=cells["date"],
            time=cells["time"] or time_in(cells["place"], line.timed_place),
            end=cells["end"],
            month=cells["month"],
            above=month,
            frame=line.frame,
        ),
        now.astimezone(clock.zone) if clock else now,
    )
    note_when(when, cells, notes)
    if line.as_above and (when.day or when.month):
        notes.add(Remark.AS_ABOVE, line.as_above)
    place, link = place_of(cells)
    audience = cells["audience"] or audience_of(cells["category"]) or audience_of(cells["age"])
    loosely = cells["category"] or cells["audience"]
    return PlanRow(
        number=0,
        library=library,
        title=cut(title, LONGEST_TITLE, Remark.TITLE_CUT, notes),
        day=when.day,
        at=when.at or (NOON if when.day else None),
        month=None if when.day else when.month,
        until=when.until,
        place=place or when.place or None,
        link=link,
        description=cut(cells["description"], LONGEST_TEXT, Remark.TEXT_CUT, notes) or None,
        audience=SPACES.sub(" ", audience)[:LONGEST_AUDIENCE] or None,
        age=age_of(cells["age"] or loosely, notes, audience=not cells["age"]),
        kind=kind_of(cells["kind"], title),
        co_hosts=co_hosts_of(cells["co_hosts"], host or readers.own, readers, notes),
        repeats=when.repeats,
        notes=tuple(notes.notes),
    )
