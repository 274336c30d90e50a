"""Which events something has to be done about now: for the jobs (rows 25, 29, 46)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.plan.event_records import BY_START, EVENTS, HIDDEN, Event, event_of, in_states, starts_between
from storage.sql.locks import Turn, wait_for
from storage.tables import events, groups, posts

_LATER = events.alias("later")
_SERIES = sa.func.coalesce(events.c.series_id, events.c.id)
FOLLOWED = sa.exists().where(_LATER.c.series_id == _SERIES, _LATER.c.id > events.c.id)
"""Of an event: its series has a later one."""


class Schedule:
    """Events by what comes next for them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def over(self, now: datetime, *, limit: int) -> tuple[Event, ...]:
        """Announced ones whose time has passed: they are to become held."""
        finish = sa.func.coalesce(events.c.ends_at, events.c.starts_at)
        query = EVENTS.where(events.c.starts_at <= now, finish <= now, in_states((State.ANNOUNCED,)))
        return await self._many(query.order_by(*BY_START).limit(limit))

    async def to_ask(self, now: datetime, limit: int) -> tuple[Event, ...]:
        """Those whose host is to be asked how it went."""
        return await self._many(EVENTS.where(events.c.ask_at <= now, ~HIDDEN).order_by(events.c.ask_at).limit(limit))

    async def set_ask(self, event_id: int, ask_at: datetime | None, asked: int) -> None:
        """When to ask next (None: never again), and how often it was asked."""
        await self._connection.execute(
            sa.update(events).where(events.c.id == event_id).values(ask_at=ask_at, asked=asked)
        )

    async def series_alone(self) -> None:
        """Until this transaction ends no other process plans the next event of any series."""
        await wait_for(self._connection, Turn.SERIES)

    async def repeating(
        self, *, until: date | None = None, alliance_id: int | None = None, limit: int = 100
    ) -> tuple[Event, ...]:
        """The last of each series that goes on, if it is public: its next occurrence may have to be made.

        With ``until`` only those whose last one is of that day or earlier; with ``alliance_id`` only of this one.
        """
        states = (State.ANNOUNCED, State.HELD, State.CHRONICLED)
        query = EVENTS.where(events.c.repeats.is_not(None), in_states(states), ~FOLLOWED)
        if until is not None:
            query = query.where(events.c.day <= until)
        if alliance_id is not None:
            query = query.where(events.c.alliance_id == alliance_id)
        return await self._many(query.order_by(events.c.id).limit(limit))

    async def is_followed(self, event_id: int) -> bool:
        """Whether the next of its series has been made."""
        query = sa.select(events.c.id).where(events.c.id == event_id, FOLLOWED)
        return (await self._connection.execute(query)).first() is not None

    async def following(self, event_id: int) -> tuple[Event, ...]:
        """The announced ones of its series that were made after it."""
        first = sa.select(_SERIES).where(events.c.id == event_id).scalar_subquery()
        query = EVENTS.where(events.c.series_id == first, events.c.id > event_id, in_states((State.ANNOUNCED,)))
        return await self._many(query.order_by(*BY_START))

    async def unposted(self, start: datetime, end: datetime, *, limit: int = 100) -> tuple[Event, ...]:
        """Announced ones that begin then and have no post of their own, though there was a group for it from the first.

        They came by the dozen, and the plan of their month carried them all.
        """
        subject = sa.literal("event:") + sa.cast(events.c.id, sa.String(20))
        here = sa.exists().where(
            groups.c.alliance_id == events.c.alliance_id,
            groups.c.state == "bound",
            groups.c.bound_at <= events.c.created_at,
        )
        query = EVENTS.where(
            starts_between(start, end),
            in_states((State.ANNOUNCED,)),
            here,
            ~sa.exists().where(posts.c.subject == subject),
        )
        return await self._many(query.order_by(*BY_START).limit(limit))

    async def _many(self, query: sa.Select[Any]) -> tuple[Event, ...]:
        return tuple(event_of(row) for row in (await self._connection.execute(query)).mappings())
