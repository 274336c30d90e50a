"""The lines of a plan: which are rows, and what holds for them of the lines above.

A line may be the title of the plan (its year), headings, a month, a quarter (it ends a month), a library, a section, a
sum, a signature, or a row. What is written once and not merged, a month, holds for the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.cleaning import clean
from domain.plan.cells import QUOTED, Cells, Readers
from domain.plan.dates import month_of
from domain.plan.frames import Frame, frame_of, frame_of_most, months_in
from domain.plan.headings import continues, headings
from domain.spelling import plain
from domain.vocabulary import plan_file as words

SHEET: Final = "\N{INVISIBLE SEPARATOR}"
"""Stands alone before the title of a sheet of a workbook: its rows are counted anew."""
CALENDAR: Final = SHEET * 2
"""Stands alone before the rows of a calendar: they are not counted."""
MOST_OF_SIGNATURE: Final = 3
"""Filled cells of a line that is a signature."""
LONGEST_LINE: Final = 200
"""Characters of a line that is a signature, a sum or a library."""
_SHORT_YEAR: Final = re.compile(r"([^\W\d])\s+(\d\d)$")
"""«Апрель 27»: no sheet is a day."""

Table = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row, and what holds for it."""

    cells: Cells
    number: int
    sheet: str
    month: date | None
    frame: Frame | None
    as_above: str
    """The month's cell of a row above, where its own is empty."""
    timed_place: bool


