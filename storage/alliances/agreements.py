"""The Agreement of an alliance, version by version (Положение §1; row 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import agreements, alliances


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSection:
    """One section as it was adopted."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One adopted version; versions count from 1 and are never rewritten."""

    id: int
    alliance_id: int
    version: int
    sections: tuple[AgreementSection, ...]
    adopted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementVersion:
    """That a version exists, without its text."""

    version: int
    adopted_at: datetime


class Agreements:
    """The versions of every Agreement."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def adopt(self, alliance_id: int, sections: Sequence[AgreementSection], at: datetime) -> int:
        """The number of the new version."""
        lock = sa.select(alliances.c.id).where(alliances.c.id == alliance_id).with_for_update(key_share=True)
        await self._connection.execute(lock)  # two adoptions at once become two versions
        newest = sa.select(sa.func.max(agreements.c.version)).where(agreements.c.alliance_id == alliance_id)
        version = ((await self._connection.execute(newest)).scalar() or 0) + 1
        row = {
            "alliance_id": alliance_id,
            "version": version,
            "sections": [asdict(section) for section in sections],
            "adopted_at": at,
        }
        await self._connection.execute(sa.insert(agreements).values(**row))
        return version

    async def latest(self, alliance_id: int) -> Agreement | None:
        """The newest version; None while there is none."""
        query = sa.select(agreements).where(agreements.c.alliance_id == alliance_id)
        return await self._one(query.order_by(agreements.c.version.desc()).limit(1))

    async def get(self, alliance_id: int, version: int) -> Agreement | None:
        return await self._one(
            sa.select(agreements).where(agreements.c.alliance_id == alliance_id, agreements.c.version == version)
        )

    async def versions(self, alliance_id: int) -> tuple[AgreementVersion, ...]:
        """All of them, the newest first."""
        query = (
            sa.select(agreements.c.version, agreements.c.adopted_at)
            .where(agreements.c.alliance_id == alliance_id)
            .order_by(agreements.c.version.desc())
        )
        rows = await self._connection.execute(query)
        return tuple(AgreementVersion(version=row.version, adopted_at=row.adopted_at) for row in rows)

    async def _one(self, query: sa.Select[Any]) -> Agreement | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        sections = tuple(AgreementSection(**section) for section in row["sections"])
        return Agreement(**{**row, "sections": sections})
