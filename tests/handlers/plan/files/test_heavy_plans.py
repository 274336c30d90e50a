"""C1: whatever is in a plan, the others are answered meanwhile: it is read elsewhere, outside of any transaction."""

from __future__ import annotations

import asyncio
import io
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

import openpyxl

from domain.plan import file
from handlers.texts.plan import files as texts
from handlers.texts.turn import menu
from scheduler.inbox import files
from scheduler.inbox.sheets.sandbox import read_rows
from tests.handlers.plan.steps import Partners, partners
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from storage.books import Books
    from tests.people import Town

PARTNERS: Final = 100
LONGEST_HOLD: Final = 1.0
"""Seconds of processor time of the loop's thread; it was 54 with 24 such rows, and 7 with 2,000 honest ones."""


async def among_many(town: Town) -> Partners:
    nikolskoe = await partners(town)
    async with town.database.writing() as books:
        for number in range(PARTNERS):
            await namesakes.library(books, nikolskoe.alliance, f"Библиотека № {number} имени Пушкина")
    return nikolskoe


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [["Дата", "Время", "Название", "Соорганизаторы"], *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Hold:
    """The longest that the loop did not come round, by the processor time of its thread."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            self.longest = max(self.longest, time.thread_time() - before)

    def end(self) -> float:
        self._task.cancel()
        return self.longest


async def test_six_kilobytes_stop_nobody(town: Town) -> None:
    """24 rows with a thousand co-hosts each, among a hundred partners."""
    nikolskoe = await among_many(town)
    poison = workbook([["05.12.2026", "15:00", f"Вечер {number}", "аб, " * 1000] for number in range(24)])
    assert len(poison) < 10_000
    await nikolskoe.maria.says("/import")
    hold = Hold()
    await nikolskoe.maria.sends_file(poison, "план.xlsx")

    assert hold.end() < LONGEST_HOLD
    assert "Вечер 1" in nikolskoe.maria.reads
    assert "соорганизаторов больше десяти" in nikolskoe.maria.reads
    await nikolskoe.ira.says("/menu")
    assert nikolskoe.ira.reads == menu.MENU


async def test_an_honest_plan_of_two_thousand_rows_holds_nobody(town: Town) -> None:
    nikolskoe = await among_many(town)
    honest = workbook(
        [
            [
                f"{1 + number % 28:02}.{1 + number % 12:02}.2027",
                "15:00",
                f"Вечер {number}",
                f"Библиотека № {number % 100} имени Пушкина",
            ]
            for number in range(1990)
        ]
    )
    await nikolskoe.maria.says("/import")
    hold = Hold()
    await nikolskoe.maria.sends_file(honest, "план.xlsx")

    assert hold.end() < LONGEST_HOLD
    assert texts.SEND_FILE not in nikolskoe.maria.reads
    assert "1990 событий" in nikolskoe.maria.reads


async def test_no_transaction_is_open_while_the_plan_is_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of the program's own process reads it."""
    nikolskoe = await partners(town)
    writing, open_now, seen = town.database.writing, 0, []

    @asynccontextmanager
    async def counted(**more: Any) -> AsyncIterator[Books]:
        nonlocal open_now
        async with writing(**more) as books:
            open_now += 1
            try:
                yield books
            finally:
                open_now -= 1

    async def watched(*args: Any, **more: Any) -> Any:
        seen.append(open_now)
        return await read_rows(*args, **more)

    def never(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("it was read in the program's own process")

    monkeypatch.setattr(town.database, "writing", counted)
    monkeypatch.setattr(files, "read_rows", watched)
    monkeypatch.setattr(file, "read_plan", never)
    await nikolskoe.maria.says("/import")
    await nikolskoe.maria.sends_file("Дата;Время;Название\n5 декабря 2026;15:00;Вечер\n".encode(), "план.csv")

    assert seen == [0]
    assert "Вечер" in nikolskoe.maria.reads
