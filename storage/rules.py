"""Which reminder rules have fired: an event's lead becomes due once per start time (row 61; DESIGN, Time).

A rule fires twice: ``early``, for those whose quiet hours put the call on the evening before, and when it is due.
A row with the lead 0 says that the event was seen with this start, and that what was past by then is not caught up on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from alliance.event import State
from storage.event_records import EVENTS, ON, Event, event_of, in_states
from storage.records import insert, record
from storage.tables import events, rules_fired

SEEN: Final = 0
EARLY: Final = timedelta(hours=25)
"""The evening before quiet hours is never further away from a moment inside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One lead of one event, to be fired."""

    event_id: int
    lead: int
    """Minutes before the start."""
    early: bool


class Rules:
    """What has fired, and what is to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unseen(self, now: datetime, limit: int = 500) -> tuple[Event, ...]:
        """Announced events ahead whose start time nobody has looked at yet: new ones and moved ones."""
        query = EVENTS.where(
            in_states((State.ANNOUNCED,)), events.c.starts_at > now, ~_fired(sa.literal(SEEN), sa.false())
        )
        query = query.order_by(events.c.starts_at, events.c.id).limit(limit)
        return tuple(event_of(row) for row in (await self._connection.execute(query)).mappings())

    async def due(self, now: datetime, leads: Sequence[int], limit: int = 500) -> tuple[Rule, ...]:
        """Rules of announced events ahead that are due, or soon will be (``early``), and have not fired."""
        parts = [
            _ahead(now, now + timedelta(minutes=lead) + (EARLY if early else timedelta()), lead, early=early)
            for lead in leads
            for early in (True, False)
        ]
        query = sa.union_all(*parts).limit(limit)
        return tuple(record(Rule, row) for row in (await self._connection.execute(query)).mappings())

    async def missed(self, now: datetime, since: datetime, leads: Sequence[int]) -> tuple[Rule, ...]:
        """Rules that never fired though the event has begun meanwhile: the program was down."""
        parts = [_begun(since, now, lead) for lead in leads]
        rows = await self._connection.execute(sa.union_all(*parts))
        return tuple(record(Rule, row) for row in rows.mappings())

    async def fire(self, event: Event, lead: int, *, early: bool, at: datetime) -> bool:
        """False when this rule has fired for this start time before."""
        firing = insert(self._connection, rules_fired).values(
            event_id=event.id, lead=lead, early=early, starts_at=event.starts_at, fired_at=at
        )
        query = firing.on_conflict_do_nothing().returning(rules_fired.c.event_id)
        return (await self._connection.execute(query)).first() is not None

    async def forget(self, event_id: int) -> None:
        """The event was moved: should it come back to a time that it had before, it is announced anew."""
        await self._connection.execute(sa.delete(rules_fired).where(rules_fired.c.event_id == event_id))

    async def forget_before(self, before: datetime) -> int:
        """Delete what is about events that began before that moment; how many rows."""
        query = sa.delete(rules_fired).where(rules_fired.c.starts_at < before)
        return (await self._connection.execute(query)).rowcount


def _fired(lead: sa.ColumnElement[int], early: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        rules_fired.c.event_id == events.c.id,
        rules_fired.c.starts_at == events.c.starts_at,
        rules_fired.c.lead == lead,
        rules_fired.c.early == early,
    )


def _unfired(lead: int, *, early: bool) -> sa.Select[tuple[int, int, bool]]:
    what = sa.literal(lead, sa.Integer), sa.literal(early, sa.Boolean)
    return sa.select(events.c.id.label("event_id"), what[0].label("lead"), what[1].label("early")).where(~_fired(*what))


def _ahead(now: datetime, until: datetime, lead: int, *, early: bool) -> sa.Select[tuple[int, int, bool]]:
    return _unfired(lead, early=early).where(
        in_states((State.ANNOUNCED,)), events.c.starts_at > now, events.c.starts_at <= until
    )


def _begun(since: datetime, now: datetime, lead: int) -> sa.Select[tuple[int, int, bool]]:
    return _unfired(lead, early=False).where(
        in_states(ON),
        events.c.starts_at > since,
        events.c.starts_at <= now,
        _fired(sa.literal(SEEN), sa.false()),
    )
