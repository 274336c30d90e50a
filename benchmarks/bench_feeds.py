"""The feeds of an alliance of 300 libraries and 5,000 events: how long they hold up everybody else, and what is kept.

Ours is the longest work between two turns of the event loop while a feed was composed (the processor time of its
thread: that a machine is busy is not the feed's doing), the median of rounds, each with nothing kept; the ratio is
against 50 ms. The baseline is the same for ``/healthz`` just before it. How long the whole feed took is told beside it;
a second reader gets what is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from aiohttp.test_utils import TestClient, TestServer

from benchmarks.district import NOW, SMALL, WHOLE, Size, pour
from benchmarks.figures import Figure
from bot.web import feeds
from bot.web.server import application
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from storage.migrations import upgrade

LIMIT: Final = 0.05
"""Seconds for which nobody else got a turn."""
ROUNDS: Final = 7


class Turns:
    """The longest time between two turns of the loop."""

    def __init__(self) -> None:
        self.longest = 0.0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        self.longest = 0.0
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.longest, last = max(self.longest, now - last), now


def measure(small: bool) -> list[Figure]:  # noqa: FBT001 - the signature of every benchmark
    return asyncio.run(_measure(SMALL if small else WHOLE, rounds=2 if small else ROUNDS))


async def _measure(size: Size, rounds: int) -> list[Figure]:
    clock, figures = [NOW], []
    async with _open(size, clock) as (client, slug):
        for name, address in {
            "calendar of all": f"/a/{slug}/calendar.ics",
            "calendar of a library": f"/a/{slug}/l/7/calendar.ics",
            "Atom of everything": f"/a/{slug}/feed.atom",
            "Atom of a library": f"/a/{slug}/l/7/feed.atom",
            "map of the events": "/sitemap/e-0.xml",
            "map of the stories": "/sitemap/c-0.xml",
            "widget": f"/a/{slug}/widget",
            "card": f"/e/{size.events - 1}/card.png",
        }.items():
            figures.append(await _figure(client, clock, name, address, rounds))
    return figures


async def _figure(client: TestClient[Any, Any], clock: list[datetime], name: str, address: str, rounds: int) -> Figure:
    held, bare, whole, again, length = [], [], [], [], 0
    turns = Turns()
    for _ in range(rounds):
        clock[0] += timedelta(minutes=2)  # what was kept is no longer fresh
        async with turns.watched():
            await _get(client, "/healthz")
        bare.append(turns.longest)
        async with turns.watched():
            took, length = await _get(client, address)
        held.append(turns.longest)
        whole.append(took)
        again.append((await _get(client, address))[0])
    return Figure(
        work=f"feed: {name} ({length / 1000:.0f} KB): whole {statistics.median(whole) * 1000:.0f} ms, "
        f"kept {statistics.median(again) * 1000:.1f} ms",
        ours=f"others wait {statistics.median(held) * 1000:.1f} ms",
        baseline=f"healthz {statistics.median(bare) * 1000:.1f} ms",
        ratio=statistics.median(held) / LIMIT,
        at_most=1.0,
    )


async def _get(client: TestClient[Any, Any], address: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await client.get(address)
    body = await answer.read()
    assert answer.status == 200, (address, answer.status)
    return time.perf_counter() - began, len(body)


@asynccontextmanager
async def _open(size: Size, clock: list[datetime]) -> AsyncIterator[tuple[TestClient[Any, Any], str]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'feeds.db'}"
        await upgrade(url)
        database = await Database.open(url)
        try:
            async with database.writing() as books:
                slug = await pour(books, size)
            mount = feeds.mounting(database, AccountDirectory(messengers={}), lambda: clock[0])
            app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=(mount,))
            async with TestClient(TestServer(app), auto_decompress=False) as client:  # a reader unpacks elsewhere
                yield client, slug
        finally:
            await database.close()


async def _deaf(_: object) -> None:
    """Nobody knocks."""
