"""Bots Long Poll: a queue of updates with history, and the ways it says that a poll failed (VK.md §4)."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

MAX_WAIT = 90.0  # seconds


class LongPoll:
    """The queue of one community. `ts` counts updates; a client that asks for old ones gets them again."""

    def __init__(self, on_poll: Callable[[], None]) -> None:
        self._on_poll = on_poll
        self.key = secrets.token_hex(20)
        self.ts = 1
        self.polls = 0  # how many polls came; polls that wait now are `waiting`
        self.waiting = 0
        self._history: list[tuple[int, dict[str, Any]]] = []
        self._failures: deque[int] = deque()
        self._news = asyncio.Event()
        self._closed = False

    def append(self, event: dict[str, Any]) -> None:
        self.ts += 1
        self._history.append((self.ts, event))
        self._ring()

    def fails(self, *codes: int) -> None:
        """The next polls answer `failed` 1, 2 or 3; a 2 or 3 also changes the key."""
        self._failures.extend(codes)
        self._ring()

    def expires_key(self) -> None:
        """The key given out is no longer good: polls with it answer `failed: 2`."""
        self.key = secrets.token_hex(20)
        self._ring()

    def loses_history(self) -> None:
        """All undelivered updates are gone: a poll from an older ts answers `failed: 1` with the new one."""
        self._history.clear()
        self.ts += 1
        self._ring()

    def close(self) -> None:
        """Let waiting polls go, so that the server can stop."""
        self._closed = True
        self._ring()

    async def answer(self, key: str, ts: str, wait: float, *, newest_first: bool) -> dict[str, Any]:
        """The reply to one poll; it comes when there is news or `wait` seconds have passed."""
        self.polls += 1
        self.waiting += 1
        self._on_poll()
        try:
            async with asyncio.timeout(min(wait, MAX_WAIT)):
                while (reply := self._reply(key, ts, newest_first=newest_first)) is None:
                    await self._news.wait()
                return reply
        except TimeoutError:
            return {"ts": ts, "updates": []}
        finally:
            self.waiting -= 1

    def _reply(self, key: str, ts: str, *, newest_first: bool) -> dict[str, Any] | None:
        if self._failures:
            code = self._failures.popleft()
            if code > 1:
                self.key = secrets.token_hex(20)
            return {"failed": 1, "ts": str(self.ts)} if code == 1 else {"failed": code}
        if key != self.key:
            return {"failed": 2}
        if not ts.isdigit():
            return {"failed": 1, "ts": str(self.ts)}
        oldest = self._history[0][0] if self._history else self.ts + 1
        if not oldest - 1 <= int(ts) <= self.ts:
            return {"failed": 1, "ts": str(self.ts)}
        updates = [event for number, event in self._history if number > int(ts)]
        if not updates and not self._closed:
            return None
        return {"ts": str(self.ts), "updates": updates[::-1] if newest_first else updates}

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
