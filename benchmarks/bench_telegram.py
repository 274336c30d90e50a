"""Different texts on Telegram, whose server takes 30 a second, beside aiogram in a loop with ``sleep(0.05)``."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from benchmarks.figures import Figure
from benchmarks.sending import Job, finish, start
from benchmarks.servers import Messengers, Opening, Told, messengers

if TYPE_CHECKING:
    import subprocess

RATE: Final = 30
NAIVE: Final = 300
"""Messages of the loop with sleep: it does not get faster with more."""
SLOW: Final = (0.15, 0.6)
ALL_BUT: Final = 0.99
"""The last hundredth may wait to be tried again: the speed is that of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A line, a server, a trouble; ``rounds`` of scenarios run one after the other, two side by side."""

    name: str
    opening: Opening
    people: int
    least: float
    stalls: bool = False


def scenarios(*, small: bool) -> list[list[Scenario]]:
    """Three rows that run side by side; in each one after the other."""
    long, short = (300, 300) if small else (10_000, 3000)
    least, rough = (0.0, 0.0) if small else (0.95, 0.90)  # a few seconds: the line is not known yet
    quick = "100 ± 50 ms"
    slow = "150–600 ms"
    faulty = Opening(blocked=0.02, broken=0.005, reset=0.005)
    return [
        [Scenario(name=f"bucket, {quick}", opening=Opening(kind="bucket"), people=long, least=least)],
        [Scenario(name=f"strict second, {quick}", opening=Opening(), people=long, least=least)],
        [
            Scenario(
                name=f"strict second, {slow}",
                opening=Opening(fastest=SLOW[0], slowest=SLOW[1]),
                people=short,
                least=rough,
            ),
            Scenario(
                name="strict second, 2 % blocked, 0.5 % HTML, 0.5 % resets",
                opening=faulty,
                people=short,
                least=rough,
            ),
            Scenario(
                name="strict second, loop stalled 0.4 s every 3 s",
                opening=Opening(),
                people=short,
                least=rough,
                stalls=True,
            ),
        ],
    ]


def measure(*, small: bool) -> list[Figure]:
    figures: list[Figure] = []
    with messengers() as server:
        server.open("1:naive", Opening())
        rows = scenarios(small=small)
        waiting = [[(f"{at}{n}:AAbench", one) for n, one in enumerate(row)] for at, row in enumerate(rows, 2)]
        running = [_begin(server, *row.pop(0)) for row in waiting]
        asyncio.run(_naive(server.url))  # beside them, in the same minute
        naive = _rate(server.told("1:naive"))
        while any(running):
            time.sleep(1)
            for at, job in enumerate(running):
                if job is not None and job[0].poll() is not None:
                    finish(job[0])
                    figures.append(_figure(job[1], server.told(job[2]), naive))
                    running[at] = _begin(server, *waiting[at].pop(0)) if waiting[at] else None
    return figures


def _begin(server: Messengers, key: str, one: Scenario) -> tuple[subprocess.Popen[str], Scenario, str] | None:
    server.open(key, one.opening)
    job = Job(messenger="telegram", url=server.url, key=key, people=one.people, stalls=one.stalls, seconds=900)
    return start(job), one, key


async def _naive(url: str) -> None:
    """As people write it today."""
    bot = Bot("1:naive", session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    for chat in range(1, NAIVE + 1):
        await bot.send_message(chat, f"Для вас, №{chat}: завтра ёлка")
        await asyncio.sleep(0.05)
    await bot.session.close()


def _rate(told: Told) -> float:
    """Messages a second."""
    moments = told.moments[: int(len(told.moments) * ALL_BUT)]
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _figure(one: Scenario, told: Told, naive: float) -> Figure:
    rate = _rate(told)
    return Figure(
        work=f"{one.people:,} texts on Telegram: {one.name}",
        ours=f"{rate:.2f}/s, {told.refusals} refusals, {told.people - one.people} doubles",
        baseline=f"the limit: {RATE}/s (aiogram with sleep(0.05), {NAIVE} texts: {naive:.1f}/s, {naive / RATE:.2f})",
        ratio=rate / RATE if told.refusals == 0 else min(rate / RATE, one.least - 0.001),
        at_least=one.least,
    )
