"""Reminders: one per person, event and lead, written when the rule becomes due (row 61; DESIGN, Time)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from types import EllipsisType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audience import audience, holds
from storage.event_records import Event
from storage.records import insert, record
from storage.tables import declines, events, people, reminders, subscriptions

CHANGE: Final = -1
"""Instead of a lead: the person was told that the event was moved or cancelled."""
DIGEST: Final = -2
"""Instead of a lead: the person was told of the event by a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What decides when a reminder may ring; all people with the same habit get it at the same moment."""

    zone: str | None
    quiet_from: time | None
    quiet_to: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """When the people of one habit are to get a reminder."""

    habit: Habit
    send_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder whose time has come."""

    id: int
    event_id: int
    lead: int
    """Minutes before the start."""
    sequence: int
    send_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePerson:
    """All that is due for one person: it goes out as one message."""

    person_id: int
    account_id: int
    chat: int
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None
    reachable: bool
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A person to write to."""

    person_id: int
    account_id: int
    chat: int
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReader:
    """A person who gets one message a week instead of single reminders."""

    person_id: int
    account_id: int
    chat: int
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None
    digested_at: datetime | None


PLANNED: Final = reminders.c.state == sa.literal_column("'planned'", sa.String)
"""As a literal, written as in the partial index: a plan made for any parameter could not use that index."""
_REACH = (people.c.account_id, people.c.chat, people.c.zone, people.c.quiet_from, people.c.quiet_to)
"""Where a person is written to, and when they may be."""
_LISTENER = (people.c.id.label("person_id"), *_REACH)


class Reminders:
    """What was planned, told, dropped and withdrawn."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def habits(self, event: Event, lead: int) -> tuple[Habit, ...]:
        """The different habits among those who want to be reminded of this event so many minutes before."""
        query = sa.select(people.c.zone, people.c.quiet_from, people.c.quiet_to).where(_reminded(event, lead))
        rows = (await self._connection.execute(query.distinct())).mappings()
        return tuple(record(Habit, row) for row in rows)

    async def plan(self, event: Event, lead: int, sendings: Sequence[Sending]) -> int:
        """Write a reminder for everybody in the audience who wants this lead; how many are new.

        A habit without a sending gets none. Done twice it changes nothing: event, person, lead and sequence are unique.
        """
        if not sendings:
            return 0
        by_moment = itertools.groupby(sorted(sendings, key=lambda one: one.send_at), key=lambda one: one.send_at)
        moments = [
            (sa.or_(*(_has(sending.habit) for sending in group)), sa.literal(send_at, reminders.c.send_at.type))
            for send_at, group in by_moment
        ]
        send_at = sa.case(*moments, else_=None).label("send_at")
        chosen = sa.select(people.c.id, send_at).where(_reminded(event, lead)).subquery()
        planning = insert(self._connection, reminders).from_select(
            ["event_id", "person_id", "lead", "sequence", "send_at", "state"],
            sa.select(
                sa.literal(event.id, reminders.c.event_id.type),
                chosen.c.id,
                sa.literal(lead, sa.Integer),
                sa.literal(event.sequence, sa.Integer),
                chosen.c.send_at,
                sa.literal("planned", sa.String(10)),
            ).where(chosen.c.send_at.is_not(None)),
        )
        return (await self._connection.execute(planning.on_conflict_do_nothing())).rowcount

    async def due(self, now: datetime, limit: int) -> tuple[DuePerson, ...]:
        """People with something due, the longest waiting first, each with all that is due for them.

        Made of ``limit`` reminders and whatever else is due for the same people. Only inside ``database.writing()``,
        together with ``told`` or ``drop``: several processes take different people's.
        """
        by_person: dict[int, list[sa.RowMapping]] = {}
        for row in (await self._connection.execute(due_rows(now, limit))).mappings():
            by_person.setdefault(row["person_id"], []).append(row)
        return tuple(
            record(DuePerson, rows[0], reminders=tuple(record(Reminder, row) for row in rows))
            for rows in by_person.values()
        )

    async def told(self, reminder_ids: Iterable[int]) -> None:
        """They are in the outbox."""
        await self._settle(reminder_ids, "told")

    async def drop(self, reminder_ids: Iterable[int]) -> None:
        """They would not help any more: the event has begun, or the person cannot be reached."""
        await self._settle(reminder_ids, "dropped")

    async def withdraw(self, event_id: int) -> int:
        """The event was moved or cancelled: what is not sent yet is not sent; how many there were."""
        query = sa.update(reminders).where(reminders.c.event_id == event_id, PLANNED).values(state="withdrawn")
        return (await self._connection.execute(query)).rowcount

    async def told_people(self, event_id: int) -> tuple[Listener, ...]:
        """Whom a change of this event concerns: those who were told of it, and those who said that they come.

        Reachable and not declined; each once.
        """
        told = sa.select(reminders.c.person_id).where(reminders.c.event_id == event_id, reminders.c.state == "told")
        coming = sa.select(subscriptions.c.person_id).where(
            subscriptions.c.alliance_id
            == sa.select(events.c.alliance_id).where(events.c.id == event_id).scalar_subquery(),
            subscriptions.c.target == f"event:{event_id}",
        )
        declined = sa.exists().where(declines.c.person_id == people.c.id, declines.c.event_id == event_id)
        query = (
            sa.select(*_LISTENER)
            .where(people.c.id.in_(told.union(coming)), people.c.reachable, ~declined)
            .order_by(people.c.id)
        )
        return tuple(record(Listener, row) for row in (await self._connection.execute(query)).mappings())

    async def record_told(
        self, event_id: int, person_ids: Iterable[int], *, lead: int, sequence: int, at: datetime
    ) -> None:
        """Remember who was told otherwise than by a reminder: ``CHANGE`` or ``DIGEST`` instead of a lead."""
        rows = [
            {"event_id": event_id, "person_id": one, "lead": lead, "sequence": sequence, "send_at": at, "state": "told"}
            for one in person_ids
        ]
        if rows:
            await self._connection.execute(insert(self._connection, reminders).on_conflict_do_nothing(), rows)

    async def is_due(self, now: datetime) -> bool:
        """Whether ``due`` would find anything; may be asked while only reading."""
        query = sa.select(sa.exists().where(PLANNED, reminders.c.send_at <= now))
        return bool((await self._connection.execute(query)).scalar_one())

    async def digest_zones(self) -> tuple[str | None, ...]:
        """By which clocks the readers of the digest live."""
        query = sa.select(people.c.zone).where(people.c.weekly, people.c.reachable).distinct()
        return tuple((await self._connection.execute(query)).scalars())

    async def weekly(
        self, before: datetime, *, zone: str | EllipsisType | None = ..., after: int = 0, limit: int
    ) -> tuple[DigestReader, ...]:
        """Readers of the digest who got none since ``before``, by person id from the one after ``after``.

        With a ``zone`` only those of that zone; None is a zone that is not chosen. When it was sent is noted by
        ``people.digested``.
        """
        there: sa.ColumnElement[bool] = sa.true()
        if not isinstance(zone, EllipsisType):
            there = people.c.zone.is_(None) if zone is None else people.c.zone == zone
        query = (
            sa.select(*_LISTENER, people.c.digested_at)
            .where(
                there,
                people.c.id > after,
                people.c.weekly,
                people.c.reachable,
                sa.or_(people.c.digested_at.is_(None), people.c.digested_at < before),
            )
            .order_by(people.c.id)
            .limit(limit)
        )
        return tuple(record(DigestReader, row) for row in (await self._connection.execute(query)).mappings())

    async def postpone(self, reminder_ids: Iterable[int], send_at: datetime) -> None:
        """Not now after all: it is night where the person lives."""
        await self._connection.execute(
            sa.update(reminders).where(reminders.c.id.in_(tuple(reminder_ids)), PLANNED).values(send_at=send_at)
        )

    async def withdraw_of(self, person_id: int, *, but: Collection[int] = ()) -> int:
        """The person wants none of these leads any more (minutes); how many planned ones there were."""
        query = sa.update(reminders).where(reminders.c.person_id == person_id, PLANNED)
        query = query.where(reminders.c.lead.not_in(tuple(but))).values(state="withdrawn")
        return (await self._connection.execute(query)).rowcount

    async def _settle(self, reminder_ids: Iterable[int], state: str) -> None:
        await self._connection.execute(
            sa.update(reminders).where(reminders.c.id.in_(tuple(reminder_ids)), PLANNED).values(state=state)
        )


