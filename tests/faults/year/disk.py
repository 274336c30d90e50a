"""The SQLite file of a world: every hop of a statement passes here, and may be the last one of a program's life."""

from __future__ import annotations

import shutil
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import aiosqlite
import sqlalchemy as sa

from storage.database import Database
from storage.sql import sqlite
from storage.sql.sqlite_connection import ReadingConnection, WritingConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
C = TypeVar("C", bound="_Simulated")

BESIDE: Final = {"_fetch", "fetchall", "close", "create_function"}
"""What of a statement asks nothing of the disk: no fault and no death happens there."""


class Disk:
    """One file and the engines over it, which live longer than a program: compiling every statement anew takes longest.

    What a crash leaves is what was committed: the process dies, not the machine, so nothing waits for a real disk.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self.path = folder / "year.db"
        self.template = template
        self._connections: list[_Simulated] = []
        self._lock: _Lock | None = None
        self.cut_off = True
        """No program has the file: nothing that is left of the last one reaches it."""
        self.hops = 0
        self.troubles = 0
        """How many statements failed."""
        self.before: Callable[[bool], str | None] = lambda _: None
        """Asked at every hop, whether it is a commit: what goes wrong. ``fails``, ``dies before`` or ``dies after``."""
        self.after_commit: Callable[[sqlite3.Connection], None] = lambda _: None
        self.dies: Callable[[], None] = self.cut
        """The program dies at this hop."""
        url = sa.make_url(f"sqlite+aiosqlite:///{self.path}")
        self._engines: tuple[AsyncEngine, ...] = ()
        self._url = url

    def engines(self) -> Iterator[AsyncEngine]:
        yield sqlite.writer(self._url, patience=1)
        yield sqlite.readers(self._url, patience=1)

    def blank(self) -> None:
        """A fresh, migrated database; a year that broke off in the middle has left its connections and its lock."""
        self.cut()
        self.forget()
        for beside in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def open(self) -> Database:
        """For one life of the program."""
        if not self._engines:
            self._engines = tuple(self.engines())
        writer, readers = self._engines
        self.cut_off = False
        self._lock = _Lock(self.path)
        return Database(writer, readers, self._lock, patience=1)

    def writing(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> _Writing:
        """In the place of ``storage.sql.sqlite.WritingConnection``."""
        writing = _Writing(path, patience=patience, pragmas=(*pragmas, "PRAGMA synchronous = OFF"))
        return self._plugged(writing)

    def reading(self, path: Path, *, patience: float, pragmas: Sequence[str]) -> _Reading:
        """The same for readers."""
        return self._plugged(_Reading(path, patience=patience, pragmas=pragmas))

    def _plugged(self, connection: C) -> C:
        connection.disk = self
        self._connections.append(connection)
        return connection

    def cut(self) -> None:
        """The process is gone, at this very instant: what it had not committed is undone, its locks are free."""
        if self.cut_off:
            return
        self.cut_off = True
        for connection in self._connections:
            connection.drop()
        self._connections.clear()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def forget(self) -> None:
        """After the last breath of a life: the next one gets connections of its own."""
        for engine in self._engines:
            engine.sync_engine.dispose(close=False)

    def run(self, connection: _Simulated, work: Callable[..., T], args: Sequence[Any]) -> T:
        """One hop."""
        if self.cut_off:
            raise trouble(sqlite3.SQLITE_IOERR)
        if getattr(work, "__name__", "") in BESIDE:
            return work(*args)
        self.hops += 1
        commits = args == ("COMMIT",)
        fate = self.before(commits) if connection.writes else None
        if fate == "fails":
            self.troubles += 1
            raise trouble(sqlite3.SQLITE_FULL if self.troubles % 2 else sqlite3.SQLITE_IOERR)
        if fate == "dies before":
            self.dies()
            raise trouble(sqlite3.SQLITE_IOERR)
        result = work(*args)
        if commits:
            self.after_commit(connection._conn)
        if fate == "dies after":
            self.dies()
            raise trouble(sqlite3.SQLITE_IOERR)
        return result

    def look(self) -> sqlite3.Connection:
        """For whoever only looks, beside everything."""
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        return connection


class _Lock(sqlite.Lock):
    """Freed by a stop and by a crash; once is enough."""

    _free = False

    def release(self) -> None:
        if not self._free:
            self._free = True
            super().release()


class _Simulated(aiosqlite.Connection):
    """A connection without a thread, which dies with its program."""

    disk: Disk
    writes = False

    def __await__(self) -> Generator[Any, None, Self]:
        return self._begun().__await__()

    async def _begun(self) -> Self:
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return self.disk.run(self, partial(fn, **kwargs) if kwargs else fn, args)

    def __del__(self) -> None:
        """Whoever is left over at the end of the test goes quietly."""
        self.drop()

    def drop(self) -> None:
        if self._connection is not None:
            dropped, self._connection = self._connection, None
            dropped.close()

    async def rollback(self) -> None:
        if not self.disk.cut_off:
            await super().rollback()

    async def close(self) -> None:
        self.drop()

    def stop(self) -> None:
        self.drop()


class _Reading(_Simulated, ReadingConnection):
    """One of the readers'."""


class _Writing(_Simulated, WritingConnection):
    """The one that writes."""

    writes = True

    async def hop(self, work: Callable[..., T], *args: Any) -> T:
        return self.disk.run(self, work, args)

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return await WritingConnection._execute(self, fn, *args, **kwargs)


def trouble(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("the disk of this year")
    error.sqlite_errorcode = code
    return error