class Lines:
    """The rows of a table, one after the other."""

    def __init__(self, table: Table, *, now: datetime, readers: Readers) -> None:
        self._table = table
        self._now = now.astimezone(readers.own.zone) if readers.own else now
        self._readers = readers
        self._several = sum(cells[:1] == [SHEET] for cells in map(list, table)) > 1
        self._of_most = frame_of_most(cell for cells in table for cell in cells)
        self.frame: Frame | None = None
        self.any_headings = self.any_hosts = False
        self.yearless: set[int] = set()
        """Numbers of rows whose cells say no year."""
        self._columns: Mapping[str, int] = {}
        self._month: date | None = None
        self._host = ""
        self._kept = self._kept_month = ""
        self._timed_place = self._counted_rows = False

    def __iter__(self) -> Iterator[Line]:
        above: Sequence[str] = ()
        sheet, number, counted = "", 0, True
        for cells in self._table:
            if cells and cells[0] in (SHEET, CALENDAR):
                sheet, number, counted = (clean(cells[1])[:QUOTED] if len(cells) > 1 else ""), 0, cells[0] == SHEET
                above, self._host, self._kept, self._kept_month = (), "", "", ""
                self._of_title(sheet)
                self._set_month(
                    month_of(sheet, self._now, self._year)
                    or month_of(_SHORT_YEAR.sub(r"\1 20\2", sheet), self._now, self._year),
                    sheet,
                )
                continue
            number += 1
            before, above = above, cells
            if self._of_headings(before, cells):
                continue
            alone = [cell for cell in cells if cell.strip()]
            if not alone or _is_count(alone) or (len(set(alone)) == 1 and self._is_of_all(alone[0], cells)):
                continue
            if not self._columns or self._tells_nothing(cells, alone):
                continue
            yield self._line(cells, number if counted else 0, sheet if self._several else "")

    @property
    def _year(self) -> Frame | None:
        return self.frame or self._of_most

    def _of_headings(self, before: Sequence[str], cells: Sequence[str]) -> bool:
        joined = continues(before, cells) if any(cell.strip() for cell in before) else []
        for line in (joined, cells):
            if line and (found := headings(line)):
                self._columns, self.any_headings = found, True
                self.any_hosts |= bool(found.keys() & {"host", "venue"})
                place = found.get("place")
                self._timed_place = place is not None and any(
                    word in plain(line[place]).split() for word in words.TIME_INSIDE
                )
                return True
        return False

    def _is_of_all(self, said: str, cells: Sequence[str]) -> bool:
        """One cell alone: a title, a month, a quarter, a library, a section."""
        text = plain(said[:LONGEST_LINE])
        if (month := month_of(said, self._now, self._year)) and not text.isdecimal():
            self._set_month(month, said)
            return True
        if words.PERIOD.fullmatch(text):
            self._month, self._kept, self._kept_month = None, "", ""
            return True
        if self._of_title(said):
            return True
        if self._columns and self._is_host(said, text):
            self._host, self.any_hosts = said, True
            return True
        merged = len([cell for cell in cells if cell.strip()]) > 1
        return merged or bool(self._columns and not self._is_dated(cells) and self._is_section(cells))

    def _of_title(self, said: str) -> bool:
        """The year, and the month, that a title of the plan names."""
        found = frame_of(said)
        if found is None:
            return False
        self.frame = found
        months = months_in(said)
        if len(months) == 1:
            year = found.first.year + (found.first.month > months[0])
            self._month = date(year, months[0], 1)
        return True

    def _set_month(self, month: date | None, said: str) -> None:
        """A month behind another one that is further in the year is of its year; and one before it of the next."""
        if month is not None and self._month is not None and not any(sign.isdigit() for sign in said):
            later = self._month.year + (month.month < self._month.month)
            if self._year is None and month < self._month:
                month = month.replace(year=later)
        self._month, self._kept, self._kept_month = month, "", ""

    def _is_host(self, said: str, text: str) -> bool:
        if len(said) > LONGEST_LINE or words.SIGNED.match(text):
            return False
        return bool(words.HOST_LINE.fullmatch(text)) or len(self._readers.roster.exactly(said)) == 1

    def _is_dated(self, cells: Sequence[str]) -> bool:
        row = Cells(cells, self._columns)
        return any(row[column] for column in ("date", "month", "time"))

    def _is_section(self, cells: Sequence[str]) -> bool:
        """«Экологическое просвещение» among rows that are counted, or as a title of a section says it is one."""
        said = next(cell for cell in cells if cell.strip())
        return self._counted_rows or bool(words.SECTION.search(plain(said[:LONGEST_LINE])))

    def _tells_nothing(self, cells: Sequence[str], alone: Sequence[str]) -> bool:
        """A sum or a signature."""
        row = Cells(cells, self._columns)
        text = " ".join(alone)
        if len(set(alone)) > MOST_OF_SIGNATURE or len(text) > LONGEST_LINE:
            return False
        said = plain(text)
        if words.SUM.match(said):
            return True
        if any(month_of(row[column], self._now) or words.DIGIT.search(row[column]) for column in ("date", "month")):
            return False
        if words.BLANK.search(text) or (words.SIGNED.match(said) and (words.PERSON.search(text) or len(alone) == 1)):
            return True
        return words.PERSON.fullmatch(row["title"].strip(" .,")) is not None

    def _line(self, cells: Sequence[str], number: int, sheet: str) -> Line:
        row = Cells(cells, self._columns)
        known = set(self._columns.values()) - {self._columns.get("nothing")}
        for place, cell in enumerate(cells):
            if place not in known and len(cell) > 2 and not cell.strip().isdecimal():  # noqa: PLR2004 - «Март» for №
                if month := month_of(cell, self._now, self._year):
                    self._set_month(month, cell)
            elif place not in known and cell.strip(" .").isdecimal():
                self._counted_rows = True
        instead = {"host": self._host} if self._host and not row["host"] and not row["venue"] else {}
        as_above = ""
        if row["month"]:
            self._kept_month = row["month"]
        elif self._kept_month and (row["date"].strip(" .").isdecimal() or not month_of(row["date"], self._now)):
            instead["month"] = self._kept_month
        month = self._month
        if month_of(row["date"], self._now) and not row["date"].strip(" .").isdecimal():
            self._kept = row["date"]
        elif self._kept and not row["month"] and (not row["date"] or row["date"].strip(" .").isdecimal()):
            if month is None:
                as_above, month = self._kept, month_of(self._kept, self._now, self._year)
        elif row["date"]:
            self._kept = ""
        if not words.YEAR.search(f"{row['date']} {row['month']} {instead.get('month', '')}"):
            self.yearless.add(number)
        return Line(
            cells=Cells(cells, self._columns, instead),
            number=number,
            sheet=sheet,
            month=month,
            frame=self._year,
            as_above=as_above,
            timed_place=self._timed_place,
        )


def _is_count(cells: Sequence[str]) -> bool:
    """«1 2 3 4 5», as stands under headings."""
    return len(cells) > 1 and [cell.strip().rstrip(".") for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]
