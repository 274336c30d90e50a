"""The lists that are made of events for people: the plan, the afisha, one's own (rows 22, 26, 39, 46)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import EVENT, State
from domain.time.months import month_away
from storage.plan.audience import wanted_by
from storage.plan.event_records import (
    BY_DAY,
    BY_START,
    EVENTS,
    HIDDEN,
    ON,
    PUBLIC,
    Event,
    event_of,
    hosted_by,
    in_states,
    on_between,
    starts_between,
)
from storage.sql import paging, states
from storage.sql.paging import PAGE, Page
from storage.sql.states import stands_in
from storage.tables import events


class EventLists:
    """Events of all alliances, many at a time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def many(self, event_ids: Collection[int], *, hidden: bool = False) -> tuple[Event, ...]:
        """These events, by their start; without those that are hidden, unless that is asked for."""
        query = EVENTS.where(events.c.id.in_(event_ids), *(() if hidden else (~HIDDEN,)))
        return await self._many(query.order_by(*BY_DAY))

    async def plan(
        self,
        alliance_id: int,
        start: date,
        end: date,
        *,
        states: Collection[State] = PUBLIC,
        library_id: int | None = None,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[Event]:
        """The plan from one day to another (exclusive), such as a month or a year, by the hosts' calendars."""
        query = EVENTS.where(
            events.c.alliance_id == alliance_id, events.c.day >= start, events.c.day < end, in_states(states)
        )
        if library_id is not None:
            query = query.where(hosted_by((library_id,)))
        return await self._page(query.order_by(*BY_DAY), offset, limit)

    async def public_of_month(self, alliance_id: int, month: date) -> tuple[Event, ...]:
        """The whole public plan of a month, for its post."""
        start, end = month_away(month, 0), month_away(month, 1)
        query = EVENTS.where(
            events.c.alliance_id == alliance_id, events.c.day >= start, events.c.day < end, in_states(PUBLIC)
        )
        return await self._many(query.order_by(*BY_DAY))

    async def months(self, alliance_id: int) -> tuple[date, ...]:
        """The first days of all months that have something in the public plan."""
        year, month = sa.extract("year", events.c.day), sa.extract("month", events.c.day)
        query = sa.select(year, month).where(events.c.alliance_id == alliance_id, in_states(PUBLIC)).distinct()
        return tuple(sorted(date(int(row[0]), int(row[1]), 1) for row in await self._connection.execute(query)))

    async def counts_by_month(self, alliance_id: int, year: int) -> Mapping[date, Mapping[State, int]]:
        """The public plan of a year: first day of each month that has something → how many in which state (row 26)."""
        month = sa.extract("month", events.c.day)
        query = (
            sa.select(month, events.c.state, sa.func.count())
            .where(
                events.c.alliance_id == alliance_id,
                events.c.day >= date(year, 1, 1),
                events.c.day < date(year + 1, 1, 1),
                in_states(PUBLIC),
            )
            .group_by(month, events.c.state)
        )
        found: dict[date, dict[State, int]] = {}
        for number, state, count in await self._connection.execute(query):
            found.setdefault(date(year, int(number), 1), {})[State(state)] = count
        return dict(sorted(found.items()))

    async def counts(self, alliance_id: int, year: int) -> Mapping[State, int]:
        """How many items of that year's plan are in which state: plan and fact (row 26)."""
        of_year = sa.and_(events.c.day >= date(year, 1, 1), events.c.day < date(year + 1, 1, 1))
        where = events.c.alliance_id == alliance_id, of_year, ~HIDDEN
        return await states.count(self._connection, EVENT, events.c.state, *where)

    async def afisha(
        self,
        alliance_ids: Collection[int] | None,
        start: datetime,
        end: datetime,
        *,
        library_ids: Collection[int] | None = None,
        online: bool | None = None,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[Event]:
        """What is on between two moments: begins before the end and is not over at the start (row 46).

        None instead of alliances: all of them.
        """
        query = EVENTS.where(_of(alliance_ids), on_between(start, end))
        if library_ids is not None:
            query = query.where(hosted_by(library_ids))
        query = query.where(_online(online))
        return await self._page(query.order_by(*BY_START), offset, limit)

    async def upcoming(
        self,
        alliance_ids: Collection[int] | None,
        start: datetime,
        end: datetime,
        *,
        online: bool | None = None,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[Event]:
        """Announced ones that begin from one moment to the other; None instead of alliances: of all of them."""
        query = EVENTS.where(_of(alliance_ids), _online(online), starts_between(start, end), in_states(ON))
        return await self._page(query.order_by(*BY_START), offset, limit)

    async def between(self, alliance_id: int, start: datetime, end: datetime) -> tuple[Event, ...]:
        """All public ones that begin then, cancelled ones too: for calendars."""
        query = EVENTS.where(events.c.alliance_id == alliance_id, starts_between(start, end), in_states(PUBLIC))
        return await self._many(query.order_by(*BY_START))

    async def titles(self, start: date, end: date, *, limit: int) -> tuple[tuple[int, str, date], ...]:
        """Id, title and day of the public ones between two days, the latest first: to find the one that was meant."""
        names = events.c.id, events.c.title, events.c.day
        query = sa.select(*names).where(events.c.day >= start, events.c.day < end, in_states(PUBLIC), ~HIDDEN)
        rows = await self._connection.execute(query.order_by(events.c.day.desc(), events.c.id).limit(limit))
        return tuple((row.id, row.title, row.day) for row in rows)

    async def of_library(
        self,
        library_id: int,
        *,
        since: date | None = None,
        states: Collection[State] = PUBLIC,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[Event]:
        """Those that it hosts, alone or together with others."""
        query = EVENTS.where(hosted_by((library_id,)), in_states(states))
        if since is not None:
            query = query.where(events.c.day >= since)
        return await self._page(query.order_by(*BY_DAY), offset, limit)

    async def hosted(
        self,
        library_ids: Collection[int],
        *,
        states: Collection[State],
        latest_first: bool = False,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[Event]:
        """Those that any of these hosts, alone or together with others: for their people, so hidden ones, too."""
        query = EVENTS.where(hosted_by(library_ids), stands_in(events.c.state, states))
        order = (events.c.day.desc(), events.c.id.desc()) if latest_first else BY_DAY
        return await self._page(query.order_by(*order), offset, limit)

    async def mine(
        self, person_id: int, start: datetime, end: datetime, *, offset: int = 0, limit: int = PAGE
    ) -> Page[Event]:
        """What is on of all that the person is subscribed to and has not declined."""
        query = EVENTS.where(on_between(start, end), wanted_by(sa.literal(person_id)))
        return await self._page(query.order_by(*BY_START), offset, limit)

    async def _many(self, query: sa.Select[Any]) -> tuple[Event, ...]:
        return tuple(event_of(row) for row in (await self._connection.execute(query)).mappings())

    async def _page(self, query: sa.Select[Any], offset: int, limit: int) -> Page[Event]:
        return await paging.page(self._connection, query, event_of, offset=offset, limit=limit)


def _of(alliance_ids: Collection[int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if alliance_ids is None else events.c.alliance_id.in_(alliance_ids)


def _online(online: bool | None) -> sa.ColumnElement[bool]:  # noqa: FBT001 - True, False or both
    if online is None:
        return sa.true()
    return events.c.link.is_not(None) if online else events.c.place.is_not(None)
