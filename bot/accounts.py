"""The accounts that this program runs: from the environment, and those added with ``tezki account add``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.sealing import unseal
from talk.heard import AccountId, PictureId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.settings import Settings
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


async def keyrings(database: Database, settings: Settings, now: datetime) -> list[Keyring]:
    """All accounts with their keys. Those of the environment are written down, without their keys."""
    found = []
    async with database.writing() as books:
        if settings.telegram.token is not None:
            token = settings.telegram.token.get_secret_value()
            external = int(token.partition(":")[0])
            account = await books.accounts.ensure("telegram", external, at=now)
            found.append(Keyring(id=AccountId(account.id), kind="telegram", external_id=external, key=token))
        if settings.vk.token is not None and settings.vk.group_id is not None:
            account = await books.accounts.ensure("vk", settings.vk.group_id, at=now)
            user = settings.vk.user_token
            found.append(
                Keyring(
                    id=AccountId(account.id),
                    kind="vk",
                    external_id=settings.vk.group_id,
                    key=settings.vk.token.get_secret_value(),
                    user_key=user.get_secret_value() if user else None,
                )
            )
        known = {ring.id for ring in found}
        secret = settings.secret_key.get_secret_value() if settings.secret_key else None
        found += [
            Keyring(
                id=AccountId(account.id),
                kind=account.kind,
                external_id=account.external_id,
                key=unseal(account.sealed_key, secret),
            )
            for account in await books.accounts.all()
            if account.sealed_key is not None and secret is not None and account.id not in known
        ]
    return found


def messenger_of(ring: Keyring, settings: Settings, pictures: Callable[[PictureId], Awaitable[bytes]]) -> Messenger:
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
            pictures=pictures,
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
            pictures=pictures,
        )
    raise ValueError(f"no adapter for {ring.kind!r}")
