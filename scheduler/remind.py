"""Reminders: rules become due, people are chosen at that moment, and each gets one message (row 61; DESIGN, Time)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alliance.event import State
from alliance.reminder import LEADS, due, settle, still_helps
from handlers.desk import BULK, HOME_ZONE, URGENT
from handlers.telling import quiet_of
from handlers.texts import reminding as texts
from scheduler.jobs import Facts, Job
from storage.reminders import Sending
from storage.rules import SEEN
from talk.messenger import Tell
from talk.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from handlers.house import House
    from storage.books import Books
    from storage.database import Database
    from storage.events import Event
    from storage.reminders import DuePerson, Reminder
    from storage.rules import Rule

MINUTES: Final = tuple(int(lead / timedelta(minutes=1)) for lead in LEADS)
LATE: Final = timedelta(minutes=5)
"""What is later than this is late because the program was down; whether it is night is asked anew."""
URGENTLY: Final = timedelta(hours=1)
LONGEST_DOWN: Final = timedelta(days=30)
"""Rules of events that began earlier are not looked for any more."""
BATCH: Final = 100


async def remind(database: Database, house: House, now: datetime) -> Facts:
    """All that is due: told, or dropped where it came too late. The numbers go into the run journal."""
    del house
    facts: Counter[str] = Counter()
    async with database.reading() as books:
        unseen = bool(await books.rules.unseen(now, limit=1))
        rules = await books.rules.due(now, MINUTES)
        missed = await books.rules.missed(now, now - LONGEST_DOWN, MINUTES)
        waiting = await books.reminders.is_due(now)
    if unseen:
        await _see(database, now)
    for rule in rules:
        async with database.writing() as books:
            facts["planned"] += await _plan(books, rule, now)
    for rule in missed:
        async with database.writing() as books:
            facts["missed"] += await _miss(books, rule, now)
    while waiting or facts["planned"]:
        if not await _tell(database, now, facts):
            break
    return dict(facts)


async def _is_due(books: Books, now: datetime) -> bool:
    return bool(
        await books.reminders.is_due(now)
        or await books.rules.unseen(now, limit=1)
        or await books.rules.due(now, MINUTES, limit=1)
        or await books.rules.missed(now, now - LONGEST_DOWN, MINUTES)
    )


REMIND: Final = Job(name="remind", every=20, work=remind, looks=_is_due)


async def _see(database: Database, now: datetime) -> None:
    """An event that is new or moved: the leads that are past already are not caught up on."""
    while True:
        async with database.writing() as books:
            unseen = await books.rules.unseen(now, limit=BATCH)
            for event in unseen:
                assert event.starts_at is not None
                await books.rules.fire(event, SEEN, early=False, at=now)
                for lead in MINUTES:
                    if event.starts_at - timedelta(minutes=lead) <= now:
                        await books.rules.fire(event, lead, early=True, at=now)
                        await books.rules.fire(event, lead, early=False, at=now)
        if len(unseen) < BATCH:
            return


async def _miss(books: Books, rule: Rule, now: datetime) -> bool:
    """The event has begun: nobody needs this reminder any more."""
    event = await books.events.get(rule.event_id)
    return event is not None and await books.rules.fire(event, rule.lead, early=False, at=now)


async def _plan(books: Books, rule: Rule, now: datetime) -> int:
    """How many reminders are new. An early rule is for those whose call comes the evening before the night."""
    event = await books.events.get(rule.event_id)
    if event is None or event.state is not State.ANNOUNCED or event.starts_at is None:
        return 0
    if not await books.rules.fire(event, rule.lead, early=rule.early, at=now):
        return 0
    due_at = due(event.starts_at, timedelta(minutes=rule.lead))
    ring_at = now if now - due_at > LATE else due_at
    sendings = []
    for habit in await books.reminders.habits(event, rule.lead):
        send_at = settle(ring_at, quiet_of(habit), habit.zone or HOME_ZONE, event.starts_at, now)
        if send_at is not None and (not rule.early or send_at < due_at):
            sendings.append(Sending(habit=habit, send_at=send_at))
    return await books.reminders.plan(event, rule.lead, sendings)


async def _tell(database: Database, now: datetime, facts: Counter[str]) -> bool:
    """One batch of people; False when nobody waits any more."""
    async with database.writing() as books:
        people = await books.reminders.due(now, BATCH)
        ids = {reminder.event_id for person in people for reminder in person.reminders}
        events = {event.id: event for event in await books.events.many(ids)}
        for person in people:
            helpful = await _sift(books, person, events, now, facts)
            if helpful:
                await _write(books, person, helpful, events, now)
                facts["told"] += 1
    return bool(people)


async def _sift(
    books: Books, person: DuePerson, events: Mapping[int, Event], now: datetime, facts: Counter[str]
) -> list[Reminder]:
    """What is still worth saying now; the rest is dropped, withdrawn or put off till the morning."""
    if not person.reachable:
        await books.reminders.drop([reminder.id for reminder in person.reminders])
        facts["unreachable"] += len(person.reminders)
        return []
    helpful = []
    for reminder in person.reminders:
        event = events[reminder.event_id]
        if event.state is not State.ANNOUNCED or event.starts_at is None:
            facts["withdrawn"] += await books.reminders.withdraw(event.id)
        elif not still_helps(now, event.starts_at):
            await books.reminders.drop([reminder.id])
            facts["too_late"] += 1
        else:
            ring_at = now if now - reminder.send_at > LATE else reminder.send_at
            send_at = settle(ring_at, quiet_of(person), person.zone or HOME_ZONE, event.starts_at, now)
            if send_at is not None and send_at > now:
                await books.reminders.postpone([reminder.id], send_at)
            else:
                helpful.append(reminder)
    return helpful


def _last_use(told: Sequence[Event]) -> datetime | None:
    """When the last of these has begun nobody needs the message any more."""
    return max((event.starts_at for event in told if event.starts_at is not None), default=None)


async def _write(
    books: Books, person: DuePerson, helpful: Sequence[Reminder], events: Mapping[int, Event], now: datetime
) -> None:
    """One message for all of them; only where there are very many, a few."""
    chosen = sorted({reminder.event_id for reminder in helpful}, key=lambda one: (events[one].starts_at, one))
    for at in range(0, len(chosen), texts.TOGETHER):
        told = [events[one] for one in chosen[at : at + texts.TOGETHER]]
        ids = [reminder.id for reminder in helpful if reminder.event_id in {event.id for event in told}]
        soon = any(event.starts_at is not None and event.starts_at - now <= URGENTLY for event in told)
        prompt = Prompt(text=texts.reminder(told, zone=person.zone, now=now), rows=texts.reminder_rows(told))
        await books.outbox.put(
            person.account_id,
            person.chat,
            Tell(chat=person.chat, prompt=prompt),
            lane=URGENT if soon else BULK,
            now=now,
            not_after=_last_use(told),
            person_id=person.person_id,
            key=f"remind:{person.person_id}:{min(ids)}",
        )
        await books.reminders.told(ids)
