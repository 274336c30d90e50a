"""``tezki doctor``: settings, the database and the rights of every key, as findings that say what to do."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bot.accounts import all_credentials, messenger_of
from bot.messengers.catalogue import LEAST_SECRET, AdapterServices
from bot.settings import unknown_settings
from bot.web.http.networks import is_loopback
from handlers.texts.program import doctor as texts
from storage.database import Database
from storage.migrations import state, upgrade
from storage.people.erasure_list import list_beside
from storage.sql import sqlite
from storage.sql.errors import AlreadyRunning, StorageError, WrongKey
from talk.messenger import Broken, Undelivered, WatchesHearing

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.messengers.catalogue import Credentials
    from bot.settings import Settings
    from talk.updates import PictureId

    Print = Callable[[str], None]

PATIENCE: Final = 20
"""Seconds for one messenger to answer."""
LOW_SPACE: Final = 500_000_000
"""Bytes on the disk below which the operator should know."""


async def examine(settings: Settings, say: Print) -> int:
    """Print the findings; exit code 1 when something keeps the program from working."""
    fit = [await _database(settings, say)]
    _settings(settings, say)
    _disk(say)
    if all(fit):
        fit += await _accounts(settings, say)
    say(texts.VERDICT_GOOD if all(fit) else texts.VERDICT_BAD)
    return 0 if all(fit) else 1


async def _database(settings: Settings, say: Print) -> bool:
    try:
        version = await state(settings.database_url)
        if version.pending:
            await upgrade(settings.database_url)
            say(texts.DATABASE_UPGRADED)
    except AlreadyRunning:
        say(texts.DATABASE_BUSY)
        return True
    except StorageError as error:
        say(texts.database_trouble(str(error)))
        return False
    kind = settings.database_url.partition(":")[0].partition("+")[0]
    say(texts.database_good(kind))
    if settings.erasures_file is None and list_beside(settings.database_url) is None:
        say(texts.NO_ERASURES_FILE)
    if open_files := sqlite.readable_by_others(settings.database_url):
        say(texts.readable_by_others([file.name for file in open_files]))
    return True


def _settings(settings: Settings, say: Print) -> None:
    if unknown := unknown_settings():
        say(texts.unknown_settings(unknown))
    if settings.secret_key is None:
        say(texts.UNSEALED)
    elif len(settings.secret_key.get_secret_value()) < LEAST_SECRET:
        say(texts.SECRET_KEY_SHORT)
    for kind in settings.kinds():
        for name, value in settings.of(kind):
            if name.endswith("secret") and value is not None and len(value.get_secret_value()) < LEAST_SECRET:
                say(texts.secret_short(f"TEZKI_{kind}__{name}".upper()))
    if settings.public_url is None:
        say(texts.NO_PUBLIC_URL if is_loopback(settings.http.host) else texts.NO_PUBLIC_URL_OUTSIDE)
    elif not settings.public_url.startswith("https://"):
        say(texts.PUBLIC_URL_NOT_HTTPS)


def _disk(say: Print) -> None:
    free = shutil.disk_usage(".").free
    if free < LOW_SPACE:
        say(texts.low_space(free // 1_000_000))


async def _accounts(settings: Settings, say: Print) -> list[bool]:
    try:
        rings = await _keyrings(settings)
    except WrongKey:
        say(texts.WRONG_SECRET_KEY)
        return [False]
    except StorageError as error:
        say(texts.database_trouble(str(error)))
        return [False]
    if not rings:
        say(texts.NO_ACCOUNTS)
        return []
    return [_operator(settings, say), *[await _account(credentials, settings, say) for credentials in rings]]


def _operator(settings: Settings, say: Print) -> bool:
    """Whether it is said who answers for the data of people: outside of the playground somebody has to."""
    unnamed = settings.unnamed()
    say(texts.operator_unnamed(unnamed) if unnamed else texts.operator_named(settings.operator.name or ""))
    return not unnamed


async def _keyrings(settings: Settings) -> list[Credentials]:
    database = await Database.open(settings.database_url, alone=False)
    try:
        async with database.reading() as books:
            return await all_credentials(books, settings)
    finally:
        await database.close()


async def _account(credentials: Credentials, settings: Settings, say: Print) -> bool:
    messenger = messenger_of(credentials, settings, AdapterServices(pictures=_no_picture))
    try:
        async with asyncio.timeout(PATIENCE):
            introduction = await messenger.identify()
            deaf = await messenger.hearing_trouble() if isinstance(messenger, WatchesHearing) else None
    except Broken as broken:
        say(texts.account_broken(credentials.kind, credentials.external_id, str(broken)))
        return False
    except (Undelivered, TimeoutError) as trouble:
        say(texts.account_unreachable(credentials.kind, credentials.external_id, str(trouble)))
        return False
    finally:
        with suppress(Undelivered):
            await messenger.close()
    say(texts.account_good(credentials.kind, introduction.title, introduction.username))
    for right in introduction.missing:
        say(texts.missing_right(credentials.kind, right))
    for blocker in introduction.blockers:
        say(texts.blocker(blocker))
    for note in introduction.notes:
        say(texts.note(note))
    if deaf is not None:
        say(texts.deaf(deaf))
    hears = deaf is None or not texts.keeps_from_working(deaf)
    return hears and "messages" not in introduction.missing and not introduction.blockers


async def _no_picture(_: PictureId) -> bytes:
    return b""
