"""A bot of Telegram: its settings, and the adapter made of them. Loads no aiogram."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, SecretStr

from bot.messengers.catalogue import UNKNOWN, AccountSettings, Credentials, strong
from handlers.texts.program import program as texts

if TYPE_CHECKING:
    from bot.messengers.catalogue import AdapterServices
    from talk.messenger import Messenger

KIND: Final = "telegram"
_TOKEN: Final = re.compile(r"(\d{1,18}):[\w-]+", re.ASCII)
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _token(value: SecretStr) -> SecretStr:
    Account.number(value.get_secret_value(), None)
    return value


def _secret(value: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError(texts.WEBHOOK_SECRET)
    return value


class Account(AccountSettings):
    """One bot in the environment; the rest holds for every bot."""

    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    api_url: str | None = None
    proxy: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None

    def credentials(self) -> Credentials | None:
        if self.token is None:
            return None
        token = self.token.get_secret_value()
        return Credentials(id=UNKNOWN, kind=KIND, external_id=self.number(token, None), key=token)

    def check(self, public_url: str | None) -> None:
        if self.mode == "polling":
            return
        if public_url is None or self.webhook_secret is None:
            raise ValueError(texts.WEBHOOK_NEEDS)
        if self.api_url is None and not public_url.startswith("https://"):
            raise ValueError(texts.WEBHOOK_NEEDS_HTTPS)

    @classmethod
    def number(cls, key: str, told: int | None) -> int:  # noqa: ARG003 - the number stands in the token
        found = _TOKEN.fullmatch(key)
        if found is None:
            raise ValueError(texts.NO_TELEGRAM_TOKEN)
        return int(found[1])

    def messenger(self, credentials: Credentials, services: AdapterServices, *, webhook_url: str | None) -> Messenger:
        from bot.messengers.telegram.messenger import TelegramMessenger  # noqa: PLC0415 - aiogram takes seconds

        return TelegramMessenger(
            account=credentials.id,
            token=credentials.key,
            api_url=self.api_url,
            proxy=self.proxy,
            mode=self.mode,
            webhook_url=webhook_url,
            webhook_secret=strong(
                self.webhook_secret.get_secret_value() if self.webhook_secret else None, services.webhook_secret
            ),
            username=credentials.username,
            pictures=services.pictures,
            documents=services.documents,
        )
