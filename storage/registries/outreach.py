"""Outreach: the namesake settlements an alliance has written to, so that no two coordinators do («найти тёзок»).

A settlement is known by (source, code): a registry that is loaded anew numbers its rows anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.sql.records import insert, record
from storage.tables import approaches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """A settlement that was written to."""

    source: str
    code: str
    written_by: int | None
    """The coordinator who wrote; None once they are erased."""
    at: datetime


class Outreach:
    """The settlements that all alliances have written to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_alliance(self, alliance_id: int) -> dict[tuple[str, str], Contacted]:
        """By source and code."""
        query = sa.select(approaches).where(approaches.c.alliance_id == alliance_id)
        rows = (await self._connection.execute(query)).mappings()
        return {(row["source"], row["code"]): record(Contacted, row) for row in rows}

    async def mark(self, alliance_id: int, source: str, code: str, person_id: int, at: datetime) -> bool:
        """False when somebody has written there already."""
        marking = insert(self._connection, approaches).values(
            alliance_id=alliance_id, source=source, code=code, written_by=person_id, at=at
        )
        marking = marking.on_conflict_do_nothing(index_elements=["alliance_id", "source", "code"])
        return (await self._connection.execute(marking.returning(approaches.c.code))).first() is not None

    async def unmark(self, alliance_id: int, source: str, code: str) -> bool:
        """False when nobody had."""
        query = sa.delete(approaches).where(
            approaches.c.alliance_id == alliance_id, approaches.c.source == source, approaches.c.code == code
        )
        return (await self._connection.execute(query.returning(approaches.c.code))).first() is not None
