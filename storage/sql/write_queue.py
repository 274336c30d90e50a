"""Group commit for the one connection that writes to SQLite: transactions queue, those that are short share a commit.

A commit costs a wait for the disk, ten turns cost less: so whoever asks for a ``quick`` body while a commit is under
way is served, one after the other, in one transaction, each behind a savepoint of its own; then comes one commit for
all of them. Nobody is told that it is written before it is.

What a power cut may undo (``lasting=False``) waits for no disk at all: its transaction outlives the process, and is on
the disk with the next one that lasts. Only its like shares it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sqlalchemy import exc

from storage.sql.errors import Unavailable, translated, translating
from storage.sql.sqlite_connection import writing_connection

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from storage.sql.sqlite_connection import WritingConnection

Work = TypeVar("Work")
"""What a body works with: made of the connection, given back by ``written`` once it is committed."""

MOST: Final = 64
"""Bodies that share one commit."""
LONGEST: Final = 0.010
"""Seconds after which a transaction takes no more bodies, so that the first of them does not wait for long."""

LEVELS: Final = {True: "FULL", False: "NORMAL"}
"""What a commit that lasts asks of the disk, and one that need not."""


class Lost(Unavailable):
    """The transaction that this body shared with others could not be committed: nothing of it is written."""


@dataclass(slots=True, eq=False)
class _Transaction(Generic[Work]):
    """What is committed together."""

    began: float
    quick: bool
    lasting: bool
    outcome: asyncio.Future[BaseException | None]
    bodies: int = 0
    books: list[Work] = field(default_factory=list)
    """Of the bodies that went well."""
    lost: BaseException | None = None


class WriteQueue(Generic[Work]):
    """A fair queue in front of the writing connection."""

    def __init__(
        self,
        engine: AsyncEngine,
        books: Callable[[AsyncConnection], Work],
        written: Callable[[Sequence[Work]], None],
        *,
        patience: float,
    ) -> None:
        """``written`` is called after every commit, before anybody else may write. It must not fail."""
        self._engine = engine
        self._books = books
        self._written = written
        self._patience = patience
        self._connection: AsyncConnection | None = None
        self._open: _Transaction[Work] | None = None
        """The transaction that the next body may join."""
        self._taken = False
        """A body runs, or a commit."""
        self._lasts = True
        """What the connection does with a commit now."""
        self._queue: deque[tuple[asyncio.Future[None], bool, bool]] = deque()
        """Who waits; whether they hurry; whether what they write has to last."""
        self._holder: asyncio.Task[object] | None = None
        self._committing: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """After the commit that is under way. Nobody may be writing or waiting."""
        if self._committing is not None:
            await asyncio.wait([self._committing])
        if self._connection is not None:
            with suppress(exc.DBAPIError):  # the disk fails even now: what was not committed is not there any more
                await self._connection.close()
        await self._engine.dispose()

    @asynccontextmanager
    async def writing(self, *, quick: bool, lasting: bool = True) -> AsyncIterator[Work]:
        """One body; returns when it is committed. Raises Unavailable, then nothing of it is written."""
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise RuntimeError("a transaction within a transaction would wait for itself for ever")
        await self._wait_for_turn(quick=quick, lasting=lasting)
        self._holder = task
        transaction: _Transaction[Work] | None = None
        try:
            with translating():
                connection, transaction = await self._begin(quick=quick, lasting=lasting)
                books = self._books(connection)
                async with _body(_driver(connection), transaction):
                    yield books
                transaction.books.append(books)
        finally:
            self._holder = None
            self._next(transaction)
        await self._committed(transaction)

    async def empty_log(self) -> bool:
        """What was written is moved from the log into the file, and the log cut to nothing.

        False while a reader still looks at it. Raises Unavailable.
        """
        await self._wait_for_turn(quick=False, lasting=True)
        try:
            with translating():
                driver = _driver(await self._connected())
                busy, *_ = await driver.hop(_cut_log, driver)
        finally:
            self._next(None)
        return not busy

    # Taking turns.

    async def _wait_for_turn(self, *, quick: bool, lasting: bool) -> None:
        """Wait until nobody else has the connection; first come, first served."""
        if not self._taken:
            self._taken = True
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((waiting, quick, lasting))
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._next(self._open)  # it was given to us already
            raise

    def _next(self, transaction: _Transaction[Work] | None) -> None:
        """A body has ended: another one joins its transaction, or it is committed."""
        if transaction is not None:
            joined = transaction.quick and transaction.lost is None and self._head_joins(transaction)
            if not (joined and transaction.bodies < MOST and monotonic() - transaction.began < LONGEST):
                self._open = None
                self._committing = asyncio.create_task(self._commit(transaction))
                return
        self._pass_on()

    def _head_joins(self, transaction: _Transaction[Work]) -> bool:
        while self._queue and self._queue[0][0].done():  # cancelled
            self._queue.popleft()
        if not self._queue:
            return False
        _, quick, lasting = self._queue[0]
        return quick and (transaction.lasting or not lasting)

    def _pass_on(self) -> None:
        while self._queue:
            waiting, _, _ = self._queue.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return
        self._taken = False

    # Transactions.

    async def _begin(self, *, quick: bool, lasting: bool) -> tuple[AsyncConnection, _Transaction[Work]]:
        connection = await self._connected()
        if self._open is None:
            driver = _driver(connection)
            driver.inline = False
            if lasting != self._lasts:
                driver.raw.execute(f"PRAGMA synchronous = {LEVELS[lasting]}")
                self._lasts = lasting
            await _begin(driver, self._patience)
            outcome: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
            transaction: _Transaction[Work] = _Transaction(
                began=monotonic(), quick=quick, lasting=lasting, outcome=outcome
            )
            self._open = transaction
            driver.inline = quick
        self._open.bodies += 1
        return connection, self._open

    async def _connected(self) -> AsyncConnection:
        connection = self._connection
        if connection is not None and not connection.closed and not connection.invalidated:
            if self._open is not None or not _driver(connection).in_transaction:
                return connection
            await connection.invalidate()  # not even a rollback went well: what is left of it goes with the connection
        self._connection = connection = await self._engine.connect()
        await connection.begin()  # SQLAlchemy's own idea of a transaction never ends: see ``storage.sql.sqlite.writer``
        _driver(connection).raw.execute("PRAGMA busy_timeout = 0")
        self._lasts = True
        return connection

    async def _commit(self, transaction: _Transaction[Work]) -> None:
        """In a task of its own: whoever is cancelled meanwhile must not take the others along."""
        outcome: BaseException | None = Unavailable("the program is stopping")
        try:
            assert self._connection is not None
            outcome = await _end(_driver(self._connection), transaction)
            if outcome is None:
                self._written(transaction.books)
        finally:
            transaction.outcome.set_result(outcome)
            self._pass_on()

    @staticmethod
    async def _committed(transaction: _Transaction[Work]) -> None:
        outcome = await asyncio.shield(transaction.outcome)
        if outcome is None:
            return
        ours = outcome if isinstance(outcome, Unavailable) else translated(outcome)
        if ours is None:
            raise outcome
        raise Lost(str(ours)) from outcome  # everybody gets an exception of their own


async def _begin(driver: WritingConnection, patience: float) -> None:
    """At once where nobody else writes to the file, which is always so but for a tool that looks into it."""
    try:
        driver.raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        await driver.hop(_wait_and_begin, driver, patience)


def _cut_log(driver: WritingConnection) -> tuple[int, ...]:
    found: tuple[int, ...] = driver.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return found


def _wait_and_begin(driver: WritingConnection, patience: float) -> None:
    driver.raw.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
    try:
        driver.raw.execute("BEGIN IMMEDIATE")
    finally:
        driver.raw.execute("PRAGMA busy_timeout = 0")


@asynccontextmanager
async def _body(driver: WritingConnection, transaction: _Transaction[Work]) -> AsyncIterator[None]:
    """A savepoint around a body that shares its transaction; alone it is undone with the whole."""
    shared = transaction.quick
    if shared:
        driver.raw.execute("SAVEPOINT body")
    try:
        yield
    except BaseException as error:
        if not (shared and _undone(driver)):
            transaction.lost = error
        raise
    if not driver.in_transaction:
        transaction.lost = Unavailable("the transaction was broken off")
        raise transaction.lost
    if shared:
        driver.raw.execute("RELEASE body")


def _undone(driver: WritingConnection) -> bool:
    """Only what this body has done is undone. False when SQLite has undone everything (a full disk may do that)."""
    if not driver.in_transaction:
        return False
    try:
        driver.raw.execute("ROLLBACK TO body")
        driver.raw.execute("RELEASE body")
    except sqlite3.Error:
        return False
    return True


async def _end(driver: WritingConnection, transaction: _Transaction[Work]) -> BaseException | None:
    """Commit; or roll back and say why."""
    driver.inline = False
    if transaction.lost is None:
        try:
            await driver.hop(driver.raw.execute, "COMMIT")
        except sqlite3.Error as error:
            transaction.lost = error
    if transaction.lost is not None and driver.in_transaction:
        try:
            await driver.hop(driver.raw.execute, "ROLLBACK")
        except sqlite3.Error as error:
            return error
    return transaction.lost


def _driver(connection: AsyncConnection) -> WritingConnection:
    driver = writing_connection(connection)
    assert driver is not None
    return driver
