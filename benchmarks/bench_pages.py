"""The public pages of an alliance of 300 libraries, 5,000 events and 20,000 entries: server time and size of each.

Ours is the processor time from the request to the last byte over HTTP on loopback, with that of all threads: that a
machine is busy is not the page's doing. The median of rounds, less that of ``/healthz`` in the same round: what the
server and the client cost without any page. The ratio is against 100 ms. What passed by the clock is told beside it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp.test_utils import TestClient, TestServer

from benchmarks.district import NOW, SMALL, WHOLE, Size, pour
from benchmarks.figures import Figure
from bot.web import pages
from bot.web.server import application
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from storage.migrations import upgrade

LIMIT: Final = 0.1
"""Seconds of server time that a page may take."""
MOST: Final = 100_000
"""Bytes of a page without photographs."""
ROUNDS: Final = 15


@dataclass(slots=True, kw_only=True)
class Measured:
    """What one address took."""

    work: list[float] = field(default_factory=list)
    """Seconds of processor time."""
    bare: list[float] = field(default_factory=list)
    """The same of ``/healthz``."""
    clock: list[float] = field(default_factory=list)
    size: int = 0


def measure(small: bool) -> list[Figure]:  # noqa: FBT001 - the signature of every benchmark
    return asyncio.run(_measure(SMALL if small else WHOLE, rounds=2 if small else ROUNDS))


async def _measure(size: Size, rounds: int) -> list[Figure]:
    async with _open(size) as (client, slug):
        checked = await _journal(client, slug)
        measured = {name: Measured() for name in _addresses(slug, size)}
        for _ in range(rounds):
            for name, address in _addresses(slug, size).items():
                one = measured[name]
                one.bare.append((await _get(client, "/healthz"))[0])
                work, took, one.size = await _get(client, address)
                one.work.append(work)
                one.clock.append(took)
    figures = [_figure(name, one) for name, one in measured.items()]
    return [*figures, checked]


def _addresses(slug: str, size: Size) -> dict[str, str]:
    home = f"/a/{slug}"
    return {
        "alliances": "/",
        "search": "/?name=иван&region=Область+номер+07",
        "alliance": home,
        "plan, first page": f"{home}/plan",
        "plan, last page": f"{home}/plan?page=99999",
        "month": f"{home}/plan?month=2026-12",
        "year": f"{home}/plan?year=2026",
        "chronicle, first page": f"{home}/chronicle",
        "chronicle, last page": f"{home}/chronicle?page=99999",
        "chronicle of a library": f"{home}/chronicle?library=7",
        "members": f"{home}/members",
        "journal": f"{home}/journal",
        "library": f"{home}/l/7",
        "event": f"/e/{size.events - 1}",
        "poster": f"/e/{size.events - 1}/poster",
        "screen in the foyer": f"{home}/tv",
    }


async def _get(client: TestClient[Any, Any], address: str) -> tuple[float, float, int]:
    """Processor time, time by the clock, size."""
    worked, began = time.process_time(), time.perf_counter()
    answer = await client.get(address)
    body = await answer.read()
    work, took = time.process_time() - worked, time.perf_counter() - began
    assert answer.status == 200, (address, answer.status)
    return work, took, len(body)


async def _journal(client: TestClient[Any, Any], slug: str) -> Figure:
    """How long the first mark of a long journal takes in the background, while pages are served."""
    began, asked = time.perf_counter(), 0
    while "verified" not in await (await client.get(f"/a/{slug}/journal")).text():
        asked += 1
        await asyncio.sleep(0.2)
    took = time.perf_counter() - began
    return Figure(
        work="journal: until the mark stands, pages served meanwhile",
        ours=f"{took:.1f} s",
        baseline=f"{asked} visits that were not kept waiting",
        ratio=took,
    )


def _figure(name: str, one: Measured) -> Figure:
    own = max(statistics.median(one.work) - statistics.median(one.bare), 0.0)
    assert one.size < MOST, (name, one.size)
    return Figure(
        work=f"page: {name} ({one.size / 1000:.0f} KB)",
        ours=f"{own * 1000:.1f} ms (by the clock {statistics.median(one.clock) * 1000:.1f}, "
        f"best {min(one.clock) * 1000:.1f})",
        baseline=f"healthz {statistics.median(one.bare) * 1000:.1f} ms",
        ratio=own / LIMIT,
        at_most=1.0,
    )


@asynccontextmanager
async def _open(size: Size) -> AsyncIterator[tuple[TestClient[Any, Any], str]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'pages.db'}"
        await upgrade(url)
        database = await Database.open(url)
        try:
            async with database.writing() as books:
                slug = await pour(books, size)
            mount = pages.mounting(database, AccountDirectory(messengers={}), lambda: NOW)
            app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=(mount,))
            async with TestClient(TestServer(app)) as client:
                yield client, slug
        finally:
            await database.close()


async def _deaf(_: object) -> None:
    """Nobody knocks."""
