"""The database behind everything: opened once, read side by side, written one transaction at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, Self

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.books import Books
from storage.messaging.outbox import DirectSender
from storage.people.erasure import ERASED
from storage.people.erasure_list import ErasureList, list_beside
from storage.public import changes
from storage.sql import sqlite
from storage.sql.errors import Unavailable, translating
from storage.sql.types import JSON_AS_TEXT
from storage.sql.write_queue import WriteQueue

log = structlog.get_logger()

PAUSES: Final = (0.02, 0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts to cut the log: whoever reads it is done by then."""
STALLED = "5s"
"""Of a transaction that does nothing: its process was stopped, and must not hold up the one that takes over."""
PATIENCE = 10.0
"""Seconds to wait for a lock or a free connection before the database counts as unavailable."""


class Database:
    """One database, SQLite or PostgreSQL; both behave alike for whoever works with ``Books``.

    On SQLite ``writing`` has a fair queue in front of the one writing connection: first come, first served.
    On PostgreSQL transactions run side by side (READ COMMITTED); rows are claimed and locked by the repositories.
    """

    def __init__(
        self, writer: AsyncEngine | None, readers: AsyncEngine, lock: sqlite.Lock | None, *, patience: float = PATIENCE
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._lock = lock
        self._queue: WriteQueue[Books] | None = None
        if writer is not None and lock is not None:
            self._queue = WriteQueue(writer, self._books, self._written, patience=patience)
        self.erasure_list: ErasureList | None = None
        """The acts of erasure, kept apart from the database; None where no place was named for it."""
        self._direct_senders: dict[int, DirectSender] = {}
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._emptying: asyncio.Task[bool] | None = None
        self.on_wake(ERASED, self._empty_log_soon)
        if writer is not None:
            changes.watch(writer)

    @property
    def url(self) -> sa.URL:
        """Where it is, with its password."""
        return self._readers.url

    @classmethod
    async def open(
        cls, url: str, *, alone: bool = True, patience: float = PATIENCE, erasures: Path | None = None
    ) -> Self:
        """The database at this address, reachable and not migrated. Raises AlreadyRunning, Unavailable.

        With ``alone=False`` the database is only for reading, and another process may be writing to it. ``erasures`` is
        the file for acts of erasure; that of SQLite lies beside the database unless another one is named.
        """
        database = cls._sqlite(url, alone, patience) if _is_sqlite(url) else cls._postgresql(url, alone, patience)
        try:
            await database._try()  # noqa: SLF001 - it is ours
        except BaseException:
            await database.close()
            raise
        file = erasures or list_beside(url)
        database.erasure_list = ErasureList(file) if file is not None else None
        return database

    @classmethod
    def _sqlite(cls, url: str, alone: bool, patience: float) -> Self:  # noqa: FBT001 - two private constructors
        address = sa.make_url(url)
        path = sqlite.path_of(address)
        readers = sqlite.readers(address, patience=patience)
        if alone:
            return cls(sqlite.writer(address, patience=patience), readers, sqlite.Lock(path), patience=patience)
        if not path.exists():
            raise Unavailable(f"there is no database at {path} yet")
        return cls(None, readers, None)

    @classmethod
    def _postgresql(cls, url: str, alone: bool, patience: float) -> Self:  # noqa: FBT001 - two private constructors
        engine = create_async_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_timeout=patience,
            pool_pre_ping=True,  # the server may have been restarted since
            isolation_level="READ COMMITTED",
            connect_args={"timeout": patience, "server_settings": {"idle_in_transaction_session_timeout": STALLED}},
            hide_parameters=True,  # they are people's words
            **JSON_AS_TEXT,
        )
        readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return cls(engine if alone else None, readers, None)

    async def _try(self) -> None:
        """Opening an SQLite file reads nothing of it yet; looking into it does."""
        with translating():
            for engine in (self._writer, self._readers):
                if engine is not None:
                    async with _connected(engine) as connection:
                        await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))

    @property
    def exclusive(self) -> bool:
        """Whether no other process can be writing: the lock of the SQLite file is ours."""
        return self._lock is not None

    async def close(self) -> None:
        """Everything is closed, the writer last: whoever closes last may checkpoint."""
        try:
            if self._emptying is not None:
                self._emptying.cancel()
                await asyncio.wait([self._emptying])
            await self._readers.dispose()
            if self._queue is not None:
                await self._queue.close()
            elif self._writer is not None:
                await self._writer.dispose()
            for engine in (self._readers, self._writer):
                if engine is not None:
                    await sqlite.ended(engine)
        finally:
            if self._lock is not None:
                self._lock.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Books]:
        """A consistent look: everything read inside is of one moment. Raises Unavailable."""
        with translating():
            async with _connected(self._readers) as connection:
                yield Books(connection)

    def writing(self, *, quick: bool = False, lasting: bool = True) -> AbstractAsyncContextManager[Books]:
        """One transaction: committed at the end, rolled back on any exception. Raises Unavailable.

        Never wait for the network or for another transaction inside. ``quick`` is a promise to touch few rows, each by
        its key: then SQLite commits it together with others of its kind (``storage.sql.write_queue``). What is
        not ``lasting`` outlives the process, but a power cut may undo it: SQLite does not wait for the disk. PostgreSQL
        does: its server may fall alone, and whoever was written to would get the message twice.
        """
        if self._writer is None:
            raise RuntimeError("this database was opened for reading only")
        if self._queue is None:
            return self._transaction(self._writer)
        return self._queue.writing(quick=quick, lasting=lasting)

    @asynccontextmanager
    async def _transaction(self, writer: AsyncEngine) -> AsyncIterator[Books]:
        with translating():
            async with _connected(writer) as connection:
                books = self._books(connection)
                yield books
                await connection.commit()
        self._written([books])

    def on_wake(self, name: str, listener: Callable[[], None]) -> None:
        """After every commit in which ``books.wake(name)`` was called, ``listener`` is called. It must not fail."""
        self._listeners[name].append(listener)

    def send_directly(self, account: int, sender: DirectSender) -> None:
        """What is to leave at once for this account is given to ``sender`` as soon as it is committed.

        Only where no other process delivers: on PostgreSQL answers are found in the outbox like everything else.
        """
        if self.exclusive:
            self._direct_senders[account] = sender

    async def empty_log(self) -> bool:
        """What was deleted is in no file any more: SQLite's log still holds the pages of before until it is cut.

        False when others kept reading it for too long; PostgreSQL has nothing of the kind (docs/operations.md).
        """
        if self._queue is None:
            return True
        for pause in PAUSES:
            if await self._queue.empty_log():
                return True
            await asyncio.sleep(pause)
        return False

    def _empty_log_soon(self) -> None:
        if self._queue is not None and (self._emptying is None or self._emptying.done()):
            self._emptying = asyncio.create_task(self._emptied(), name="empty log")

    async def _emptied(self) -> bool:
        try:
            emptied = await self.empty_log()
        except Unavailable:
            emptied = False
        if not emptied:
            log.warning("log_not_emptied")  # «forget» comes by within five minutes
        return emptied

    def _books(self, connection: AsyncConnection) -> Books:
        books = Books(connection, self._direct_senders)
        changes.noting(connection, books.woken)
        return books

    def _written(self, committed: Sequence[Books]) -> None:
        """They are committed, together if they are several; nobody has written since."""
        for books in committed:
            for row in books.outbox.sent_directly:
                self._direct_senders[row.account_id].accept(row)
        for name in sorted({name for books in committed for name in books.woken}):
            for listener in self._listeners[name]:
                listener()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection with a transaction begun; rolled back at the end unless it was committed."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
            await connection.begin()
        except OSError as error:  # asyncpg: nobody listens there, or the name is not known
            raise Unavailable(f"cannot reach the database: {error.strerror or type(error).__name__}") from error
        yield connection


def _is_sqlite(url: str) -> bool:
    """Raises ValueError for a database that is neither of the two."""
    driver = sa.make_url(url).drivername
    if driver == "sqlite+aiosqlite":
        return True
    if driver == "postgresql+asyncpg":
        return False
    raise ValueError(f"TEZKI_DATABASE_URL begins with sqlite+aiosqlite or postgresql+asyncpg, not {driver}")
