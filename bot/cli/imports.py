"""``tezki import oktmo|geonames|libraries|plan``: the file, a progress bar, and what became of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.operator import read_only, writing
from bot.registries.loading import load
from bot.registries.reading import NotThatFile
from domain.plan.file import NoHeadings, NoHostColumn
from domain.plan.rows import Verdict
from handlers.plan.files import imports, telling
from handlers.plan.files import writing as plan_writing
from handlers.texts.plan import files
from handlers.texts.program import registries as texts
from scheduler.inbox.sheets.parsing import MOST_BYTES
from scheduler.inbox.sheets.refusals import BadSheet
from scheduler.inbox.sheets.sandbox import read_rows, read_sheet
from storage.plan.imports import PlanImport

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.operator import Print
    from bot.settings import Settings
    from domain.plan.rows import PlanRow
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.registries.imports import Kind


async def load_registry(settings: Settings, kind: Kind, file: Path, say: Print, *, anew: bool = False) -> int:
    """Exit code 1 when the file is not what it should be. Raises AlreadyRunning on SQLite while the program runs."""
    try:
        async with writing(settings) as database:
            with click.progressbar(length=1, label=texts.loading(kind)) as bar:

                def progress(done: int, size: int) -> None:
                    bar.length = max(size, 1)
                    bar.update(done - bar.pos)

                report = await load(database, kind, file, anew=anew, progress=progress)
                bar.update((bar.length or 0) - bar.pos)
    except NotThatFile as trouble:
        say(texts.not_taken(kind, trouble.why, trouble.found))
        return 1
    if report.already:
        say(texts.already(kind))
        return 0
    if report.resumed:
        say(texts.resumed(report.resumed))
    say(texts.summary(kind, report.counts, confirmed=report.confirmed))
    return 0


def _bytes_of(file: Path) -> bytes:
    """Raises OSError, and BadSheet for what is too large to be a plan."""
    if file.stat().st_size > MOST_BYTES:
        raise BadSheet("large")
    return file.read_bytes()


async def load_plan(
    settings: Settings, file: Path, say: Print, *, alliance: str, library: int | None, write: bool = False
) -> int:
    """A verdict on each row; with ``write`` what fits becomes drafts. Exit code 1 when nothing can.

    Without a ``library`` it is the joint plan of all members, whose rows say whose they are.
    """
    now = datetime.now(UTC)
    try:
        table = await read_sheet(await asyncio.to_thread(_bytes_of, file), now.date())
    except OSError:
        say(files.NO_FILE)
        return 1
    except BadSheet as trouble:
        say(files.TROUBLES[trouble.why])
        return 1
    async with (
        writing(settings) if write else read_only(settings) as database,
        database.writing() if write else database.reading() as books,
    ):
        known = await books.alliances.by_slug(alliance)
        host = await books.libraries.get(library) if library is not None else None
        strange = library is not None and (host is None or known is None or host.alliance_id != known.id)
        if known is None or strange or (host is not None and not host.is_member):
            say(files.NO_ALLIANCE if known is None else files.NO_LIBRARY)
            return 1
        try:
            rows = await read_rows(table, now=now, readers=await imports.readers_of(books, known.id, host))
        except NoHeadings as trouble:
            say(files.NO_HOSTS if isinstance(trouble, NoHostColumn) else files.NO_HEADINGS)
            return 1
        except BadSheet as trouble:
            say(files.TROUBLES[trouble.why])
            return 1
        if not rows:
            say(files.NO_ROWS)
            return 1
        return await _load_rows(books, known.id, host, rows, say, now=now, write=write)


async def _load_rows(
    books: Books,
    alliance: int,
    host: Library | None,
    rows: tuple[PlanRow, ...],
    say: Print,
    *,
    now: datetime,
    write: bool,
) -> int:
    first = host.id if host is not None else next((row.library for row in rows if row.library is not None), 0)
    found = PlanImport(
        id=0,
        alliance_id=alliance,
        library_id=first,
        made_by=None,
        rows=rows,
        written_at=None,
        undone_at=None,
        created_at=now,
        joint=host is None,
    )
    known = await plan_writing.known_keys(books, found)
    fitting = plan_writing.to_write(found, known, now)
    same = [row for row in rows if row.verdict is not Verdict.BAD and row.key in known]
    titles = {one.id: one.title for one in await books.libraries.many({row.library or 0 for row in rows})}
    for row in rows:
        say(files.console_line(row, known=row in same, host=titles.get(row.library or 0, "")))
    drafts = None
    if write and fitting:
        number = await books.plan_imports.propose(
            alliance_id=alliance, library_id=first, made_by=None, rows=rows, at=now
        )
        kept = await books.plan_imports.get(number)
        assert kept is not None, "it was written just now"
        done = await plan_writing.write_some(books, kept, now, announced=False, by=None, most=len(rows))
        await telling.tell_of_writing(books, kept, 0, by=None, now=now)
        drafts = done.drafts
    elif write:
        drafts = 0
    say(files.console_summary(len(fitting), len(rows) - len(fitting) - len(same), len(same), drafts=drafts))
    return 0
