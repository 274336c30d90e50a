"""The weekly digest: one message on Sunday evening instead of single reminders (row 61)."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.time.notices import digest_due
from domain.time.zones import HOME_ZONE
from handlers.notices.notices import tell_each
from handlers.notices.quiet import quiet_of
from handlers.texts.subscriptions import reminders as texts
from scheduler.jobs import Facts, Phase, job
from storage.messaging.outbox import Putting
from storage.plan.audience import targets
from storage.plan.events import ON
from storage.reminders.reminders import DIGEST
from storage.reminders.told_digests import digest_of
from talk.messenger import BULK, Tell
from talk.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.plan.events import Event
    from storage.reminders.digests import DigestReader, Want

WEEK: Final = timedelta(days=7)
STILL_NEW: Final = timedelta(days=2)
"""A digest that is later than this (the program was down) is left out."""
BATCH: Final = 100
"""Readers of one transaction."""
PAGE: Final = 200
"""Events that are read without a pause."""


async def has_work(books: Books, now: datetime) -> bool:
    for zone in await books.digests.zones():
        if await books.digests.weekly(last_digest(zone or HOME_ZONE, now), zone=zone, limit=1):
            return True
    return False


@job("digest", every=60, phase=Phase.QUESTIONS, has_work=has_work)
async def digest(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Everybody whose Sunday evening has come since their last one; a week without events is no message."""
    del directory
    facts: Counter[str] = Counter()
    week: Week | None = None
    async with database.reading() as books:
        zones = await books.digests.zones()
    for zone in zones:
        last = last_digest(zone or HOME_ZONE, now)
        after: int | None = 0
        while after is not None:
            async with database.reading() as books:
                waiting = await books.digests.weekly(last, zone=zone, after=after, limit=BATCH)
            if waiting and week is None:
                week = await _week(database, now)
            if waiting and week is not None:
                async with database.writing() as books:
                    facts.update(await _tell(books, week, zone, last, after))
            after = waiting[-1].person_id if len(waiting) == BATCH else None
    return dict(facts)


def last_digest(zone: str, now: datetime) -> datetime:
    """The latest moment of that zone's digest that is not after ``now``."""
    moment = digest_due(texts.DIGEST_DAY, texts.DIGEST_TIME, zone, now - WEEK - timedelta(hours=2))
    following = digest_due(texts.DIGEST_DAY, texts.DIGEST_TIME, zone, moment)
    return following if following <= now else moment


@dataclass(slots=True, kw_only=True)
class Week:
    """What is on within seven days, and by which subscriptions it is heard of; read once for all readers."""

    now: datetime
    events: dict[int, Event] = field(default_factory=dict)
    by_want: defaultdict[Want, set[int]] = field(default_factory=lambda: defaultdict(set))
    _prompts: dict[tuple[tuple[int, ...], str], Prompt] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        self.events[event.id] = event
        for target in targets(event):
            self.by_want[event.alliance_id, target].add(event.id)

    def refresh(self, changed: Collection[int], events: Sequence[Event]) -> None:
        """These are different from what was read; ``events`` are those of them that there still are."""
        self._prompts.clear()
        for known in self.by_want.values():
            known.difference_update(changed)
        for number in changed:
            del self.events[number]
        for event in events:
            if event.state in ON and event.starts_at is not None and event.starts_at < self.now + WEEK:
                self.add(event)

    def wanted(self, wants: frozenset[Want], declined: frozenset[int]) -> tuple[int, ...]:
        """What a reader with these subscriptions is to hear of, by its start."""
        found: set[int] = set().union(*(self.by_want[want] for want in wants if want in self.by_want)) - declined
        return tuple(sorted(found, key=lambda one: (self.events[one].starts_at, one)))

    def prompt(self, wanted: tuple[int, ...], zone: str) -> Prompt:
        known = self._prompts.get((wanted, zone))
        if known is None:
            shown = [self.events[one] for one in wanted[: texts.MOST_OF_DIGEST]]
            text = texts.digest(shown, len(wanted), zone=zone, now=self.now)
            known = self._prompts[wanted, zone] = Prompt(text=text, rows=texts.DIGEST_ROWS)
        return known


async def _week(database: Database, now: datetime) -> Week:
    week = Week(now=now)
    async with database.reading() as books:
        ids = await books.digests.week(now, now + WEEK)
    for at in range(0, len(ids), PAGE):
        async with database.reading() as books:
            page = {event.id: event for event in await books.events.many(ids[at : at + PAGE])}
        for number in ids[at : at + PAGE]:
            if number in page:
                week.add(page[number])
    return week


async def _tell(books: Books, week: Week, zone: str | None, last: datetime, after: int) -> Counter[str]:
    """The next readers of this zone; whom it is night for stays for the morning."""
    where, now = zone or HOME_ZONE, week.now
    local = now.astimezone(ZoneInfo(where)).time()
    readers = [
        reader
        for reader in await books.digests.weekly(last, zone=zone, after=after, limit=BATCH, claim=True)
        if (quiet := quiet_of(reader)) is None or not quiet.covers(local)
    ]
    everybody = [reader.person_id for reader in readers]
    await books.digests.digested(everybody, at=now)
    if now - last > STILL_NEW:
        return Counter(too_late=len(readers))
    lists = await _lists(books, week, everybody)
    await asyncio.sleep(0)
    wanting = [reader for reader in readers if lists[reader.person_id]]
    await tell_each(
        books, [_message(reader, week, lists[reader.person_id], where, last) for reader in wanting], now=now
    )
    told: defaultdict[int, list[int]] = defaultdict(list)
    for reader in readers:
        for number in lists[reader.person_id][: texts.MOST_OF_DIGEST]:
            told[number].append(reader.person_id)
    for number, people in told.items():
        sequence = week.events[number].sequence
        await books.reminders.record_told(number, people, lead=DIGEST, sequence=sequence, at=now)
    return Counter(told=len(wanting), empty=len(readers) - len(wanting))


def _message(reader: DigestReader, week: Week, wanted: tuple[int, ...], zone: str, last: datetime) -> Putting:
    """One for each week, and another one where that was no longer true before it left."""
    notice = digest_of({number: week.events[number].sequence for number in wanted[: texts.MOST_OF_DIGEST]})
    return Putting(
        account_id=reader.account_id,
        chat=reader.chat,
        action=Tell(chat=reader.chat, prompt=week.prompt(wanted, zone)),
        lane=BULK,
        key=f"digest:{reader.person_id}:{last:%Y%m%d}:{notice.version:08x}",
        person_id=reader.person_id,
        notice=notice,
    )


async def _lists(books: Books, week: Week, person_ids: list[int]) -> dict[int, tuple[int, ...]]:
    """Reader → events; what was changed since the week was read is read again, and is not changed meanwhile."""
    wants, declined = await books.digests.wants(person_ids), await books.digests.declined(person_ids)

    def lists() -> dict[int, tuple[int, ...]]:
        nothing: frozenset[int] = frozenset()
        return {one: week.wanted(wants.get(one, frozenset()), declined.get(one, nothing)) for one in person_ids}

    found = lists()
    used = {number for wanted in found.values() for number in wanted}
    versions = await books.digests.versions(used)
    changed = [
        number
        for number in used
        if versions.get(number) != (week.events[number].sequence, week.events[number].state.value)
    ]
    if not changed:
        return found
    week.refresh(changed, await books.events.many(changed))
    return lists()
