"""The process: its memory, its start, and the commands that need no messenger, beside a bare aiogram process."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_turn import environment
from benchmarks.bots import ROOT, Bot, bot, inherited, round_of, serving
from benchmarks.figures import Figure

if TYPE_CHECKING:
    from benchmarks.crowd import Server

COMMANDS: Final = (["--help"], ["jobs"], ["outbox"], ["verify"])
QUICK: Final = 1.5
"""Seconds."""


def measure(*, small: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="tezki-bench-") as folder:
        return asyncio.run(_measure(Path(folder), rounds=1 if small else 5, seconds=2.0 if small else 20.0))


async def _measure(folder: Path, *, rounds: int, seconds: float) -> list[Figure]:
    settings = environment(folder, "process")
    async with serving() as (server, _):
        async with AsyncExitStack() as first:
            await first.enter_async_context(bot(server, "ours", 1, environment=settings))  # migrates, and compiles
            await first.enter_async_context(bot(server, "echo", 2))
        starts = [(await _start(server, "ours", settings), await _start(server, "echo", {})) for _ in range(rounds)]
        ours_memory = await _memory(server, "ours", settings, seconds)
        echo_memory = await _memory(server, "echo", {}, seconds)
    ours, echo = (statistics.median(side) for side in zip(*starts, strict=True))
    figures = [
        Figure(
            work="start to first poll",
            ours=f"{ours:.2f} s",
            baseline=f"bare aiogram: {echo:.2f} s",
            ratio=statistics.median(one / other for one, other in starts),
            at_most=1.3,
        )
    ]
    for moment, mine, other in zip(("idle", "under load"), ours_memory, echo_memory, strict=True):
        figures.append(
            Figure(
                work=f"memory of the process, {moment}",
                ours=f"{mine / 1024:.0f} MB",
                baseline=f"bare aiogram: {other / 1024:.0f} MB",
                ratio=mine / other,
                at_most=1.5,
            )
        )
    return figures + [_command(words, settings, rounds) for words in COMMANDS]


async def _start(server: Server, kind: str, settings: dict[str, str]) -> float:
    async with bot(server, kind, 1, environment=settings) as one:
        return one.start_to_poll


async def _memory(server: Server, kind: str, settings: dict[str, str], seconds: float) -> tuple[int, int]:
    """Proportional set size in kB: idle, and after some time of load."""
    async with bot(server, kind, 1, environment=settings) as one:
        await asyncio.sleep(2)
        idle = _size(one)
        await round_of(one, seconds)
        return idle, _size(one)


def _size(one: Bot) -> int:
    rollup = Path(f"/proc/{one.process.pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def _command(words: list[str], settings: dict[str, str], rounds: int) -> Figure:
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot.main", *words],
            cwd=ROOT,
            env=inherited() | settings,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        took.append(time.perf_counter() - began)
    seconds = statistics.median(took[1:])  # the first one compiles
    return Figure(
        work=f"tezki {' '.join(words)}",
        ours=f"{seconds:.2f} s",
        baseline=f"{QUICK} s",
        ratio=seconds / QUICK,
        at_most=1.0,
    )
