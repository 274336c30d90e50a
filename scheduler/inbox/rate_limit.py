"""How many turns one person may have of accounts that have a limit, at all addresses, and how much they had lately.

Two measures, both of the moments when turns are asked for:

- **a token bucket** (as GCRA, ITU-T I.371): ``BURST`` turns at once, then one every ``REFILL`` seconds. Honest bursts:
  three albums of ten photos sent at once (each photo is an event of its own); a plan typed line by line, a line every
  three seconds, for as long as one likes; a minute of turning pages, a page a second; 20 s of two taps a second.
  Whoever waits for each answer never meets it: a chat gets one message a second (docs/decisions/fair-queue.md).
- **a virtual clock** (L. Zhang, 1990): each turn puts the person's clock ``SHARE`` seconds forward. How far it is ahead
  of the time is how far the answers to them stand behind those to people who had nothing lately.

Kept in memory, for the people of the last minutes; after a start it is what the inbox remembers of the last minute.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from storage.messaging.answers import FARTHEST

BURST: Final = 30
"""Turns."""
REFILL: Final = 1.0
"""Seconds."""
SHARE: Final = 5.0
"""Seconds for which one answer is a person's fair share: 150 people can have a conversation at Telegram's limit."""

Who = Hashable
"""A person; of somebody new the address."""


@dataclass(slots=True)
class _Bucket:
    full_at: float
    """When it is full again."""
    clock: float
    """Their own virtual clock."""
    asked_at: float
    told: bool = False
    """They were asked to write more slowly, and have not done so yet."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is granted."""

    behind: float
    """Seconds that its answers stand behind others."""


@dataclass(frozen=True, slots=True)
class TooMuch:
    """A turn that is not granted."""

    behind: float
    first: bool
    """Of this flood: they are told so once."""


class RateLimit:
    """Of everybody; ``at`` is in seconds of the program's clock."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[Who, _Bucket] = OrderedDict()

    def take(self, who: Who, at: float) -> Turn | TooMuch:
        """Ask for a turn. A clock that was put back costs nobody anything."""
        self._forget(at)
        bucket = self._buckets.setdefault(who, _Bucket(full_at=at, clock=at, asked_at=at))
        self._buckets.move_to_end(who)
        back = max(bucket.asked_at - at, 0.0)
        missing = max(bucket.full_at - back - at, 0.0)
        behind = min(max(bucket.clock - back - at, 0.0), FARTHEST)
        bucket.full_at, bucket.clock, bucket.asked_at = at + missing, at + behind, at
        if missing > (BURST - 1) * REFILL:
            return TooMuch(behind=behind, first=self.tells(who))
        if missing <= BURST * REFILL / 2:
            bucket.told = False
        bucket.full_at += REFILL
        bucket.clock += SHARE
        return Turn(behind=behind)

    def known_as(self, who: Who, before: Who) -> None:
        """Somebody new is known now: what they had counts."""
        if (bucket := self._buckets.pop(before, None)) is not None:
            self._buckets.setdefault(who, bucket)

    def tells(self, who: Who) -> bool:
        """Whether they are to be asked to write more slowly: once in a flood, whoever notices it."""
        bucket = self._buckets.get(who)
        if bucket is None:
            return True
        first, bucket.told = not bucket.told, True
        return first

    def _forget(self, at: float) -> None:
        """Those who had nothing for so long that it makes no difference."""
        while self._buckets:
            who, bucket = next(iter(self._buckets.items()))
            if bucket.clock > at or bucket.full_at > at:
                return
            del self._buckets[who]

    def __len__(self) -> int:
        return len(self._buckets)
