"""Events of the joint plan, one at a time; their lists are in ``event_lists`` (rows 22, 26)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Unpack

import sqlalchemy as sa

from domain.event import EVENT, State
from storage.plan.event_lists import EventLists
from storage.plan.event_records import EVENTS, HIDDEN, ON, PUBLIC, Event, EventFacts, Host, event_of, first_day
from storage.sql.states import stands_in
from storage.tables import alliances, event_hosts, event_tags, events

__all__ = ["ON", "PUBLIC", "Event", "EventFacts", "Events", "Host"]


class Events(EventLists):
    """Events of all alliances."""

    async def add(self, *, alliance_id: int, at: datetime, **facts: Unpack[EventFacts]) -> Event:
        """A draft. Title, kind, library_id, zone and either month or starts_at must be among the facts."""
        columns, co_hosts, tags = _split(facts)
        columns["day"] = first_day(columns.get("month"), columns.get("starts_at"), columns["zone"])
        adding = sa.insert(events).values(alliance_id=alliance_id, state=State.DRAFT.value, created_at=at, **columns)
        event_id = (await self._connection.execute(adding.returning(events.c.id))).scalar_one()
        await self._link(event_id, co_hosts, tags)
        return await self._known(event_id)

    async def get(self, event_id: int, *, hidden: bool = False) -> Event | None:
        """None for one that is hidden, unless that is asked for."""
        query = EVENTS.where(events.c.id == event_id, *(() if hidden else (~HIDDEN,)))
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else event_of(row)

    async def lock(self, event_id: int) -> Event | None:
        """The event as it stays until our commit: whoever else locks an event of its alliance, or the alliance, waits.

        Lock before you read what you decide by, and the alliance before its events: two who do so never wait for each
        other.
        """
        turn = sa.select(alliances.c.id).join(events, events.c.alliance_id == alliances.c.id)
        turn = turn.where(events.c.id == event_id).with_for_update(key_share=True, of=alliances)
        await self._connection.execute(turn)
        return await self.get(event_id)

    async def change(self, event_id: int, *, bump: bool = False, **facts: Unpack[EventFacts]) -> Event:
        """The event as it is from now on; ``bump`` counts it as a public change. NoResultFound for an unknown one.

        A start takes the place of a month, and a month that of a start and an end.
        """
        columns, co_hosts, tags = _split(facts)
        if columns.keys() & {"month", "starts_at", "zone"}:
            known = await self._known(event_id)
            if columns.get("starts_at"):
                columns["month"] = None  # the day became known
            elif columns.get("month"):
                columns |= {"starts_at": None, "ends_at": None}
            columns["day"] = first_day(
                columns.get("month", known.month),
                columns.get("starts_at", known.starts_at),
                columns.get("zone", known.zone),
            )
        if bump:
            columns["sequence"] = events.c.sequence + 1
        if columns:
            await self._connection.execute(sa.update(events).where(events.c.id == event_id).values(**columns))
        await self._link(event_id, co_hosts, tags)
        return await self._known(event_id)

    async def move_state(
        self, event_id: int, to: State, *, cancel_reason: str | None = None, bump: bool = False
    ) -> bool:
        """False when the rules do not let it pass from where it is (``domain.event.EVENT``)."""
        columns: dict[str, Any] = {"state": to.value}
        if to is State.CANCELLED:
            columns |= {"cancel_reason": cancel_reason, "ask_at": None}
        if bump:
            columns["sequence"] = events.c.sequence + 1
        stands = stands_in(events.c.state, EVENT.sources(to))
        moving = sa.update(events).where(events.c.id == event_id, stands).values(**columns)
        return (await self._connection.execute(moving.returning(events.c.id))).first() is not None

    async def remove(self, event_id: int) -> bool:
        """A draft is thrown away. Anything that was public stays: False."""
        removing = sa.delete(events).where(events.c.id == event_id, events.c.state == State.DRAFT.value)
        return (await self._connection.execute(removing.returning(events.c.id))).first() is not None

    async def _known(self, event_id: int) -> Event:
        return event_of((await self._connection.execute(EVENTS.where(events.c.id == event_id))).mappings().one())

    async def _link(self, event_id: int, co_hosts: Collection[int] | None, tags: Collection[str] | None) -> None:
        for table, column, values in ((event_hosts, "library_id", co_hosts), (event_tags, "tag", tags)):
            if values is None:
                continue
            await self._connection.execute(sa.delete(table).where(table.c.event_id == event_id))
            rows = [{"event_id": event_id, column: value} for value in dict.fromkeys(values)]
            if rows:
                await self._connection.execute(sa.insert(table), rows)


def _split(facts: EventFacts) -> tuple[dict[str, Any], Collection[int] | None, Collection[str] | None]:
    """The columns of an event, its co-hosts and its tags; None where they are not spoken of."""
    columns: dict[str, Any] = dict(facts)
    return columns, columns.pop("co_hosts", None), columns.pop("tags", None)
