"""Long work that people asked for: recorded as a wish, done by a job.

A document is made and forgotten once it is sent; a long plan from a file (``PLAN_WORK``) is written or taken back part
by part. ``about`` says what is wanted, how far it is, and in which message the person sees that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import papers

WAKE: Final = "papers"
"""Whoever listens to that goes to work on papers at once."""
PLAN_WORK: Final = ("plan-write", "plan-undo")
"""Kinds of wishes that are no documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One wish."""

    id: int
    person_id: int
    kind: str
    about: Mapping[str, Any]
    state: str
    """wanted, made, sent, failed, stopped, done"""
    created_at: datetime


class Documents:
    """All papers; ``wake`` is told of new wishes."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    async def want(self, person_id: int, kind: str, about: Mapping[str, Any], at: datetime) -> int:
        """Its id."""
        wishing = sa.insert(papers).values(
            person_id=person_id, kind=kind, about=dict(about), state="wanted", created_at=at
        )
        self._wake(WAKE)
        return int((await self._connection.execute(wishing.returning(papers.c.id))).scalar_one())

    async def get(self, paper_id: int, *, lock: bool = False) -> Document | None:
        query = sa.select(papers).where(papers.c.id == paper_id)
        if lock:
            query = query.with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Document, row)

    async def open_of(self, person_id: int) -> int:
        """How many documents that this person wishes have not been sent yet."""
        query = sa.select(sa.func.count()).where(
            papers.c.person_id == person_id, papers.c.state.in_(("wanted", "made")), papers.c.kind.not_in(PLAN_WORK)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def wanted(self, *, limit: int, plan_work: bool = False) -> tuple[Document, ...]:
        """The oldest first; documents, or plans to be written."""
        kind = papers.c.kind.in_(PLAN_WORK) if plan_work else papers.c.kind.not_in(PLAN_WORK)
        # The literal is that of the partial index.
        waiting = papers.c.state == sa.literal_column("'wanted'")
        query = sa.select(papers).where(waiting, kind).order_by(papers.c.id).limit(limit)
        return tuple(record(Document, row) for row in (await self._connection.execute(query)).mappings())

    async def note(self, paper_id: int, about: Mapping[str, Any]) -> None:
        """How far it is by now."""
        await self._connection.execute(sa.update(papers).where(papers.c.id == paper_id).values(about=dict(about)))

    async def end(self, paper_id: int, state: Literal["stopped", "done"]) -> bool:
        """Nobody works on it any more. False when it was made or ended before."""
        return await self._move(paper_id, state=state)

    async def made(self, paper_id: int, name: str, raw: bytes) -> bool:
        """False when it was made or given up meanwhile."""
        return await self._move(paper_id, state="made", name=name, bytes=raw)

    async def failed(self, paper_id: int) -> bool:
        return await self._move(paper_id, state="failed")

    async def _move(self, paper_id: int, **columns: Any) -> bool:
        moving = sa.update(papers).where(papers.c.id == paper_id, papers.c.state == "wanted").values(**columns)
        return (await self._connection.execute(moving.returning(papers.c.id))).first() is not None

    async def file_of(self, paper_id: int) -> tuple[str, bytes]:
        """Name and bytes. Raises LookupError when there is no such paper (any more)."""
        query = sa.select(papers.c.name, papers.c.bytes).where(papers.c.id == paper_id, papers.c.bytes.is_not(None))
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise LookupError(f"there is no paper {paper_id}")
        return str(row[0]), bytes(row[1])

    async def sent(self, paper_ids: Collection[int]) -> None:
        """Their bytes are not needed any more."""
        query = sa.update(papers).where(papers.c.id.in_(paper_ids)).values(state="sent", bytes=None)
        await self._connection.execute(query)

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Wishes of before that moment, whatever became of them."""
        del after
        return await delete_some(self._connection, papers, papers.c.created_at < before, limit=limit)
