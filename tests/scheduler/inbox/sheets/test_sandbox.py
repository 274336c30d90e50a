"""The sandbox as it is: what breaks it is a bomb, its sender rests, everybody else is read."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from domain.plan.cells import Readers
from domain.plan.file import NoHeadings, NoHostColumn, read_plan
from domain.plan.hosts import Host
from scheduler.inbox.sheets import sandbox
from scheduler.inbox.sheets.images import MOST_PIXELS, SIDE, BadPicture, Busy, TooLarge
from scheduler.inbox.sheets.parsing import MOST_BYTES
from scheduler.inbox.sheets.queue import FairQueue
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.sandbox import clean_picture, read_rows, read_sheet

NOW: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY: Final = date(2026, 11, 20)
HOST: Final = Host(id=7, title="Наша библиотека", settlement="Никольское", zone=ZoneInfo("Asia/Omsk"))
OTHER: Final = Host(id=8, title="Библиотека № 2", region="Омская область", zone=ZoneInfo("Europe/Moscow"))
READERS: Final = Readers(own=HOST, partners=(HOST, OTHER))
TABLE: Final = [
    ["Дата", "Время", "Название", "Соорганизаторы", "Окончание", "Место"],
    ["5 декабря 2026", "15:00", "Вечер памяти", "Библиотека № 2", "17:00", "зал\ud83d"],
    ["какая-то", "", "Выставка", "Школа"],
    ["декабрь 2026", "", "Месячник"],
    ["01.01.2020", "", "Прошлое"],
]

TWO_LINES: Final = "Дата;Название\n5 декабря;Вечер\n".encode()


@pytest.fixture(autouse=True)
def nobody_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_QUEUE", FairQueue())


async def test_a_plan_is_read_there_as_it_would_be_here() -> None:
    assert await read_rows(TABLE, now=NOW, readers=READERS) == read_plan(TABLE, now=NOW, readers=READERS)


async def test_a_table_that_is_no_plan_says_so() -> None:
    with pytest.raises(NoHeadings):
        await read_rows([["Просто", "слова"]], now=NOW, readers=READERS)
    with pytest.raises(NoHostColumn):
        await read_rows(TABLE, now=NOW, readers=Readers(own=None, partners=(HOST, OTHER)))


def rules() -> bytes:
    """As many rules as a calendar may have, each of nearly every day of a year."""
    every = f"BYMONTH={','.join(map(str, range(1, 13)))};BYMONTHDAY={','.join(map(str, range(1, 29)))}"
    rule = f"RRULE:FREQ=YEARLY;{every}"
    event = f"BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20270101T120000Z\r\n{rule}\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    return ("BEGIN:VCALENDAR\r\n" + "".join(event % n for n in range(500)) + "END:VCALENDAR\r\n").encode()


def bomb() -> bytes:
    """Days taken out of every event, as many as the file may have."""
    gone = ",".join(f"2025{1 + n % 12:02}{1 + n % 28:02}T120000Z" for n in range(400))
    event = f"BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20250101T120000Z\r\nEXDATE:{gone}\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    return ("BEGIN:VCALENDAR\r\n" + "".join(event % n for n in range(700)) + "END:VCALENDAR\r\n").encode()


async def test_four_calendars_of_rules_hold_up_nobody() -> None:
    """M6, with the limits as they are: each took 30 s, and a table of two lines waited for 89."""
    bombs = [asyncio.create_task(read_sheet(rules(), TODAY, who=f"враг {number}")) for number in range(4)]
    await asyncio.sleep(0)
    assert await read_sheet(TWO_LINES, TODAY, who="библиотекарь") == [["Дата", "Название"], ["5 декабря", "Вечер"]]
    assert not all(one.done() for one in bombs), "it did not wait for all of them"
    found = await asyncio.gather(*bombs, return_exceptions=True)

    assert [one.why for one in found if isinstance(one, BadSheet)] == ["long"] * 4


async def test_who_sends_a_bomb_rests_and_a_librarian_is_read_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """M6: several people send one each."""
    monkeypatch.setattr(sandbox, "CPU", {"small": 2, "long": 1})
    ended: list[str] = []

    async def sends(who: str, raw: bytes) -> Any:
        try:
            return await read_sheet(raw, TODAY, who=who)
        finally:
            ended.append(who)

    raw = bomb()
    assert len(raw) < MOST_BYTES
    bombs = [asyncio.create_task(sends(f"враг {number}", raw)) for number in range(4)]
    await asyncio.sleep(0)
    assert await sends("библиотекарь", TWO_LINES) == [["Дата", "Название"], ["5 декабря", "Вечер"]]
    found = await asyncio.gather(*bombs, return_exceptions=True)

    assert [one.why for one in found if isinstance(one, BadSheet)] == ["bomb"] * 4
    assert ended.index("библиотекарь") <= 1, "no longer than one foreign job"
    with pytest.raises(BadSheet) as refused:
        await sends("враг 0", b"a;b\n")
    assert refused.value.why == "rest"


async def test_a_program_that_fails_inside_is_a_bomb_but_nobody_rests_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CPU", {"small": "no number", "long": 5})
    with pytest.raises(BadSheet, match="bomb"):
        await read_sheet(b"a;b\n", TODAY, who="Мария")
    monkeypatch.undo()

    assert await read_sheet(b"a;b\n", TODAY, who="Мария") == [["a", "b"]]


async def test_a_machine_without_time_makes_no_file_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped by others for longer than its patience, having computed next to nothing."""
    run = subprocess.run

    def starved(_: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        return run([sys.executable, "-c", "import time; time.sleep(60)"], **how)

    monkeypatch.setattr(sandbox, "PATIENCE", 0.2)
    monkeypatch.setattr(subprocess, "run", starved)
    with pytest.raises(BadSheet, match="busy"):
        await read_sheet(TWO_LINES, TODAY, who="Мария")
    with pytest.raises(Busy):
        await clean_picture(encoded("PNG", 9, 9), who="Мария")
    monkeypatch.setattr(sandbox, "PATIENCE", 300.0)
    monkeypatch.setattr(subprocess, "run", run)
    assert await read_sheet(TWO_LINES, TODAY, who="Мария") == [["Дата", "Название"], ["5 декабря", "Вечер"]], "no rest"


# Pictures.


def encoded(kind: str, width: int, height: int, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "olive").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P")])
async def test_the_largest_picture_that_is_taken_fits_into_the_sandbox(kind: str, mode: str) -> None:
    """As many pixels as are allowed at all, in its memory and its seconds."""
    jpeg, width, height = await clean_picture(encoded(kind, 10_000, MOST_PIXELS // 10_000, mode), who="Мария")

    assert (width, height) == (SIDE, SIDE // 2)
    with Image.open(io.BytesIO(jpeg)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (width, height))


async def test_what_is_no_picture_or_too_large_is_told_apart() -> None:
    with pytest.raises(TooLarge):
        await clean_picture(encoded("PNG", 10_000, MOST_PIXELS // 10_000 + 1), who="Мария")
    with pytest.raises(BadPicture) as refused:
        await clean_picture(b"<script>", who="Мария")
    assert not isinstance(refused.value, TooLarge)
