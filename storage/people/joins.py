"""One address asks to become one person's with others, who say whether it is them; for a week that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.people.addresses import Addresses, lock
from storage.people.merging import merge, part
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import address_joins as joins
from storage.tables import addresses
from storage.tables.merging import Merged

State = Literal["asked", "joined", "refused", "undone"]
ANSWERED_IN: Final = timedelta(minutes=15)
UNDONE_IN: Final = timedelta(days=7)
"""As long as the rows are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One that was asked for."""

    id: int
    person_id: int
    """Whose the other address is to be; afterwards the one who stayed."""
    address_id: int
    """Which one asks."""
    state: State
    made_at: datetime


class AddressJoins:
    """All of the last days."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._addresses = Addresses(connection)

    async def ask(self, person_id: int, address_id: int, *, at: datetime) -> int:
        """The number of the question whether that address is theirs, too."""
        values = {"person_id": person_id, "address_id": address_id, "state": "asked", "made_at": at}
        query = sa.insert(joins).values(**values).returning(joins.c.id)
        return int((await self._connection.execute(query)).scalar_one())

    async def get(self, join_id: int) -> Join | None:
        query = sa.select(joins).where(joins.c.id == join_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Join, row)

    async def refuse(self, join_id: int) -> bool:
        """It is not them. False when it was answered already."""
        return await self._move(join_id, "asked", "refused")

    async def refuse_all(self, person_id: int) -> None:
        """Whatever was asked of this person, or by one of their addresses, is answered with no."""
        theirs = joins.c.address_id.in_(sa.select(addresses.c.id).where(addresses.c.person_id == person_id))
        asked = joins.c.state == "asked", sa.or_(joins.c.person_id == person_id, theirs)
        await self._connection.execute(sa.update(joins).where(*asked).values(state="refused"))

    async def join(self, join_id: int, *, at: datetime) -> int | None:
        """The two become one, the one who has been known for longer; who that is. None: answered already, or too late.

        Collided may be raised where each of the two answers the other in the same moment; then it is tried again.
        """
        found = await self.get(join_id)
        asking = await self._addresses.get(found.address_id) if found is not None else None
        if found is None or asking is None or at - found.made_at > ANSWERED_IN:
            return None
        kept, gone = sorted((found.person_id, asking.person_id))
        if kept == gone:
            return None
        for one in (kept, gone):
            await lock(self._connection, one)
        if not await self._move(join_id, "asked", "joined", made_at=at):
            return None
        trace = await merge(self._connection, Merged(kept=kept, gone=gone, at=at))
        await self._addresses.settle(kept)
        await self._connection.execute(sa.update(joins).where(joins.c.id == join_id).values(trace=trace))
        return kept

    async def undoable(self, person_id: int, *, at: datetime) -> tuple[Join, ...]:
        """Those of the last days in which the person became one with somebody, the last one first."""
        mine = joins.c.person_id == person_id, joins.c.state == "joined", joins.c.made_at > at - UNDONE_IN
        query = sa.select(joins).where(*mine).order_by(joins.c.made_at.desc(), joins.c.id.desc())
        return tuple(record(Join, row) for row in (await self._connection.execute(query)).mappings())

    async def undo(self, join_id: int, *, at: datetime) -> int | None:
        """Each has again what was theirs; who is back. None: it was never joined, is undone already, or it is too late.

        Of several the later ones are undone before.
        """
        found = await self.get(join_id)
        if found is None or found.state != "joined" or at - found.made_at > UNDONE_IN:
            return None
        await lock(self._connection, found.person_id)
        back: int | None = None
        for one in await self.undoable(found.person_id, at=at):
            back = await self._undo_one(one, at)
            if one.id == join_id:
                break
        return back

    async def _undo_one(self, one: Join, at: datetime) -> int | None:
        trace: Any = (
            await self._connection.execute(sa.select(joins.c.trace).where(joins.c.id == one.id))
        ).scalar_one_or_none()
        if not await self._move(one.id, "joined", "undone", trace=None):
            return None
        back = await part(self._connection, one.person_id, trace, joined_at=one.made_at, at=at)
        for person in (one.person_id, back):
            await self._addresses.settle(person)
        return back

    async def _move(self, join_id: int, before: State, after: State, **values: Any) -> bool:
        query = sa.update(joins).where(joins.c.id == join_id, joins.c.state == before).values(state=after, **values)
        return (await self._connection.execute(query.returning(joins.c.id))).first() is not None

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that nobody can undo any more."""
        del after
        return await delete_some(self._connection, joins, joins.c.made_at < before, limit=limit)
