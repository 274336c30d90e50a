"""Applications that the namesake rule refused, waiting for a coordinator's word (row 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.appeals import APPEAL, State
from storage.sql import paging
from storage.sql.chunks import Deleted, delete_some
from storage.sql.paging import PAGE, Page
from storage.sql.records import record
from storage.sql.states import stands_in
from storage.tables import appeals

WAITS: Final = stands_in(appeals.c.decided, {State.WAITING}, empty=State.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One application; ``decided`` is None while it waits."""

    id: int
    alliance_id: int
    person_id: int
    application: Mapping[str, Any]
    made_at: datetime
    decided: str | None
    reason: str | None

    @property
    def state(self) -> State:
        """As the machine ``APPEAL`` names it."""
        return State.WAITING if self.decided is None else State(self.decided)


class Appeals:
    """Applications and their decisions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def make(self, alliance_id: int, person_id: int, application: Mapping[str, Any], at: datetime) -> Appeal:
        """An open appeal; ``application`` is JSON."""
        making = sa.insert(appeals).values(
            alliance_id=alliance_id, person_id=person_id, application=dict(application), made_at=at
        )
        return record(Appeal, (await self._connection.execute(making.returning(*appeals.c))).mappings().one())

    async def open_of(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Appeal]:
        """Those that wait, the oldest first."""
        query = sa.select(appeals).where(appeals.c.alliance_id == alliance_id, WAITS)
        return await paging.page(
            self._connection,
            query.order_by(appeals.c.id),
            lambda row: record(Appeal, row),
            offset=offset,
            limit=limit,
        )

    async def open_by(self, person_id: int) -> int:
        """How many of this person's wait, in all alliances."""
        query = sa.select(sa.func.count()).where(appeals.c.person_id == person_id, WAITS)
        return int((await self._connection.execute(query)).scalar_one())

    async def waiting_of(self, person_id: int) -> tuple[Appeal, ...]:
        """Those of them, the oldest first."""
        query = sa.select(appeals).where(appeals.c.person_id == person_id, WAITS).order_by(appeals.c.id)
        return tuple(record(Appeal, row) for row in (await self._connection.execute(query)).mappings())

    async def correct(self, appeal_id: int, application: Mapping[str, Any]) -> bool:
        """It says this from now on; False where it waits no longer."""
        correcting = sa.update(appeals).where(appeals.c.id == appeal_id, WAITS).values(application=dict(application))
        return (await self._connection.execute(correcting.returning(appeals.c.id))).first() is not None

    async def hide_contacts(self, person_id: int, *, from_partners: bool) -> None:
        """In applications of theirs that wait no contact is left; ``from_partners=False``: none for everybody."""
        query = sa.select(appeals.c.id, appeals.c.application).where(appeals.c.person_id == person_id, WAITS)
        for row in (await self._connection.execute(query)).all():
            hidden = {"contact_public": False} | ({"contact": None} if from_partners else {})
            changed = sa.update(appeals).where(appeals.c.id == row.id).values(application={**row.application, **hidden})
            await self._connection.execute(changed)

    async def get(self, appeal_id: int) -> Appeal | None:
        query = sa.select(appeals).where(appeals.c.id == appeal_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Appeal, row)

    async def move(self, appeal_id: int, to: State, reason: str | None = None, *, at: datetime) -> Appeal | None:
        """The decided appeal; None when no move leads there from where it stands: somebody else has decided before.

        What is returned has the contact of the application for the last time.
        """
        query = (
            sa.update(appeals)
            .where(appeals.c.id == appeal_id)
            .where(stands_in(appeals.c.decided, APPEAL.sources(to), empty=State.WAITING))
            .values(decided=to.value, reason=reason, decided_at=at)
            .returning(*appeals.c)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        bare = {**row["application"], "contact": None}
        await self._connection.execute(sa.update(appeals).where(appeals.c.id == appeal_id).values(application=bare))
        return record(Appeal, row)

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that were decided before that moment."""
        del after
        return await delete_some(self._connection, appeals, appeals.c.decided_at < before, limit=limit)
