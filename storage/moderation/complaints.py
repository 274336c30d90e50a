"""What people say against a public thing, or against what became of it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.moderation import COMPLAINT, State, Subject, What
from storage.sql import paging
from storage.sql.chunks import Deleted, delete_some
from storage.sql.paging import PAGE, Page
from storage.sql.records import insert, record
from storage.sql.states import stands_in
from storage.tables.moderation import complaints

WAITS: Final = stands_in(complaints.c.state, {State.OPEN, State.APPEALED})
_GOES_ON: Final = stands_in(complaints.c.state, {State.OPEN, State.APPEALED, State.ASKED})
_ASKED: Final = complaints.c.state == sa.literal_column("'asked'", sa.String)
"""The literal is that of the partial index."""
_SAME: Final = ("person_id", "subject", "kind", "thing_id", "alliance_id")
"""Of one person one."""
_LISTED: Final = complaints.c.subject != Subject.REVOKE.value
"""Who should coordinate no more is nothing that a list tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One of them."""

    id: int
    alliance_id: int
    subject: Subject
    kind: What
    """Of the thing; of ``Subject.REVOKE`` it says nothing."""
    thing_id: int
    """Its id; of ``Subject.HIDING`` that of the hidden thing, of ``Subject.REVOKE`` the person's."""
    person_id: int
    words: str
    state: State
    made_at: datetime
    answer: str | None
    answer_until: datetime | None
    reason: str | None
    decided_by: int | None
    decided_at: datetime | None
    asked_by: int | None = None
    plea: str | None = None
    closes_at: datetime | None = None
    """Until then the members answer; None: they were never asked."""

    @property
    def thing(self) -> tuple[What, int]:
        return self.kind, self.thing_id


class Complaints:
    """All of them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def make(
        self,
        *,
        alliance_id: int,
        subject: Subject,
        thing: tuple[What, int],
        person_id: int,
        words: str,
        at: datetime,
        answer_until: datetime | None = None,
    ) -> Complaint | None:
        """None when this person has said that of it before; what was decided of a person may be said anew."""
        kind, thing_id = thing
        making = insert(self._connection, complaints).values(
            alliance_id=alliance_id,
            subject=subject.value,
            kind=kind.value,
            thing_id=thing_id,
            person_id=person_id,
            words=words,
            state=State.OPEN.value,
            made_at=at,
            answer_until=answer_until,
        )
        if subject is Subject.REVOKE:  # whoever was sent away may have been appointed again
            anew = {"words": words, "state": State.OPEN.value, "made_at": at, "reason": None, "decided_at": None}
            making = making.on_conflict_do_update(index_elements=_SAME, set_=anew, where=sa.not_(WAITS))
        else:
            making = making.on_conflict_do_nothing(index_elements=_SAME)
        row = (await self._connection.execute(making.returning(*complaints.c))).mappings().one_or_none()
        return None if row is None else _complaint(row)

    async def get(self, complaint_id: int) -> Complaint | None:
        return await self._one(sa.select(complaints).where(complaints.c.id == complaint_id))

    async def open_of(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Complaint]:
        """Those that wait for a coordinator, the oldest first; of the alliance itself the operator decides."""
        theirs = complaints.c.alliance_id == alliance_id, complaints.c.kind != What.ALLIANCE.value
        query = sa.select(complaints).where(*theirs, WAITS, _LISTED)
        query = query.order_by(complaints.c.made_at, complaints.c.id)
        return await paging.page(self._connection, query, _complaint, offset=offset, limit=limit)

    async def all_open(self, limit: int) -> tuple[Complaint, ...]:
        """The same of all alliances, for the operator."""
        query = sa.select(complaints).where(WAITS, _LISTED).order_by(complaints.c.made_at, complaints.c.id).limit(limit)
        return tuple(_complaint(row) for row in (await self._connection.execute(query)).mappings())

    async def about(self, subject: Subject, thing: tuple[What, int]) -> tuple[Complaint, ...]:
        """Those that wait and say the same of the same thing, the oldest first."""
        kind, thing_id = thing
        same = complaints.c.kind == kind.value, complaints.c.thing_id == thing_id, complaints.c.subject == subject.value
        query = sa.select(complaints).where(*same, WAITS).order_by(complaints.c.id)
        return tuple(_complaint(row) for row in (await self._connection.execute(query)).mappings())

    async def open_by(self, person_id: int) -> int:
        """How many of this person's wait."""
        query = sa.select(sa.func.count()).where(complaints.c.person_id == person_id, _GOES_ON)
        return int((await self._connection.execute(query)).scalar_one())

    async def answer(self, complaint_id: int, words: str) -> bool:
        """The other side has said what it thinks; False when it did so before, or it is decided."""
        answering = sa.update(complaints).where(
            complaints.c.id == complaint_id, complaints.c.state == State.OPEN.value, complaints.c.answer.is_(None)
        )
        answered = await self._connection.execute(answering.values(answer=words).returning(complaints.c.id))
        return answered.first() is not None

    async def move(self, complaint_id: int, to: State, **values: Any) -> Complaint | None:
        """As it stands then, with ``reason``, ``decided_by``, ``decided_at``; None when somebody was faster."""
        moving = sa.update(complaints).where(
            complaints.c.id == complaint_id, stands_in(complaints.c.state, COMPLAINT.sources(to))
        )
        return await self._one(moving.values(state=to.value, **values).returning(*complaints.c))

    async def ask_members(
        self, complaint_id: int, *, by: int, plea: str, decided_after: datetime, closes_at: datetime
    ) -> Complaint | None:
        """The members are asked until then; None when they were before, or it was decided earlier than that."""
        asking = sa.update(complaints).where(
            complaints.c.id == complaint_id,
            stands_in(complaints.c.state, COMPLAINT.sources(State.ASKED)),
            complaints.c.decided_at >= decided_after,
            complaints.c.closes_at.is_(None),
        )
        values = {"state": State.ASKED.value, "asked_by": by, "plea": plea, "closes_at": closes_at}
        return await self._one(asking.values(values).returning(*complaints.c))

    async def were_asked_about(self, subject: Subject, thing: tuple[What, int]) -> bool:
        """Whether the members were ever asked about this, whoever asked them."""
        kind, thing_id = thing
        same = complaints.c.kind == kind.value, complaints.c.thing_id == thing_id, complaints.c.subject == subject.value
        query = sa.select(complaints.c.id).where(*same, complaints.c.closes_at.is_not(None)).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def asked_in(self, alliance_id: int) -> int:
        """About how many decisions the members of an alliance are being asked."""
        query = sa.select(sa.func.count()).where(complaints.c.alliance_id == alliance_id, _ASKED)
        return int((await self._connection.execute(query)).scalar_one())

    async def asked_until(self, now: datetime, *, limit: int) -> tuple[Complaint, ...]:
        """Those whose members have had their time, the oldest first."""
        query = sa.select(complaints).where(_ASKED, complaints.c.closes_at <= now)
        query = query.order_by(complaints.c.closes_at, complaints.c.id).limit(limit)
        return tuple(_complaint(row) for row in (await self._connection.execute(query)).mappings())

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that were decided before that moment."""
        del after
        over = sa.and_(~_GOES_ON, complaints.c.decided_at < before)
        return await delete_some(self._connection, complaints, over, limit=limit)

    async def _one(self, query: sa.Executable) -> Complaint | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _complaint(row)


def _complaint(row: sa.RowMapping) -> Complaint:
    return record(Complaint, row, subject=Subject(row["subject"]), kind=What(row["kind"]), state=State(row["state"]))
