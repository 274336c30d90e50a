"""The run journal of jobs: a row is written before the work, so that a run that vanished is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one job."""

    id: int
    job: str
    started_at: datetime
    finished_at: datetime | None
    facts: Mapping[str, Any]


class Runs:
    """All runs that were worth a line."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, job: str, *, at: datetime) -> int:
        """Its id. The run is there, unfinished, from the commit on."""
        query = sa.insert(runs).values(job=job, started_at=at, facts={}).returning(runs.c.id)
        return int((await self._connection.execute(query)).scalar_one())

    async def finish(self, run_id: int, *, at: datetime, facts: Mapping[str, Any]) -> None:
        """``facts``: what the job counts of itself, JSON."""
        await self._connection.execute(
            sa.update(runs).where(runs.c.id == run_id).values(finished_at=at, facts=dict(facts))
        )

    async def delete(self, run_id: int) -> None:
        """Nothing was due: it is not worth a line."""
        await self._connection.execute(sa.delete(runs).where(runs.c.id == run_id))

    async def last(self, limit: int) -> tuple[Run, ...]:
        """The newest first."""
        return await self._all(sa.select(runs).order_by(runs.c.id.desc()).limit(limit))

    async def vanished(self, before: datetime) -> tuple[Run, ...]:
        """Begun before that moment and never finished: the program died, or the work hangs."""
        return await self._all(
            sa.select(runs).where(runs.c.finished_at.is_(None), runs.c.started_at < before).order_by(runs.c.id)
        )

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """What began before that moment."""
        del after
        return await delete_some(self._connection, runs, runs.c.started_at < before, limit=limit)

    async def _all(self, query: sa.Select[Any]) -> tuple[Run, ...]:
        rows = (await self._connection.execute(query)).mappings()
        return tuple(record(Run, row) for row in rows)
