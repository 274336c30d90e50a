"""Accounts that wait for a program that runs: on SQLite nobody else may write to its database.

``tezki account add`` leaves a sealed key in a folder beside the file; the program looks there, and takes it.
"""

from __future__ import annotations

import asyncio
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import BaseModel, ValidationError

from bot.accounts import all_credentials
from storage.sql.encryption import decrypt
from storage.sql.errors import StorageError, WrongKey
from storage.sql.sqlite import beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.settings import Settings
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger()

LARGEST: Final = 10_000
"""Bytes of such a file."""


class _Told(BaseModel):
    kind: str
    number: int
    sealed: str
    """In base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAccount:
    """One of them, and where it waits."""

    file: Path
    kind: str
    number: int
    sealed: bytes


def leave(database_url: str, kind: str, number: int, sealed: bytes) -> Path:
    """Leave it for the program; the file is gone once it was taken. Raises OSError."""
    folder = _folder(database_url)
    folder.mkdir(mode=0o700, exist_ok=True)
    file, draft = folder / f"{kind}-{number}.json", folder / f".{kind}-{number}-{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(_Told(kind=kind, number=number, sealed=b64encode(sealed).decode()).model_dump_json())
    draft.replace(file)
    return file


async def take(books: Books, settings: Settings, now: datetime) -> list[WaitingAccount]:
    """Write them down; whoever commits this forgets them. One whose key does not open here is refused."""
    taken = []
    for one in _waiting(settings.database_url):
        try:
            decrypt(one.sealed, *settings.keys())
        except WrongKey:
            log.error("account_not_taken", kind=one.kind, number=one.number, why="another TEZKI_SECRET_KEY")  # noqa: TRY400 - not a bug
            forget([one])
            continue
        await books.accounts.add(one.kind, one.number, "", one.sealed, {}, at=now)
        taken.append(one)
    return taken


async def watch(database: Database, settings: Settings, served: Collection[int], pause: float) -> None:
    """Until there is an account that is not ``served``: added in the database or, on SQLite, left beside it."""
    while True:
        await asyncio.sleep(pause)
        try:
            if await _taken(database, settings) or await _added(database, settings, served):
                log.info("accounts_added")
                return
        except (StorageError, OSError) as trouble:
            log.warning("accounts_not_looked_at", why=str(trouble))


async def _taken(database: Database, settings: Settings) -> bool:
    if not database.exclusive or not anybody(settings.database_url):
        return False
    async with database.writing() as books:
        taken = await take(books, settings, datetime.now(UTC))
    forget(taken)
    return bool(taken)


async def _added(database: Database, settings: Settings, served: Collection[int]) -> bool:
    async with database.reading() as books:
        return any(one.id not in served for one in await all_credentials(books, settings))


def forget(taken: list[WaitingAccount]) -> None:
    """They are in the database now."""
    for one in taken:
        one.file.unlink(missing_ok=True)


def anybody(database_url: str) -> bool:
    """Whether any waits."""
    folder = _folder(database_url)
    return folder.is_dir() and any(folder.glob("*.json"))


def _waiting(database_url: str) -> Iterator[WaitingAccount]:
    """What is not such a file is removed: nobody else writes there."""
    for file in sorted(_folder(database_url).glob("*.json")):
        try:
            told = _Told.model_validate_json(file.read_bytes()[:LARGEST])
            sealed = b64decode(told.sealed, validate=True)
        except (OSError, ValidationError, ValueError):
            log.warning("account_unreadable", file=file.name)
            file.unlink(missing_ok=True)
        else:
            yield WaitingAccount(file=file, kind=told.kind, number=told.number, sealed=sealed)


def _folder(database_url: str) -> Path:
    return beside(database_url, ".accounts")
