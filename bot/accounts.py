"""The accounts that this program runs: from the environment, and those added with ``tezki account add``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.messengers.catalogue import AdapterServices, Credentials
from storage.sql.encryption import decrypt
from storage.sql.errors import WrongKey
from talk.updates import AccountId

if TYPE_CHECKING:
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


async def idempotency_salt(books: Books) -> str:
    """The salt of this database; made the first time."""
    salt: str | None = await books.settings.get("salt")
    if salt is None:
        salt = secrets.token_hex(8)
        await books.settings.set("salt", salt)
    return salt


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
