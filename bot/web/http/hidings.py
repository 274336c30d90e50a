"""What was hidden or restored, also by another process: nothing that was composed before is given out after that."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from storage.public.changes import HIDDEN
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.web.http.cache import ResponseCache
    from storage.database import Database

EVERY: Final = 1.0
"""Seconds after which it is asked again what other processes hid."""


class Hidings:
    """Empties a cache: at once after what this process hid, within ``EVERY`` after what another one did."""

    def __init__(self, database: Database, cache: ResponseCache, *, clock: Callable[[], float] = monotonic) -> None:
        self._database, self._cache, self._clock = database, cache, clock
        self._version: tuple[int, int] | None = None
        self._asked = -EVERY
        database.on_wake(HIDDEN, cache.has_changed)

    async def look(self) -> None:
        """Before anything is given out of the cache. While the database does not answer nothing is known to be new."""
        now = self._clock()
        if self._database.exclusive or now - self._asked < EVERY:
            return
        self._asked = now
        try:
            async with self._database.reading() as books:
                version = await books.hidden.version()
        except StorageError:
            return
        if self._version not in (None, version):
            self._cache.has_changed()
        self._version = version
