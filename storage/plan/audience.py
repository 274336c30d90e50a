"""Who wants to hear of an event: subscriptions minus declines, seen from the event and from the person (row 61).

A subscription's target is ``alliance``, ``library:7``, ``tag:leisure``, ``age:6`` or ``event:12``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from storage.plan.event_records import TOGETHER, Event
from storage.tables import (
    declines,
    event_hosts,
    event_tags,
    events,
    librarians,
    memberships,
    people,
    subscriptions,
)
from storage.tables.addresses import reachable
from storage.tables.libraries import SERVES

THE_ALLIANCE = "alliance"
SUBSCRIBERS: Final = "subscribers"
LIBRARIANS: Final = "librarians"
EVERYBODY: Final = 2**63 - 1
"""No person has a greater id."""


def targets(event: Event) -> tuple[str, ...]:
    """Every target of a subscription that means this event among others."""
    age = () if event.age is None else (f"age:{event.age}",)
    hosts = (event.library_id, *event.co_hosts)
    return (
        THE_ALLIANCE,
        f"event:{event.id}",
        *(f"library:{library}" for library in hosts),
        *(f"tag:{tag}" for tag in event.tags),
        *age,
    )


AFTER: Final = sa.bindparam("after", type_=people.c.id.type)
UPTO: Final = sa.bindparam("upto", type_=people.c.id.type)
"""Some people of an audience: those after one id and up to another."""
MOST: Final = sa.bindparam("most", type_=sa.Integer)


@lru_cache(maxsize=64)
def next_bound(event: Event) -> sa.Select[int | None]:
    """Up to which person (id) the next ``MOST`` subscribers of any target of this event go; NULL: nobody has so many.

    Each target's part is walked by its index (alliance, target, person).
    """
    parts = [
        sa.select(subscriptions.c.person_id)
        .where(
            subscriptions.c.alliance_id == event.alliance_id,
            subscriptions.c.target == target,
            subscriptions.c.person_id > AFTER,
        )
        .order_by(subscriptions.c.person_id)
        .offset(MOST - 1)
        .limit(1)
        .subquery()
        for target in targets(event)
    ]
    together = sa.union_all(*(sa.select(part.c.person_id) for part in parts)).subquery()
    return sa.select(sa.func.min(together.c.person_id))


def subscribed(event: Event) -> sa.ColumnElement[bool]:
    """A row of ``people`` has a subscription that means this event, and comes after ``AFTER``, up to ``UPTO``."""
    theirs = sa.select(subscriptions.c.person_id).where(
        subscriptions.c.alliance_id == event.alliance_id,
        subscriptions.c.target.in_(targets(event)),
        subscriptions.c.person_id > AFTER,
        subscriptions.c.person_id <= UPTO,
    )
    return people.c.id.in_(theirs)


def listening(event: Event) -> sa.ColumnElement[bool]:
    """The same, and is reachable and has not declined the event."""
    declined = sa.exists().where(declines.c.person_id == people.c.id, declines.c.event_id == event.id)
    return sa.and_(subscribed(event), reachable(), ~declined)


def wanted_by(person_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a row of ``events`` is one that this person is to hear of."""

    def named(kind: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.literal(f"{kind}:") + sa.cast(column, sa.String(60))

    tags = sa.select(named("tag", event_tags.c.tag)).where(event_tags.c.event_id == events.c.id).correlate(events)
    together = (
        sa.select(named("library", event_hosts.c.library_id))
        .where(event_hosts.c.event_id == events.c.id, TOGETHER)
        .correlate(events)
    )
    subscribed = sa.exists().where(
        subscriptions.c.person_id == person_id,
        subscriptions.c.alliance_id == events.c.alliance_id,
        sa.or_(
            subscriptions.c.target == THE_ALLIANCE,
            subscriptions.c.target == named("event", events.c.id),
            subscriptions.c.target == named("library", events.c.library_id),
            subscriptions.c.target == named("age", events.c.age),
            subscriptions.c.target.in_(tags),
            subscriptions.c.target.in_(together),
        ),
    )
    declined = sa.exists().where(declines.c.person_id == person_id, declines.c.event_id == events.c.id)
    return sa.and_(subscribed, ~declined)


def readers(alliance_id: int, audience: str) -> sa.Select[int]:
    """The ids (``person_id``) of those to whom an alliance writes a letter, each once, reachable or not.

    Subscribers want to hear of the alliance, a library, a tag or an age; «Пойду» at one event asks for no letters.
    """
    if audience == LIBRARIANS:
        serving = sa.select(librarians.c.person_id).join(
            memberships, memberships.c.library_id == librarians.c.library_id
        )
        here = sa.and_(memberships.c.alliance_id == alliance_id, memberships.c.left_at.is_(None))
        return serving.where(here, SERVES).distinct()
    return (
        sa.select(subscriptions.c.person_id)
        .where(subscriptions.c.alliance_id == alliance_id, subscriptions.c.target.not_like("event:%"))
        .distinct()
    )


class holds(GenericFunction[bool]):  # noqa: N801 - it is an SQL function
    """``holds(list, number)``: whether a JSON list of whole numbers has this one."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(holds, "sqlite")
def _holds_sqlite(element: holds, compiler: SQLCompiler, **how: Any) -> str:
    numbers, number = (compiler.process(part, **how) for part in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({numbers}) AS held WHERE held.value = {number})"  # noqa: S608 - compiled parts, no values


@compiles(holds, "postgresql")
def _holds_postgresql(element: holds, compiler: SQLCompiler, **how: Any) -> str:
    numbers, number = (compiler.process(part, **how) for part in element.clauses)
    return f"({numbers} @> to_jsonb({number}))"
