"""In the sandbox nobody waits for more than what others may take for small jobs; who sent a bomb rests."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from scheduler.inbox.sheets import queue
from scheduler.inbox.sheets.queue import SMALL, FairQueue, Resting, TookTooLong

if TYPE_CHECKING:
    from scheduler.inbox.sheets.queue import Lane


class Jobs:
    """Jobs that last until they are told to end."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, Lane]] = []
        self._ends: defaultdict[str, threading.Event] = defaultdict(threading.Event)
        self.bombs: set[str] = set()

    def work(self, name: str, lane: Lane) -> str:
        self.begun.append((name, lane))
        assert self._ends[name].wait(60), name
        if name in self.bombs:
            raise TookTooLong
        return name

    def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()

    async def until_begun(self, *names: str) -> None:
        for _ in range(6000):
            if {name for name, _ in self.begun} >= set(names):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{names} did not begin, only {self.begun}")


def put(jobs: Jobs, fair: FairQueue, who: str, name: str, size: int = 10) -> asyncio.Task[str]:
    return asyncio.create_task(fair.run(who, lambda lane: jobs.work(name, lane), size=size))


async def test_people_take_turns_and_two_jobs_run_at_a_time() -> None:
    jobs, fair = Jobs(), FairQueue()
    waiting = [put(jobs, fair, "Мария", f"m{number}") for number in range(4)]
    await jobs.until_begun("m0", "m1")
    waiting.append(put(jobs, fair, "Иван", "i"))
    await asyncio.sleep(0)
    assert [name for name, _ in jobs.begun] == ["m0", "m1"]
    jobs.end("m0")
    await jobs.until_begun("m2")
    jobs.end("m2")
    await jobs.until_begun("i")
    assert ("m3", "small") not in jobs.begun, "Иван's only file comes before Мария's fourth"

    jobs.end("m1", "m3", "i")
    assert await asyncio.gather(*waiting) == ["m0", "m1", "m2", "m3", "i"]


async def test_what_takes_long_never_has_both_workers() -> None:
    jobs, fair = Jobs(), FairQueue()
    long = [put(jobs, fair, f"who{number}", f"long{number}", SMALL + 1) for number in range(4)]
    await jobs.until_begun("long0")
    two_lines = put(jobs, fair, "библиотекарь", "two lines")
    await jobs.until_begun("two lines")
    assert [name for name, _ in jobs.begun] == ["long0", "two lines"]

    jobs.end("two lines")
    assert await two_lines == "two lines"
    jobs.end(*(f"long{number}" for number in range(4)))
    await asyncio.gather(*long)
    assert [name for name, _ in jobs.begun[2:]] == ["long1", "long2", "long3"]


async def test_what_takes_long_is_not_put_off_for_ever() -> None:
    jobs, fair = Jobs(), FairQueue()
    small = [put(jobs, fair, f"who{number}", f"small{number}") for number in range(6)]
    await jobs.until_begun("small0", "small1")
    long = put(jobs, fair, "Мария", "long", SMALL + 1)
    await asyncio.sleep(0)
    jobs.end("small0")
    await jobs.until_begun("long")

    jobs.end("long", *(f"small{number}" for number in range(6)))
    await asyncio.gather(long, *small)


async def test_a_small_job_that_takes_long_goes_behind_and_its_sender_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, fair = Jobs(), FairQueue()
    jobs.bombs = {f"bomb{number}" for number in range(4)}
    jobs.end(*jobs.bombs)
    bombs = [put(jobs, fair, f"who{number}", f"bomb{number}") for number in range(4)]
    assert [type(one) for one in await asyncio.gather(*bombs, return_exceptions=True)] == [TookTooLong] * 4
    assert sorted(jobs.begun) == sorted((f"bomb{number}", lane) for number in range(4) for lane in ("small", "long"))

    with pytest.raises(Resting):
        await put(jobs, fair, "who1", "another")
    jobs.end("a table", "another")
    assert await put(jobs, fair, "библиотекарь", "a table") == "a table"
    monkeypatch.setattr(queue, "monotonic", lambda: 1e9)
    assert await put(jobs, fair, "who1", "another") == "another"


async def test_whoever_does_not_wait_any_more_costs_nothing() -> None:
    jobs, fair = Jobs(), FairQueue()
    first = [put(jobs, fair, "Иван", name) for name in ("a", "b")]
    await jobs.until_begun("a", "b")
    gone = put(jobs, fair, "Мария", "gone")
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    jobs.end("a", "b", "c")
    await asyncio.gather(*first)

    assert await put(jobs, fair, "Иван", "c") == "c"
    assert "gone" not in [name for name, _ in jobs.begun]
