"""One SQLite connection, as SQLAlchemy's dialect for aiosqlite drives it, with one hop between threads a statement.

aiosqlite itself hops four times a statement: cursor, execute, fetch, close. Statements that are known to be short may
do without any hop (``inline``): they run on the loop's own thread, where a hop would cost more than they do.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

AHEAD: Final = 1000
"""Rows that are fetched in the hop of their statement; the rest only when somebody asks for it."""


class Wire:
    """A connection whose statements run one after the other in a thread of its own."""

    def __init__(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> None:
        self._path = path
        self._patience = patience
        self._pragmas = pragmas
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None
        self.inline = False
        """Statements run here and now. Never for what may wait (BEGIN) or takes long (COMMIT, a part of a fan-out)."""

    async def opened(self) -> Self:
        await self.hop(self._open)
        return self

    def _open(self) -> None:
        self._connection = sqlite3.connect(
            self._path,
            timeout=self._patience,  # the busy timeout
            isolation_level=None,  # the driver begins nothing by itself
            check_same_thread=False,  # two threads, but never at once: ``hop`` waits
            cached_statements=256,
        )
        for pragma in self._pragmas:
            self._connection.execute(pragma)

    @property
    def raw(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")  # as aiosqlite says it: the dialect knows these words
        return self._connection

    @property
    def in_transaction(self) -> bool:
        return self._connection is not None and self._connection.in_transaction

    async def hop(self, work: Callable[..., T], *args: Any) -> T:
        """Run it in the thread. A cancellation waits until it is done: nothing else may touch the connection before."""
        running = asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
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
        return work(*args) if self.inline else await self.hop(work, *args)

    # What the dialect asks for.

    def cursor(self) -> Cursor:
        return Cursor(self)

    async def create_function(self, *args: Any, **options: Any) -> None:
        self.raw.create_function(*args, **options)

    async def commit(self) -> None:
        await self.hop(self.raw.commit)

    async def rollback(self) -> None:
        await self.hop(self.raw.rollback)

    async def close(self) -> None:
        if self._connection is not None:
            closing, self._connection = self._connection, None
            await self.hop(closing.close)
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Close at once, from anywhere: nobody is there to wait."""
        if self._connection is not None:
            closing, self._connection = self._connection, None
            self._thread.submit(closing.close)
            self._thread.shutdown(wait=False)


class Cursor:
    """One statement and its rows."""

    arraysize = 1

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._cursor: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self._more = False

    async def __aenter__(self) -> Self:
        return self

    def _execute(self, statement: str, parameters: Any) -> None:
        self._cursor = cursor = self._wire.raw.execute(statement, parameters)
        if cursor.description is not None:
            self._rows = cursor.fetchmany(AHEAD)
            self._more = len(self._rows) == AHEAD

    def _execute_many(self, statement: str, parameters: Any) -> None:
        self._cursor = self._wire.raw.executemany(statement, parameters)

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        await self._wire.run(self._execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        await self._wire.run(self._execute_many, statement, parameters)

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if self._more and self._cursor is not None:
            rows += await self._wire.run(self._cursor.fetchall)
            self._more = False
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        if not self._rows and self._more and self._cursor is not None:
            self._rows = await self._wire.run(self._cursor.fetchmany, AHEAD)
            self._more = len(self._rows) == AHEAD
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        self._rows = []
        if self._cursor is not None and self._more:
            await self._wire.run(self._cursor.close)
        self._more = False

    @property
    def description(self) -> Any:
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid


def wire_of(connection: AsyncConnection) -> Wire | None:
    """What is below SQLAlchemy; None on PostgreSQL."""
    sync = connection.sync_connection
    assert sync is not None
    driver: object = sync.connection.driver_connection
    return driver if isinstance(driver, Wire) else None
