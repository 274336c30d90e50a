"""Tables are recognised by what they are; what lies, bursts or brings programs with it is refused with its reason."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from domain.plan.file import CALENDAR, SHEET
from scheduler.inbox.sheets import sandbox
from scheduler.inbox.sheets.parsing import MOST_BYTES, unpack
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.sandbox import read_sheet

TODAY = date(2026, 11, 20)
CSV = "Дата;Время;Название\n5 декабря;15:00;Вечер; памяти\n"
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y
BEGIN:VEVENT
UID:1
DTSTAMP:20261101T000000Z
DTSTART:20261205T120000Z
DTEND:20261205T140000Z
SUMMARY:Вечер памяти
LOCATION:в библиотеке
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261206
SUMMARY:Отменено
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def workbook(*rows: list[object], title: str = "Декабрь") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in entries.items():
            packed.writestr(name, body)
    return out.getvalue()


def changed(raw: bytes, name: str, body: bytes) -> bytes:
    """The same archive with one more entry, or another one by that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, body)
    return out.getvalue()


async def test_a_workbook_comes_out_as_text_under_the_title_of_its_sheet() -> None:
    raw = workbook(
        ["Дата", "Время", "Название", "Посетителей"],
        [datetime(2026, 12, 5), time(15), "Вечер", 12.0],  # noqa: DTZ001 - Excel knows no zones
    )

    assert await read_sheet(raw, TODAY) == [
        [SHEET, "Декабрь"],
        ["Дата", "Время", "Название", "Посетителей"],
        ["2026-12-05", "15:00:00", "Вечер", "12"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, sign: str) -> None:
    text = sign.join(["Дата", "Время", "Название"]) + "\n" + sign.join(["5 декабря", "15:00", "Вечер"]) + "\n"

    assert unpack(text.encode(encoding), TODAY) == [["Дата", "Время", "Название"], ["5 декабря", "15:00", "Вечер"]]


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line_end() -> None:
    assert unpack('Дата;Название\n5.12;"Вечер; и\nутро"\n'.encode(), TODAY)[1] == ["5.12", "Вечер; и\nутро"]


def test_a_calendar_becomes_a_table_without_what_is_cancelled() -> None:
    mark, heading, row = unpack(ICS.replace("\n", "\r\n").encode(), TODAY)

    assert mark == [CALENDAR]
    assert heading[:3] == ["дата", "окончание", "название"]
    assert row == ["2026-12-05T12:00:00+00:00", "2026-12-05T14:00:00+00:00", "Вечер памяти", "в библиотеке"]


def test_what_is_written_once_in_a_merged_cell_holds_for_its_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["№ п/п", "Название", "Проведение", None],
        [None, None, "Дата", "Время"],
        [1, "Вечер", "5 декабря", "15:00"],
        [2, "Ёлка", None, "17:00"],
    ):
        sheet.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:D1", "C3:C4", "A9:B900"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)

    _, *rows = unpack(out.getvalue(), TODAY)

    assert rows[1:] == [
        ["№ п/п", "Название", "Дата", "Время"],
        ["1", "Вечер", "5 декабря", "15:00"],
        ["2", "Ёлка", "5 декабря", "17:00"],
    ]


def test_a_sheet_of_ten_thousand_rows_is_refused_and_not_read_to_its_end() -> None:
    rows: list[list[object]] = [["5.12", f"Событие {number}"] for number in range(10_000)]
    raw = workbook(["Дата", "Название"], *rows)

    with pytest.raises(BadSheet) as refused:
        unpack(raw, TODAY)

    assert refused.value.why == "long"


BOOK = workbook(["Дата", "Название"], ["5.12", "Вечер"])


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"  \n", "empty"),
        (b"x" * (MOST_BYTES + 1), "large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_excel"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"abc\0def", "binary"),
        (b"<html><table>", "page"),
        (b"PK\x03\x04garbage", "damaged"),
        (BOOK[: len(BOOK) // 2], "damaged"),
        (archive(**{"a.txt": b"x"}), "archive"),
        (archive(**{"word/document.xml": b"<x/>"}), "word"),
        (archive(**{"mimetype": b"application", "content.xml": b"<x/>"}), "opendocument"),
        (changed(BOOK, "xl/vbaProject.bin", b"x"), "macros"),
        (changed(BOOK, "[Content_Types].xml", b"<a>vnd.ms-excel.sheet.macroEnabled.main+xml</a>"), "macros"),
        (changed(BOOK, "inner.zip", b"PK"), "bomb"),
        (changed(BOOK, "xl/media/x.bin", b"\0" * 60_000_000), "bomb"),
        (changed(BOOK, "xl/styles.xml", b"\0" * 4_000_000), "bomb"),
        (changed(BOOK, "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "bomb"),
        (archive(**{f"{number}.xml": b"" for number in range(600)}), "bomb"),
        (("Дата;Название\n" + "5.12;Вечер\n" * 2001).encode(), "long"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 2001, "long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_its_reason(raw: bytes, why: str) -> None:
    with pytest.raises(BadSheet) as refused:
        unpack(raw, TODAY)

    assert refused.value.why == why


async def test_the_sandbox_tells_the_reason_and_outlives_what_bursts_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSheet) as refused:
        await read_sheet(b"%PDF", TODAY)
    assert refused.value.why == "pdf"

    monkeypatch.setattr(sandbox, "PATIENCE", 0.001)
    with pytest.raises(BadSheet) as late:
        await read_sheet(CSV.encode(), TODAY)
    assert late.value.why == "busy", "that says nothing of the file"


async def test_the_sandbox_is_given_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZKI_SECRET_KEY", "hidden")
    given: dict[str, str] = {}

    def run(command: list[str], *, env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        given.update(env)
        return subprocess.CompletedProcess(command, 0, stdout=b'{"table": [["x"]]}')

    monkeypatch.setattr(subprocess, "run", run)

    assert await read_sheet(CSV.encode(), TODAY) == [["x"]]
    assert given
    assert not [name for name in given if name.startswith("TEZKI")]
