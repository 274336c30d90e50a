"""A bell that rings whenever the world of a test server changes, so that nobody has to poll with sleeps."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Wakes everybody who waits for a condition. May be rung from any thread."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._lock = threading.Lock()

    def ring(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            future.get_loop().call_soon_threadsafe(_wake, future)

    async def wait_for(self, condition: Callable[[], T], seconds: float | None) -> T:
        """The condition's first true value; TimeoutError when there is none in so many seconds (`None`: never)."""
        async with asyncio.timeout(seconds):
            while True:
                future = asyncio.get_running_loop().create_future()
                with self._lock:
                    self._waiting.add(future)
                try:
                    if value := condition():
                        return value
                    await future
                finally:
                    with self._lock:
                        self._waiting.discard(future)


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
