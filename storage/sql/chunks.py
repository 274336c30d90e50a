"""Deleting in chunks: one transaction deletes some rows, and says from where the next one goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

Deleted = tuple[int, int | None]
"""How many rows, and ``after`` of the next chunk; None: no older ones are left."""


class DeletesOld(Protocol):
    """A repository whose rows are kept for some time (``storage.tables.retention``)."""

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Of what had served its purpose before that moment, at most ``limit`` rows."""


async def delete_some(
    connection: AsyncConnection, table: sa.Table, old: sa.ColumnElement[bool], *, limit: int
) -> Deleted:
    """Any ``limit`` of these rows."""
    key = sa.tuple_(*table.primary_key.columns)
    some = sa.select(*table.primary_key.columns).where(old).limit(limit)
    # Asked twice: PostgreSQL looks again only at this one when somebody has renewed the row just now.
    return until_nothing((await connection.execute(sa.delete(table).where(key.in_(some), old))).rowcount)


def until_nothing(gone: int) -> Deleted:
    """Of chunks that each look anew: the next one comes unless this one has found nothing."""
    return gone, 0 if gone else None


async def empty_some(
    connection: AsyncConnection, column: sa.Column[Any], old: sa.ColumnElement[bool], *, limit: int
) -> int:
    """The column becomes NULL in any ``limit`` of these rows; in how many it was not yet."""
    table = column.table
    key = sa.tuple_(*table.primary_key.columns)
    some = sa.select(*table.primary_key.columns).where(column.is_not(None), old).limit(limit)
    return (await connection.execute(sa.update(table).where(key.in_(some)).values({column.name: None}))).rowcount
