"""The public journal of each alliance: append-only, every entry sealed over the one before (row 9)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.journal import AnyKind, Broken, Entry, Json, Kind, kind_of, seal, verify
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.tables import alliances, journal

AMONG: Final = 2000
"""Entries that may be looked through for one event: a few milliseconds."""


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(
        seq=row["seq"],
        at=row["at"],
        kind=kind_of(row["kind"]),
        facts=row["facts"],
        previous=row["previous"],
        hash=row["hash"],
    )


class Journal:
    """The chains of all alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, alliance_id: int, kind: AnyKind, facts: Mapping[str, Json], at: datetime) -> Entry:
        """The new last entry. Raises Unsealable; NoResultFound for an unknown alliance."""
        # Two writers at once would seal over the same entry: the second waits for the first one's commit. A lock that
        # leaves the key alone (FOR NO KEY UPDATE) does not stop those who merely refer to the alliance.
        locked = sa.select(alliances.c.journal_key).where(alliances.c.id == alliance_id)
        key = (await self._connection.execute(locked.with_for_update(key_share=True))).scalar_one()
        newest = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq.desc()).limit(1)
        last = (await self._connection.execute(newest)).mappings().one_or_none()
        entry = seal(None if last is None else _entry(last), at, kind, facts, key)
        await self._connection.execute(
            sa.insert(journal).values(
                alliance_id=alliance_id,
                seq=entry.seq,
                at=entry.at,
                kind=entry.kind.value,
                facts=entry.facts,
                previous=entry.previous,
                hash=entry.hash,
            )
        )
        return entry

    async def page(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Entry]:
        """The newest first."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq.desc())
        return await paging.page(self._connection, query, _entry, offset=offset, limit=limit)

    async def after(self, alliance_id: int, seq: int, *, limit: int) -> tuple[Entry, ...]:
        """The next entries of the chain, for whoever walks it in pieces."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id, journal.c.seq > seq)
        rows = await self._connection.execute(query.order_by(journal.c.seq).limit(limit))
        return tuple(_entry(row) for row in rows.mappings())

    async def of_event(self, alliance_id: int, event_id: int, *, among: int = AMONG) -> tuple[Entry, ...]:
        """What happened to an event of the plan, the newest first, as far as the last ``among`` entries tell."""
        last = sa.select(sa.func.max(journal.c.seq)).where(journal.c.alliance_id == alliance_id).scalar_subquery()
        query = sa.select(journal).where(
            journal.c.alliance_id == alliance_id,
            journal.c.seq > last - among,
            journal.c.kind == Kind.PLAN_CHANGED.value,
            journal.c.facts["event"].as_integer() == event_id,
        )
        rows = await self._connection.execute(query.order_by(journal.c.seq.desc()))
        return tuple(_entry(row) for row in rows.mappings())

    async def all(self, alliance_id: int) -> AsyncIterator[Entry]:
        """The whole chain from its first entry, as it is read."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq)
        async with self._connection.stream(query) as rows:
            async for row in rows.mappings():
                yield _entry(row)

    async def verify(self, alliance_id: int) -> Broken | None:
        """The first place where the chain does not hold, or None. Raises NoResultFound for an unknown alliance."""
        query = sa.select(alliances.c.journal_key).where(alliances.c.id == alliance_id)
        key = (await self._connection.execute(query)).scalar_one()
        return verify([entry async for entry in self.all(alliance_id)], key)
