"""Which leads of which events have fired: each fires once per start time of its event (row 61).

A lead is a number of minutes before the start (``domain.time.notices.MINUTES``). When it fires, reminders are planned
for everybody who wants it. It fires twice:

* ``early``, up to ``EARLY`` before it is due: whoever has quiet hours at the due moment may have to be reminded on the
  evening before, so their reminders have to be planned by then;
* when it is due: for everybody else, and for who has subscribed since.

For very many people it fires batch by batch: ``reached`` is the cursor (the last person's id), NULL once it is through.
A lead that was past when the event was announced or moved counts as fired: it is not caught up on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from domain.time.notices import MINUTES
from storage.plan.event_records import HIDDEN, ON, in_states
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import insert, record
from storage.tables import events, rules_fired

EARLY: Final = timedelta(hours=25)
"""How long before a lead is due its early firing comes. Quiet hours are shorter than a day, and the reminder leaves
just before they begin: never more than 24 hours ahead of a moment inside them, 25 when clocks go back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLead:
    """One lead of one event, to be fired."""

    event_id: int
    lead: int
    """Minutes before the start."""
    early: bool
    starts_at: datetime
    """Of the event: a rule is one of this start."""


class FiredLeads:
    """What has fired, and what is to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def reset(self, event_id: int, starts_at: datetime | None, *, at: datetime) -> None:
        """The event was announced, moved or called off (None: no start): what fired before is forgotten.

        Leads that are past already are not caught up on. Belongs into the transaction of every such deed: a program
        that dies right after it owes all that becomes due from then on.
        """
        await self._connection.execute(sa.delete(rules_fired).where(rules_fired.c.event_id == event_id))
        if starts_at is None:
            return
        past = [
            DueLead(event_id=event_id, lead=lead, early=early, starts_at=starts_at)
            for lead in MINUTES
            if starts_at - timedelta(minutes=lead) <= at
            for early in (True, False)
        ]
        await self.fire_all(past, at)

    async def due(self, now: datetime, leads: tuple[int, ...], limit: int = 500) -> tuple[DueLead, ...]:
        """Rules of announced events ahead that are due, or soon will be (``early``), and have not fired."""
        moments = {
            f"until_{lead}_{early:d}": now + timedelta(minutes=lead) + (EARLY if early else timedelta())
            for lead in leads
            for early in (True, False)
        }
        rows = await self._connection.execute(_due(leads), {**moments, "now": now, "most": limit})
        return tuple(record(DueLead, row) for row in rows.mappings())

    async def missed(
        self, now: datetime, since: datetime, leads: tuple[int, ...], limit: int = 500
    ) -> tuple[DueLead, ...]:
        """Rules that never fired though the event has begun meanwhile: the program was down."""
        rows = await self._connection.execute(_missed(leads), {"now": now, "since": since, "most": limit})
        return tuple(record(DueLead, row) for row in rows.mappings())

    async def fire_all(self, rules: Collection[DueLead], at: datetime) -> int:
        """None of them needs anything more; how many had not fired before. A walk under way is ended."""
        if not rules:
            return 0
        firing = insert(self._connection, rules_fired)
        query = firing.on_conflict_do_update(
            index_elements=_KEY, set_={"reached": None}, where=rules_fired.c.reached.is_not(None)
        ).returning(rules_fired.c.event_id)
        rows = [{**_key_of(rule), "fired_at": at} for rule in rules]
        return len((await self._connection.execute(query, rows)).all())

    async def cursor(self, rule: DueLead) -> int | None:
        """The last person whom the walk of this rule has come to, 0 before the first; None when it has fired."""
        query = sa.select(rules_fired.c.reached).where(
            *(rules_fired.c[name] == value for name, value in _key_of(rule).items())
        )
        row = (await self._connection.execute(query)).one_or_none()
        return 0 if row is None else row.reached

    async def advance(self, rule: DueLead, start: int, upto: int | None, *, at: datetime) -> bool:
        """The walk came from ``start`` to ``upto``, or to its end (None).

        False when that is not so any more: the event was moved or cancelled, or another process was faster; then the
        transaction must be rolled back. In PostgreSQL nobody can change the event from now on until it ends.
        """
        if self._connection.dialect.name == "postgresql":  # elsewhere there is one writer, and it is us
            event = sa.select(events.c.starts_at, events.c.state).where(events.c.id == rule.event_id, ~HIDDEN)
            held = (await self._connection.execute(event.with_for_update(read=True))).one_or_none()
            if held is None or tuple(held) != (rule.starts_at, State.ANNOUNCED.value):
                return False
        if start == 0:
            query = insert(self._connection, rules_fired).on_conflict_do_nothing().returning(rules_fired.c.event_id)
            row = {**_key_of(rule), "fired_at": at, "reached": upto}
            return (await self._connection.execute(query, row)).first() is not None
        there = [rules_fired.c[name] == value for name, value in (*_key_of(rule).items(), ("reached", start))]
        going_on = sa.update(rules_fired).where(*there).values(reached=upto).returning(rules_fired.c.event_id)
        return (await self._connection.execute(going_on)).first() is not None

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """What is about events that began before that moment."""
        del after
        return await delete_some(self._connection, rules_fired, rules_fired.c.starts_at < before, limit=limit)


_KEY: Final = ("event_id", "lead", "early", "starts_at")


def _key_of(rule: DueLead) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _KEY}


def _fired(lead: sa.ColumnElement[int], early: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        rules_fired.c.event_id == events.c.id,
        rules_fired.c.starts_at == events.c.starts_at,
        rules_fired.c.lead == lead,
        rules_fired.c.early == early,
        rules_fired.c.reached.is_(None),
    )


def _unfired(lead: int, *, early: bool) -> sa.Select[Any]:
    what = sa.literal(lead, sa.Integer), sa.literal(early, sa.Boolean)
    return sa.select(
        events.c.id.label("event_id"), what[0].label("lead"), what[1].label("early"), events.c.starts_at
    ).where(~_fired(*what))


def _moment(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=events.c.starts_at.type)


@cache
def _due(leads: tuple[int, ...]) -> sa.CompoundSelect[Any]:
    """Asked many times a minute: built once."""
    parts = [
        _unfired(lead, early=early).where(
            in_states((State.ANNOUNCED,)),
            events.c.starts_at > _moment("now"),
            events.c.starts_at <= _moment(f"until_{lead}_{early:d}"),
        )
        for lead in leads
        for early in (True, False)
    ]
    return sa.union_all(*parts).limit(sa.bindparam("most", type_=sa.Integer))


@cache
def _missed(leads: tuple[int, ...]) -> sa.CompoundSelect[Any]:
    begun = (
        in_states(ON),
        events.c.starts_at > _moment("since"),
        events.c.starts_at <= _moment("now"),
    )
    parts = (_unfired(lead, early=False).where(*begun) for lead in leads)
    return sa.union_all(*parts).limit(sa.bindparam("most", type_=sa.Integer))