def due_rows(now: datetime, limit: int) -> sa.Select[Any]:
    """All that is due for the people to whom the first ``limit`` due reminders belong."""
    is_due = sa.and_(PLANNED, reminders.c.send_at <= now)
    first = sa.select(reminders.c.person_id).where(is_due).order_by(reminders.c.send_at).limit(limit).subquery()
    return (
        sa.select(reminders, *_REACH, people.c.reachable)
        .join(people, people.c.id == reminders.c.person_id)
        .where(is_due, reminders.c.person_id.in_(sa.select(first.c.person_id)))
        .order_by(reminders.c.send_at, reminders.c.id)
        .with_for_update(of=reminders, skip_locked=True)
    )


def _reminded(event: Event, lead: int) -> sa.ColumnElement[bool]:
    """A row of ``people`` hears of this event, wants this lead, and not a digest instead."""
    return sa.and_(people.c.id.in_(audience(event)), sa.not_(people.c.weekly), holds(people.c.leads, lead))


def _has(habit: Habit) -> sa.ColumnElement[bool]:
    def same(column: sa.Column[Any], value: object) -> sa.ColumnElement[bool]:
        return column.is_(None) if value is None else column == value

    return sa.and_(
        same(people.c.zone, habit.zone),
        same(people.c.quiet_from, habit.quiet_from),
        same(people.c.quiet_to, habit.quiet_to),
    )
