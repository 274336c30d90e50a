"""Several processes on one PostgreSQL: one speaks for an account, the next one takes over without a gap or a double."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from bot.program import LEASE as REAL_LEASE
from tests.faults.world import World, world
from tests.patience import PATIENCE
from tests.soak import SOAK
from tests.story.process import Nursery, RunningProgram

pytestmark = [pytest.mark.waits, pytest.mark.timeout(300)]

LEASE: Final = REAL_LEASE.total_seconds() if SOAK else 2.0
BACK: Final = 15.0
READY: Final = "/healthz"
"""Is said when the program listens at its own door, whoever speaks for the accounts."""


@asynccontextmanager
async def two_processes(nursery: Nursery, url: str, folder: Path) -> AsyncIterator[tuple[World, RunningProgram]]:
    """The first sends, the second stands by."""
    async with world(nursery, url, folder, lease=LEASE) as village:
        village.gathers(40)
        await village.owes(each=8, shared=3)
        for faults in (village.telegram.faults, village.watch):
            faults.far_away()
        second = village.another("second", lease=LEASE)
        village.program.start()
        try:
            await village.sends_after(0)
            second.start()
            await said(second, READY)
            await many_sends(village, 30)
            yield village, second
        finally:
            if second.alive:
                second.kill()


async def said(program: RunningProgram, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not program.log.exists() or words not in program.log.read_text("utf-8"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def many_sends(village: World, more: int) -> None:
    wanted = len(village.telegram.faults.arrivals) + more
    async with asyncio.timeout(PATIENCE):
        while len(village.telegram.faults.arrivals) < wanted:  # noqa: ASYNC110 - servers tell nobody
            await asyncio.sleep(0.02)


async def unwritten_before(second: RunningProgram, village: World) -> Counter[tuple[int, str]]:
    """What the first process had under way; the second one is held fast meanwhile, or it might be sending it again."""
    os.kill(second.pid, signal.SIGSTOP)
    try:
        return await village.unwritten()
    finally:
        os.kill(second.pid, signal.SIGCONT)


async def test_who_stands_by_sends_when_the_other_is_killed(
    nursery: Nursery, postgresql_url: str, tmp_path: Path
) -> None:
    async with two_processes(nursery, postgresql_url, tmp_path) as (village, second):
        village.program.kill()
        killed = time.monotonic()
        unwritten = await unwritten_before(second, village)
        took = await village.sends_after(time.monotonic()) - killed
        await village.everything_arrives()
        await asyncio.to_thread(second.stop)
        assert village.doubled_in_vk() == 0
        assert not village.doubled() - unwritten
        if SOAK:  # seconds want a machine of their own
            assert took <= BACK


async def test_a_rolling_restart_loses_nothing_and_doubles_nothing(
    nursery: Nursery, postgresql_url: str, tmp_path: Path
) -> None:
    async with two_processes(nursery, postgresql_url, tmp_path) as (village, second):
        await asyncio.to_thread(village.program.stop)
        await many_sends(village, 30)
        village.program.start()
        await asyncio.to_thread(second.stop)
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        assert (village.doubled_in_vk(), village.doubled_in_telegram()) == (0, 0)


async def test_a_process_that_was_stopped_and_wakes_sends_nothing_any_more(
    nursery: Nursery, postgresql_url: str, tmp_path: Path
) -> None:
    """But for what it had sent already: that the other one sends again, for nobody can know."""
    async with two_processes(nursery, postgresql_url, tmp_path) as (village, second):
        os.kill(village.program.pid, signal.SIGSTOP)
        unwritten = await unwritten_before(second, village)
        stopped = time.monotonic()
        await village.sends_after(stopped)
        await many_sends(village, 30)
        os.kill(village.program.pid, signal.SIGCONT)
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        await asyncio.to_thread(second.stop)
        assert village.doubled_in_vk() == 0
        assert not village.doubled() - unwritten
