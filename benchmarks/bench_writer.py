"""Each part of SQLite's writer beside the same program without it (docs/decisions/sqlite-writer.md).

Fifty people talk with the whole program in one process, over a messenger in memory: batches of ten are heard side by
side, as webhooks bring them. With and without a part take turns, a few hundred turns each. Processor time of a turn is
what counts on a busy machine; what a commit costs is told by the rate, with a disk that takes 5 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from benchmarks.bots import words
from benchmarks.figures import Figure
from storage.database import Database
from storage.migrations import upgrade
from storage.sql import prepared, write_queue
from storage.sql.sqlite_connection import WritingConnection
from talk.updates import AccountId, IncomingMessage
from tests.people import Town

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

PEOPLE: Final = 50
AT_ONCE: Final = 10
FSYNC: Final = 0.005
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
"""Where there is no disk: its waits would come on top of those that are feigned."""
WORTH: Final = 1.1
"""A part that gains less is not worth its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """What some rounds of everybody's words took."""

    processor: float
    """Milliseconds a turn, of all threads."""
    rate: float
    """Turns a second."""


def measure(*, small: bool) -> list[Figure]:
    rounds, turns = (1, 2) if small else (9, 6)
    with tempfile.TemporaryDirectory(prefix="tezki-bench-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        return asyncio.run(_measure(Path(folder), rounds, turns))


async def _measure(folder: Path, rounds: int, turns: int) -> list[Figure]:
    url = f"sqlite+aiosqlite:///{folder / 'writer.db'}"
    await upgrade(url)
    database = await Database.open(url)
    try:
        crowd = Crowd(await Town.found(database))
        await crowd.talks(turns)  # everybody is welcomed, every statement compiled
        return [
            _by_processor("statements kept ready", *await crowd.compare(rounds, turns, [], [_not_ready])),
            _by_processor(
                "short statements inline (both without what is kept ready, which needs it)",
                *await crowd.compare(rounds, turns, [_not_ready], [_not_ready, _not_inline]),
            ),
            _by_rate("a commit shared", *await crowd.compare(rounds, turns, [_slow_disk], [_slow_disk, _not_shared])),
        ]
    finally:
        await database.close()


class Crowd:
    """Everybody says the next words of the same talk, again and again."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._said = 0

    async def talks(self, turns: int) -> Lap:
        began, worked = time.perf_counter(), time.process_time()
        for _ in range(turns):
            text = words(0, self._said)
            self._said += 1
            heard = [self._heard(person, text) for person in range(PEOPLE)]
            batches = [heard[start : start + AT_ONCE] for start in range(0, PEOPLE, AT_ONCE)]
            await asyncio.gather(*(self._town.inbox.hear(batch) for batch in batches))
            await self._town.drain()
        count = turns * PEOPLE
        worked, took = time.process_time() - worked, time.perf_counter() - began
        return Lap(processor=worked / count * 1000, rate=count / took)

    def _heard(self, person: int, text: str) -> IncomingMessage:
        (account,) = self._town.messengers
        chat = 1000 + person
        return IncomingMessage(
            account=AccountId(account),
            event_id=f"{chat}-{self._said}",
            chat=chat,
            user=chat,
            at=self._town.time,
            text=text,
        )

    async def compare(
        self, rounds: int, turns: int, one: list[Change], other: list[Change]
    ) -> tuple[list[Lap], list[Lap]]:
        laps: tuple[list[Lap], list[Lap]] = ([], [])
        for _ in range(rounds):
            for changes, found in zip((one, other), laps, strict=True):
                with _changed(changes):
                    found.append(await self.talks(turns))
        return laps


Change = Callable[[], "AbstractContextManager[Any]"]


@contextmanager
def _changed(changes: list[Change]) -> Iterator[None]:
    if not changes:
        yield
        return
    with changes[0](), _changed(changes[1:]):
        yield


def _not_ready() -> AbstractContextManager[Any]:
    """Every statement is put together by SQLAlchemy."""
    return mock.patch.object(prepared, "writing_connection", return_value=None)


def _not_inline() -> AbstractContextManager[Any]:
    """Every statement goes through aiosqlite's thread."""
    return mock.patch.object(WritingConnection, "run", WritingConnection.hop)


def _not_shared() -> AbstractContextManager[Any]:
    """Every body has a commit of its own."""
    return mock.patch.object(write_queue, "MOST", 1)


def _slow_disk() -> AbstractContextManager[Any]:
    """A commit that lasts waits for the disk, in its thread, as on a cheap rented server."""
    hop = WritingConnection.hop

    async def slow(driver: WritingConnection, work: Callable[..., Any], *args: Any) -> Any:
        if args == ("COMMIT",) and driver.raw.execute("PRAGMA synchronous").fetchone() == (2,):
            await hop(driver, time.sleep, FSYNC)
        return await hop(driver, work, *args)

    return mock.patch.object(WritingConnection, "hop", slow)


def _by_processor(part: str, ours: list[Lap], without: list[Lap]) -> Figure:
    return Figure(
        work=f"a turn with {part}: processor time",
        ours=_told(ours),
        baseline=f"without: {_told(without)}",
        ratio=statistics.median(two.processor / one.processor for one, two in zip(ours, without, strict=True)),
        at_least=WORTH,
    )


def _by_rate(part: str, ours: list[Lap], without: list[Lap]) -> Figure:
    return Figure(
        work=f"turns with {part}, a disk of {FSYNC * 1000:g} ms: rate",
        ours=_told(ours),
        baseline=f"without: {_told(without)}",
        ratio=statistics.median(one.rate / two.rate for one, two in zip(ours, without, strict=True)),
        at_least=WORTH,
    )


def _told(laps: list[Lap]) -> str:
    return (
        f"{statistics.median(lap.processor for lap in laps):.2f} ms, "
        f"{statistics.median(lap.rate for lap in laps):.0f}/s"
    )
