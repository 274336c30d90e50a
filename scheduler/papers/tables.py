"""Tables as XLSX: frozen Russian headings, widths to read, and no cell that a program would take for a formula."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from scheduler.papers.going import NOBODY_LOOKS, Going

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMULA: Final = tuple("=+-@\t\r\n\0\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\uff0d\N{FULLWIDTH COMMERCIAL AT}")
"""Also behind spaces and signs that are not seen; programs for eastern languages take the wide ones for the narrow."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNSEEN: Final = " \xa0\u200b\u200c\u200d\u2060\ufeff\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\u3000"
NARROW, WIDE = 10, 60
LONGEST: Final = 32_000
"""Characters that a cell of Excel holds, and a little less."""


def harmless(value: str | int) -> str | int:
    """Text that begins as a formula gets an apostrophe (OWASP, «CSV injection»); numbers are numbers."""
    if isinstance(value, int):
        return value
    seen = value.lstrip(_UNSEEN)
    guarded = f"'{value}" if seen.startswith(FORMULA) or value.startswith(FORMULA) else value
    return _UNPRINTABLE.sub("", guarded)[:LONGEST]


def workbook(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]], going: Going = NOBODY_LOOKS
) -> bytes:
    """One sheet."""
    kept = [[harmless(value) for value in row] for row in rows]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)  # its stubs know less than it can
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads):
        longest = max([len(head), *(len(str(row[place])) for row in kept)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(WIDE, max(NARROW, longest + 2))
    sheet.append([_head(sheet, head) for head in heads])
    for done, row in enumerate(kept):
        going.at(done, len(kept))
        sheet.append([_cell(sheet, value) for value in row])
    if kept:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(kept) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: str | int) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and len(value) > WIDE)
    return cell
