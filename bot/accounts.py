"""The accounts that this program runs: from the environment, and those added with ``tezki account add``."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.messengers.catalogue import AdapterServices, Credentials
from storage.sql.encryption import decrypt
from storage.sql.errors import StorageError, WrongKey
from talk.updates import AccountId, DocumentId, PictureId

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.settings import Settings
    from storage.books import Books
    from storage.database import Database
    from talk.messenger import Messenger


def of_environment(settings: Settings) -> list[Credentials]:
    """The accounts whose keys are settings: at most one of each kind."""
    found = (settings.of(kind).credentials() for kind in settings.kinds())
    return [one for one in found if one is not None]


async def register_accounts(books: Books, settings: Settings, now: datetime) -> None:
    """Write down the accounts of the environment, without their keys, and what holds for all of a kind."""
    for one in of_environment(settings):
        await books.accounts.ensure(one.kind, one.external_id, at=now)
    for kind in settings.kinds():
        await books.accounts.open_to_residents(kind, residents=settings.of(kind).residents)


async def all_credentials(books: Books, settings: Settings) -> list[Credentials]:
    """All accounts with their keys: those of the environment, then those that are sealed in the database.

    Raises WrongKey when something is sealed and TEZKI_SECRET_KEY is missing or another one.
    """
    known = {(account.kind, account.external_id): account for account in await books.accounts.all()}
    found = []
    for one in of_environment(settings):
        account = known.pop((one.kind, one.external_id), None)
        found.append(
            replace(one, id=AccountId(account.id), username=account.settings.get("username")) if account else one
        )
    keys = settings.keys()
    for account in known.values():
        if account.sealed_key is None:
            continue  # its key was in the environment once, or it needs none
        if not keys:
            raise WrongKey(f"account {account.id} is sealed and TEZKI_SECRET_KEY is not set")
        found.append(
            Credentials(
                id=AccountId(account.id),
                kind=account.kind,
                external_id=account.external_id,
                key=decrypt(account.sealed_key, *keys),
                username=account.settings.get("username"),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class PollCursor:
    """How far an account has read, kept over restarts."""

    database: Database
    account: AccountId

    async def read(self) -> str | None:
        async with self.database.reading() as books:
            place: str | None = await books.settings.get(f"bookmark:{self.account}")
        return place

    async def write(self, ts: str) -> None:
        async with self.database.writing() as books:
            await books.settings.set(f"bookmark:{self.account}", ts)


@dataclass(frozen=True, slots=True)
class KeptClients:
    """What is known of the apps by which people write to an account (``ClientShelf``)."""

    database: Database
    account: AccountId

    async def read(self, chats: Collection[int]) -> Mapping[int, str]:
        with suppress(StorageError):  # the buttons are as for an app that nobody knows
            async with self.database.reading() as books:
                return await books.addresses.clients(self.account, chats)
        return {}

    async def write(self, chat: int, marks: str) -> None:
        with suppress(StorageError):
            async with self.database.writing(quick=True, lasting=False) as books:
                await books.addresses.note_client(self.account, chat, marks)


async def idempotency_salt(books: Books) -> str:
    """The salt of this database; made the first time."""
    salt: str | None = await books.settings.get("salt")
    if salt is None:
        salt = secrets.token_hex(8)
        await books.settings.set("salt", salt)
    return salt


async def unsalted_rows(books: Books) -> int:
    """The last outbox row of a version of the program that put no salt into every idempotency key; 0: there is none."""
    last: int | None = await books.settings.get("unsalted_rows")
    if last is None:
        fresh = await books.settings.get("salt") is None
        last = 0 if fresh else await books.outbox_admin.last_row()
        await books.settings.set("unsalted_rows", last)
    return last


async def webhook_secret(books: Books, account: AccountId) -> str:
    """The program's own secret for this account's webhook; made the first time."""
    name = f"webhook_secret:{account}"
    secret: str | None = await books.settings.get(name)
    if secret is None:
        secret = secrets.token_urlsafe(32)
        await books.settings.set(name, secret)
    return secret


def messenger_of(credentials: Credentials, settings: Settings, services: AdapterServices) -> Messenger:
    """The adapter for this account, with the address at which its messenger may knock."""
    knock_at = f"{settings.public_url}/{credentials.kind}/{credentials.id}" if settings.public_url else None
    return settings.of(credentials.kind).messenger(credentials, services, webhook_url=knock_at)


async def messengers_of(database: Database, settings: Settings, now: datetime) -> dict[int, Messenger]:
    """The adapters of all accounts that have a key, by the account."""

    async def picture(wanted: PictureId) -> bytes:
        async with database.reading() as books:
            return await books.pictures.bytes_of(wanted)

    async def paper(wanted: DocumentId) -> tuple[str, bytes]:
        async with database.reading() as books:
            return await books.documents.file_of(wanted)

    async with database.writing() as books:
        await register_accounts(books, settings, now)
        accounts = await all_credentials(books, settings)
        unsalted = await unsalted_rows(books)  # asked first: afterwards there is a salt
        salt = await idempotency_salt(books)
        own = {one.id: await webhook_secret(books, one.id) for one in accounts}
    return {
        credentials.id: messenger_of(
            credentials,
            settings,
            AdapterServices(
                pictures=picture,
                documents=paper,
                cursor=PollCursor(database, credentials.id),
                clients=KeptClients(database, credentials.id),
                idempotency_salt=salt,
                unsalted_rows=unsalted,
                webhook_secret=own[credentials.id],
            ),
        )
        for credentials in accounts
    }
