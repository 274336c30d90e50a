"""Tables as XLSX: frozen Russian headings, widths to read, and no cell that a program would take for a formula."""

from __future__ import annotations

import io
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.documents.making.printable import printable
from scheduler.documents.progress import NOBODY_LOOKS, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMULA: Final = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\uff0d\N{FULLWIDTH COMMERCIAL AT}")
"""Also behind spaces and signs that are not seen; programs for eastern languages take the wide ones for the narrow."""
_UNSEEN: Final = " \xa0\u200b\u200c\u200d\u2060\ufeff\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\u3000"
NARROW, WIDE, WIDEST = 8, 40, 80
"""Characters of a column."""
LONG: Final = 300
"""Characters of a text that takes the widest."""
LINE, HIGHEST = 15.0, 405.0
"""Points: of one line, and what Excel allows a row."""
LONGEST: Final = 32_000
"""Characters that a cell of Excel holds, and a little less."""


def harmless(value: str | int) -> str | int:
    """Text that begins as a formula gets an apostrophe (OWASP, «CSV injection»); numbers are numbers."""
    if isinstance(value, int):
        return value
    said = printable(value)  # first: nothing that is taken away may hide the beginning of a formula
    guarded = f"'{said}" if said.lstrip(_UNSEEN).startswith(FORMULA) or said.startswith(FORMULA) else said
    return guarded[:LONGEST]


def workbook(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]], progress: Progress = NOBODY_LOOKS
) -> bytes:
    """One sheet."""
    kept = [[harmless(value) for value in row] for row in rows]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)  # its stubs know less than it can
    sheet.freeze_panes = "A2"
    _fit_for_paper(sheet)
    widths = [_width(head, [row[place] for row in kept]) for place, head in enumerate(heads)]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_head(sheet, head) for head in heads])
    for done, row in enumerate(kept):
        progress.at(done, len(kept))
        lines = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
        if lines > 1:
            sheet.row_dimensions[done + 2].height = min(HIGHEST, LINE * lines)
        sheet.append([_cell(sheet, value) for value in row])
    if kept:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(kept) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fit_for_paper(sheet: Any) -> None:
    """Lying on A4, all columns beside each other, the headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.print_title_rows = "1:1"


def _width(head: str, values: Sequence[str | int]) -> int:
    """Of a column, in characters."""
    longest = max([0, *(len(str(value)) for value in values)])
    wanted = max(NARROW, longest + 2, len(head) + 4)  # a head is bold, and a filter's arrow is beside it
    return WIDEST if longest > LONG else min(WIDE, wanted)


def _lines(value: str | int, width: int) -> int:
    """As words wrap, and rather one too many; not every program works it out by itself."""
    return sum(max(1, len(wrap(line, width * 9 // 10))) for line in str(value).split("\n"))


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: str | int) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    return cell
