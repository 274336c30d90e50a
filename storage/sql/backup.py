"""Copies of an SQLite database: made while the program runs, put back while it does not.

PostgreSQL has tools of its own (pg_dump, pg_restore), which do this better than we could.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from storage.sql import sqlite
from storage.sql.errors import NotSqlite, Unavailable, UnfitFile, translating


def save(url: str, target: Path) -> int:
    """Copy the database as it is at this moment into a new file; its size in bytes.

    Raises UnfitFile, NotSqlite, Unavailable. The file appears only when it is whole, and only its owner may read it.
    """
    source = _path(url)
    if target.exists():
        raise UnfitFile("exists")
    if not source.exists():
        raise Unavailable(f"there is no database at {source} yet")
    with _fresh(target) as half:
        _copy(source, half)
        _check(half)
        half.replace(target)
    return target.stat().st_size


def restore(url: str, source: Path, *, at: datetime) -> Path | None:
    """Put a copy in the place of the database; where the former one lies from now on.

    Raises UnfitFile, NotSqlite, AlreadyRunning while the program runs, Unavailable. The schema is as old as the copy:
    ``migrations.upgrade`` comes next.
    """
    target = _path(url)
    if not source.is_file():
        raise UnfitFile("missing")
    _check(source)
    lock = sqlite.Lock(target)
    try:
        with _fresh(target) as half:
            _copy(source, half)
            _forget_salt(half)
            kept = _set_aside(target, at) if target.exists() else None
            half.replace(target)
    finally:
        lock.release()
    return kept


def _path(url: str) -> Path:
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        raise NotSqlite("the database is not an SQLite file")
    return sqlite.path_of(address)


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    """An empty file beside the target, for its owner only; gone at the end unless it was renamed."""
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise UnfitFile("folder") from error
    try:
        yield half
    finally:
        half.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """All of one moment, in one step: whoever writes meanwhile is neither stopped nor half copied."""
    with translating(), closing(_reading(source)) as whence, closing(sqlite3.connect(target)) as whither:
        whence.backup(whither)
        whither.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")  # only the program checkpoints (storage/sql/sqlite.py)
    return connection


def _check(path: Path) -> None:
    """It is a whole database of ours. Raises UnfitFile."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"  # immutable: nothing is written beside a copy
    try:
        with closing(sqlite3.connect(address, uri=True)) as copy:
            whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise UnfitFile("damaged" if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT else "foreign") from error
    if not whole:
        raise UnfitFile("damaged")
    if not {"alembic_version", "alliances", "outbox"} <= tables:
        raise UnfitFile("foreign")


def _forget_salt(path: Path) -> None:
    """VK swallows a message whose number it has seen.

    Numbers of outbox rows that were given out after the copy are given out again; with another salt they are others.
    """
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("DELETE FROM settings WHERE name = 'salt'")


def _set_aside(path: Path, at: datetime) -> Path:
    """The former database whole in one file, under another name."""
    with translating(), closing(sqlite3.connect(path, timeout=10)) as former:
        former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = path.with_name(f"{path.name}.{at:%Y%m%d-%H%M%S}")
    path.replace(kept)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return kept
