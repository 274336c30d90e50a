"""Events of the joint plan, one at a time; their lists are in ``event_lists`` (rows 22, 26)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, Unpack

import sqlalchemy as sa

from domain.event import EVENT, State
from domain.plan.co_hosting import CoHosting
from storage.plan.event_lists import EventLists
from storage.plan.event_records import EVENTS, HIDDEN, ON, PUBLIC, Event, EventFacts, Host, event_of, first_day
from storage.sql.records import insert
from storage.sql.states import stands_in
from storage.tables import alliances, event_hosts, event_tags, events

__all__ = ["ON", "PUBLIC", "Event", "EventFacts", "Events", "Host"]

Hosts = Mapping[CoHosting, Collection[int]]
"""Library ids by what they have said."""
HOSTS: Final = {"co_hosts": CoHosting.AGREED, "invited": CoHosting.INVITED}
"""Facts of an event that are rows of their own."""


class Events(EventLists):
    """Events of all alliances."""

    async def add(self, *, alliance_id: int, at: datetime, **facts: Unpack[EventFacts]) -> Event:
        """A draft. Title, kind, library_id, zone and either month or starts_at must be among the facts."""
        columns, hosts, tags = _split(facts)
        columns["day"] = first_day(columns.get("month"), columns.get("starts_at"), columns["zone"])
        adding = sa.insert(events).values(alliance_id=alliance_id, state=State.DRAFT.value, created_at=at, **columns)
        event_id = (await self._connection.execute(adding.returning(events.c.id))).scalar_one()
        await self._link(event_id, hosts, tags)
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
        columns, hosts, tags = _split(facts)
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
        await self._link(event_id, hosts, tags)
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

    async def take_back(self, event_id: int) -> bool:
        """An announced one goes, of which the caller knows that nobody has heard. False: it is no longer that."""
        removing = sa.delete(events).where(events.c.id == event_id, events.c.state == State.ANNOUNCED.value)
        return (await self._connection.execute(removing.returning(events.c.id))).first() is not None

    async def _known(self, event_id: int) -> Event:
        return event_of((await self._connection.execute(EVENTS.where(events.c.id == event_id))).mappings().one())

    async def _link(self, event_id: int, hosts: Hosts, tags: Collection[str] | None) -> None:
        for state, libraries in hosts.items():
            await self._set_hosts(event_id, state, libraries)
        if tags is not None:
            await self._connection.execute(sa.delete(event_tags).where(event_tags.c.event_id == event_id))
            rows = [{"event_id": event_id, "tag": tag} for tag in dict.fromkeys(tags)]
            if rows:
                await self._connection.execute(sa.insert(event_tags), rows)

    async def _set_hosts(self, event_id: int, state: CoHosting, libraries: Collection[int]) -> None:
        """These and no others are in that state; who is only asked and has answered already stays with the answer."""
        others = event_hosts.c.library_id.not_in(libraries)
        mine = event_hosts.c.event_id == event_id, event_hosts.c.state == state.value
        await self._connection.execute(sa.delete(event_hosts).where(*mine, others))
        rows = [{"event_id": event_id, "library_id": one, "state": state.value} for one in dict.fromkeys(libraries)]
        if not rows:
            return
        adding = insert(self._connection, event_hosts)
        key = ["event_id", "library_id"]
        if state is CoHosting.INVITED:
            await self._connection.execute(adding.on_conflict_do_nothing(index_elements=key), rows)
        else:
            state_too = {"state": adding.excluded.state, "remind_at": None}
            await self._connection.execute(adding.on_conflict_do_update(index_elements=key, set_=state_too), rows)


def _split(facts: EventFacts) -> tuple[dict[str, Any], Hosts, Collection[str] | None]:
    """The columns of an event; who holds it too or is asked to, and its tags, as far as they are spoken of."""
    columns: dict[str, Any] = dict(facts)
    said = {state: columns.pop(name, None) for name, state in HOSTS.items()}
    hosts = {state: libraries for state, libraries in said.items() if libraries is not None}
    return columns, hosts, columns.pop("tags", None)
