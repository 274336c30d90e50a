"""A cache of responses in memory: many readers and calendar programs ask for the same thing.

How it is sent, and what is not sent twice: ``responses``.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.web.http.responses import Content

FRESH_FOR: Final = timedelta(seconds=60)
"""As long as browsers may keep it (``FRESH``): a cancelled event must not look alive for long."""
MOST: Final = 64_000_000
"""Bytes that are kept in all."""
AT_ONCE: Final = 4
"""Responses that are composed side by side, unless told otherwise."""
PERSONAL: Final = "private, max-age=60"
"""``Cache-Control`` of what only one person may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    content: Content
    made: datetime
    changes: int
    """The cache's count of changes when composing began."""

    @property
    def size(self) -> int:
        return len(self.content.body) + len(self.content.packed() or b"")


class Uncached(Exception):
    """Raised by ``compose`` in place of a result that must not be kept: ``kind`` is the media type of ``body``."""

    def __init__(self, kind: str, body: bytes) -> None:
        super().__init__()
        self.kind, self.body = kind, body


class ResponseCache:
    """Least recently used out first (``most`` bytes in all); what is asked for at the same time is composed once.

    ``at_once``: how many different things are composed side by side; whoever writes to the bot waits for one of them.
    """

    def __init__(self, most: int = MOST, *, at_once: int = AT_ONCE) -> None:
        self._most = most
        self._composing = asyncio.Semaphore(at_once)
        self._changes = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._size = 0

    async def get(
        self,
        key: Hashable,
        now: datetime,
        compose: Callable[[], Awaitable[tuple[str, bytes]]],
        *,
        fresh_for: timedelta | None = FRESH_FOR,
    ) -> Content:
        """What ``compose`` gave for this key at most ``fresh_for`` ago, with no change since; None: at any time.

        ``compose`` returns media type and body. What it raises, save ``Uncached``, is raised, and nothing is kept.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                known = self._kept.get(key)
                if known and self._is_fresh(known, now, fresh_for):
                    self._kept.move_to_end(key)
                    return known.content
                changes = self._changes
                try:
                    async with self._composing:
                        kind, body = await compose()
                except Uncached as one:
                    return await asyncio.to_thread(_composed, one.kind, one.body, now)
                content = await asyncio.to_thread(_composed, kind, body, now)
                if known and known.content.tag == content.tag:
                    content.since = known.content.since
                self._store(key, _Kept(content=content, made=now, changes=changes))
                return content
        finally:
            if not lock.locked():
                self._locks.pop(key, None)

    def has_changed(self) -> None:
        """Make all that was composed before stale, save what was asked for with ``fresh_for=None``."""
        self._changes += 1

    def _is_fresh(self, known: _Kept, now: datetime, fresh_for: timedelta | None) -> bool:
        return fresh_for is None or (known.changes == self._changes and timedelta(0) <= now - known.made < fresh_for)

    def _store(self, key: Hashable, made: _Kept) -> None:
        old = self._kept.pop(key, None)
        self._size += made.size - (old.size if old else 0)
        self._kept[key] = made
        while self._size > self._most and self._kept:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.size


def _composed(kind: str, body: bytes, now: datetime) -> Content:
    """Runs in a thread: hashing and compressing take milliseconds."""
    content = Content(kind=kind, body=body, since=now)
    content.packed()
    return content
