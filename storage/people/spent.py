"""How much people did lately of what is limited (``domain.quotas``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What was spent in some time."""

    amount: int
    first_at: datetime | None
    """The oldest of it: when that is over some of the quota is free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One time that something was spent."""

    quota: str
    amount: int
    at: datetime


class Spent:
    """One row for each time that something was spent."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def since(self, person_id: int, quota: str, since: datetime) -> Lately:
        """After that moment."""
        theirs = (spent.c.person_id == person_id, spent.c.quota == quota, spent.c.at > since)
        query = sa.select(sa.func.coalesce(sa.func.sum(spent.c.amount), 0), sa.func.min(spent.c.at)).where(*theirs)
        amount, first = (await self._connection.execute(query)).one()
        return Lately(amount=int(amount), first_at=first)

    async def of(self, person_id: int, since: datetime) -> tuple[Spending, ...]:
        """All that they spent after that moment, the oldest first."""
        query = sa.select(spent.c.quota, spent.c.amount, spent.c.at)
        query = query.where(spent.c.person_id == person_id, spent.c.at > since).order_by(spent.c.at, spent.c.id)
        return tuple(record(Spending, row) for row in (await self._connection.execute(query)).mappings())

    async def add(self, person_id: int, quota: str, amount: int, *, at: datetime) -> None:
        values = {"person_id": person_id, "quota": quota, "amount": amount, "at": at}
        await self._connection.execute(sa.insert(spent).values(**values))

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """What counts no more."""
        del after
        return await delete_some(self._connection, spent, spent.c.at < before, limit=limit)
