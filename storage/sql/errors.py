"""How the storage fails, and the edge where drivers' errors become ours.

StorageError
├── AlreadyRunning   another process writes to the same SQLite file
├── Unavailable      the database is locked, gone, full or broken: nothing was written, later it may work
│   └── Collided     two transactions of PostgreSQL stood in each other's way: may be tried again at once
├── TooNew           a newer version of the program has written this database
├── WrongKey         TEZKI_SECRET_KEY is not the one that sealed this value
├── NotSqlite        only an SQLite file can be copied by us
└── UnfitFile        a file for a copy, or of a copy, will not do: nothing was changed

A broken rule of the schema (IntegrityError) or a wrong statement is a bug of ours and is not translated.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc


class StorageError(Exception):
    """Anything that goes wrong here for a reason outside the code."""


class AlreadyRunning(StorageError):
    """Another process holds this SQLite file: stop it first, or use PostgreSQL if there are to be several."""


class Unavailable(StorageError):
    """The database cannot be used now; the transaction was rolled back. The text is for the operator."""


class Collided(Unavailable):
    """A deadlock or a serialisation failure: the same transaction may be tried again at once."""


class TooNew(StorageError):
    """The database has a schema that this version of the program does not know: update the program."""


class WrongKey(StorageError):
    """A sealed value was sealed with another TEZKI_SECRET_KEY, or it was damaged."""


class NotSqlite(StorageError):
    """The database lives in PostgreSQL, which has tools of its own for copies."""


class UnfitFile(StorageError):
    """Nothing was changed. ``why``: exists, missing, folder, foreign or damaged."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


SQLITE_TROUBLE = {
    sqlite3.SQLITE_PERM: "no permission",
    sqlite3.SQLITE_BUSY: "locked by another process",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "cannot open the file",
    sqlite3.SQLITE_PROTOCOL: "locked by another process",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
}
"""Primary result codes that are not our bug."""

POSTGRESQL_TROUBLE = ("08", "25P03", "28", "3D", "53", "55P03", "57P", "58", "XX")
"""Beginnings of SQLSTATE that are not our bug: connection, a stalled transaction, login, no database, resources, locks,
shutdown, disk."""

COLLISIONS = ("40001", "40P01")


class translating:  # noqa: N801 - a context; a class, for every turn goes through it several times
    """What drivers raise inside becomes ours. Bugs pass through as they are."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        ours: Unavailable | None = None
        if isinstance(error, exc.DBAPIError):
            ours = translated(error.orig, gone=error.connection_invalidated)
        elif isinstance(error, exc.TimeoutError):
            ours = Unavailable("no connection to the database became free in time")
        elif isinstance(error, sqlite3.Error):
            ours = translated(error)
        if ours is not None:
            raise ours from error


OF_A_VALUE = ("22", "54")
"""Beginnings of SQLSTATE: a value that the database cannot keep, or one that is larger than it takes."""


def is_of_a_value(error: BaseException) -> bool:
    """Whether a value is to blame and not the database: the same statement will be refused again."""
    if isinstance(error, exc.DBAPIError):
        driver = error.orig
        return (
            isinstance(error, exc.DataError)
            or (getattr(driver, "sqlstate", None) or "").startswith(OF_A_VALUE)
            or isinstance(driver, ValueError | OverflowError)
            or isinstance(getattr(driver, "__cause__", None), ValueError | OverflowError)
        )
    return isinstance(error, exc.StatementError | sqlite3.DataError | ValueError | OverflowError)


def translated(error: BaseException | None, *, gone: bool = False) -> Unavailable | None:
    """Our error for a driver's, or None when it is a bug of ours. Carries no values of the statement."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        why = SQLITE_TROUBLE.get(code & 0xFF)
        return None if why is None else Unavailable(why)
    state = getattr(error, "sqlstate", None) or ""
    if state in COLLISIONS:
        return Collided("two transactions stood in each other's way")
    if gone or state.startswith(POSTGRESQL_TROUBLE):
        return Unavailable(f"PostgreSQL is not available ({state or type(error).__name__})")
    return None
