"""Statements on the way of a turn: put together and compiled once, not at every turn.

SQLAlchemy takes 200-800 µs to build, look up and run a statement that SQLite executes in ten. What every turn runs is
therefore kept ready here as text with the converters of its values; on SQLite's writing connection
(``storage.sql.sqlite_connection``) it runs directly. Anywhere else it is an ordinary statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import Insert, insert_for
from storage.sql.sqlite_connection import writing_connection

PREFIX: Final = "new_"
"""Parameters of an INSERT are called like their columns, with this before them: plain names are SQLAlchemy's own."""

Column = sa.Column[Any] | sa.Label[Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """The text of one database, and how values go in and come out."""

    text: str
    binds: tuple[tuple[str, Any, Convert | None], ...]
    """In their order: the name, what it is unless it is given, and the converter."""
    names: tuple[str, ...]
    """Of the columns, in their order."""
    converted: tuple[tuple[str, Convert], ...]
    """Those whose values come out as something else: few of them."""


class Prepared:
    """One statement with named parameters."""

    def __init__(self, build: Callable[[str], sa.Executable], columns: Sequence[Column] = ()) -> None:
        """``build`` is told the name of the dialect; ``columns`` are what the statement returns, in their order."""
        self._build = build
        self._columns = columns
        self._statements: dict[str, sa.Executable] = {}
        self._ready: _Ready | None = None

    async def rows(self, connection: AsyncConnection, /, **values: Any) -> list[dict[str, Any]]:
        """What it returns, by the names of the columns."""
        driver = writing_connection(connection)
        if driver is not None and driver.inline:
            return self._run(driver.raw.execute, connection.dialect, values)
        name = connection.dialect.name
        if name not in self._statements:
            self._statements[name] = self._build(name)
        found = await connection.execute(self._statements[name], values)
        return [dict(row) for row in found.mappings()] if found.returns_rows else []

    async def row(self, connection: AsyncConnection, /, **values: Any) -> dict[str, Any] | None:
        """The first row, if there is one."""
        rows = await self.rows(connection, **values)
        return rows[0] if rows else None

    def _run(self, execute: Callable[..., Any], dialect: sa.Dialect, values: dict[str, Any]) -> list[dict[str, Any]]:
        ready = self._ready
        if ready is None:
            ready = self._ready = self._compiled(dialect)
        given = [
            convert(value) if (value := values.get(name, usual)) is not None and convert is not None else value
            for name, usual, convert in ready.binds
        ]
        rows = [dict(zip(ready.names, row, strict=True)) for row in execute(ready.text, given)]
        for row in rows:
            for name, convert in ready.converted:
                row[name] = convert(row[name])
        return rows

    def _compiled(self, dialect: sa.Dialect) -> _Ready:
        compiled = self._build(dialect.name).compile(dialect=dialect)  # type: ignore[attr-defined]  # all of ours can
        order: Sequence[str] = compiled.positiontup
        binds = []
        for name in order:
            kind = compiled.binds[name].type.dialect_impl(dialect)
            binds.append((name, compiled.params.get(name), kind.bind_processor(dialect)))
        columns = [
            (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in self._columns
        ]
        converted = tuple((name, convert) for name, convert in columns if convert is not None)
        return _Ready(
            text=str(compiled), binds=tuple(binds), names=tuple(name for name, _ in columns), converted=converted
        )


def inserting(table: sa.Table, *names: str) -> Callable[[str], Insert]:
    """An INSERT of these columns; for ``ON CONFLICT`` and ``RETURNING`` go on from there."""
    return lambda dialect: insert_for(dialect, table).values({name: sa.bindparam(PREFIX + name) for name in names})


def given(**values: Any) -> dict[str, Any]:
    """Values for ``inserting``."""
    return {PREFIX + name: value for name, value in values.items()}
