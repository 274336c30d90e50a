"""A community of VK: its settings, and the adapter made of them. Loads no vk_api."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, Field, SecretStr

from bot.messengers.catalogue import UNKNOWN, AccountSettings, Credentials, strong
from handlers.texts.program import program as texts

if TYPE_CHECKING:
    from bot.messengers.catalogue import AdapterServices
    from talk.messenger import Messenger

KIND: Final = "vk"
LONGEST_SECRET: Final = 50
_KEY: Final = re.compile(r"\S{10,}")


def _key(value: SecretStr) -> SecretStr:
    if not _KEY.fullmatch(value.get_secret_value()):
        raise ValueError(texts.NO_VK_KEY)
    return value


def _secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) > LONGEST_SECRET:
        raise ValueError(texts.callback_secret_too_long(LONGEST_SECRET))
    return value


class Account(AccountSettings):
    """One community in the environment; the rest holds for every community."""

    numbered: ClassVar[bool] = True

    token: Annotated[SecretStr, AfterValidator(_key)] | None = None
    group_id: Annotated[int, Field(ge=1)] | None = None
    user_token: Annotated[SecretStr, AfterValidator(_key)] | None = None
    api_url: str | None = None
    mode: Literal["longpoll", "callback"] = "longpoll"
    callback_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    confirmation: str | None = None

    def credentials(self) -> Credentials | None:
        if self.token is None or self.group_id is None:
            return None
        return Credentials(
            id=UNKNOWN,
            kind=KIND,
            external_id=self.group_id,
            key=self.token.get_secret_value(),
            user_key=self.user_token.get_secret_value() if self.user_token else None,
        )

    def check(self, public_url: str | None) -> None:  # noqa: ARG002 - without it the address is set in VK by hand
        if (self.token is None) != (self.group_id is None):
            raise ValueError(texts.VK_KEY_AND_GROUP)
        if self.mode == "callback" and self.callback_secret is None:
            raise ValueError(texts.CALLBACK_NEEDS)

    @classmethod
    def number(cls, key: str, told: int | None) -> int:
        if told is None:
            raise ValueError(texts.GROUP_ID_NEEDED)
        if not _KEY.fullmatch(key):
            raise ValueError(texts.NO_VK_KEY)
        return told

    def messenger(self, credentials: Credentials, services: AdapterServices, *, webhook_url: str | None) -> Messenger:
        from bot.messengers.vk.messenger import VkMessenger  # noqa: PLC0415 - vk_api takes its time

        given = self.callback_secret.get_secret_value() if self.callback_secret else None
        secret = strong(given, services.webhook_secret)
        return VkMessenger(
            account=credentials.id,
            token=credentials.key,
            group_id=credentials.external_id,
            user_token=credentials.user_key,
            api_url=self.api_url,
            mode=self.mode,
            callback_secret=secret,
            secret_is_ours=secret is not None and secret != given,
            # A code belongs to one community: those added by hand fetch their own.
            confirmation=self.confirmation if credentials.external_id == self.group_id else None,
            public_url=webhook_url,
            pictures=services.pictures,
            documents=services.documents,
            cursor=services.cursor,
            shelf=services.clients,
            salt=services.idempotency_salt,
            unsalted=services.unsalted_rows,
        )
