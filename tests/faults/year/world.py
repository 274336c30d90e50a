"""One world: its true time, the program's clock, its file, its messengers, and all that is to happen in it.

Everything that is left to chance is drawn from one seeded source, so that the same seed is the same year.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.faults.year.facts import History

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.year.disk import Disk
    from tests.faults.year.hosts import Deed
    from tests.virtual import LonelyLoop


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something stood in the way for a while: what was due then may come later, and perhaps too late."""

    what: str
    begins: datetime
    ends: datetime


@dataclass(slots=True, eq=False)
class World:
    """``chance`` is the only source of chance."""

    seed: int
    start: datetime
    disk: Disk
    chance: random.Random
    history: History = field(default_factory=History)
    troubles: list[Trouble] = field(default_factory=list)
    skew: timedelta = timedelta()
    """By how much the program's clock is wrong."""
    loop: LonelyLoop | None = None
    acts: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    """What happens when, in seconds of true time; sorted."""
    deeds: deque[Deed] = field(default_factory=deque)
    """What librarians want to have done."""
    died: asyncio.Event = field(default_factory=asyncio.Event)
    bugs: list[str] = field(default_factory=list)
    """What the program itself called a bug of its own."""
    alive: bool = False
    crashes: int = 0
    _elapsed: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self._elapsed if self.loop is None else self.loop.time()

    def now(self) -> datetime:
        """The true time."""
        return self.start + timedelta(seconds=self.elapsed)

    def wall(self) -> datetime:
        """What the program's clock shows."""
        return self.now() + self.skew

    def at(self, moment: datetime) -> float:
        return (moment - self.start).total_seconds()

    def will(self, at: float, deed: Callable[[], None]) -> None:
        """It happens at that second. Of two at once the one that was said first comes first."""
        self.acts.append((at, len(self.acts), deed))
        self.acts.sort(key=lambda act: act[:2])

    def happen(self) -> None:
        """What is to happen by now."""
        while self.acts and self.acts[0][0] <= self.elapsed + 1e-6:
            self.acts.pop(0)[2]()

    def sleep(self, until: float) -> None:
        """No program runs until then; life goes on."""
        while self.acts and self.acts[0][0] <= until:
            self._elapsed = max(self._elapsed, self.acts[0][0])
            self.happen()
        self._elapsed = max(self._elapsed, until)

    def hinder(self, what: str, begins: float, ends: float) -> None:
        self.troubles.append(
            Trouble(
                what=what,
                begins=self.start + timedelta(seconds=begins),
                ends=self.start + timedelta(seconds=ends),
            )
        )

    def born(self, loop: LonelyLoop) -> None:
        self.loop, self.alive, self.died = loop, True, asyncio.Event()

    def dies(self) -> None:
        """The program is gone at this instant: neither the file nor the network hears of it any more."""
        self._elapsed = self.elapsed
        self.loop, self.alive = None, False
        self.disk.cut()
        self.died.set()
