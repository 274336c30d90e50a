"""Coordinators of an alliance: the founder and those appointed since (row 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import insert, record
from storage.tables import accounts, addresses, coordinators, groups, people
from storage.tables.addresses import IS_LIVE, Topic, told_at
from storage.tables.alliances import in_office


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    """A person in this role, and where to write to them."""

    alliance_id: int
    person_id: int
    account_id: int
    chat: int
    reachable: bool
    founder: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """A coordinator of a group whose account does not work, and where else they can be written to."""

    broken_account: int
    title: str
    """Of the account."""
    kind: str
    broken_since: datetime
    person_id: int
    account_id: int
    chat: int


class Coordinators:
    """Who coordinates what, and since when."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def appoint(self, alliance_id: int, person_id: int, *, founder: bool = False, at: datetime) -> None:
        """From now on, without a term; whoever was a coordinator before is one again."""
        appointing = insert(self._connection, coordinators).values(
            alliance_id=alliance_id, person_id=person_id, founder=founder, since=at
        )
        await self._connection.execute(
            appointing.on_conflict_do_update(
                index_elements=["alliance_id", "person_id"],
                set_={
                    # A second appointment of somebody in office changes nothing.
                    "since": sa.case((in_office(at), coordinators.c.since), else_=appointing.excluded.since),
                    "until": None,
                },
            )
        )

    async def retire(self, alliance_id: int, person_id: int, *, at: datetime) -> bool:
        """False when the person was not in office."""
        query = (
            sa.update(coordinators)
            .where(_office(alliance_id, person_id), in_office(at))
            .values(until=at)
            .returning(coordinators.c.person_id)
        )
        return (await self._connection.execute(query)).first() is not None

    async def of_alliance(self, alliance_id: int, now: datetime) -> tuple[Coordinator, ...]:
        """Those in office, the founder first."""
        query = (
            sa.select(coordinators, addresses.c.account_id, addresses.c.chat, IS_LIVE.label("reachable"))
            .join(people, people.c.id == coordinators.c.person_id)
            .join(addresses, told_at(Topic.WORK))
            .where(coordinators.c.alliance_id == alliance_id, in_office(now))
            .order_by(coordinators.c.founder.desc(), coordinators.c.since, coordinators.c.person_id)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(record(Coordinator, row) for row in rows)

    async def cut_off(self, before: datetime, now: datetime) -> tuple[CutOff, ...]:
        """Of groups bound by accounts that have not worked since; whoever has no other address is not among them."""
        broken, working = accounts.alias("broken"), accounts.alias("working")
        query = (
            sa.select(
                broken.c.id.label("broken_account"),
                broken.c.title,
                broken.c.kind,
                broken.c.broken_since,
                coordinators.c.person_id,
                addresses.c.account_id,
                addresses.c.chat,
            )
            .distinct()
            .select_from(groups)
            .join(broken, broken.c.id == groups.c.account_id)
            .join(coordinators, coordinators.c.alliance_id == groups.c.alliance_id)
            .join(addresses, sa.and_(addresses.c.person_id == coordinators.c.person_id, IS_LIVE))
            .join(working, working.c.id == addresses.c.account_id)
            .where(
                groups.c.state == "bound", broken.c.broken_since < before, in_office(now), working.c.broken.is_(None)
            )
            .order_by(broken.c.id, coordinators.c.person_id, addresses.c.account_id, addresses.c.chat)
        )
        rows = (await self._connection.execute(query)).mappings()
        every = {(row["broken_account"], row["person_id"]): record(CutOff, row) for row in rows}
        return tuple(every.values())

    async def is_coordinator(self, alliance_id: int, person_id: int, now: datetime) -> bool:
        """Whether the person is in office at that moment."""
        query = sa.select(sa.exists().where(_office(alliance_id, person_id), in_office(now)))
        return bool((await self._connection.execute(query)).scalar_one())

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those whose office ended before that moment."""
        del after
        return await delete_some(self._connection, coordinators, coordinators.c.until < before, limit=limit)


def _office(alliance_id: int, person_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(coordinators.c.alliance_id == alliance_id, coordinators.c.person_id == person_id)
