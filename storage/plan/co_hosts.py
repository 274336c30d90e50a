"""Whom an event's host asks to hold it together: who was asked, and what they said (row 26).

Those who have agreed are ``Event.co_hosts``; nothing else of this is anybody's business but the libraries' own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from domain.plan.co_hosting import CO_HOSTING, CoHosting
from storage.plan.event_records import BY_DAY, EVENTS, HIDDEN, Event, event_of, in_states
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.states import stands_in
from storage.tables import event_hosts, events


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A library that an event's host would like to hold it with."""

    event_id: int
    library_id: int


class CoHosts:
    """Of all events."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def state_of(self, event_id: int, library_id: int) -> CoHosting | None:
        """None where it was never asked, or is asked no more."""
        query = sa.select(event_hosts.c.state).where(_one(event_id, library_id))
        found = (await self._connection.execute(query)).scalar_one_or_none()
        return None if found is None else CoHosting(found)

    async def move_state(self, event_id: int, library_id: int, to: CoHosting) -> bool:
        """False when the rules do not let it pass from where it is (``domain.plan.co_hosting``)."""
        stands = stands_in(event_hosts.c.state, CO_HOSTING.sources(to))
        moving = sa.update(event_hosts).where(_one(event_id, library_id), stands)
        moving = moving.values(state=to.value, remind_at=None).returning(event_hosts.c.library_id)
        return (await self._connection.execute(moving)).first() is not None

    async def remind(self, event_id: int, library_ids: Collection[int], at: datetime | None) -> None:
        """When those who have not answered are to be asked again; None: not again."""
        query = sa.update(event_hosts).where(event_hosts.c.event_id == event_id, _INVITED)
        await self._connection.execute(query.where(event_hosts.c.library_id.in_(library_ids)).values(remind_at=at))

    async def to_remind(self, now: datetime, limit: int) -> tuple[Asked, ...]:
        """Who is to be asked again."""
        query = sa.select(event_hosts.c.event_id, event_hosts.c.library_id).where(event_hosts.c.remind_at <= now)
        query = query.order_by(event_hosts.c.remind_at).limit(limit)
        return tuple(Asked(event_id=row[0], library_id=row[1]) for row in await self._connection.execute(query))

    async def asked(
        self, library_ids: Collection[int], now: datetime, *, offset: int = 0, limit: int = PAGE
    ) -> Page[Event]:
        """Announced events ahead to which one of these libraries is asked and has not answered."""
        theirs = sa.select(event_hosts.c.event_id).where(event_hosts.c.library_id.in_(library_ids), _INVITED)
        ahead = sa.or_(events.c.starts_at.is_(None), events.c.starts_at > now)
        query = EVENTS.where(events.c.id.in_(theirs), in_states((State.ANNOUNCED,)), ahead, ~HIDDEN).order_by(*BY_DAY)
        return await paging.page(self._connection, query, event_of, offset=offset, limit=limit)

    async def forget_questions(self, library_id: int) -> None:
        """Nobody waits for its answers any more."""
        await self._connection.execute(sa.delete(event_hosts).where(event_hosts.c.library_id == library_id, _INVITED))


_INVITED = event_hosts.c.state == CoHosting.INVITED.value


def _one(event_id: int, library_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(event_hosts.c.event_id == event_id, event_hosts.c.library_id == library_id)
