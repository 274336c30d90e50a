"""The weekly digest: one message on Sunday evening instead of single reminders (row 61)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from alliance.reminder import digest_due
from handlers.desk import BULK, HOME_ZONE
from handlers.telling import quiet_of
from handlers.texts import reminding as texts
from scheduler.jobs import Facts, Job
from storage.reminders import DIGEST
from talk.messenger import Tell
from talk.prompt import Prompt

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.house import House
    from storage.books import Books
    from storage.database import Database
    from storage.reminders import DigestReader

WEEK: Final = timedelta(days=7)
STILL_NEW: Final = timedelta(days=2)
"""A digest that is later than this (the program was down) is left out."""
BATCH: Final = 50


async def digest(database: Database, house: House, now: datetime) -> Facts:
    """Everybody whose Sunday evening has come since their last one; a week without events is no message."""
    del house
    facts = {"told": 0, "empty": 0, "too_late": 0}
    async with database.reading() as books:
        zones = await books.reminders.digest_zones()
    for zone in zones:
        last = last_digest(zone or HOME_ZONE, now)
        after = 0
        while True:
            async with database.writing() as books:
                readers = await books.reminders.weekly(last, zone=zone, after=after, limit=BATCH)
                for reader in readers:
                    if outcome := await _digest_of(books, reader, last, now):
                        facts[outcome] += 1
            if not readers:
                break
            after = readers[-1].person_id
    return facts


async def _is_due(books: Books, now: datetime) -> bool:
    for zone in await books.reminders.digest_zones():
        if await books.reminders.weekly(last_digest(zone or HOME_ZONE, now), zone=zone, limit=1):
            return True
    return False


DIGEST_JOB: Final = Job(name="digest", every=60, work=digest, looks=_is_due)


def last_digest(zone: str, now: datetime) -> datetime:
    """The latest moment of that zone's digest that is not after ``now``."""
    moment = digest_due(texts.DIGEST_DAY, texts.DIGEST_TIME, zone, now - WEEK - timedelta(hours=2))
    following = digest_due(texts.DIGEST_DAY, texts.DIGEST_TIME, zone, moment)
    return following if following <= now else moment


async def _digest_of(books: Books, reader: DigestReader, last: datetime, now: datetime) -> str | None:
    """What became of it; None while it is night where the reader lives."""
    zone = reader.zone or HOME_ZONE
    local: time = now.astimezone(ZoneInfo(zone)).time()
    quiet = quiet_of(reader)
    if quiet is not None and quiet.covers(local):
        return None
    await books.people.digested(reader.person_id, at=now)
    if now - last > STILL_NEW:
        return "too_late"
    week = await books.events.mine(reader.person_id, now, now + WEEK, limit=texts.MOST_OF_DIGEST)
    if not week.total:
        return "empty"
    await books.outbox.put(
        reader.account_id,
        reader.chat,
        Tell(
            chat=reader.chat,
            prompt=Prompt(text=texts.digest(week.items, week.total, zone=zone, now=now), rows=texts.DIGEST_ROWS),
        ),
        lane=BULK,
        now=now,
        person_id=reader.person_id,
        key=f"digest:{reader.person_id}:{last:%Y%m%d}",
    )
    for event in week.items:
        await books.reminders.record_told(event.id, [reader.person_id], lead=DIGEST, sequence=event.sequence, at=now)
    return "told"
