"""Leases: which process speaks for an account. Whoever holds one renews it; one that ran out may be taken over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert
from storage.tables import leases


class Leases:
    """All leases by name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def acquire(self, name: str, holder: str, *, at: datetime, ttl: timedelta) -> int | None:
        """The fence, greater than any before; None while somebody else holds the lease."""
        taking = insert(self._connection, leases).values(name=name, holder=holder, fence=1, expires_at=at + ttl)
        query = taking.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "holder": taking.excluded.holder,
                "fence": leases.c.fence + 1,
                "expires_at": taking.excluded.expires_at,
            },
            where=sa.or_(leases.c.expires_at <= at, leases.c.holder == holder),
        ).returning(leases.c.fence)
        fence: int | None = (await self._connection.execute(query)).scalar_one_or_none()
        return fence

    async def let_go(self, name: str) -> bool:
        """Whether its last holder released it; False when that one was killed. True when there was none."""
        query = sa.select(leases.c.holder).where(leases.c.name == name)
        return not (await self._connection.execute(query)).scalar_one_or_none()

    async def renew(self, name: str, holder: str, *, fence: int, at: datetime, ttl: timedelta) -> bool:
        """False when somebody else has taken it over: stop at once. A late renewal is good if nobody has."""
        return await self._change(name, holder, fence, expires_at=at + ttl)

    async def release(self, name: str, holder: str, *, fence: int, at: datetime) -> None:
        """The next one need not wait. The row stays: fences only grow."""
        await self._change(name, holder, fence, holder="", expires_at=at)

    async def _change(self, name: str, by: str, fence: int, **values: Any) -> bool:
        query = (
            sa.update(leases)
            .where(leases.c.name == name, leases.c.holder == by, leases.c.fence == fence)
            .values(**values)
            .returning(leases.c.name)
        )
        return (await self._connection.execute(query)).first() is not None
