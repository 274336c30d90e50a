"""The pace of one key: its calls go out as fast as the messenger takes them, the urgent ones first.

A messenger counts calls as they *arrive*: at most ``calls`` in any window of ``seconds``. We see only when a call left
and when its answer came. A call's place in the window is free again when the next call, even on the fastest way seen
lately, arrives ``seconds`` after it. So the window breathes with the line: no refusal, and nearly the whole limit is
used (docs/performance.md has the figures). When the messenger refuses all the same, the pace learns a lower limit.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.messengers.line import Line
from talk.messenger import BULK, INTERACTIVE, URGENT, SendTicket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE: Final = {URGENT: 0.0, INTERACTIVE: 1.0, BULK: 20.0}
"""Seconds that a call of each lane lets those before it go first, however many come: nobody starves."""
STRIDE: Final = 0.95
"""Calls are apart by this part of their even distance: the urgent find a gap soon."""
SLACK: Final = 0.3
"""So many seconds of calls leave at once where the window lets them: after a pause, or when places come in a bunch."""
MARGIN: Final = 0.015
"""Seconds for what nobody sees: a call that waits in our process, or in theirs, after its time was taken."""
LESSON: Final = 0.97
"""What is left of the limit after a refusal."""
HARD_LESSON: Final = 0.85
"""The same after a refusal that follows closely on another."""
CLOSELY: Final = 15.0
LEAST_SHARE: Final = 0.1
RECOVERY: Final = 0.005
"""The part of the limit that is tried again after each ``QUIET`` seconds without a refusal."""
QUIET: Final = 20.0
SLOWLY: Final = 10
"""So much slower it comes near to where the last refusal was."""


@dataclass(slots=True)
class Call:
    """One call in the window."""

    left: float
    answered: float | None = None


class Pace:
    """At most ``calls`` arrivals in any ``seconds``; waiting calls are let go by lane, then by age."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._seconds = seconds
        self._waiting: list[tuple[float, int, asyncio.Future[Call]]] = []
        self._numbers = itertools.count()
        self._window: list[Call] = []
        self._line = Line()
        self._planned = -math.inf
        """When the last call was to leave, had nothing held it up."""
        self._closed_until = -CLOSELY
        self._share = 1.0
        self._ceiling = math.inf
        """A little less than what was refused last."""
        self._taught_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def share(self) -> float:
        """The part of the limit that is used, as we see it: below 1 after refusals."""
        return self._share

    @asynccontextmanager
    async def call(self, ticket: SendTicket | None = None) -> AsyncIterator[None]:
        """Around one call: waits for its turn in the ticket's lane; the window learns from its answer."""
        taken = await self.enter(ticket)
        try:
            yield
        finally:
            self.leave(taken)

    async def enter(self, ticket: SendTicket | None = None) -> Call:
        """Wait for a place; without a ticket as an answer does. Every ``enter`` needs its ``leave``."""
        ticket = ticket or SendTicket()
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Call] = loop.create_future()
        now = loop.time()
        if not self._waiting:
            self._planned = max(self._planned, now - self._slack)
        heapq.heappush(self._waiting, (now + PATIENCE[ticket.lane] + ticket.behind, next(self._numbers), turn))
        self._let_go()
        try:
            call = await turn
            if not ticket.may_leave():
                raise asyncio.CancelledError  # noqa: TRY301 - the clause below gives the place back
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._window.remove(turn.result())  # it never left
                self._planned -= self._stride
                self._let_go()
            raise
        call.left = loop.time()
        ticket.left = True
        return call

    def leave(self, call: Call, *, at: float | None = None) -> None:
        """The answer came, or it is known that none will; ``at`` that moment of the loop's clock, or just now."""
        call.answered = asyncio.get_running_loop().time() if at is None else at
        self._line.took(call.answered - call.left)
        self._let_go()

    def refused(self, after: float) -> None:
        """The messenger says that it was too much: nothing leaves for so many seconds, and less from then on."""
        now = asyncio.get_running_loop().time()
        if now >= self._closed_until:  # those that were on their way at the first refusal teach nothing new
            self._ceiling = self._share * LESSON
            lesson = HARD_LESSON if now < self._closed_until + CLOSELY else LESSON
            self._share = max(LEAST_SHARE, self._share * lesson)
        self._taught_at = self._closed_until = max(self._closed_until, now + after)

    @property
    def _stride(self) -> float:
        return STRIDE * self._seconds / (self._calls * self._share)

    @property
    def _slack(self) -> float:
        return max(SLACK, self._stride)

    @property
    def _places(self) -> int:
        return min(self._calls, math.ceil(self._calls * self._share))

    @property
    def _width(self) -> float:
        """Seconds: the window that with so many places gives the share of the limit that we use."""
        return self._seconds * self._places / (self._calls * self._share)

    def _let_go(self) -> None:
        """Everybody whose turn has come; a timer for the next one."""
        now = asyncio.get_running_loop().time()
        self._recover(now)
        while self._waiting:
            if self._waiting[0][2].done():  # cancelled
                heapq.heappop(self._waiting)
                continue
            held_up = max(self._closed_until, self._place_at())
            self._planned = max(self._planned, held_up - self._slack)  # little to catch up on: it was not to leave
            turn_at = max(self._planned + self._stride, held_up)
            if turn_at > now:
                self._ring(turn_at)
                return
            self._planned += self._stride
            call = Call(left=now)
            self._window.append(call)
            heapq.heappop(self._waiting)[2].set_result(call)

    def _place_at(self) -> float:
        """When one call less than allowed is in the window. What has left it for good is forgotten."""
        now = asyncio.get_running_loop().time()
        self._window = [call for call in self._window if self._free_at(call) > now]
        surplus = len(self._window) - self._places
        return sorted(map(self._free_at, self._window))[surplus] if surplus >= 0 else 0.0

    def _free_at(self, call: Call) -> float:
        """When the next call may leave so as not to arrive within the window of this one."""
        if call.answered is not None and call.answered - call.left <= self._line.usual:
            arrived = (call.left + call.answered) / 2
        else:  # held up somewhere, perhaps by a stall of ours before it was written: as late as can be
            latest = call.left + self._line.usual if call.answered is None else call.answered
            arrived = latest - self._line.fastest / 2
        return arrived + self._width + MARGIN - self._line.fastest / 2

    def _recover(self, now: float) -> None:
        if now - self._taught_at >= QUIET:
            near = self._share >= self._ceiling * LESSON
            self._share = min(1.0, self._share + (RECOVERY / SLOWLY if near else RECOVERY))
            self._taught_at = now

    def _ring(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(at, self._let_go)
