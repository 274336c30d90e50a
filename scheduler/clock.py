"""The program's clock. Everything that asks what time it is asks this one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _wall() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Wall time in UTC, plus an offset that only the playground and tests move."""

    def __init__(self, *, offset: timedelta = timedelta(), wall: Callable[[], datetime] = _wall) -> None:
        self._wall = wall
        self.offset = offset

    def now(self) -> datetime:
        return self._wall() + self.offset
