"""Reminders: one per person, event and lead, written when the rule becomes due (row 61)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.messaging.notification_prefs import REACH, Sending, prefs_of
from storage.plan.audience import EVERYBODY, next_bound
from storage.plan.event_records import Event
from storage.reminders.group_messages import GroupMessage, saying
from storage.reminders.planning import Batch, planning, prefs_of_batch
from storage.sql.any_of import any_of
from storage.sql.chunks import Deleted, until_nothing
from storage.sql.records import insert, record
from storage.tables import addresses, events, people, reminders, rules_fired
from storage.tables.addresses import Topic, reachable, told_at

CHANGE: Final = -1
"""Instead of a lead: the person was told that the event was moved or cancelled."""
DIGEST: Final = -2
"""Instead of a lead: the person was told of the event by a digest."""


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
class ReminderGroup:
    """People with nothing due but one reminder each, for whom the same holds: what is decided for one goes for all."""

    event_id: int
    sequence: int
    send_at: datetime
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None
    reachable: bool
    reminder_ids: tuple[int, ...]


PLANNED: Final = reminders.c.state == sa.literal_column("'planned'", sa.String)
"""As a literal, written as in the partial index: a plan made for any parameter could not use that index."""
EVERY: Final = 2**31 - 1
"""No event is changed so often."""
_ALIKE: Final[Mapping[str, sa.ColumnElement[Any]]] = {
    **{name: reminders.c[name] for name in ("event_id", "sequence", "send_at")},
    **{name: people.c[name] for name in ("zone", "quiet_from", "quiet_to")},
    "reachable": reachable().label("reachable"),
}


class Reminders:
    """What was planned, told, dropped and withdrawn."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    # Planning: a walk over the audience of an event, by person id.

    async def next_batch(self, event: Event, *, after: int, limit: int) -> Batch:
        """The next people with a subscription that means this event, and the preferences among them.

        In PostgreSQL they change neither preferences nor subscriptions until this transaction ends: nothing else may be
        locked before.
        """
        bound = (await self._connection.execute(next_bound(event), {"after": after, "most": limit})).scalar()
        upto = EVERYBODY if bound is None else bound
        rows = await self._connection.execute(prefs_of_batch(event), {"after": after, "upto": upto})
        theirs = tuple(prefs_of(row) for row in rows)
        return Batch(after=after, upto=upto, prefs=theirs, last=bound is None)

    async def plan(self, event: Event, lead: int, batch: Batch, sendings: Sequence[Sending]) -> int:
        """Write a reminder for everybody of the chunk who wants this lead; how many are new.

        A choice of preferences without a sending gets none. Done twice it changes nothing: event, person, lead and
        sequence are unique.
        """
        if not sendings:
            return 0
        dialect = self._connection.dialect.name
        query = planning(dialect, event, lead, frozenset(batch.prefs), frozenset(sendings))
        return (await self._connection.execute(query, {"after": batch.after, "upto": batch.upto})).rowcount

    # Telling.

    async def due(self, now: datetime, limit: int) -> tuple[tuple[ReminderGroup, ...], tuple[DuePerson, ...]]:
        """People with something due, the longest waiting first, each with all that is due for them.

        Those with one reminder come by what they have in common, the others one by one. Made of ``limit`` reminders and
        whatever else is due for the same people. Only inside ``database.writing()``, together with ``mark_told`` or
        ``drop``: several processes take different people's, and people in the middle of a turn are left for the next
        time.
        """
        first = frozenset((await self._connection.execute(due_first(now, limit))).scalars())
        rows = (await self._connection.execute(due_rows(now, first))).all() if first else []
        counts = Counter(row[1] for row in rows)
        alike: dict[tuple[Any, ...], list[int]] = {}
        several: list[int] = []
        for row in rows:
            (alike.setdefault(tuple(row[2:]), []) if counts[row[1]] == 1 else several).append(row[0])
        groups = [
            ReminderGroup(**dict(zip(_ALIKE, key, strict=True)), reminder_ids=tuple(ids)) for key, ids in alike.items()
        ]
        return tuple(groups), await self.people(several)

    async def people(self, reminder_ids: Collection[int]) -> tuple[DuePerson, ...]:
        """To whom these reminders belong, the longest waiting first."""
        if not reminder_ids:
            return ()
        query = sa.select(reminders, *REACH, _ALIKE["reachable"]).join(people, people.c.id == reminders.c.person_id)
        query = query.join(addresses, told_at(Topic.REMINDERS))
        query = query.where(any_of(reminders.c.id, reminder_ids)).order_by(reminders.c.send_at, reminders.c.id)
        by_person: dict[int, list[sa.RowMapping]] = {}
        for row in (await self._connection.execute(query)).mappings():
            by_person.setdefault(row["person_id"], []).append(row)
        return tuple(
            record(DuePerson, theirs[0], reminders=tuple(record(Reminder, row) for row in theirs))
            for theirs in by_person.values()
        )

    async def put_group(self, said: GroupMessage, *, now: datetime) -> None:
        """Put the message into the outbox, for all of them in one statement; then they are told."""
        await self._connection.execute(saying(self._connection, said, now))
        await self.mark_told(said.reminder_ids)

    async def mark_told(self, reminder_ids: Iterable[int]) -> None:
        """They are in the outbox."""
        await self._set_state(reminder_ids, "told")

    async def drop(self, reminder_ids: Iterable[int]) -> None:
        """They would not help any more: the event has begun, or the person cannot be reached."""
        await self._set_state(reminder_ids, "dropped")

    async def withdraw_older(
        self, event_id: int, *, sequence: int = EVERY, after: int = 0, upto: int = EVERYBODY
    ) -> int:
        """The event was moved or cancelled: what is older than ``sequence`` and not sent yet is not sent.

        Only of the people after one id and up to another; how many there were.
        """
        theirs = reminders.c.person_id > after, reminders.c.person_id <= upto
        chosen = sa.and_(reminders.c.event_id == event_id, *theirs, PLANNED, reminders.c.sequence < sequence)
        return (await self._connection.execute(sa.update(reminders).where(chosen).values(state="withdrawn"))).rowcount

    async def mark_obsolete(self, reminder_ids: Iterable[int]) -> None:
        """The same for these ones."""
        await self._set_state(reminder_ids, "withdrawn")

    async def stale(self, now: datetime, since: datetime) -> tuple[int, ...]:
        """Events that have begun while reminders of them waited; looked for where something waits since ``since``."""
        oldest = (await self._connection.execute(sa.select(sa.func.min(reminders.c.send_at)).where(PLANNED))).scalar()
        if oldest is None or oldest > since:
            return ()
        waiting = sa.select(reminders.c.event_id).where(PLANNED, reminders.c.send_at <= now).distinct().subquery()
        query = sa.select(events.c.id).join(waiting, waiting.c.event_id == events.c.id)
        query = query.where(events.c.starts_at <= now, events.c.state != State.CANCELLED.value).order_by(events.c.id)
        return tuple((await self._connection.execute(query)).scalars())

    async def expire(self, event_id: int, now: datetime, *, after: int, limit: int) -> tuple[int, int | None]:
        """The event has begun: of the next people, what is due is dropped; how many, and up to whom the walk came.

        None instead: that was the last of them.
        """
        walk = sa.select(reminders.c.person_id).where(reminders.c.event_id == event_id, reminders.c.person_id > after)
        bounds = walk.order_by(reminders.c.person_id).limit(limit).subquery()
        query = sa.select(sa.func.count(), sa.func.max(bounds.c.person_id))
        count, upto = (await self._connection.execute(query)).one()
        if not count:
            return 0, None
        theirs = reminders.c.person_id > after, reminders.c.person_id <= upto
        due = sa.and_(reminders.c.event_id == event_id, *theirs, PLANNED, reminders.c.send_at <= now)
        dropped = await self._connection.execute(sa.update(reminders).where(due).values(state="dropped"))
        return dropped.rowcount, upto if count == limit else None

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Some of what is about an event that began before that moment and whose rules are known."""
        del after
        theirs = sa.exists().where(reminders.c.event_id == events.c.id)
        past = sa.select(events.c.id).join(rules_fired, rules_fired.c.event_id == events.c.id)
        past = past.where(rules_fired.c.starts_at < before, events.c.starts_at < before, theirs).limit(1)
        some = sa.select(reminders.c.id).where(reminders.c.event_id == past.scalar_subquery()).limit(limit)
        return until_nothing(
            (await self._connection.execute(sa.delete(reminders).where(reminders.c.id.in_(some)))).rowcount
        )

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

    async def postpone(self, reminder_ids: Iterable[int], send_at: datetime) -> None:
        """Not now after all: it is night where the person lives."""
        await self._connection.execute(
            sa.update(reminders).where(any_of(reminders.c.id, tuple(reminder_ids)), PLANNED).values(send_at=send_at)
        )

    async def withdraw_of(self, person_id: int, *, but: Collection[int] = ()) -> int:
        """The person wants none of these leads any more (minutes); how many planned ones there were."""
        query = sa.update(reminders).where(reminders.c.person_id == person_id, PLANNED)
        query = query.where(reminders.c.lead.not_in(tuple(but))).values(state="withdrawn")
        return (await self._connection.execute(query)).rowcount

    async def _set_state(self, reminder_ids: Iterable[int], state: str) -> None:
        await self._connection.execute(
            sa.update(reminders).where(any_of(reminders.c.id, tuple(reminder_ids)), PLANNED).values(state=state)
        )


def due_first(now: datetime, limit: int) -> sa.Select[int]:
    """To whom the first ``limit`` due reminders belong."""
    return (
        sa.select(reminders.c.person_id)
        .where(PLANNED, reminders.c.send_at <= now)
        .order_by(reminders.c.send_at)
        .limit(limit)
    )


def due_rows(now: datetime, person_ids: Collection[int]) -> sa.Select[Any]:
    """All that is due for these people."""
    return (
        sa.select(reminders.c.id, reminders.c.person_id, *_ALIKE.values())
        .join(people, people.c.id == reminders.c.person_id)
        .where(any_of(reminders.c.person_id, person_ids), PLANNED, reminders.c.send_at <= now)
        .order_by(reminders.c.send_at, reminders.c.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
