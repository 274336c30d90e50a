"""The sandbox as it is: what breaks it is a bomb, its sender rests, everybody else is read."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from domain.plan.cells import Readers
from domain.plan.file import NoHeadings, NoHostColumn, read_plan
from domain.plan.hosts import Host
from scheduler.inbox.sheets import sandbox
from scheduler.inbox.sheets.parsing import MOST_BYTES, BadSheet
from scheduler.inbox.sheets.queue import FairQueue
from scheduler.inbox.sheets.sandbox import read_rows, read_sheet

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


def bomb() -> bytes:
    """Days taken out of every event, as many as the file may have."""
    gone = ",".join(f"2025{1 + n % 12:02}{1 + n % 28:02}T120000Z" for n in range(400))
    event = f"BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20250101T120000Z\r\nEXDATE:{gone}\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    return ("BEGIN:VCALENDAR\r\n" + "".join(event % n for n in range(700)) + "END:VCALENDAR\r\n").encode()


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
    bombs = [asyncio.create_task(sends(f"враг {number}", raw)) for number in range(3)]
    await asyncio.sleep(0)
    assert await sends("библиотекарь", "Дата;Название\n5 декабря;Вечер\n".encode()) == [
        ["Дата", "Название"],
        ["5 декабря", "Вечер"],
    ]
    found = await asyncio.gather(*bombs, return_exceptions=True)

    assert [one.why for one in found if isinstance(one, BadSheet)] == ["bomb"] * 3
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
