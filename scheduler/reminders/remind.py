"""Reminders: rules become due, people are chosen at that moment, and each gets one message (row 61).

Every step is a short transaction, so that a million subscribers keep nobody waiting, and a program that was killed
goes on where it was.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.time.notices import MINUTES, due
from handlers.notices.notices import tell_each
from handlers.notices.quiet import rings_at
from scheduler.due import BATCH, LATE, ring_from, walk
from scheduler.jobs import Facts, Phase, job
from scheduler.reminders.decisions import ReminderPass
from scheduler.reminders.tell_changes import tell_changes
from storage.messaging.notification_prefs import Sending
from storage.reminders.fired_leads import DueLead

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.notification_prefs import NotificationPrefs

LONGEST_DOWN: Final = timedelta(days=30)
"""Rules of events that began earlier are not looked for any more."""
RULES: Final = 500
CHUNK: Final = 2000
"""People of one transaction of planning."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(
        await books.reminders.is_due(now)
        or await books.fired_leads.due(now, MINUTES, limit=1)
        or await books.fired_leads.missed(now, now - LONGEST_DOWN, MINUTES, limit=1)
    )


@job("remind", every=20, phase=Phase.REMINDERS, has_work=has_work)
async def remind(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """All that is due: told, or dropped where it came too late. The numbers go into the run journal."""
    return await walk(database, EventReminders(directory), now)


class EventReminders:
    """The first ``Due``: leads of events."""

    def __init__(self, directory: AccountDirectory) -> None:
        self._directory = directory
        self._rules: list[DueLead] = []

    async def begin(self, database: Database, now: datetime, facts: Counter[str]) -> None:
        await _miss(database, now, facts)
        await _expire(database, now, facts)
        async with database.reading() as books:
            self._rules = list(await books.fired_leads.due(now, MINUTES))

    async def plan(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        """A chunk of each rule; then whatever is due for a person is known, and comes as one message."""
        self._rules = [rule for rule in self._rules if await plan_next(database, rule, now, facts)]
        return bool(self._rules)

    async def tell(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        """News of changes are not held up by very many reminders."""
        telling = await _tell(database, now, facts)
        async with database.reading() as books:
            changed = await books.changes.any()
        if changed:
            facts.update(await tell_changes(database, self._directory, now))
        return telling


async def _miss(database: Database, now: datetime, facts: Counter[str]) -> None:
    """Events that have begun meanwhile: nobody needs these reminders any more."""
    more = True
    while more:
        async with database.reading() as books:
            missed = await books.fired_leads.missed(now, now - LONGEST_DOWN, MINUTES, limit=RULES)
        if missed:
            async with database.writing() as books:
                facts["missed"] += await books.fired_leads.fire_all(missed, now)
        more = len(missed) == RULES


async def _expire(database: Database, now: datetime, facts: Counter[str]) -> None:
    """Reminders that were planned and waited until the event had begun: dropped, event by event."""
    async with database.reading() as books:
        stale = await books.reminders.stale(now, now - LATE)
    for event_id in stale:
        reached: int | None = 0
        while reached is not None:
            async with database.writing() as books:
                dropped, reached = await books.reminders.expire(event_id, now, after=reached, limit=CHUNK)
                facts["too_late"] += dropped


class _Overtaken(Exception):
    """The event was moved or cancelled meanwhile, or another process was faster: nothing of this chunk is kept."""


async def plan_next(database: Database, rule: DueLead, now: datetime, facts: Counter[str]) -> bool:
    """The next people of this rule; whether there are more.

    An early rule is for those who are called the evening before the night.
    """
    try:
        async with database.writing() as books:
            return await _plan_chunk(books, rule, now, facts)
    except _Overtaken:
        return False


async def _plan_chunk(books: Books, rule: DueLead, now: datetime, facts: Counter[str]) -> bool:
    event = await books.events.get(rule.event_id)
    if event is None or event.state is not State.ANNOUNCED or event.starts_at != rule.starts_at:
        return False
    start = await books.fired_leads.cursor(rule)
    if start is None:
        return False
    batch = await books.reminders.next_batch(event, after=start, limit=CHUNK)
    sendings = [
        Sending(prefs=prefs, send_at=send_at)
        for prefs in batch.prefs
        if (send_at := _moment(prefs, rule, now)) is not None
    ]
    planned = await books.reminders.plan(event, rule.lead, batch, sendings)
    if not await books.fired_leads.advance(rule, start, None if batch.last else batch.upto, at=now):
        raise _Overtaken
    facts["planned"] += planned
    return not batch.last


def _moment(prefs: NotificationPrefs, rule: DueLead, now: datetime) -> datetime | None:
    """When the people of this choice of preferences are reminded by this rule; None: not at all."""
    due_at = due(rule.starts_at, timedelta(minutes=rule.lead))
    send_at = rings_at(prefs, ring_from(due_at, now), rule.starts_at, now)
    return None if rule.early and send_at is not None and send_at >= due_at else send_at


async def _tell(database: Database, now: datetime, facts: Counter[str]) -> bool:
    """One batch of people; False when nobody waits any more."""
    async with database.writing() as books:
        groups, people = await books.reminders.due(now, BATCH)
        if not groups and not people:
            return False
        ids = {group.event_id for group in groups}
        still = await books.changes.lock(ids | {one.event_id for person in people for one in person.reminders})
        events = {event.id: event for event in await books.events.many(still)}
        told = ReminderPass(now=now, events=events, obsolete_below=await books.changes.obsolete_below(still))
        for group in groups:
            told.add_group(group)
        await asyncio.sleep(0)
        for person in people:
            told.add(person)
        for said in told.group_messages():
            await books.reminders.put_group(said, now=now)
            books.wake("outbox")
        await tell_each(books, told.messages, now=now)
        await books.reminders.mark_told(told.told)
        await books.reminders.drop(told.dropped)
        await books.reminders.mark_obsolete(told.obsolete)
        for moment, waiting in told.postponed.items():
            await books.reminders.postpone(waiting, moment)
    facts.update(told.facts)
    return bool(told.facts)
