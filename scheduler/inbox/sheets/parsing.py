"""A file → a table of texts. Runs in the sandbox, a process of its own (``sandbox.py``).

BadSheet   it is no table that we take (``refusals.py``)
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from domain.plan.file import CALENDAR, SHEET
from domain.vocabulary.plan_file import COMMON_LETTERS, FIRST_LETTER, HEADINGS, LAST_LETTER
from scheduler.inbox.sheets.calamine import OLE, old_rows, rows_by_calamine
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.word import WORD, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 50_000_000
MOST_RATIO: Final = 200
"""A table is packed to a tenth or a fiftieth, a bomb to a thousandth."""
MOST_ENTRIES: Final = 500
MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 60
MOST_LINES: Final = 20_000
"""Empty ones included: sheets are full of them."""
LONGEST_CELL: Final = 5_000
MOST_SIGNS: Final = 3_000_000
"""Characters of the whole table."""
MOST_MERGED: Final = 200
"""Rows of one merged cell."""
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]{0,100}\bref="([A-Z]{1,2})(\d{1,6}):\1(\d{1,6})"')
_HEAD: Final = 4096
_OPENDOCUMENT: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_WORKBOOKS: Final = ({"xl/workbook.xml", "[Content_Types].xml"}, {"xl/workbook.bin", "[Content_Types].xml"})
_EPOCH_OF_MAC: Final = 1462
"""Days between the two dates from which Excel counts."""
_SERIALS: Final = range(35_000, 73_000)
_FOREIGN: Final = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "word"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS: Final = ("cp1251", "koi8-r", "cp866")
_SAMPLE: Final = 65_536
_SOUND: Final = 20
"""Letters for each broken one: what has fewer is no UTF-8."""
Table = list[list[str]]


def unpack(raw: bytes, today: date) -> Table:
    """The table, whatever the file is called; what a calendar repeats is told from that day on. Raises BadSheet."""
    if not raw.strip():
        raise BadSheet("empty")
    if len(raw) > MOST_BYTES:
        raise BadSheet("large")
    for magic, why in _FOREIGN:
        if raw.startswith(magic):
            raise BadSheet(why)
    if raw.startswith(OLE):
        return _measured(old_rows(raw))
    rows = _archive(raw) if raw.startswith(b"PK") else _of_text(_text(raw), today)
    return _measured(rows)


def _measured(rows: Iterable[Iterable[object]]) -> Table:
    """Cells as text, trailing emptiness gone. Raises BadSheet when it is too much."""
    table: Table = []
    full = signs = 0
    for row in rows:
        cells = [_cell(value) for value in islice(row, MOST_COLUMNS)]
        while cells and not cells[-1]:
            cells.pop()
        table.append(cells)
        full += bool(cells)
        signs += sum(map(len, cells))
        if full > MOST_ROWS or len(table) > MOST_LINES or signs > MOST_SIGNS:
            raise BadSheet("long")
    while table and not table[-1]:
        table.pop()
    if not table:
        raise BadSheet("empty")
    return table


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat() if value.tzinfo or value.time() != time.min else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
    text = str(value).replace("\0", "").replace("\r\n", "\n").strip()
    return text[:LONGEST_CELL]


# Excel.


def _archive(raw: bytes) -> Iterable[Iterable[object]]:
    """A workbook, a document of Word or a table of OpenDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _look_into(archive)
            names = set(archive.namelist())
        if names >= WORD:
            return tables_of(raw)
        return _sheets(raw) if "xl/workbook.xml" in names else rows_by_calamine(raw)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadSheet("damaged") from error


def _look_into(archive: zipfile.ZipFile) -> None:
    """Everything that can be known before anything is unpacked. Raises BadSheet for the first limit that is passed."""
    for is_passed, why in _LIMITS:
        if is_passed(archive):
            raise BadSheet(why)


def _too_large(archive: zipfile.ZipFile) -> bool:
    """By the sizes that the archive claims; what it claims falsely is stopped by the memory of the sandbox."""
    entries = archive.infolist()
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    return len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(1, packed)


def _encrypted(archive: zipfile.ZipFile) -> bool:
    return any(entry.flag_bits & 1 for entry in archive.infolist())


def _holds(*endings: str, folder: str = "") -> _Passed:
    """Whether a file of the archive ends so, or lies in that folder."""
    return lambda archive: any(
        name.lower().endswith(endings) or (folder != "" and folder in name) for name in archive.namelist()
    )


def _lacks_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    return not any(known <= names for known in (*_WORKBOOKS, WORD)) and not _is_table_of_opendocument(archive)


def _is_word(archive: zipfile.ZipFile) -> bool:
    """One that lacks its parts."""
    return _lacks_workbook(archive) and any(name.startswith("word/") for name in archive.namelist())


def _is_opendocument(archive: zipfile.ZipFile) -> bool:
    """A text, a drawing."""
    return _lacks_workbook(archive) and {"mimetype", "content.xml"} <= set(archive.namelist())


def _is_table_of_opendocument(archive: zipfile.ZipFile) -> bool:
    if not {"mimetype", "content.xml"} <= set(archive.namelist()):
        return False
    with archive.open("mimetype") as file:
        return file.read(len(_OPENDOCUMENT) + 1).strip() == _OPENDOCUMENT


def _allows_macros(archive: zipfile.ZipFile) -> bool:
    return (
        "[Content_Types].xml" in archive.namelist() and b"macroenabled" in archive.read("[Content_Types].xml").lower()
    )


