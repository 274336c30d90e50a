"""Reminders in the outbox: what they are called there, and whether what they say is still so.

An event is cancelled or moved in one short transaction; whoever was told of it is walked through afterwards
(``storage.reminders.changes``). So the delivery asks here once more before a reminder leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.messaging.notices import Told, checked
from storage.messaging.outbox import Notice
from storage.plan.event_records import in_states
from storage.sql.any_of import any_of
from storage.tables import events, reminders

REMINDER: Final = "reminder"
"""The kind of these notices."""
EVENT: Final = "event:"
SEVERAL: Final = "reminders:"
"""How subjects begin: one event, or several, known by their reminders."""
LONGEST_KEY: Final = 100
"""Characters of a key and of a subject that the outbox keeps."""

Facts = Mapping[int, datetime]
"""Announced events and their starts."""


def subject_of(event_id: int) -> str:
    """What is told about an event alone."""
    return f"{EVENT}{event_id}"


def keys_of(event_id: int) -> str:
    """How the outbox's keys of reminders of this event alone begin."""
    return f"remind:{event_id}:"


def reminder_of(event_id: int, sequence: int, starts_at: datetime) -> Notice:
    """A reminder of one event: it may wait till the morning if that comes before the start."""
    return Notice(kind=REMINDER, subject=subject_of(event_id), version=sequence, may_wait=True, wait_until=starts_at)


def reminder_of_several(starts: Facts, reminder_ids: Iterable[int]) -> Notice:
    """One message about several events (id → start): its version tells whether they still begin then.

    Of very many it is not asked (no subject): their names do not fit.
    """
    subject = f"{SEVERAL}{'+'.join(map(str, sorted(reminder_ids)))}"
    return Notice(
        kind=REMINDER,
        subject=subject if len(subject) <= LONGEST_KEY else None,
        version=mark_of(starts),
        may_wait=True,
        wait_until=max(starts.values()),
    )


def key_of_several(person_id: int, starts: Facts, reminder_ids: Iterable[int]) -> str:
    """The outbox's key of one message about several events."""
    ids = sorted(reminder_ids)
    key = f"remind:several:{person_id}:{mark_of(starts):08x}:{'+'.join(map(str, ids))}"
    return key if len(key) <= LONGEST_KEY else f"remind:several:{person_id}:{ids[0]}"


def mark_of(starts: Facts) -> int:
    """Of events and their starts: it is another one when any of them is moved or cancelled. 32 bits."""
    return crc32(repr([(one, start.timestamp()) for one, start in sorted(starts.items())]).encode())


@checked(REMINDER)
class ToldReminders:
    """Those in the outbox."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def outdated(self, told: Collection[Told]) -> frozenset[int]:
        """Those that are no longer true: an event of theirs was cancelled or moved since.

        A reminder helps until its event begins: so it is one of that start, whatever else was changed meanwhile.
        """
        singles = [one for one in told if one.subject.startswith(EVENT)]
        bundles = [one for one in told if one.subject.startswith(SEVERAL)]
        void: set[int] = set()
        if singles:
            starts = await self._starts({_event(one) for one in singles})
            void.update(one.row for one in singles if starts.get(_event(one)) != one.until)
        if bundles:
            void.update(await self._changed(bundles))
        return frozenset(void)

    async def withdrawn(self, told: Collection[Told]) -> None:
        """Of those about several events the events that stay as they were are told anew."""
        ids = [number for one in told if one.subject.startswith(SEVERAL) for number in _reminders(one)]
        if not ids:
            return
        as_it_was = sa.exists().where(
            events.c.id == reminders.c.event_id,
            events.c.sequence == reminders.c.sequence,
            in_states((State.ANNOUNCED,)),
        )
        again = sa.update(reminders).where(any_of(reminders.c.id, ids), reminders.c.state == "told", as_it_was)
        await self._connection.execute(again.values(state="planned"))

    async def _starts(self, event_ids: Collection[int]) -> Facts:
        query = sa.select(events.c.id, events.c.starts_at).where(
            any_of(events.c.id, event_ids), in_states((State.ANNOUNCED,)), events.c.starts_at.is_not(None)
        )
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def _changed(self, bundles: Collection[Told]) -> frozenset[int]:
        ids = [number for one in bundles for number in _reminders(one)]
        query = sa.select(reminders.c.id, reminders.c.event_id).where(any_of(reminders.c.id, ids))
        event_of = {row[0]: row[1] for row in await self._connection.execute(query)}
        starts = await self._starts(set(event_of.values()))

        def still(one: Told) -> Facts:
            theirs = {event_of[number] for number in _reminders(one) if number in event_of}
            return {event: starts[event] for event in theirs if event in starts}

        return frozenset(one.row for one in bundles if mark_of(still(one)) != one.version)


def _event(one: Told) -> int:
    return int(one.subject.removeprefix(EVENT))


def _reminders(one: Told) -> tuple[int, ...]:
    return tuple(map(int, one.subject.removeprefix(SEVERAL).split("+")))
