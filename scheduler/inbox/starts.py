"""How often the turn of an update was begun: counted before the work, which may end the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from storage.database import Database
    from storage.messaging.inbox import Row
    from talk.updates import Update

log = structlog.get_logger()


class Starts:
    """Of this life of the program."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way: dict[int, Update] = {}
        """Rows whose last start is counted and has not ended: a polite stop gives it back."""
        self._unfinished: dict[int, tuple[int, bool]] = {}
        """Rows whose start was counted and undone because the database went away: they are not counted again."""

    def so_far(self, row: Row) -> tuple[int, bool]:
        """How many there are, and whether the next one is counted already."""
        return self._unfinished.pop(row.id, (row.attempts, False))

    async def count(self, row: Row) -> int | None:
        """One more, which a kill of the process does not undo; how many there are, None when it waits no more."""
        async with self._database.writing(quick=True, lasting=False) as books:
            starts = await books.inbox.start(row.update)
        if starts is not None:
            self._under_way[row.id] = row.update
        return starts

    def undone(self, row: Row, starts: int) -> None:
        """The database went away."""
        self._unfinished[row.id] = starts, True

    def ended(self, row: Row) -> None:
        """Done or failed."""
        self._under_way.pop(row.id, None)

    async def give_back(self) -> None:
        """Those that are broken off because we stop: nothing is known against what was begun."""
        broken_off = list(self._under_way.values())
        self._under_way.clear()
        self._unfinished.clear()
        if not broken_off:
            return
        try:
            async with self._database.writing() as books:
                for update in broken_off:
                    await books.inbox.give_back(update)
        except StorageError as trouble:
            log.error("starts_not_given_back", rows=len(broken_off), why=str(trouble))  # noqa: TRY400 - not a bug
