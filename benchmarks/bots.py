"""Starts bots beside the crowd that talks to them, and measures them in turns."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.crowd import Crowd, Server
from benchmarks.figures import percentile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

ROOT: Final = Path(__file__).parent.parent
TALK: Final = (
    "/found",
    "Александровка",
    "Омская область",
    "1",
    "2",
    "Подходит",
    "Пропустить",
    "Пропустить",
    "отмена",
)
"""The founding of an alliance up to its picture, broken off: each is answered by one message."""
AGREEING: Final = ("/start", "Хорошо")
"""What everybody says before: nothing is kept of whoever has not agreed."""
STARTING: Final = 60.0


def words(_person: int, said: int) -> str:
    before = len(AGREEING)
    return AGREEING[said] if said < before else TALK[(said - before) % len(TALK)]


@dataclass(slots=True, kw_only=True)
class Bot:
    """A running bot."""

    crowd: Crowd
    process: subprocess.Popen[bytes]
    started_at: float

    @property
    def start_to_poll(self) -> float:
        return self.crowd.polled_at - self.started_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one bot did for some seconds."""

    rate: float
    """Answers a second."""
    middle: float
    worst: float
    """p50 and p99 of the seconds from a person's words to the answer."""


def inherited() -> dict[str, str]:
    """The environment without our settings, and with bytecode that is kept, as after any installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEZKI_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "tezki-bench-bytecode"))}


@asynccontextmanager
async def bot(
    server: Server,
    kind: str,
    number: int,
    *,
    key: str = "BENCHMARK",
    people: int = 50,
    think: float = 0.0,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> AsyncIterator[Bot]:
    """``ours`` or ``echo``, from its start until it polls; stopped at the end. ``key``: for two of one number."""
    token = f"{number}:{key}"
    crowd = server.crowds[token] = Crowd(people, words, think=think)
    settings = {
        "TEZKI_TELEGRAM__TOKEN": token,
        "TEZKI_TELEGRAM__API_URL": server.url,
        "TEZKI_HTTP__PORT": "0",
        "TEZKI_LOG__LEVEL": "WARNING",
    }
    out = log.open("wb") if log else subprocess.DEVNULL
    began = time.time()
    process = subprocess.Popen(  # noqa: ASYNC220 - a moment before anything is measured
        [sys.executable, "-m", "benchmarks.bot_process", kind],
        cwd=ROOT,
        env=inherited() | settings | dict(environment or {}),
        stdout=out,
        stderr=out,
    )
    try:
        while not crowd.polled_at:
            if process.poll() is not None or time.time() > began + STARTING:
                raise RuntimeError(f"{kind} did not start; see {log}")
            await asyncio.sleep(0.002)
        yield Bot(crowd=crowd, process=process, started_at=began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, 15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def round_of(one: Bot, seconds: float, *, warm_up: float = 1.0) -> Round:
    """The crowd talks to this bot alone."""
    crowd = one.crowd
    crowd.begin()
    await asyncio.sleep(warm_up)
    crowd.latencies.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    found = list(crowd.latencies) or [float("inf")]
    await crowd.rest()
    return Round(rate=len(found) / took, middle=percentile(found, 0.5), worst=percentile(found, 0.99))


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Server, AsyncExitStack]]:
    """The server, and a stack for the bots beside it."""
    server = Server()
    await server.start()
    try:
        async with AsyncExitStack() as stack:
            yield server, stack
    finally:
        await server.stop()
