"""People whom the bot knows while others flood it, at Telegram's real limit, beside the same people in peace.

60 people who write 5 times a second for 20 s; 3,000 newcomers in 15 s; 10,000 newcomers at once.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bots import AGREEING, bot, serving
from benchmarks.figures import Figure, percentile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.crowd import Crowd, Server

KNOWN: Final = 24
THINKS: Final = 8.0
"""Seconds between two words of one of them, on average: three words a second in all, a tenth of the limit."""
FLOODERS: Final = range(100_000, 100_060)
NEWCOMERS: Final = 200_000
MIDDLE, WORST = 0.3, 3.0
"""Seconds: the targets."""
PATIENCE: Final = 60.0
"""Seconds after the flood in which the last of them has to be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What the people whom we know have seen."""

    seconds: list[float]
    unanswered: int

    def at(self, share: float) -> float:
        return percentile([*self.seconds, *[float("inf")] * self.unanswered], share)

    def __str__(self) -> str:
        lost = f", {self.unanswered} unanswered" if self.unanswered else ""
        return f"p50 {self.at(0.5) * 1000:.0f} ms, p99 {self.at(0.99):.2f} s of {len(self.seconds)}{lost}"


def measure(*, small: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="tezki-bench-") as folder:
        return asyncio.run(_measure(Path(folder), part=0.1 if small else 1.0))


async def _measure(folder: Path, *, part: float) -> list[Figure]:
    async with serving() as (server, _):
        await _greet(server, folder)
        peace = await _one(server, folder, "peace", lambda _: asyncio.sleep(20 * part))
        floods = {
            f"{len(FLOODERS)} people write 5 times a second for {20 * part:g} s": lambda crowd: _sixty(
                crowd, 20 * part
            ),
            f"{3000 * part:,.0f} newcomers in 15 s": lambda crowd: _newcomers(crowd, int(3000 * part), 15.0),
            f"{10_000 * part:,.0f} newcomers at once": lambda crowd: _newcomers(crowd, int(10_000 * part), 0.0),
        }
        found = {
            what: await _one(server, folder, f"flood{number}", flood)
            for number, (what, flood) in enumerate(floods.items())
        }
    figures = []
    for what, waits in found.items():
        for name, share, target in (("p50", 0.5, MIDDLE), ("p99", 0.99, WORST)):
            figures.append(
                Figure(
                    work=f"an answer to somebody we know while {what}: {name}",
                    ours=f"{waits.at(share) * 1000:.0f} ms ({waits})",
                    baseline=f"{target * 1000:.0f} ms; in peace: {peace}",
                    ratio=waits.at(share) / target,
                    at_most=1.0,
                )
            )
    return figures


def _settings(database: Path) -> dict[str, str]:
    return {"TEZKI_DATABASE_URL": f"sqlite+aiosqlite:///{database}"}


async def _greet(server: Server, folder: Path) -> None:
    """From now on the bot knows the people and the flooders, since yesterday, when they had their first turns."""
    database = folder / "known.db"
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(
            bot(server, "ours", 1, people=KNOWN, environment=_settings(database), log=folder / "known.log")
        )
        for chat in FLOODERS:
            for word in AGREEING:
                one.crowd.write(chat, word)
        one.crowd.begin()
        await asyncio.sleep(15)
        await one.crowd.rest()
    with closing(sqlite3.connect(database)) as connection:
        for table, moment in (("people", "greeted_at"), ("inbox", "received_at")):  # their turns count for a minute
            connection.execute(f"UPDATE {table} SET {moment} = datetime({moment}, '-1 day') || '.000000'")  # noqa: S608
        (known,) = connection.execute("SELECT count(*) FROM people WHERE greeted_at IS NOT NULL").fetchone()
        connection.commit()
    assert known == KNOWN + len(FLOODERS), f"{known} were greeted"


async def _one(server: Server, folder: Path, name: str, flood: Callable[[Crowd], Awaitable[object]]) -> Waits:
    database = Path(shutil.copy(folder / "known.db", folder / f"{name}.db"))
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(
            bot(
                server,
                "ours",
                1,
                people=KNOWN,
                think=THINKS,
                environment=_settings(database),
                log=folder / f"{name}.log",
            )
        )
        crowd = one.crowd
        await asyncio.sleep(2)
        crowd.begin()
        crowd.latencies.clear()
        await flood(crowd)
        crowd.silent = True
        for _ in range(int(PATIENCE * 10)):
            if not any(human.waits for human in crowd.humans.values()):
                break
            await asyncio.sleep(0.1)
        return Waits(seconds=list(crowd.latencies), unanswered=sum(human.waits for human in crowd.humans.values()))


async def _sixty(crowd: Crowd, seconds: float) -> None:
    for _ in range(int(seconds * 5)):
        for chat in FLOODERS:
            crowd.write(chat, "/help")
        await asyncio.sleep(0.2)


async def _newcomers(crowd: Crowd, people: int, seconds: float) -> None:
    """Half a minute in all is looked at: what they have left behind is part of it."""
    parts = 50 if seconds else 1
    for at in range(parts):
        for chat in range(at * people // parts, (at + 1) * people // parts):
            crowd.write(NEWCOMERS + chat, "/start")
        await asyncio.sleep(seconds / parts)
    await asyncio.sleep(30.0 - seconds)
