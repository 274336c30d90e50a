"""A durable dialogue turn over HTTP (inbox, replay, commit, answer) beside a bare aiogram echo over the same server."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bots import Round, bot, round_of, serving
from benchmarks.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE: Final = 50
FSYNC: Final = 5.0
"""Milliseconds, as on a cheap rented server."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
"""Where there is no disk: its waits would come on top of those that are feigned."""
SHIM: Final = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
int fsync(int file) {{ usleep({micro}); return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(file); }}
int fdatasync(int file) {{ usleep({micro}); return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(file); }}
"""


def measure(*, small: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="tezki-bench-") as folder:
        return asyncio.run(_measure(Path(folder), small=small))


async def _measure(folder: Path, *, small: bool) -> list[Figure]:
    rounds, seconds = (1, 1.0) if small else (5, 4.0)
    return [
        await _saturated(folder, rounds, seconds),
        *await _paced(folder, 2.0 if small else 20.0),
    ]


def environment(folder: Path, name: str) -> dict[str, str]:
    return {"TEZKI_DATABASE_URL": f"sqlite+aiosqlite:///{folder / name}.db", "BENCH_UNLIMITED": "1"}


async def _saturated(folder: Path, rounds: int, seconds: float) -> Figure:
    """Everybody writes again as soon as they are answered."""
    async with serving() as (server, stack):
        ours = await stack.enter_async_context(
            bot(server, "ours", 1, people=PEOPLE, environment=environment(folder, "turn"), log=folder / "ours.log")
        )
        echo = await stack.enter_async_context(bot(server, "echo", 2, people=PEOPLE))
        await round_of(ours, seconds / 2)  # everybody is welcomed
        pairs = [(await round_of(ours, seconds), await round_of(echo, seconds)) for _ in range(rounds)]
    ratio = statistics.median(one.rate / other.rate for one, other in pairs)
    return Figure(
        work=f"a durable dialogue turn over HTTP, SQLite, {PEOPLE} people, saturated",
        ours=_told([one for one, _ in pairs]),
        baseline=f"bare aiogram echo, memory FSM: {_told([other for _, other in pairs])}",
        ratio=ratio,
        at_least=1.0,
    )


async def _paced(folder: Path, seconds: float) -> list[Figure]:
    """Everybody thinks for about a second; the disk is slow."""
    preload = slow_disk(folder)
    if preload is None:
        print("SKIPPED: no gcc, so no slow disk can be feigned")
        return []
    place = MEMORY if MEMORY.is_dir() else None
    async with serving() as (server, stack):
        memory = stack.enter_context(tempfile.TemporaryDirectory(prefix="tezki-bench-", dir=place))
        settings = {**environment(Path(memory), "slow"), **preload}
        ours = await stack.enter_async_context(
            bot(server, "ours", 1, people=PEOPLE, think=1.0, environment=settings, log=folder / "slow.log")
        )
        await round_of(ours, 3.0)
        found = await round_of(ours, seconds, warm_up=2.0)
    return [
        Figure(
            work=f"the same, {PEOPLE} people who think for a second, fsync {FSYNC:g} ms: p99",
            ours=_told([found]),
            baseline="60 ms",
            ratio=found.worst / 0.060,
            at_most=1.0,
        )
    ]


def slow_disk(folder: Path) -> Mapping[str, str] | None:
    """The environment of a process whose fsync takes its time; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SHIM.format(micro=int(FSYNC * 1000)))
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library)}


def _told(rounds: list[Round]) -> str:
    rate = statistics.median(one.rate for one in rounds)
    middle = statistics.median(one.middle for one in rounds) * 1000
    worst = statistics.median(one.worst for one in rounds) * 1000
    return f"{rate:.0f}/s, p50 {middle:.0f} ms, p99 {worst:.0f} ms"
