"""Settings, from the environment and ``.env``: prefix ``TEZKI_``, nested by ``__`` (docs/operations.md has each)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


Maybe = Annotated[str | None, BeforeValidator(_none_if_empty)]
MaybeSecret = Annotated[SecretStr | None, BeforeValidator(_none_if_empty)]


class Http(BaseModel):
    """Where the program listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class Log(BaseModel):
    """How the program tells what it does."""

    format: Literal["console", "json"] = "console"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Telegram(BaseModel):
    """One bot of Telegram."""

    token: MaybeSecret = None
    api_url: Maybe = None
    proxy: Maybe = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: MaybeSecret = None


class Vk(BaseModel):
    """One community of VK."""

    token: MaybeSecret = None
    group_id: Annotated[int | None, BeforeValidator(_none_if_empty)] = None
    user_token: MaybeSecret = None
    api_url: Maybe = None
    mode: Literal["longpoll", "callback"] = "longpoll"
    callback_secret: MaybeSecret = None
    confirmation: Maybe = None

    @model_validator(mode="after")
    def _key_and_group_together(self) -> Vk:
        if (self.token is None) != (self.group_id is None):
            raise ValueError("TEZKI_VK__TOKEN and TEZKI_VK__GROUP_ID go together")
        return self


class Settings(BaseSettings):
    """All settings of the program."""

    model_config = SettingsConfigDict(
        env_prefix="TEZKI_", env_nested_delimiter="__", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    database_url: str = "sqlite+aiosqlite:///tezki.db"
    secret_key: MaybeSecret = None
    public_url: Maybe = None
    http: Http = Http()
    log: Log = Log()
    telegram: Telegram = Telegram()
    vk: Vk = Vk()

    @model_validator(mode="after")
    def _webhooks_need_an_address(self) -> Settings:
        webhook = self.telegram.token is not None and self.telegram.mode == "webhook"
        if webhook and (self.public_url is None or self.telegram.webhook_secret is None):
            raise ValueError("the webhook mode needs TEZKI_PUBLIC_URL and TEZKI_TELEGRAM__WEBHOOK_SECRET")
        callback = self.vk.token is not None and self.vk.mode == "callback"
        if callback and self.vk.callback_secret is None:
            raise ValueError("the callback mode needs TEZKI_VK__CALLBACK_SECRET")
        return self
