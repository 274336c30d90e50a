"""Documents that people asked for: made one after the other, put on their way in the same transaction.

A wish is a row, so a kill at any instant loses nothing: until its bytes and the message that carries them are written
together it is made again; once it was sent the bytes are forgotten (``scheduler/delivery/outcomes.py``). What
takes longer than a moment says how far it is, in the message that said that it begins, and may be called off there.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

import structlog

from handlers.documents.order import how_far
from handlers.notices.notices import tell
from handlers.notices.progress import show
from handlers.texts.documents import documents as texts
from handlers.texts.turn import shared
from scheduler.documents.progress import Progress, Unwanted
from scheduler.jobs import Facts, Phase, job
from storage.files.long_jobs import WAKE
from storage.messaging.outbox import Notice
from storage.sql.errors import StorageError
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

TICK: Final = 4.0
"""Seconds, as they pass for everybody, between two words on how far a document is."""
AT_ONCE: Final = 5
"""Documents of one run; the next one goes on."""


async def has_work(books: Books, now: datetime) -> bool:
    del now
    return bool(await books.documents.wanted(limit=1))


@job("papers", every=5, phase=Phase.ORDERS, has_work=has_work, woken_by=(WAKE,))
async def papers(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The oldest wishes first. One that cannot be made is given up, and its person is told."""
    async with database.reading() as books:
        wanted = await books.documents.wanted(limit=AT_ONCE)
    made = failed = 0
    for paper in wanted:
        try:
            name, raw = await _made(database, paper, directory, now)
        except StorageError:
            raise
        except Unwanted:
            continue
        except Exception:  # one document must not stop the others: this is an edge
            log.exception("paper_failed", paper=paper.id, kind=paper.kind)
            async with database.writing() as books:
                if await books.long_jobs.end(paper.id, "failed"):
                    await show(books, paper.id, Prompt(text=rich(texts.NOT_MADE), rows=shared.MENU_ROWS), now)
                    await _tell(books, paper, texts.FAILED, None, now)
            failed += 1
            continue
        async with database.writing() as books:
            if await books.documents.made(paper.id, name, raw):  # or another process was faster
                await show(books, paper.id, Prompt(text=rich(texts.MADE), rows=shared.MENU_ROWS), now)
                await _tell(books, paper, texts.READY, DocumentId(paper.id), now)
                made += 1
    return {"made": made, "failed": failed}


async def _made(database: Database, paper: LongJob, directory: AccountDirectory, now: datetime) -> tuple[str, bytes]:
    """Looked at every ``TICK`` while it is made. Raises what ``make`` raises."""
    await asyncio.to_thread(import_module, "scheduler.documents.making.drafts")  # Word and Excel take long to load
    from scheduler.documents.making.drafts import make  # noqa: PLC0415 - at once by now

    progress = Progress()
    work = asyncio.create_task(make(database, paper, directory, now, progress))
    try:
        while not (await asyncio.wait({work}, timeout=TICK))[0]:
            async with database.writing() as books:
                known = await books.long_jobs.get(paper.id, lock=True)
                progress.unwanted = known is None or known.state != "wanted"
                if not progress.unwanted:
                    await show(books, paper.id, how_far(paper.id, progress.done, progress.total), now)
    finally:
        progress.unwanted = True  # nobody waits for the thread of a program that is being stopped
        work.cancel()
    return work.result()


async def _tell(books: Books, paper: LongJob, text: str, attached: DocumentId | None, now: datetime) -> None:
    person = await books.people.get(paper.person_id)
    if person is None:
        return
    prompt = Prompt(text=rich(text), rows=shared.MENU_ROWS, paper=attached)
    about = Notice(kind="done", subject=f"document:{paper.id}")
    await tell(books, [person], prompt, now=now, key=lambda _: f"paper:{paper.id}", notice=about)
