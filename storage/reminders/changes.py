"""Changes of events that some people are yet to be told of: a walk by person id, chunk by chunk.

A row says how far its walk has come; with the last chunk it goes. Reminders that it makes void are void from its
first moment on, wherever the walk is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.notification_prefs import REACH
from storage.plan.audience import EVERYBODY
from storage.plan.event_records import Event
from storage.sql.any_of import any_of
from storage.sql.records import record
from storage.tables import addresses, changes, declines, events, people, reminders, subscriptions
from storage.tables.addresses import Topic, reachable, told_at

WAKE: Final = "changes"
"""Whoever listens to that goes on telling at once."""
_event: Final = TypeAdapter(Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event is different from what people know."""

    id: int
    event_id: int
    sequence: int
    """Of the event since this change."""
    before: Event | None
    """As people knew it; None: nobody is told."""
    moved: bool
    """Unsent reminders from before the change are void."""
    reached: int
    """The last person of the walk; 0: it has not begun."""


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
class Batch:
    """Some people of a walk: those after one id and up to another."""

    after: int
    upto: int
    people: tuple[int, ...]
    last: bool
    """Nobody comes after them."""


class Changes:
    """What some are yet to be told of."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, after: Event, before: Event | None, *, moved: bool, at: datetime) -> Change:
        """From now on this is to be told, to those who knew the event as ``before``."""
        values = {"event_id": after.id, "sequence": after.sequence, "moved": moved, "reached": 0}
        spelled = None if before is None else _event.dump_python(before, mode="json")
        query = sa.insert(changes).values(**values, before=spelled, created_at=at).returning(changes)
        return _change_of((await self._connection.execute(query)).mappings().one())

    async def next(self) -> Change | None:
        """The oldest one; for a writing transaction, which keeps it from every other process."""
        query = sa.select(changes).order_by(changes.c.id).limit(1).with_for_update(skip_locked=True)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _change_of(row)

    async def any(self) -> bool:
        """Whether ``next`` would find anything; may be asked while only reading."""
        return bool((await self._connection.execute(sa.select(sa.exists().select_from(changes)))).scalar_one())

    async def advance(self, change: Change, batch: Batch) -> None:
        """These people were told; after the last ones nothing is left to do."""
        if batch.last:
            await self._connection.execute(sa.delete(changes).where(changes.c.id == change.id))
        else:
            await self._connection.execute(
                sa.update(changes).where(changes.c.id == change.id).values(reached=batch.upto)
            )

    async def obsolete_below(self, event_ids: Collection[int]) -> dict[int, int]:
        """Event → reminders with an older sequence than this are void, though no walk has come to them yet."""
        query = (
            sa.select(changes.c.event_id, sa.func.max(changes.c.sequence))
            .where(any_of(changes.c.event_id, event_ids), changes.c.moved)
            .group_by(changes.c.event_id)
        )
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def lock(self, event_ids: Collection[int], *, wait: bool = False) -> frozenset[int]:
        """Those of the events that nobody is changing just now; nobody can until this transaction ends.

        ``wait``: all of them, as soon as whoever is changing them has done so.
        """
        if self._connection.dialect.name != "postgresql":
            return frozenset(event_ids)  # there is one writer, and it is us
        query = sa.select(events.c.id).where(any_of(events.c.id, event_ids)).order_by(events.c.id)
        held = await self._connection.execute(query.with_for_update(read=True, skip_locked=not wait))
        return frozenset(held.scalars())

    # The walk.

    async def next_batch(self, event_id: int, *, after: int, limit: int) -> Batch:
        """The next people whom a change of this event may concern."""
        found = tuple((await self._connection.execute(next_concerned(event_id, after, limit))).scalars())
        if self._connection.dialect.name == "postgresql":
            # Before anything else is locked: a person in a turn may wait for what we lock later.
            held = sa.select(people.c.id).where(any_of(people.c.id, found)).order_by(people.c.id)
            await self._connection.execute(held.with_for_update(read=True, key_share=True))
        return Batch(after=after, upto=found[-1] if found else after, people=found, last=len(found) < limit)

    async def listeners(self, event_id: int, batch: Batch | None = None) -> tuple[Listener, ...]:
        """Whom a change of this event concerns: those who were told of it, and those who said that they come.

        Reachable and not declined; each once, by person id.
        """
        there = sa.select(people.c.id, *REACH).join_from(people, addresses, told_at(Topic.REMINDERS))
        query = there.where(_concerned(event_id, batch)).order_by(people.c.id)
        rows = await self._connection.execute(query)
        return tuple(Listener(**dict(zip(Listener.__slots__, row, strict=True))) for row in rows)

    async def count_listeners(self, event_id: int, *, after: int = 0) -> int:
        """How many they are; those up to ``after`` do not count."""
        rest = Batch(after=after, upto=EVERYBODY, people=(), last=True)
        query = sa.select(sa.func.count()).select_from(people).where(_concerned(event_id, rest))
        return int((await self._connection.execute(query)).scalar_one())


def next_concerned(event_id: int, after: int, limit: int) -> sa.Select[int]:
    """The next people (``person_id``) who have a reminder of this event or come to it, ascending."""
    reminded = sa.select(reminders.c.person_id).where(reminders.c.event_id == event_id, reminders.c.person_id > after)
    coming = _coming(event_id).where(subscriptions.c.person_id > after)
    parts = [
        part.distinct().order_by(column).limit(limit).subquery()
        for part, column in ((reminded, reminders.c.person_id), (coming, subscriptions.c.person_id))
    ]
    together = sa.union(*(sa.select(part.c.person_id) for part in parts)).subquery()
    return sa.select(together.c.person_id).order_by(together.c.person_id).limit(limit)


def _coming(event_id: int) -> sa.Select[int]:
    alliance = sa.select(events.c.alliance_id).where(events.c.id == event_id).scalar_subquery()
    return sa.select(subscriptions.c.person_id).where(
        subscriptions.c.alliance_id == alliance, subscriptions.c.target == f"event:{event_id}"
    )


def _concerned(event_id: int, batch: Batch | None) -> sa.ColumnElement[bool]:
    told = sa.select(reminders.c.person_id).where(reminders.c.event_id == event_id, reminders.c.state == "told")
    coming = _coming(event_id)
    if batch is not None:
        told = told.where(reminders.c.person_id > batch.after, reminders.c.person_id <= batch.upto)
        coming = coming.where(subscriptions.c.person_id > batch.after, subscriptions.c.person_id <= batch.upto)
    declined = sa.exists().where(declines.c.person_id == people.c.id, declines.c.event_id == event_id)
    return sa.and_(people.c.id.in_(told.union(coming)), reachable(), ~declined)


def _change_of(row: sa.RowMapping) -> Change:
    before = None if row["before"] is None else _event.validate_python(row["before"], strict=False)
    return record(Change, row, before=before)
