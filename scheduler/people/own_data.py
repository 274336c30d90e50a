"""Whoever wants all that is kept of them gets it as a file in the chat (152-FZ, art. 14; row 103)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from domain.time.zones import HOME_ZONE
from handlers.notices.notices import tell
from handlers.texts.documents import documents
from handlers.texts.people import own_data as texts
from handlers.texts.personal import PERSONAL
from handlers.texts.turn import shared
from scheduler.jobs import Facts, Phase, job
from scheduler.people.own_data_file import Everything, Section, archive
from storage.files.long_jobs import WAKE
from storage.messaging.outbox import Notice
from storage.sql.errors import StorageError
from storage.tables import metadata
from storage.tables.personal import withheld
from storage.tables.retention import KeptFor, retention_of
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import DocumentId

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.files.long_jobs import LongJob

log = structlog.get_logger()

AT_ONCE: Final = 3
"""Files of one run; the next one goes on."""
MOST_ROWS: Final = 2000
"""Of one table: what is older is counted only."""
MOST_BYTES: Final = 20_000_000
"""Of photographs: every messenger takes such a file."""


async def has_work(books: Books, now: datetime) -> bool:
    del now
    return bool(await books.long_jobs.wanted_data(limit=1))


@job("own_data", every=5, phase=Phase.ORDERS, has_work=has_work, woken_by=(WAKE,))
async def own_data(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The oldest wishes first."""
    del directory
    async with database.reading() as books:
        wanted = await books.long_jobs.wanted_data(limit=AT_ONCE)
    made = failed = 0
    for wish in wanted:
        try:
            async with database.reading() as books:
                found = await read(books, wish.person_id, now)
            raw = await asyncio.to_thread(archive, found)
        except StorageError:
            raise
        except Exception:  # one file must not stop the others: this is an edge
            log.exception("own_data_failed", wish=wish.id)
            async with database.writing() as books:
                if await books.long_jobs.end(wish.id, "failed"):
                    await _tell(books, wish, documents.FAILED, None, now)
            failed += 1
            continue
        async with database.writing() as books:
            if await books.documents.made(wish.id, texts.FILE_NAME, raw):  # or another process was faster
                await _tell(books, wish, texts.READY, DocumentId(wish.id), now)
                made += 1
    return {"made": made, "failed": failed}


async def read(books: Books, person_id: int, now: datetime) -> Everything:
    """All that is kept of this person."""
    own, person = books.own_data, await books.people.get(person_id)
    counts = await own.counts(person_id)
    sections = [
        Section(
            table=table,
            rows=await own.rows(person_id, table, offset=0, limit=MOST_ROWS),
            total=counts[table],
            term=_term(table),
        )
        for table in PERSONAL.order(table for table, count in counts.items() if count)
    ]
    pictures: dict[int, bytes] = {}
    sent, room = await own.pictures(person_id), MOST_BYTES
    for number in sent:
        jpeg = await books.pictures.bytes_of(number)
        if len(jpeg) > room:
            break
        pictures[number], room = jpeg, room - len(jpeg)
    return Everything(
        person=person_id,
        at=now,
        zone=(person.zone if person is not None else None) or HOME_ZONE,
        sections=sections,
        pictures=pictures,
        left_out=len(pictures) < len(sent),
        withheld=withheld(metadata),
    )


def _term(table: str) -> str:
    kept = retention_of(metadata.tables[table])
    return texts.kept_days(kept.time.days) if isinstance(kept, KeptFor) and kept.time.days else texts.KEPT_WITH_YOU


async def _tell(books: Books, wish: LongJob, text: str, attached: DocumentId | None, now: datetime) -> None:
    person = await books.people.get(wish.person_id)
    if person is not None:
        prompt = Prompt(text=rich(text), rows=shared.MENU_ROWS, paper=attached)
        about = Notice(kind="done", subject=f"document:{wish.id}")
        await tell(books, [person], prompt, now=now, key=lambda _: f"paper:{wish.id}", notice=about)
