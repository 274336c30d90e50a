"""An answer to somebody who waits, while a broadcast to 100,000 runs, beside the same answer on an idle program."""

from __future__ import annotations

from typing import Final, Literal

from benchmarks.figures import Figure, percentile
from benchmarks.sending import Job, finish, start
from benchmarks.servers import Opening, messengers

PACES: Final[dict[Literal["telegram", "vk"], int]] = {"telegram": 30, "vk": 20}
MORE: Final = 0.3
"""Seconds that an answer may take longer than on an idle program, beside a slot of the limit."""


def measure(*, small: bool) -> list[Figure]:
    people, answers = (3000, 10) if small else (100_000, 200)
    return [_compare(kind, people, answers) for kind in PACES]


def _compare(kind: Literal["telegram", "vk"], people: int, answers: int) -> Figure:
    """Both run side by side, each with a key of its own: the machine is as busy for the one as for the other."""
    keys = {"1:AAidle": 0, "2:AAbusy": people}
    rate = PACES[kind]
    every = 0.23 if kind == "vk" else 0.5  # VK is through with the hundred thousand in 50 s
    with messengers() as server:
        running = {}
        for key, crowd in keys.items():
            server.open(key, Opening(rate=rate, penalty=1.0 if kind == "vk" else 5.0))
            job = Job(
                messenger=kind,
                url=server.url,
                key=key,
                people=crowd,
                alike=kind == "vk",
                answers=answers,
                answer_every=every,
            )
            running[key] = start(job)
        waits = {}
        for key, process in running.items():
            put = finish(process)
            arrived = server.told(key).marked
            waits[key] = [arrived.get(chat, float("inf")) - moment for chat, moment in put.items()]
    idle, busy = (percentile(waits[key], 0.99) for key in keys)
    middles = [percentile(waits[key], 0.5) for key in keys]
    allowed = MORE + 1 / rate
    return Figure(
        work=f"an answer on {kind} while {people:,} are told something, p99 of {answers}",
        ours=f"{busy * 1000:.0f} ms (median {middles[1] * 1000:.0f})",
        baseline=f"idle: {idle * 1000:.0f} ms (median {middles[0] * 1000:.0f}); allowed: {allowed * 1000:.0f} more",
        ratio=(busy - idle) / allowed,
        at_most=1.0,
    )
