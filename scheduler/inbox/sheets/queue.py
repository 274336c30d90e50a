"""Who is next in the sandbox: small jobs first, one person's after another's, and a rest for who sent a bomb.

A small job that turns out to be long is broken off and does not hold up the small ones again: it begins anew behind
the other long ones, of which one runs at a time. So whoever sends a table of two lines waits for no more than what
others may take for small jobs, whatever these have sent.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, Literal, TypeVar

WORKERS: Final = 2
SMALL: Final = 64_000
"""Bytes; what is larger is not expected to be done at once."""
REST: Final = 60.0
"""Seconds after a bomb in which its sender's next file is not opened."""
Lane = Literal["small", "long"]
T = TypeVar("T")


class TookTooLong(Exception):
    """The job was broken off."""


class Resting(Exception):
    """This person's last job was a bomb, just now."""


@dataclass(slots=True, eq=False)
class _Job:
    who: Hashable
    work: Callable[[Lane], Any]
    lane: Lane
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class _Waiting:
    """Jobs of one lane, by people."""

    jobs: dict[Hashable, deque[_Job]] = field(default_factory=dict)

    def put(self, job: _Job) -> None:
        self.jobs.setdefault(job.who, deque()).append(job)

    def take(self) -> _Job:
        """The next person's; they stand behind all others then."""
        who = next(iter(self.jobs))
        theirs = self.jobs.pop(who)
        job = theirs.popleft()
        if theirs:
            self.jobs[who] = theirs
        return job

    def __bool__(self) -> bool:
        return bool(self.jobs)


class FairQueue:
    """Two workers for everybody's jobs."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(WORKERS, "sandbox")
        self._waiting: dict[Lane, _Waiting] = {"small": _Waiting(), "long": _Waiting()}
        self._running: dict[Lane, int] = {"small": 0, "long": 0}
        self._rest_until: dict[Hashable, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, who: Hashable, work: Callable[[Lane], T], *, size: int) -> T:
        """What ``work`` returns, in a thread. It raises TookTooLong when the time of its lane is over.

        ``who`` is None for the operator, who never rests. Raises TookTooLong, Resting, and what else the work raises.
        """
        self._forget_rested()
        if who in self._rest_until:
            raise Resting
        lane: Lane = "small" if size <= SMALL else "long"
        job = _Job(who, work, lane, asyncio.get_running_loop().create_future())
        self._waiting[lane].put(job)
        self._go_on()
        made: T = await job.answer
        return made

    def _go_on(self) -> None:
        while sum(self._running.values()) < WORKERS and (lane := self._next_lane()) is not None:
            job = self._waiting[lane].take()
            if job.answer.done():  # whoever waited for it does not any more
                continue
            self._running[lane] += 1
            task = asyncio.create_task(self._work(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _next_lane(self) -> Lane | None:
        """One worker is never given to what takes long; what takes long is not put off for ever either."""
        small, long = self._waiting["small"], self._waiting["long"]
        if long and not self._running["long"] and (self._running["small"] or not small):
            return "long"
        return "small" if small else None

    async def _work(self, job: _Job) -> None:
        lane = job.lane
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._threads, job.work, lane)
        except TookTooLong as trouble:
            if lane == "small":
                job.lane = "long"
                self._waiting["long"].put(job)
            else:
                if job.who is not None:
                    self._rest_until[job.who] = monotonic() + REST
                _fail(job, trouble)
        except Exception as trouble:  # noqa: BLE001 - whoever waits for it hears of it
            _fail(job, trouble)
        except BaseException:
            job.answer.cancel()
            raise
        else:
            if not job.answer.done():
                job.answer.set_result(made)
        finally:
            self._running[lane] -= 1
            self._go_on()

    def _forget_rested(self) -> None:
        now = monotonic()
        self._rest_until = {who: until for who, until in self._rest_until.items() if until > now}


def _fail(job: _Job, trouble: Exception) -> None:
    if not job.answer.done():
        job.answer.set_exception(trouble)
