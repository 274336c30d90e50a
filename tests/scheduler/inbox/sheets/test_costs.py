"""Twice as much in a file costs about twice as much: no reader of files has a part that grows faster."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from domain.cleaning import clean
from domain.plan import hosts
from domain.plan.cells import MOST_NAMES, Readers
from domain.plan.file import SHEET, read_plan
from domain.plan.hosts import Host
from domain.plan.rows import Remark, plain_title
from scheduler.inbox.sheets.images import BadPicture
from scheduler.inbox.sheets.images import clean as clean_picture
from scheduler.inbox.sheets.parsing import unpack
from scheduler.inbox.sheets.plans import answered, asked
from scheduler.inbox.sheets.refusals import BadSheet
from tests.growth import MOST, cost, grows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOW: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
MOSCOW: Final = ZoneInfo("Europe/Moscow")
SIZE: Final = 400
"""Rows: reading them takes much longer than beginning."""


def days(count: int) -> Sequence[date]:
    return [date(2026, 12, 1) + timedelta(days=number % 300) for number in range(count)]


def xlsx(count: int, *, merged: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Дата", "Название", "Место", "Описание"])
    for number, day in enumerate(days(count)):
        sheet.append([day, f"Вечер {number}", "в библиотеке", "Приходите все вместе " * 3])
    for row in range(2, count, 4) if merged else ():
        sheet.merge_cells(start_row=row, end_row=row + 2, start_column=3, end_column=3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_of_sheets(count: int) -> bytes:
    book = openpyxl.Workbook()
    for number in range(count // 8):
        sheet = book.create_sheet(f"Лист {number}")
        sheet.append(["Дата", "Название"])
        sheet.append([date(2026, 12, 5), f"Вечер {number}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_of_columns(count: int) -> bytes:
    """Far to the right of what is read."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for _ in range(10):
        book.active.append([f"Вечер {number}" for number in range(count * 2)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(count: int) -> bytes:
    lines = [f'{day:%d.%m.%Y};15:00;"Вечер; {n}";в библиотеке' for n, day in enumerate(days(count))]
    return "\n".join(["Дата;Время;Название;Место", *lines]).encode("cp1251")


def csv_in_one_line(count: int) -> bytes:
    return (";".join(["Дата", "Название"] + [f"Вечер {number}" for number in range(count * 10)]) + "\n").encode()


def csv_in_one_cell(count: int) -> bytes:
    """With line ends and doubled quotes inside of it."""
    words = 'Вечер ""памяти"";\n' * min(count * 5, 5_000)
    return f'Дата;Название\n5 декабря;"{words}"\n'.encode("utf-16")


def ics(count: int) -> bytes:
    events = [
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{day:%Y%m%d}T120000Z\r\nSUMMARY:Вечер\r\nEND:VEVENT\r\n"
        for n, day in enumerate(days(count))
    ]
    return f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def ics_that_repeats(count: int) -> bytes:
    """Rules with days taken out of each, and one day moved."""
    events = []
    for number in range(count // 8):
        gone = ",".join(f"{date(2025, 1, 1) + timedelta(weeks=week):%Y%m%d}T120000Z" for week in range(20))
        events.append(
            f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:20250101T120000Z\r\nRRULE:FREQ=WEEKLY;COUNT=100\r\n"
            f"EXDATE:{gone}\r\nSUMMARY:Кружок\r\nEND:VEVENT\r\n"
            f"BEGIN:VEVENT\r\nUID:{number}\r\nRECURRENCE-ID:20261202T120000Z\r\nDTSTART:20261203T120000Z\r\n"
            "SUMMARY:Кружок\r\nEND:VEVENT\r\n"
        )
    return f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def ics_of_folded_lines(count: int) -> bytes:
    """A description of very many pieces, and very many parameters."""
    folded = "\r\n ".join(["DESCRIPTION:", *["Приходите\\, все" for _ in range(count * 20)]])
    parameters = ";".join(f"X-P{number}=1" for number in range(count))
    event = f"UID:1\r\nDTSTART:20261205T120000Z\r\nSUMMARY;{parameters}:Вечер\r\n{folded}"
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


FILES: Final[dict[str, Callable[[int], bytes]]] = {
    "xlsx": xlsx,
    "xlsx merged": lambda count: xlsx(count, merged=True),
    "xlsx of sheets": xlsx_of_sheets,
    "xlsx of columns": xlsx_of_columns,
    "csv": csv,
    "csv in one line": csv_in_one_line,
    "csv in one cell": csv_in_one_cell,
    "ics": ics,
    "ics that repeats": ics_that_repeats,
    "ics of folded lines": ics_of_folded_lines,
}


@pytest.mark.parametrize("kind", FILES)
def test_twice_the_file_costs_about_twice_as_much(kind: str) -> None:
    once, twice = FILES[kind](SIZE), FILES[kind](SIZE * 2)
    assert grows(lambda: unpack(once, TODAY), lambda: unpack(twice, TODAY)) < MOST


def partners(count: int) -> tuple[Host, ...]:
    return tuple(
        Host(
            id=n,
            title=f"Библиотека № {n} имени Пушкина",
            settlement=f"Село {n}",
            district=f"Район {n}",
            region="Омская область",
            zone=MOSCOW,
        )
        for n in range(1, count + 1)
    )


def plan(rows: int, names: int, *, host: bool = False) -> list[list[str]]:
    """Each row with other names, known and unknown ones."""
    heads = ["Дата", "Время", "Название", "Соорганизаторы", *(["Библиотека"] if host else [])]
    table = [heads]
    for n, day in enumerate(days(rows)):
        said = ", ".join(f"Библиотека № {1 + (n * names + k) % 150} имени Пушкина" for k in range(names))
        table.append([day.isoformat(), "15:00", f"Вечер {n}", said, *([f"Библиотека № {1 + n % 50}"] if host else [])])
    return table


def reading(table: list[list[str]], among: int, *, joint: bool = False) -> Callable[[], object]:
    everybody = partners(among)
    own = None if joint else everybody[0]
    return lambda: read_plan(table, now=NOW, readers=Readers(own=own, partners=everybody))


def sent(table: list[list[str]], among: int) -> Callable[[], object]:
    """The same as the sandbox is told of it and tells it."""
    everybody = partners(among)
    return lambda: answered(asked(table, now=NOW, readers=Readers(own=everybody[0], partners=everybody)))


@pytest.mark.parametrize(
    ("once", "twice"),
    [
        (reading(plan(150, 2), 100), reading(plan(300, 2), 100)),
        (reading(plan(150, 2), 100), reading(plan(150, 2), 200)),
        (reading(plan(150, 4), 100), reading(plan(150, 8), 100)),
        (reading(plan(150, 1, host=True), 100, joint=True), reading(plan(300, 1, host=True), 100, joint=True)),
        (reading(plan(150, 1, host=True), 100, joint=True), reading(plan(150, 1, host=True), 200, joint=True)),
        (sent(plan(150, 2), 100), sent(plan(300, 2), 200)),
    ],
    ids=["rows", "partners", "names in a cell", "rows of the joint plan", "partners of the joint plan", "both, sent"],
)
def test_twice_the_plan_costs_about_twice_as_much(once: Callable[[], object], twice: Callable[[], object]) -> None:
    assert grows(once, twice) < MOST


@pytest.mark.parametrize(
    "column", ["Дата", "Время", "Название", "Место", "Описание", "Соорганизаторы", "Возраст", "Вид"]
)
def test_twice_the_cell_costs_about_twice_as_much(column: str) -> None:
    """Of every column; what is beyond the limit of a cell costs nothing at all."""

    def table(signs: int) -> Callable[[], object]:
        heads = list(dict.fromkeys(["Дата", "Название", column]))
        words = "15 декабря, а, 2 и 3, ".ljust(25, "я") * (signs // 25)
        row = [words if head == column else {"Дата": "2026-12-05", "Название": "Вечер"}[head] for head in heads]
        return reading([heads, *([row] * 40)], 100)

    assert grows(table(1000), table(2000)) < MOST
    assert grows(table(2500), table(5000)) < MOST


@pytest.mark.parametrize(
    "sign", ["\u0301", "\u3164", "a\u0301", "\u202e", "\ud800", "\u0344", "\u2028", "я"], ids=ascii
)
def test_twice_the_words_cost_about_twice_as_much(sign: str) -> None:
    assert grows(lambda: clean(sign * 3000), lambda: clean(sign * 6000)) < MOST


def test_titles_are_folded_once_however_many_names_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """C1: 24 rows of a thousand names each among a hundred partners."""
    folded = 0

    def counted(title: str) -> str:
        nonlocal folded
        folded += 1
        return plain_title(title)

    everybody = partners(100)
    monkeypatch.setattr(hosts, "plain_title", counted)
    table = [
        ["Дата", "Название", "Соорганизаторы"],
        *([["2026-12-05", f"Вечер {n}", "аб, " * 1000] for n in range(24)]),
    ]
    rows = read_plan(table, now=NOW, readers=Readers(own=everybody[0], partners=everybody))

    assert folded <= 3 * len(everybody) + 24 * (MOST_NAMES + 1)
    assert all([note.what for note in row.notes].count(Remark.HOST_UNKNOWN) <= MOST_NAMES for row in rows)
    assert all(Remark.MANY_HOSTS in [note.what for note in row.notes] for row in rows)


# Pictures.


def noise(rows: int) -> Image.Image:
    """Nothing of it can be packed well; smaller than what is made small."""
    return Image.effect_noise((1000, rows), 60)


def encoded(picture: Image.Image, kind: str, **facts: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **facts)
    return out.getvalue()


def segments(marker: int, said: bytes, count: int) -> bytes:
    """A JPEG with so many of them before the picture."""
    plain = encoded(noise(8), "JPEG")
    return plain[:2] + struct.pack(">HH", marker, len(said) + 2).join([b"", *[said] * count]) + plain[2:]


def png_of_words(count: int) -> bytes:
    facts = PngInfo()
    for number in range(count * 10):
        facts.add_itxt(f"key{number}", "слова", zip=bool(number % 2))
    return encoded(noise(8), "PNG", pnginfo=facts)


def gif_of_frames(count: int) -> bytes:
    frames = [Image.new("L", (8, 8), number % 200) for number in range(count)]
    return encoded(noise(8), "GIF", save_all=True, append_images=frames, comment=b"words " * count)


PICTURES: Final[dict[str, Callable[[int], bytes]]] = {
    "jpeg": lambda count: encoded(noise(count), "JPEG", quality=95),
    "jpeg in scans": lambda count: encoded(noise(count), "JPEG", quality=95, progressive=True),
    "jpeg of comments": lambda count: segments(0xFFFE, b"words" * 100, count * 10),
    "jpeg of profiles": lambda count: segments(0xFFE2, b"ICC_PROFILE\0\1\1" + b"x" * 100, count * 10),
    "jpeg of exif": lambda count: segments(0xFFE1, b"Exif\0\0" + b"x" * 500, count * 10),
    "png": lambda count: encoded(noise(count), "PNG"),
    "png of words": png_of_words,
    "webp": lambda count: encoded(noise(count), "WEBP", method=0),
    "gif": lambda count: encoded(noise(count), "GIF"),
    "gif of frames": gif_of_frames,
    "bmp": lambda count: encoded(noise(count).convert("RGB"), "BMP"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_twice_the_picture_costs_about_twice_as_much(kind: str) -> None:
    def reading_it(raw: bytes) -> Callable[[], object]:
        def work() -> None:
            with suppress(BadPicture):  # then that is what it costs
                clean_picture(raw)

        return work

    assert grows(reading_it(PICTURES[kind](SIZE)), reading_it(PICTURES[kind](SIZE * 2))) < MOST


# Rules of calendars, before they are counted.


def calendar(*events: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\r\n"
        + "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
        + "END:VCALENDAR\r\n"
    ).encode()


def test_more_rules_than_a_plan_has_are_refused() -> None:
    rule = "SUMMARY:x\r\nDTSTART:20261201T100000\r\nRRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6;BYDAY=MO,TU,WE,TH,FR"
    with pytest.raises(BadSheet, match="long"):
        unpack(calendar(*(f"UID:{n}\r\n{rule}" for n in range(501))), TODAY)
    many = "\r\n".join(["UID:1\r\nSUMMARY:x\r\nDTSTART:20261201T100000", *["RRULE:FREQ=DAILY;COUNT=1"] * 501])
    with pytest.raises(BadSheet, match="long"):
        unpack(calendar(many), TODAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,10,20,30",
        "FREQ=DAILY;BYSECOND=1,2",
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 300))),
        "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 400),
    ],
)
def test_a_rule_of_too_many_parts_leaves_the_first_day(rule: str) -> None:
    table = unpack(calendar(f"UID:1\r\nSUMMARY:x\r\nDTSTART:20261205T100000\r\nRRULE:{rule}"), TODAY)
    assert [row[0] for row in table[2:]] == ["2026-12-05T10:00:00 RRULE-ONCE"]


def test_a_rule_that_began_a_thousand_years_ago_is_not_counted_through() -> None:
    table = unpack(calendar("UID:1\r\nSUMMARY:x\r\nDTSTART:10260101T100000\r\nRRULE:FREQ=DAILY"), TODAY)
    assert [row[0] for row in table[2:]] == ["1026-01-01T10:00:00 RRULE-ONCE"]


def test_a_rule_that_never_fits_is_not_looked_for_up_to_the_end_of_time() -> None:
    """Doubling proves nothing here: without the bound one such rule takes as long as a thousand of these."""
    rule = "SUMMARY:x\r\nDTSTART:20261205T100000\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    usual = "SUMMARY:x\r\nDTSTART:20261205T100000\r\nRRULE:FREQ=DAILY;COUNT=300"
    assert cost(lambda: unpack(calendar(f"UID:1\r\n{rule}"), TODAY)) < 20 * cost(
        lambda: unpack(calendar(f"UID:1\r\n{usual}"), TODAY)
    )


def test_a_sheets_title_is_cleaned_too() -> None:
    table = [[SHEET, "Дека\u202eбрь"], ["Дата", "Название"], ["5", "Вечер"], [SHEET, "x" * 5000], ["6.12.2026", "Утро"]]
    rows = read_plan(table, now=NOW, readers=Readers(own=partners(1)[0], partners=partners(1)))
    assert [row.sheet for row in rows] == ["Декабрь", "x" * 60]
