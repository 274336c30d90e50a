"""Which reminder rules have fired: an event's lead becomes due once per start time (row 61; DESIGN, Time).

A rule fires twice: ``early``, for those whose quiet hours put the call on the evening before, and when it is due.
A rule for very many people is walked in chunks: until the last one ``reached`` says how far the walk has come.
What was past already when the event was announced or moved counts as fired: it is not caught up on.
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
from storage.plan.event_records import ON, in_states
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import insert, record
from storage.tables import events, rules_fired

EARLY: Final = timedelta(hours=25)
"""The evening before quiet hours is never further away from a moment inside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One lead of one event, to be fired."""

    event_id: int
    lead: int
    """Minutes before the start."""
    early: bool
    starts_at: datetime
    """Of the event: a rule is one of this start."""


class Rules:
    """What has fired, and what is to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, event_id: int, starts_at: datetime | None, *, at: datetime) -> None:
        """The event was announced, moved or called off (None: no start): what fired before is forgotten.

        Leads that are past already are not caught up on. Belongs into the transaction of every such deed: a program
        that dies right after it owes all that becomes due from then on.
        """
        await self._connection.execute(sa.delete(rules_fired).where(rules_fired.c.event_id == event_id))
        if starts_at is None:
            return
        past = [
            Rule(event_id=event_id, lead=lead, early=early, starts_at=starts_at)
            for lead in MINUTES
            if starts_at - timedelta(minutes=lead) <= at
            for early in (True, False)
        ]
        await self.fire_all(past, at)

    async def due(self, now: datetime, leads: tuple[int, ...], limit: int = 500) -> tuple[Rule, ...]:
        """Rules of announced events ahead that are due, or soon will be (``early``), and have not fired."""
        moments = {
            f"until_{lead}_{early:d}": now + timedelta(minutes=lead) + (EARLY if early else timedelta())
            for lead in leads
            for early in (True, False)
        }
        rows = await self._connection.execute(_due(leads), {**moments, "now": now, "most": limit})
        return tuple(record(Rule, row) for row in rows.mappings())

    async def missed(
        self, now: datetime, since: datetime, leads: tuple[int, ...], limit: int = 500
    ) -> tuple[Rule, ...]:
        """Rules that never fired though the event has begun meanwhile: the program was down."""
        rows = await self._connection.execute(_missed(leads), {"now": now, "since": since, "most": limit})
        return tuple(record(Rule, row) for row in rows.mappings())

    async def fire_all(self, rules: Collection[Rule], at: datetime) -> int:
        """None of them needs anything more; how many had not fired before. A walk under way is ended."""
        if not rules:
            return 0
        firing = insert(self._connection, rules_fired)
        query = firing.on_conflict_do_update(
            index_elements=_KEY, set_={"reached": None}, where=rules_fired.c.reached.is_not(None)
        ).returning(rules_fired.c.event_id)
        rows = [{**_key_of(rule), "fired_at": at} for rule in rules]
        return len((await self._connection.execute(query, rows)).all())

    async def reached(self, rule: Rule) -> int | None:
        """The last person whom the walk of this rule has come to, 0 before the first; None when it has fired."""
        query = sa.select(rules_fired.c.reached).where(
            *(rules_fired.c[name] == value for name, value in _key_of(rule).items())
        )
        row = (await self._connection.execute(query)).one_or_none()
        return 0 if row is None else row.reached

    async def reach(self, rule: Rule, start: int, upto: int | None, *, at: datetime) -> bool:
        """The walk came from ``start`` to ``upto``, or to its end (None).

        False when that is not so any more: the event was moved or cancelled, or another process was faster; then the
        transaction must be rolled back. In PostgreSQL nobody can change the event from now on until it ends.
        """
        if self._connection.dialect.name == "postgresql":  # elsewhere there is one writer, and it is us
            event = sa.select(events.c.starts_at, events.c.state).where(events.c.id == rule.event_id)
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


def _key_of(rule: Rule) -> dict[str, Any]:
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
