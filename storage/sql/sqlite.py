"""One SQLite file: who may open it, its one writing connection and its readers."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread, current_thread
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sql.errors import AlreadyRunning, Unavailable
from storage.sql.sqlite_connection import ReadingConnection, WritingConnection
from storage.sql.types import JSON_AS_TEXT

READERS = 4
"""Reading connections."""
GRACE: Final = 3.0
"""Seconds that closing waits for the threads of connections."""
_THREADS: Final[WeakKeyDictionary[sa.Engine, WeakSet[Thread]]] = WeakKeyDictionary()

WRITER = (
    "PRAGMA journal_mode = WAL",
    # FULL, not NORMAL: once we confirm an event the messenger forgets it, so a commit has to outlive a power cut.
    # The writer asks for less where something need not last (storage/sql/write_queue.py).
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what a person had erased is overwritten, not only unlinked
    "PRAGMA journal_size_limit = 67108864",
)
READER = (
    "PRAGMA query_only = ON",
    "PRAGMA wal_autocheckpoint = 0",  # two connections that checkpoint at once can corrupt the file before 3.51.3
)


def path_of(url: URL) -> Path:
    """The file of an SQLite address; ValueError for a database in memory, which could have only one connection."""
    if not url.database or url.database == ":memory:":
        raise ValueError("tezki keeps its SQLite database in a file")
    return Path(url.database)


def beside(url: str, suffix: str) -> Path:
    """What stands next to the database's file under its name and the suffix."""
    path = path_of(sa.make_url(url))
    return path.with_name(path.name + suffix)


class Lock:
    """A lock on ``<file>.lock`` that lasts as long as the process: exactly one process writes to the file.

    The lock file is never deleted: a process that waits with the deleted file open would hold a lock on nothing.
    """

    def __init__(self, path: Path) -> None:
        """Raises AlreadyRunning, or Unavailable when the folder does not exist or cannot be written."""
        try:
            self._file = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"cannot write beside {path}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._file, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise AlreadyRunning(
                f"process {holder} works with {path} already. Stop it first; for several processes use PostgreSQL."
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Another process may open the file now."""
        os.close(self._file)


def _private(path: Path) -> None:
    """The file is there and its owner's alone before anything is in it; its log and index get the same rights."""
    with suppress(OSError):  # opening it will say what is wrong
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def readable_by_others(url: str) -> list[Path]:
    """Of the database's files, those that not only their owner may read; none of another kind of database."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return []
    path = path_of(address)
    files = [path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))]
    return [file for file in files if file.exists() and file.stat().st_mode & 0o077]


def writer(url: URL, *, patience: float) -> AsyncEngine:
    """The engine of the one connection that writes and checkpoints; ``storage.sql.write_queue`` begins and commits."""
    _private(path_of(url))
    return _engine(WritingConnection, url, WRITER, connections=1, patience=patience)


def readers(url: URL, *, patience: float) -> AsyncEngine:
    """The engine of the reading connections; a transaction sees one moment of the database."""
    engine = _engine(ReadingConnection, url, READER, connections=READERS, patience=patience)
    event.listen(engine.sync_engine, "begin", _begin("BEGIN"))
    return engine


def migrator(url: URL) -> AsyncEngine:
    """The engine for migrations. Without foreign keys: a table written anew is dropped first, which would cascade."""
    _private(path_of(url))
    pragmas = tuple(pragma for pragma in WRITER if "foreign_keys" not in pragma)
    engine = _engine(ReadingConnection, url, (*pragmas, "PRAGMA foreign_keys = OFF"), connections=1, patience=30)
    event.listen(engine.sync_engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def guest(url: URL, *, patience: float) -> AsyncEngine:
    """The engine for a small write beside the program that runs: it waits its turn, and never checkpoints."""
    pragmas = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON")
    engine = _engine(ReadingConnection, url, pragmas, connections=1, patience=patience)
    event.listen(engine.sync_engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def _engine(
    kind: type[ReadingConnection], url: URL, pragmas: tuple[str, ...], *, connections: int, patience: float
) -> AsyncEngine:
    path = path_of(url)
    threads: WeakSet[Thread] = WeakSet()

    async def opened() -> ReadingConnection:
        connection = kind(path, patience=patience, pragmas=pragmas)
        threads.add(connection._thread)  # noqa: SLF001 - aiosqlite has no other name for it
        await connection
        return connection

    engine = create_async_engine(url, async_creator=opened, **_pool(connections, patience))
    _THREADS[engine.sync_engine] = threads
    return engine


async def ended(engine: AsyncEngine) -> None:
    """Wait until the threads of its connections are over, at most ``GRACE`` seconds for all of them.

    A connection that could not be opened, or whose reader was cancelled in a statement, is let go of without waiting.
    When that ends, its thread answers a loop that may be closed by then, and says so with a traceback.
    """
    until = monotonic() + GRACE
    for thread in list(_THREADS.get(engine.sync_engine, ())):
        if thread.is_alive() and thread is not current_thread():  # a driver without threads opens them here
            await asyncio.to_thread(thread.join, max(0.0, until - monotonic()))


def _pool(connections: int, patience: float) -> dict[str, Any]:
    return {
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": max(patience, 30),  # readers wait for each other longer than for a lock
        "hide_parameters": True,  # they are people's words
        **JSON_AS_TEXT,
    }


def _begin(statement: str) -> Callable[[sa.Connection], None]:
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
