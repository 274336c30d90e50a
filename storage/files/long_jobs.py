"""Long work that people asked for (table ``papers``): a row is the wish, a job does the work, its person sees how far.

    wanted ──► made ──► sent   a document: its file is kept, then on its way (``storage.files.documents``)
      ├──────► done            a long plan from a file is written or taken back (``PLAN_WORK``)
      ├──────► stopped         its person did not want it any more
      └──────► failed          a fault of ours

``about`` says what is wanted, how far it is, and in which message the person sees that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import papers

WAKE: Final = "papers"
"""Whoever listens to that goes to work at once."""
PLAN_WORK: Final = ("plan-write", "plan-undo")
"""Kinds of long jobs whose result is no document."""
OWN_DATA: Final = "own-data"
"""The kind of the wish for all that is kept of a person: a file that another job makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongJob:
    """One wish."""

    id: int
    person_id: int
    kind: str
    about: Mapping[str, Any]
    state: str
    created_at: datetime


class LongJobs:
    """All wishes, whatever is to come of them; ``wake`` is told of new ones."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    async def want(self, person_id: int, kind: str, about: Mapping[str, Any], at: datetime) -> int:
        """Its id. ``about`` is JSON; what the job of that ``kind`` needs."""
        wishing = sa.insert(papers).values(
            person_id=person_id, kind=kind, about=dict(about), state="wanted", created_at=at
        )
        self._wake(WAKE)
        return int((await self._connection.execute(wishing.returning(papers.c.id))).scalar_one())

    async def get(self, job_id: int, *, lock: bool = False) -> LongJob | None:
        """With ``lock`` nobody else changes it in this transaction's time."""
        query = sa.select(papers).where(papers.c.id == job_id)
        if lock:
            query = query.with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(LongJob, row)

    async def wanted_plans(self, *, limit: int) -> tuple[LongJob, ...]:
        """Plans to be written or taken back, the oldest wish first."""
        return await wanted(self._connection, papers.c.kind.in_(PLAN_WORK), limit=limit)

    async def wanted_data(self, *, limit: int) -> tuple[LongJob, ...]:
        """Of people who want all that is kept of them, the oldest wish first."""
        return await wanted(self._connection, papers.c.kind == OWN_DATA, limit=limit)

    async def wanted_since(self, person_id: int, kind: str, since: datetime) -> bool:
        """Whether the person has wished for that kind since then, whatever became of it."""
        mine = papers.c.person_id == person_id, papers.c.kind == kind, papers.c.created_at > since
        return bool((await self._connection.execute(sa.select(sa.exists().where(*mine)))).scalar_one())

    async def note(self, job_id: int, about: Mapping[str, Any]) -> None:
        """How far it is by now: the whole of ``about``."""
        await self._connection.execute(sa.update(papers).where(papers.c.id == job_id).values(about=dict(about)))

    async def end(self, job_id: int, state: Literal["stopped", "done", "failed"]) -> bool:
        """Nobody works on it any more. False when it was made or ended before."""
        return await change_wanted(self._connection, job_id, state=state)

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Wishes of before that moment, whatever became of them."""
        del after
        return await delete_some(self._connection, papers, papers.c.created_at < before, limit=limit)


async def wanted(connection: AsyncConnection, kind: sa.ColumnElement[bool], *, limit: int) -> tuple[LongJob, ...]:
    """What waits to be done, of these kinds, the oldest wish first."""
    waiting = papers.c.state == sa.literal_column("'wanted'")  # the literal is that of the partial index
    query = sa.select(papers).where(waiting, kind).order_by(papers.c.id).limit(limit)
    return tuple(record(LongJob, row) for row in (await connection.execute(query)).mappings())


async def change_wanted(connection: AsyncConnection, job_id: int, **columns: Any) -> bool:
    """Change a wish that is still wanted. False when it is not any more."""
    changing = sa.update(papers).where(papers.c.id == job_id, papers.c.state == "wanted").values(**columns)
    return (await connection.execute(changing.returning(papers.c.id))).first() is not None
