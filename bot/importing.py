"""``tezki import oktmo|geonames|libraries|plan``: the file, a progress bar, and what became of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.keeping import beside, writing
from bot.registry.reading import NotThatFile
from bot.registry.taking import take
from handlers import plan_imports
from handlers.texts import importing as texts
from handlers.texts import importing_plan as plans
from scheduler.sheets.cage import read_sheet
from scheduler.sheets.unpacking import MOST_BYTES, BadSheet

if TYPE_CHECKING:
    from pathlib import Path

    from alliance.plan_file import PlanRow
    from bot.keeping import Print
    from bot.settings import Settings
    from storage.books import Books
    from storage.imports import Kind
    from storage.libraries import Library


async def take_registry(settings: Settings, kind: Kind, file: Path, say: Print, *, anew: bool = False) -> int:
    """Exit code 1 when the file is not what it should be. Raises AlreadyRunning on SQLite while the program runs."""
    try:
        async with writing(settings) as database:
            with click.progressbar(length=1, label=texts.loading(kind)) as bar:

                def progress(done: int, size: int) -> None:
                    bar.length = max(size, 1)
                    bar.update(done - bar.pos)

                report = await take(database, kind, file, anew=anew, progress=progress)
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


async def take_plan(
    settings: Settings, file: Path, say: Print, *, alliance: str, library: int, write: bool = False
) -> int:
    """A verdict on each row; with ``write`` what fits becomes drafts of that library. Exit code 1 when nothing can."""
    try:
        table = await read_sheet(await asyncio.to_thread(_bytes_of, file))
    except OSError:
        say(plans.NO_FILE)
        return 1
    except BadSheet as trouble:
        say(plans.TROUBLES[trouble.why])
        return 1
    now = datetime.now(UTC)
    async with (
        writing(settings) if write else beside(settings) as database,
        database.writing() if write else database.reading() as books,
    ):
        known = await books.alliances.by_slug(alliance)
        host = await books.libraries.get(library)
        if known is None or host is None or host.alliance_id != known.id or not host.is_member:
            say(plans.NO_ALLIANCE if known is None else plans.NO_LIBRARY)
            return 1
        rows = await plan_imports.read(books, host, table, now)
        if not rows:
            say(plans.NO_HEADINGS if rows is None else plans.NO_ROWS)
            return 1
        return await _take_rows(books, host, rows, now, say, write=write)


async def _take_rows(
    books: Books, host: Library, rows: tuple[PlanRow, ...], now: datetime, say: Print, *, write: bool
) -> int:
    known = await plan_imports.known_keys(books, host.id, rows)
    fitting = plan_imports.to_write(rows, known)
    same = [row for row in rows if row.key in known]
    for row in rows:
        say(plans.console_line(row, known=row in same))
    drafts = None
    if write:
        number = await books.plan_imports.propose(
            alliance_id=host.alliance_id, library_id=host.id, made_by=None, rows=rows, at=now
        )
        found = await books.plan_imports.get(number)
        assert found is not None, "it was written just now"
        done = await plan_imports.write_rows(books, found, host, now, announced=False, by=0, most=len(rows))
        drafts = done.drafts
    say(plans.console_summary(len(fitting), len(rows) - len(fitting) - len(same), len(same), drafts=drafts))
    return 0
