"""All that a database holds, taken out and put back: an SQLite file as a whole, PostgreSQL row by row.

``CREATE DATABASE … TEMPLATE`` would copy a database of PostgreSQL as a whole, empty tables, indexes and all: putting a
few hundred rows into one that is there already costs a fraction of it (docs/reliability.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import sqlalchemy as sa

from storage.database import Database
from storage.tables import metadata

if TYPE_CHECKING:
    from storage.books import Books

TABLES: Final = tuple(table.name for table in metadata.sorted_tables)


COUNTERS: Final = (24, 40, 92)
"""Where the head of an SQLite file counts its changes, of its schema, and the first once more: nobody reads it."""


async def rows_of(books: Books, *, but: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Table → its rows by their keys; without the tables whose names begin so."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for name, table in metadata.tables.items():
        if but is None or not name.startswith(but):
            query = sa.select(table).order_by(*table.primary_key.columns)
            kept[name] = [dict(row) for row in (await books.connection.execute(query)).mappings()]
    return kept


class Contents(Protocol):
    """Of one database, whatever its kind; nothing may be under way in it."""

    async def key(self) -> bytes:
        """The same as long as nothing in it is different."""

    async def copy(self) -> Any:
        """For ``put``."""

    async def put(self, copy: Any) -> None:
        """It holds again what it held when the copy was taken."""


def contents_of(database: Database) -> Contents:
    if database.url.get_backend_name() == "sqlite":
        assert database.url.database is not None
        return _File(database.url.database)
    return _Rows(database)


class _File:
    """Looked at besides the program's own connections; checkpoints are its writer's affair."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def key(self) -> bytes:
        with self._opened() as file:
            image = bytearray(file.serialize())
        for start in COUNTERS:
            image[start : start + 4] = bytes(4)
        return bytes(image)

    async def copy(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", check_same_thread=False)  # the site of the browser has a thread of its own
        with self._opened() as file:
            file.backup(copy)
        return copy

    async def put(self, copy: sqlite3.Connection) -> None:
        with self._opened() as file:
            copy.backup(file)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as file:
            file.execute("PRAGMA wal_autocheckpoint = 0")
            yield file


@dataclass(frozen=True, slots=True)
class _Copy:
    tables: dict[str, str]
    """Name → its rows, as PostgreSQL writes an array of them; empty where there are none."""
    sequences: dict[str, str]
    """Name → the last number that was given out; empty if none was."""


_LOOK: Final = " UNION ALL ".join(
    (
        *(f"SELECT 'table', '{name}', array_agg(one)::text FROM \"{name}\" AS one" for name in TABLES),  # noqa: S608 - our own names
        "SELECT 'sequence', format('%I.%I', schemaname, sequencename), last_value::text FROM pg_sequences",
    )
)


class _Rows:
    """Of the tables that we know; the schema stays as it is. No foreign key is looked at again: they held before."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: _Copy | None = None

    async def key(self) -> bytes:
        self._seen = await self.copy()
        return repr((sorted(self._seen.tables.items()), sorted(self._seen.sequences.items()))).encode()

    async def copy(self) -> _Copy:
        seen: dict[str, dict[str, str]] = {"table": {}, "sequence": {}}
        async with self._connected() as connection:
            for kind, name, value in await connection.fetch(_LOOK):
                seen[kind][name] = value or ""
        return _Copy(seen["table"], seen["sequence"])

    async def put(self, copy: _Copy) -> None:
        """What is the same already stays."""
        seen, self._seen = self._seen or await self.copy(), None
        statements = ["SET LOCAL session_replication_role = replica"]
        for name, rows in copy.tables.items():
            if rows == seen.tables[name]:
                continue
            if seen.tables[name]:
                statements.append(f'DELETE FROM "{name}"')  # noqa: S608 - our own name
            if rows:
                array = rows.replace("'", "''")
                statements.append(f'INSERT INTO "{name}" SELECT * FROM unnest(\'{array}\'::"{name}"[])')  # noqa: S608 - our own rows
        statements += [
            f"SELECT setval('{name}', {last or 1}, {bool(last)})"
            for name, last in copy.sequences.items()
            if last != seen.sequences[name]
        ]
        async with self._connected() as connection, connection.transaction():
            await connection.execute(";".join(statements))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """A connection of the program's own pool: a new one would have to learn all tables first."""
        assert self._database._writer is not None
        async with self._database._writer.connect() as connection:
            yield (await connection.get_raw_connection()).driver_connection
