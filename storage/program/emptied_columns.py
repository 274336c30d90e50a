"""Columns that are emptied while their rows stay: their tables say when (``storage.tables.retention``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import empty_some
from storage.tables import metadata
from storage.tables.retention import Emptied, emptied_in_time

EMPTIED: Final[Mapping[str, tuple[sa.Column[Any], Emptied]]] = {
    f"{column.table.name}_{column.name}": (column, term) for column, term in emptied_in_time(metadata)
}
"""By the name of their count in the run journal."""


class EmptiedColumns:
    """All of them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def empty(self, name: str, now: datetime, *, limit: int) -> int:
        """In how many rows, at most ``limit``, its time is over."""
        column, term = EMPTIED[name]
        return await empty_some(self._connection, column, term.old(column.table, now - term.time), limit=limit)
