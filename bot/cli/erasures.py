"""Acts of erasure for the operator: listed, printed, and carried out again after a database was put back."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.operator import read_only, writing
from bot.erasures import erase_again
from handlers.texts.people import acts as act_texts
from handlers.texts.program import erasures as texts
from handlers.texts.program.program import FILE_TROUBLES
from storage.migrations import state
from storage.people.erasure_list import ErasureList, list_beside
from storage.sql import backup
from storage.sql.errors import StorageError, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.settings import Settings

    Print = Callable[[str], None]


async def show_erasures(settings: Settings, most: int, say: Print) -> int:
    """The newest first."""
    async with read_only(settings) as database, database.reading() as books:
        found = await books.erasures.page(limit=most)
    for one in found.items:
        say(texts.line(one))
    if not found.items:
        say(texts.NONE)
    return 0


async def print_act(settings: Settings, number: int, say: Print) -> int:
    """As it is filed. Exit code 1 when there is none of that number."""
    async with read_only(settings) as database, database.reading() as books:
        found = await books.erasures.get(number)
    if found is None:
        say(texts.no_such(number))
        return 1
    say(act_texts.act(found, found.at.date()).plain)
    return 0


async def apply_list(settings: Settings, file: Path | None, say: Print) -> int:
    """Whoever the list names and the database still has is erased. Exit code 1 when there is no such file."""
    named = ErasureList(file) if file is not None else None
    if named is not None and not named.exists:
        say(texts.NO_FILE)
        return 1
    async with writing(settings) as database:
        again = await erase_again(database, named.read() if named is not None else ())
    say(texts.erased_again(again) if again else texts.NOTHING_AGAIN)
    return 0


async def restore(settings: Settings, copy: Path, erasures: Path | None, say: Print) -> int:
    """Put a copy in the place of the SQLite database, bring it to the newest schema, and erase again whom it has back.

    The database that is put aside may know of erasures that its list does not: the program was killed in between.
    """
    if list_beside(settings.database_url) is not None:
        with suppress(StorageError):
            await _write_list(settings)
    try:
        kept = backup.restore(settings.database_url, copy, at=datetime.now(UTC))
    except UnfitFile as unfit:
        say(texts.restore_failed(FILE_TROUBLES[unfit.why]))
        return 1
    async with writing(settings) as database:
        again = await erase_again(database, ErasureList(erasures).read() if erasures is not None else ())
    say(texts.restored(str(kept) if kept else None))
    if again:
        say(texts.erased_again(again))
    return 0


async def _write_list(settings: Settings) -> None:
    """Nothing is dropped from it here, and no database is made where there is none."""
    if (await state(settings.database_url)).current is None:
        return
    async with read_only(settings) as database:
        async with database.reading() as books:
            known = await books.erasures.all()
        if database.erasure_list is not None and known:
            database.erasure_list.add(known, since=datetime.min.replace(tzinfo=UTC))