def _declares_entities(archive: zipfile.ZipFile) -> bool:
    """XML of Excel has no DOCTYPE; one could name a file of ours, or grow without end. In UTF-16, too."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as file:
                if b"<!DOCTYPE" in file.read(_HEAD).replace(b"\0", b""):
                    return True
    return False


_Passed = Callable[[zipfile.ZipFile], bool]
_LIMITS: Final[tuple[tuple[_Passed, str], ...]] = (
    (_too_large, "bomb"),
    (_encrypted, "locked"),
    (_holds("vbaproject.bin", ".bas", ".xlm", folder="macrosheets/"), "macros"),
    (_is_word, "word"),
    (_is_opendocument, "opendocument"),
    (_lacks_workbook, "archive"),
    (_holds(".zip", ".xlsx", ".docx"), "bomb"),
    (_allows_macros, "macros"),
    (_declares_entities, "bomb"),
)
"""What an archive must not be, and why it is turned away then (``BadSheet.why``); in the order of asking."""


def _sheets(raw: bytes) -> Iterable[Iterable[object]]:
    """All visible sheets one under the other, each under its title: it may be the name of a month.

    What is written once in a cell that is merged downwards holds for all its rows.
    """
    import openpyxl  # noqa: PLC0415 - takes a while, CSV needs it not
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - the same
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415 - the same

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        rows: list[Iterable[object]] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # the size that a sheet claims may be a lie
            rows.append([SHEET, sheet.title])
            found = list(islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_LINES + 1))
            if book.epoch == CALENDAR_MAC_1904:
                found = [tuple(map(_of_mac, row)) for row in found]
            rows += _filled(found, _merged(sheet))
    except DefusedXmlException as error:
        raise BadSheet("bomb") from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
        raise BadSheet("damaged") from error  # what openpyxl raises for damaged files
    return rows


def _of_mac(value: Any) -> Any:
    """A count of days without a format, by the calendar of all others."""
    return value + _EPOCH_OF_MAC if isinstance(value, int | float) and int(value) in _SERIALS else value


def _merged(sheet: Any) -> Iterable[tuple[int, int, int]]:
    """Column, first and last row (from 1) of what is merged downwards; reading row by row openpyxl forgets it."""
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - as above

    with sheet._get_source() as source:  # noqa: SLF001 - there is no other way to it
        xml = source.read(MOST_UNPACKED)
    for column, first, last in islice(_MERGED.findall(xml), MOST_ROWS):
        yield column_index_from_string(column.decode()), int(first), int(last)


def _filled(rows: Sequence[Sequence[object]], merged: Iterable[tuple[int, int, int]]) -> Iterable[Iterable[object]]:
    filled = [list(row) for row in rows]
    for column, first, last in merged:
        if not first < last <= first + MOST_MERGED or first > len(filled) or column > len(filled[first - 1]):
            continue
        for row in filled[first:last]:
            if len(row) >= column and row[column - 1] is None:
                row[column - 1] = filled[first - 1][column - 1]
    return filled


# Text.


def _text(raw: bytes) -> str:
    """UTF-8, with a broken letter or two; UTF-16 with a mark; cp1251, in which Excel saves on Windows; KOI8-R, DOS."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if b"\0" in raw:
        raise BadSheet("binary")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if broken * _SOUND < sum(FIRST_LETTER <= letter.lower() <= LAST_LETTER for letter in text):
        return text
    some = raw[:_SAMPLE]
    encoding = max(_ENCODINGS, key=lambda one: _how_russian(some.decode(one, "replace")))
    return raw.decode(encoding, "replace")


def _how_russian(text: str) -> int:
    """How many of its letters are such as Russian is full of; of another encoding come capitals and strange ones."""
    return sum(map(text.count, COMMON_LETTERS))


def _of_text(text: str, today: date) -> Iterable[Iterable[object]]:
    head = text[:_HEAD].lstrip()
    if head.startswith("BEGIN:VCALENDAR"):
        return _calendar(text, today)
    if head.lower().startswith(("<!doctype", "<html", "<?xml", "<table", "<meta", "<head")):
        table = "urn:schemas-microsoft-com:office:spreadsheet" in head or "<td" in text[:_SAMPLE].lower()
        raise BadSheet("not_excel" if table else "page")
    lines = text.splitlines(keepends=True)
    csv.field_size_limit(LONGEST_CELL * 20)
    try:
        return list(islice(csv.reader(lines, delimiter=_delimiter(lines)), MOST_LINES + 1))
    except csv.Error as error:
        raise BadSheet("damaged") from error


def _delimiter(lines: list[str]) -> str:
    """The one that divides most of the first rows; a semicolon where all are alike, as Excel does in Russia."""
    some = "".join(lines[:50])

    def columns(sign: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(io.StringIO(some), delimiter=sign) if row)
        except csv.Error:
            return 0

    return max(";\t,|", key=lambda sign: columns(sign) * (0.5 if sign == "," else 1))


# Calendars.

_OF_CALENDAR: Final = ("date", "end", "title", "place", "description", "link")


def _calendar(text: str, today: date) -> Iterable[Iterable[object]]:
    """A row for each time of each event, under headings of our own; moments with their offset."""
    from scheduler.inbox.sheets.calendars import TooMany, rows_of  # noqa: PLC0415 - takes a while, others need it not

    if text.count("BEGIN:VEVENT") > MOST_ROWS:
        raise BadSheet("long")
    try:
        found = list(islice(rows_of(text, today), MOST_ROWS + 1))
    except TooMany as error:
        raise BadSheet("long") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise BadSheet("damaged") from error  # what icalendar raises for damaged files
    return [[CALENDAR], [HEADINGS[column][0] for column in _OF_CALENDAR], *found]
