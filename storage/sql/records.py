"""From rows to records, and the insert that both databases spell in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

R = TypeVar("R")


def record(kind: type[R], row: Mapping[Any, Any], /, **more: Any) -> R:
    """A record of the columns that bear its fields' names, and of ``more``; JSON lists become tuples."""
    known: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # every record is a dataclass
        if field.name in more:
            known[field.name] = more[field.name]
        elif field.name in row:
            value = row[field.name]
            known[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**known)


Insert = sqlite.Insert


def insert(connection: AsyncConnection, table: sa.Table) -> Insert:
    """An insert that knows ON CONFLICT, in the dialect of the connection; both dialects offer the same methods."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: sa.Table) -> Insert:
    """The same where only the name of the dialect is known."""
    if dialect == "postgresql":
        return cast("Insert", postgresql.insert(table))
    return sqlite.insert(table)
