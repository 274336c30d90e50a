"""Whoever moves the clock gets what they would have got had the days been lived through."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.messengers.playground import open_playground
from bot.messengers.playground.moving import QUARTER, Mover, next_full
from bot.settings import Settings
from storage.database import Database

if TYPE_CHECKING:
    from bot.program import Program
    from storage.program.playground import Line

DAYS = timedelta(days=2)


@pytest.fixture
def twice(settings: Settings, tmp_path: Path) -> tuple[str, str]:
    """The same example, furnished once, in two databases."""

    async def furnish() -> None:
        database = await Database.open(settings.database_url)
        await open_playground(settings, database, demo=True)
        await database.close()

    asyncio.run(furnish())
    file = Path(settings.database_url.partition("///")[2])
    shutil.copyfile(file, tmp_path / "again.db")
    return settings.database_url, f"sqlite+aiosqlite:///{tmp_path / 'again.db'}"


async def walk(program: Program, goal: datetime) -> None:
    """Quarter by quarter, and at each quarter all jobs."""
    while True:
        await program.drain()
        await program.jobs.run_due()
        await program.drain()
        if (now := program.clock.now()) >= goal:
            return
        program.clock.offset += next_full(QUARTER, now) - now


async def jump(program: Program, goal: datetime) -> None:
    mover = Mover(program.database, program.clock, program)
    mover.start(goal)
    await mover.wait()


async def some_days(
    settings: Settings, url: str, how: Callable[[Program, datetime], Awaitable[None]], begun: datetime
) -> list[Line]:
    """All that was said and edited meanwhile, chat by chat."""
    database = await Database.open(url)
    program = await open_playground(settings, database, demo=False)
    for account in program.messengers:
        program.inbox.serve(account)
    program.clock._wall = lambda: begun
    async with database.reading() as books:
        seen = (await books.playground.since(0))[-1].revision
    await how(program, begun + DAYS)
    async with database.reading() as books:
        lines = [line for line in await books.playground.since(seen) if line.mine]
    await database.close()
    return sorted(lines, key=lambda line: (line.chat, line.id))


def said(lines: list[Line]) -> list[tuple[int, int | None, str]]:
    return [(line.chat, line.thread, "".join(span["text"] for span in line.body["text"])) for line in lines]


@pytest.mark.timeout(300)
def test_days_that_are_jumped_over_bring_what_days_lived_through_bring(
    settings: Settings, twice: tuple[str, str]
) -> None:
    begun = next_full(QUARTER, datetime.now(UTC))
    lived = asyncio.run(some_days(settings, twice[0], walk, begun))
    jumped = asyncio.run(some_days(settings, twice[1], jump, begun))
    assert said(jumped) == said(lived)
    assert any("Напоминаю" in text for _, _, text in said(lived))
    assert any("Как прошло" in text for _, _, text in said(lived))
    for early, late in zip(jumped, lived, strict=True):
        assert late.said_at - QUARTER < early.said_at <= late.said_at, "at its minute, not a quarter later"
