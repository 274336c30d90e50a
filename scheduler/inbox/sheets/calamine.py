"""What openpyxl cannot open: old workbooks (.xls), binary ones (.xlsb), tables of OpenDocument (.ods). In the sandbox.

Old programs of Microsoft keep everything in one kind of file (OLE), so what it is called inside says what it is.
Raises BadSheet.
"""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from domain.plan.file import SHEET
from scheduler.inbox.sheets.refusals import BadSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OLE: Final = b"\xd0\xcf\x11\xe0"
MOST_LINES: Final = 20_001
"""One more than is taken, so that it is seen."""
MOST_MERGED: Final = 200
"""Rows of one merged cell."""
MOST_RANGES: Final = 2_000


def _named(name: str) -> bytes:
    return name.encode("utf-16-le")


_INSIDE: Final = (
    (_named("EncryptedPackage"), "locked"),
    (_named("_VBA_PROJECT"), "macros"),
    (_named("WordDocument"), "old_word"),
    (_named("PowerPoint Document"), "binary"),
)
_WORKBOOKS: Final = (_named("Workbook"), _named("Book"))


def old_rows(raw: bytes) -> Iterable[Iterable[object]]:
    """The sheets of an old workbook."""
    for name, why in _INSIDE:
        if name in raw:
            raise BadSheet(why)
    if not any(name in raw for name in _WORKBOOKS):
        raise BadSheet("old_excel")
    return rows_by_calamine(raw)


def rows_by_calamine(raw: bytes) -> Iterable[Iterable[object]]:
    """All visible sheets one under the other, each under its title; what is merged downwards holds for all its rows."""
    import python_calamine  # noqa: PLC0415 - others need it not

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        rows: list[Iterable[object]] = []
        for sheet in book.sheets_metadata:
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
                rows.append([SHEET, sheet.name])
                rows += _rows(book.get_sheet_by_name(sheet.name))
    except python_calamine.PasswordError as error:
        raise BadSheet("locked") from error
    except (python_calamine.CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        raise BadSheet("damaged") from error
    return rows


def _rows(sheet: object) -> Iterator[Iterable[object]]:
    from python_calamine import CalamineSheet  # noqa: PLC0415 - as above

    assert isinstance(sheet, CalamineSheet)
    if sheet.height > MOST_LINES or sheet.width > MOST_LINES:
        raise BadSheet("long")
    rows = [
        [None if cell == "" else cell for cell in row]
        for row in islice(sheet.to_python(skip_empty_area=False), MOST_LINES)
    ]
    for (first, column), (last, to_column) in islice(sheet.merged_cell_ranges or (), MOST_RANGES):
        if column != to_column or not first < last <= first + MOST_MERGED:
            continue
        for row in rows[first + 1 : last + 1]:
            if column < len(row) and row[column] is None:
                row[column] = rows[first][column]
    return iter(rows)
