"""Whoever asks on paper: what is kept of them as a file, and their erasure. They see that the operator has looked."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import handlers.loading  # noqa: F401 - whoever hears of an erasure is there
from bot.cli.operator import read_only, writing
from handlers.people.erasing import erase
from handlers.texts.people import acts, privacy
from handlers.texts.program import people as texts
from handlers.turn.accounts import AccountDirectory
from handlers.turn.in_the_name_of import in_the_name_of
from scheduler.people.own_data import read
from scheduler.people.own_data_file import archive
from storage.program.looks import note_look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.settings import Settings

    Print = Callable[[str], None]


async def export_person(settings: Settings, account_id: int, user: int, file: Path, say: Print) -> int:
    """All that is kept of the person, for their eyes. Exit code 1 for a wrong address, or when the file is there."""
    now = datetime.now(UTC)
    async with read_only(settings) as database, database.reading() as books:
        person = await books.people.by_external(account_id, user)
        found = await read(books, person.id, now) if person is not None else None
    if found is None:
        say(texts.NO_SUCH_PERSON)
        return 1
    await note_look(settings.database_url, "tezki person export", {found.person}, at=now)
    try:
        await asyncio.to_thread(_write, file, archive(found))
    except FileExistsError:
        say(texts.FILE_IS_THERE)
        return 1
    say(texts.exported(str(file)))
    return 0


def _write(file: Path, raw: bytes) -> None:
    """For its owner only; never over another one."""
    with file.open("xb") as written:
        file.chmod(0o600)
        written.write(raw)


async def erase_person(settings: Settings, account_id: int, user: int, say: Print) -> int:
    """As if they had asked in the chat: they get the act there, and it is printed. Exit code 1 when there is nobody."""
    now = datetime.now(UTC)
    async with writing(settings) as database:
        async with database.writing() as books:
            person = await books.people.by_external(account_id, user)
            if person is not None and await books.lock_person(person.id):  # a turn of theirs was going on
                person = await books.people.by_external(account_id, user)
            if person is None:
                say(texts.NO_SUCH_PERSON)
                return 1
            directory = AccountDirectory(messengers={}, public_url=settings.public_url)
            context = await in_the_name_of(books, person, event_id="on paper", directory=directory, now=now)
            act = await erase(context, "operator", privacy.ERASED)
        await database.empty_log()
    assert act is not None, "they were there in this transaction"
    say(acts.act(act, now.date()).plain)
    return 0
