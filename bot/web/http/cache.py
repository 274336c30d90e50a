"""A cache of responses in memory: many calendars ask for the same thing every hour.

How it is sent, and what is not sent twice (RFC 9110, 8.8): ``responses``.
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
PERSONAL: Final = "private, max-age=60"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    content: Content
    made: datetime
    changes: int
    """How many changes were known when it was begun."""

    @property
    def size(self) -> int:
        return len(self.content.body) + len(self.content.packed() or b"")


class Fleeting(Exception):
    """Composed, and not to be kept: raised by ``compose`` with the media type and the content."""

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
        """``compose`` gives the media type and the content; ``fresh_for=None``: it stays as it is for its key."""
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
                except Fleeting as one:
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
        """Something has: what was begun before is composed anew when it is asked for."""
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
    """In a thread: tag and packed form are made with the content."""
    content = Content(kind=kind, body=body, since=now)
    content.packed()
    return content
