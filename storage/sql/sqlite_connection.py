"""The one connection that writes to SQLite: aiosqlite's, but that short statements need not change threads.

aiosqlite runs everything in a thread of the connection, and a statement changes to it and back four times (cursor,
execute, fetch, close). What a turn runs takes SQLite ten microseconds and each change five times as much: such
statements run on the loop's own thread (``inline``), the others change threads once (``WritingCursor``).
docs/decisions/sqlite-writer.md has the figures.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from weakref import WeakSet

import aiosqlite

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

AHEAD: Final = 256
"""Rows that are fetched in the thread in which their statement runs; what is beyond them is fetched when asked for."""


class Connection(sqlite3.Connection):
    """Closes its cursors with itself.

    A cursor that somebody still refers to (the traceback of whoever was cancelled in the middle) keeps its statement,
    and so its snapshot or its lock, until the garbage is collected: the log could not be emptied, nobody could write.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *args: Any, **options: Any) -> Any:
        cursor = super().cursor(*args, **options)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in self._cursors:
            cursor.close()
        super().close()


class WritingConnection(aiosqlite.Connection):
    """Statements run one after the other, in the connection's thread or here, never in both at once."""

    def __init__(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> None:
        super().__init__(partial(_opened, path, patience, pragmas), iter_chunk_size=1)
        self._thread.daemon = True  # SQLAlchemy does so with what it opens itself
        self.inline = False
        """Statements run here and now. Never for what may wait (BEGIN) or takes long (COMMIT, a part of a fan-out)."""

    @property
    def raw(self) -> sqlite3.Connection:
        """Raises ValueError when it is closed."""
        return self._conn

    @property
    def in_transaction(self) -> bool:
        return self._connection is not None and self._connection.in_transaction

    def cursor(self) -> WritingCursor:  # type: ignore[override]  # aiosqlite's may also be awaited; nobody does
        """Made here: nothing of it waits."""
        return WritingCursor(self, self.raw.cursor())

    async def hop(self, work: Callable[..., T], *args: Any) -> T:
        """Run it in the thread. A cancellation waits until it is done: nothing else may touch the connection before."""
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")  # as aiosqlite says it: the dialect knows these words
        running: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((running, partial(work, *args)))
        cancelled = False
        while not running.done():
            try:
                await asyncio.wait([running])
            except asyncio.CancelledError:
                cancelled = True
        task = asyncio.current_task()
        if cancelled and task is not None:
            # Raised only when the statement is behind us: SQLAlchemy would throw the connection away, and with it
            # the work of the others in the same transaction.
            task.uncancel()
            task.cancel()
        return running.result()

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Here or in the thread."""
        return work(*args) if self.inline else await self.hop(work, *args)

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What all methods of aiosqlite's connection and cursors go through."""
        return await self.run(partial(fn, **kwargs) if kwargs else fn, *args)


class WritingCursor(aiosqlite.Cursor):
    """Changes to the thread once for a statement and its rows."""

    def __init__(self, connection: WritingConnection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._writer = connection
        self._rows: list[Any] = []
        self._more = False

    def _run(self, sql: str, parameters: Iterable[Any]) -> None:
        self._cursor.execute(sql, parameters)  # type: ignore[arg-type]  # typeshed wants a sequence or a mapping
        self._rows = [] if self._cursor.description is None else self._cursor.fetchmany(AHEAD)
        self._more = len(self._rows) == AHEAD

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        await self._writer.run(self._run, sql, () if parameters is None else parameters)
        return self

    async def fetchone(self) -> Any:
        rows = list(await self.fetchmany(1))
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> Iterable[Any]:
        if not self._rows and self._more:
            self._rows = await self._writer.run(self._cursor.fetchmany, AHEAD)
            self._more = len(self._rows) == AHEAD
        size = self.arraysize if size is None else size
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> Iterable[Any]:
        rows, self._rows = self._rows, []
        if self._more:
            rows += await self._writer.run(self._cursor.fetchall)
            self._more = False
        return rows

    async def close(self) -> None:
        self._cursor.close()


def _opened(path: Path, patience: float, pragmas: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=patience,  # the busy timeout
        isolation_level=None,  # the driver begins nothing by itself
        check_same_thread=False,  # two threads, but never at once: ``hop`` waits
        cached_statements=256,
        factory=Connection,
    )
    for pragma in pragmas:
        connection.execute(pragma)
    return connection


def writing_connection(connection: AsyncConnection) -> WritingConnection | None:
    """What is below SQLAlchemy; None for readers and on PostgreSQL."""
    sync = connection.sync_connection
    assert sync is not None
    driver: object = sync.connection.driver_connection
    return driver if isinstance(driver, WritingConnection) else None
