"""Who has not written for long is asked whether they stay, and is erased when there is no answer (152-FZ, art. 5).

How long that is says the table (``storage.tables.people``). Whatever they write is an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.notices.people import tell_person
from handlers.people.erasing import erase
from handlers.texts.people import staying as texts
from handlers.turn.in_the_name_of import in_the_name_of
from scheduler.jobs import Facts, Phase, job
from storage.messaging.outbox import Notice
from storage.tables import people
from storage.tables.retention import KeptWhileSeen, retention_of
from talk.prompt import Button

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

CHUNK: Final = 100
"""People of one transaction."""
MONTH: Final = 30
"""Days, as people count."""


def term() -> KeptWhileSeen:
    found = retention_of(people)
    assert isinstance(found, KeptWhileSeen), "the tables declare it"
    return found


async def has_work(books: Books, now: datetime) -> bool:
    kept = term()
    unseen = await books.people.unseen(now - kept.unseen, limit=1)
    return bool(unseen or await books.people.unanswered(now - kept.answered_in, limit=1))


@job("stay", every=3600, phase=Phase.QUESTIONS, has_work=has_work)
async def stay(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """How many were asked, and how many erased."""
    return {"asked": await _ask(database, now), "erased": await _erase(database, directory, now)}


async def _ask(database: Database, now: datetime) -> int:
    """One message to each, with one button; who cannot be written to is not told, and has the same time."""
    kept, asked = term(), 0
    text = texts.do_you_stay(kept.unseen.days // MONTH, kept.answered_in.days)
    rows = ((Button(label=texts.STAY, press="stay", tone="main"),),)
    while True:
        async with database.writing() as books:
            found = await books.people.unseen(now - kept.unseen, limit=CHUNK)
            for person_id in found:
                await books.people.ask(person_id, at=now)
                key = f"stay:{now:%Y-%m-%d}:{person_id}"
                notice = Notice(kind="question", subject=f"stay:{person_id}", may_wait=True)
                await tell_person(books, person_id, text, now=now, rows=rows, key=key, about=notice)
        asked += len(found)
        if len(found) < CHUNK:
            return asked


async def _erase(database: Database, directory: AccountDirectory, now: datetime) -> int:
    """Each in a transaction of their own, held against a turn of theirs that has just begun."""
    before, erased = now - term().answered_in, 0
    async with database.reading() as books:
        found = await books.people.unanswered(before, limit=CHUNK)
    for person_id in found:
        async with database.writing() as books:
            await books.lock_person(person_id)
            person = await books.people.get(person_id)
            if person is None or person.asked_at is None or person.asked_at >= before:
                continue
            context = await in_the_name_of(books, person, event_id=f"stay:{person_id}", directory=directory, now=now)
            erased += await erase(context, "unseen", texts.ERASED) is not None
    return erased
