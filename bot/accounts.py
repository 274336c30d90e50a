"""The accounts that this program runs: from the environment, and those added with ``tezki account add``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from storage.sealing import unseal
from talk.heard import AccountId, PictureId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.settings import Settings
    from storage.books import Books
    from storage.database import Database
    from talk.messenger import Messenger


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """One account with what is needed to speak for it."""

    id: AccountId
    kind: str
    external_id: int
    key: str
    user_key: str | None = None
    username: str | None = None
    """As the messenger said last."""


UNKNOWN: Final = AccountId(0)
"""An account of the environment that the database has not met yet."""


def _of_environment(settings: Settings) -> list[Keyring]:
    found = []
    if settings.telegram.token is not None:
        token = settings.telegram.token.get_secret_value()
        found.append(Keyring(id=UNKNOWN, kind="telegram", external_id=int(token.partition(":")[0]), key=token))
    if settings.vk.token is not None and settings.vk.group_id is not None:
        user = settings.vk.user_token
        found.append(
            Keyring(
                id=UNKNOWN,
                kind="vk",
                external_id=settings.vk.group_id,
                key=settings.vk.token.get_secret_value(),
                user_key=user.get_secret_value() if user else None,
            )
        )
    return found


async def enlist(books: Books, settings: Settings, now: datetime) -> None:
    """Write down the accounts of the environment, without their keys."""
    for ring in _of_environment(settings):
        await books.accounts.ensure(ring.kind, ring.external_id, at=now)


async def keyrings(books: Books, settings: Settings) -> list[Keyring]:
    """All accounts with their keys: those of the environment, then those that are sealed in the database."""
    known = {(account.kind, account.external_id): account for account in await books.accounts.all()}
    found = []
    for ring in _of_environment(settings):
        account = known.pop((ring.kind, ring.external_id), None)
        found.append(
            replace(ring, id=AccountId(account.id), username=account.settings.get("username")) if account else ring
        )
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    found += [
        Keyring(
            id=AccountId(account.id),
            kind=account.kind,
            external_id=account.external_id,
            key=unseal(account.sealed_key, secret),
            username=account.settings.get("username"),
        )
        for account in known.values()
        if account.sealed_key is not None and secret is not None
    ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What an adapter may ask the database for."""

    pictures: Callable[[PictureId], Awaitable[bytes]]
    bookmark: Bookmark | None = None
    """Where its long poll stood."""
    salt: str = ""
    """Born with the database: another database's keys are other keys."""


@dataclass(frozen=True, slots=True)
class Bookmark:
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


async def salt_of(books: Books) -> str:
    """The salt of this database; made the first time."""
    salt: str | None = await books.settings.get("salt")
    if salt is None:
        salt = secrets.token_hex(8)
        await books.settings.set("salt", salt)
    return salt


def messenger_of(ring: Keyring, settings: Settings, keeping: Keeping) -> Messenger:
    """The adapter for this account. Imported only now: a library of a messenger takes seconds to load."""
    if ring.kind == "telegram":
        from bot.messengers.telegram.messenger import TelegramMessenger  # noqa: PLC0415 - see above

        secret = settings.telegram.webhook_secret
        return TelegramMessenger(
            account=ring.id,
            token=ring.key,
            api_url=settings.telegram.api_url,
            proxy=settings.telegram.proxy,
            mode=settings.telegram.mode,
            webhook_url=f"{settings.public_url}/telegram/{ring.id}" if settings.public_url else None,
            webhook_secret=secret.get_secret_value() if secret else None,
            username=ring.username,
            pictures=keeping.pictures,
        )
    if ring.kind == "vk":
        from bot.messengers.vk.messenger import VkMessenger  # noqa: PLC0415 - see above

        secret = settings.vk.callback_secret
        return VkMessenger(
            account=ring.id,
            token=ring.key,
            group_id=ring.external_id,
            user_token=ring.user_key,
            api_url=settings.vk.api_url,
            mode=settings.vk.mode,
            callback_secret=secret.get_secret_value() if secret else None,
            confirmation=settings.vk.confirmation,
            public_url=f"{settings.public_url}/vk/{ring.id}" if settings.public_url else None,
            pictures=keeping.pictures,
            bookmark=keeping.bookmark,
            salt=keeping.salt,
        )
    raise ValueError(f"no adapter for {ring.kind!r}")
