"""The one connection that writes to SQLite: aiosqlite's, but that short statements need not change threads.

aiosqlite runs everything in a thread of the connection, and a statement changes to it and back four times (cursor,
execute, fetch, close). What a turn runs takes SQLite ten microseconds and each change five times as much: such
statements run on the loop's own thread (``inline``). docs/decisions/sqlite-writer.md has the figures.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

import aiosqlite

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


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

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What all methods of aiosqlite's connection and cursors go through."""
        return fn(*args, **kwargs) if self.inline else await self.hop(partial(fn, **kwargs) if kwargs else fn, *args)


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
