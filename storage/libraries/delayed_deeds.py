"""Deeds that wait until they take effect (``domain.libraries.delays``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.delays import DELAY, Deed, Delay
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.sql.states import stands_in
from storage.tables import delayed_deeds


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayedDeed:
    """One deed; ``about`` is empty once it is decided."""

    id: int
    library_id: int
    person_id: int
    deed: Deed
    subject: str
    about: Mapping[str, Any]
    state: Delay
    made_at: datetime
    due_at: datetime


def _deed(row: Any) -> DelayedDeed:
    return record(DelayedDeed, {**row, "deed": Deed(row["deed"]), "state": Delay(row["state"])})


class DelayedDeeds:
    """What waits, and what became of it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        library_id: int,
        person_id: int,
        deed: Deed,
        subject: str,
        about: Mapping[str, Any],
        *,
        at: datetime,
        due: datetime,
    ) -> DelayedDeed:
        """It waits from now on; another one of the same to the same thing does not any more."""
        same = (delayed_deeds.c.deed == deed.value, delayed_deeds.c.subject == subject)
        await self._connection.execute(
            sa.update(delayed_deeds)
            .where(delayed_deeds.c.library_id == library_id, *same, _WAITS)
            .values(state=Delay.VOID.value, about={})
        )
        making = sa.insert(delayed_deeds).values(
            library_id=library_id,
            person_id=person_id,
            deed=deed.value,
            subject=subject,
            about=dict(about),
            made_at=at,
            due_at=due,
        )
        return _deed((await self._connection.execute(making.returning(*delayed_deeds.c))).mappings().one())

    async def get(self, deed_id: int) -> DelayedDeed | None:
        query = sa.select(delayed_deeds).where(delayed_deeds.c.id == deed_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _deed(row)

    async def decide(self, deed_id: int, to: Delay) -> bool:
        """False when it does not wait any more. What it was about is forgotten."""
        query = (
            sa.update(delayed_deeds)
            .where(delayed_deeds.c.id == deed_id, stands_in(delayed_deeds.c.state, DELAY.sources(to)))
            .values(state=to.value, about={})
            .returning(delayed_deeds.c.id)
        )
        return (await self._connection.execute(query)).first() is not None

    async def due(self, now: datetime, *, limit: int) -> tuple[DelayedDeed, ...]:
        """Whose time has come, the oldest first."""
        query = sa.select(delayed_deeds).where(_WAITS, delayed_deeds.c.due_at <= now)
        query = query.order_by(delayed_deeds.c.due_at, delayed_deeds.c.id).limit(limit)
        return tuple(_deed(row) for row in (await self._connection.execute(query)).mappings())

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that were due before that moment and wait no longer."""
        del after
        old = sa.and_(delayed_deeds.c.due_at < before, delayed_deeds.c.state != Delay.WAITING.value)
        return await delete_some(self._connection, delayed_deeds, old, limit=limit)

    async def waiting_of(self, library_id: int) -> tuple[DelayedDeed, ...]:
        """What waits of one library, the first to take effect first."""
        query = sa.select(delayed_deeds).where(delayed_deeds.c.library_id == library_id, _WAITS)
        query = query.order_by(delayed_deeds.c.due_at, delayed_deeds.c.id)
        return tuple(_deed(row) for row in (await self._connection.execute(query)).mappings())


_WAITS = delayed_deeds.c.state == sa.literal_column("'waiting'", sa.String)
"""The literal is that of the partial index."""
