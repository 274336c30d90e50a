"""Connections to SQLite: aiosqlite's, but that a statement changes threads once or, on the one that writes, not at all.

aiosqlite runs everything in a thread of the connection, and a statement changes to it and back four times (cursor,
execute, fetch, close). What a turn runs takes SQLite ten microseconds and each change five times as much. So a
statement brings its first rows along (``Cursor``), and short ones of the writer run on the loop's own thread
(``inline``). docs/decisions/sqlite-writer.md has the figures.
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


class ReadingConnection(aiosqlite.Connection):
    """As aiosqlite has it, with cursors of our own."""

    def __init__(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> None:
        """``patience``: seconds to wait for a lock."""
        super().__init__(partial(_opened, path, patience, pragmas), iter_chunk_size=1)
        self._thread.daemon = True  # SQLAlchemy does so with what it opens itself

    @property
    def raw(self) -> sqlite3.Connection:
        """Raises ValueError when it is closed."""
        return self._conn

    def cursor(self) -> Cursor:  # type: ignore[override]  # aiosqlite's may also be awaited; nobody does
        """Made here: nothing of it waits."""
        return Cursor(self, self.raw.cursor())

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """In the connection's thread, after what is there already."""
        found: T = await self._execute(work, *args)  # type: ignore[no-untyped-call]
        return found


class WritingConnection(ReadingConnection):
    """Statements run one after the other, in the connection's thread or here, never in both at once."""

    def __init__(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> None:
        super().__init__(path, patience=patience, pragmas=pragmas)
        self.inline = False
        """Statements run here and now. Never for what may wait (BEGIN) or takes long (COMMIT, a part of a fan-out)."""

    @property
    def in_transaction(self) -> bool:
        """False as well when it is closed."""
        return self._connection is not None and self._connection.in_transaction

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
        """Here, or in the thread."""
        return work(*args) if self.inline else await self.hop(work, *args)

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What all methods of aiosqlite's connection and cursors go through."""
        return await self.run(partial(fn, **kwargs) if kwargs else fn, *args)


class Cursor(aiosqlite.Cursor):
    """Changes to the thread once for a statement and its first rows."""

    def __init__(self, connection: ReadingConnection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._connection = connection
        self._rows: list[Any] = []
        self._open = False
        """SQLite may have more rows of it, or runs it still although whoever asked was cancelled."""

    def _fetch(self) -> list[Any]:
        rows = self._cursor.fetchmany(AHEAD)
        self._open = len(rows) == AHEAD
        return rows

    def _run(self, sql: str, parameters: Iterable[Any]) -> list[Any]:
        self._open = True
        self._cursor.execute(sql, parameters)  # type: ignore[arg-type]  # typeshed wants a sequence or a mapping
        if self._cursor.description is not None:
            return self._fetch()
        self._open = False
        return []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        self._rows = await self._connection.run(self._run, sql, () if parameters is None else parameters)
        return self

    async def fetchone(self) -> Any:
        rows = list(await self.fetchmany(1))
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> Iterable[Any]:
        if not self._rows and self._open:
            self._rows = await self._connection.run(self._fetch)
        size = self.arraysize if size is None else size
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> Iterable[Any]:
        rows, self._rows = self._rows, []
        if self._open:
            rows += await self._connection.run(self._cursor.fetchall)
            self._open = False
        return rows

    async def close(self) -> None:
        if self._open:
            await self._connection.run(self._cursor.close)


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
