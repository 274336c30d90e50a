"""A messenger that counts what arrives, and a sender with a slow and uneven line to it; for virtual time."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from bot.messengers.pace import Pace
from talk.messenger import BULK, SendTicket

RATE = 30
PENALTY = 5.0
FAST = (0.05, 0.15)
"""The shortest and the longest round trip."""
SLOW = (0.15, 0.6)


@dataclass
class Counting:
    """A messenger that takes ``rate`` calls a second: of a bucket, or in any second of the clock."""

    kind: Literal["bucket", "strict"] = "strict"
    rate: int = RATE
    arrived: list[float] = field(default_factory=list)
    refusals: int = 0
    _tokens: float = RATE
    _last: float = 0.0
    _window: deque[float] = field(default_factory=deque)
    _closed_until: float = 0.0

    def accept(self, now: float) -> float | None:
        """A call arrives: None, or the seconds for which it refuses everything."""
        if now >= self._closed_until:
            if self._admits(now):
                self.arrived.append(now)
                return None
            self._closed_until = now + PENALTY
        self.refusals += 1
        return self._closed_until - now

    def _admits(self, now: float) -> bool:
        if self.kind == "bucket":
            self._tokens = min(self.rate, self._tokens + (now - self._last) * self.rate)
            self._last = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if len(self._window) >= self.rate:
            return False
        self._window.append(now)
        return True


@dataclass
class Sender:
    """Many tasks that call through one pace over a line that takes its time."""

    messenger: Counting
    line: tuple[float, float] = FAST
    at_once: int = 32
    seed: int = 1
    pace: Pace = field(default_factory=lambda: Pace(RATE, 1.0))

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a line, no secret
        self._room = asyncio.Semaphore(self.at_once)

    async def call(self, lane: int = BULK) -> float:
        """Until it is taken; the seconds it waited for its turn the last time."""
        loop = asyncio.get_running_loop()
        while True:
            asked = loop.time()
            async with self.pace.call(SendTicket(lane=lane)):
                waited = loop.time() - asked
                trip = self._chance.uniform(*self.line)
                there = loop.time() + trip / 2
                await asyncio.sleep(trip / 2)
                refusal = self.messenger.accept(there)  # a stall of ours does not hold up what is on its way
                await asyncio.sleep(there + trip / 2 - loop.time())
                if refusal is None:
                    return waited
                self.pace.refused(refusal)

    async def _bulk(self) -> None:
        async with self._room:
            await asyncio.create_task(self.call())

    async def send(self, calls: int) -> float:
        """The part of the limit that was used."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.gather(*(self._bulk() for _ in range(calls)))
        return calls / self.messenger.rate / (loop.time() - began)
