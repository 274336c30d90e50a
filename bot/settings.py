"""Settings, from the environment and ``.env``: prefix ``TEZKI_``, nested by ``__`` (docs/operations.md has each).

An empty value is no value. What each messenger is set by stands in its own folder (``bot/messengers/*/account.py``).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError, create_model, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.messengers.catalogue import AccountSettings, catalogue
from bot.web.http.descriptors import MOST_CONNECTIONS
from bot.web.http.networks import LOOPBACK, networks
from domain import purposes
from domain.quotas import BUNDLED, Quota
from handlers.texts.program import program as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PREFIX: Final = "TEZKI_"
ENV_FILE: Final = ".env"
BESIDE: Final = 1000
"""Between the port of the pages and that of health, unless it is set."""
_DATABASE: Final = re.compile(r"sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+/.+")


def _database_url(value: str) -> str:
    if not _DATABASE.fullmatch(value) or value.endswith(":memory:"):
        raise ValueError(texts.DATABASE_URL)
    try:
        urlsplit(value).port  # noqa: B018 - it raises when the port is none
    except ValueError:
        raise ValueError(texts.DATABASE_URL) from None
    return value


def _public_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError(texts.PUBLIC_URL)
    return value.rstrip("/")


def _proxies(value: str) -> str:
    try:
        networks(value)
    except ValueError:
        raise ValueError(texts.TRUSTED_PROXIES) from None
    return value


class Http(BaseModel):
    """Where the program listens, and to how many."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    connections: int = Field(default=MOST_CONNECTIONS, ge=10, le=50_000)
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] = LOOPBACK


class Health(BaseModel):
    """Where the program tells how it is. Without a port it looks for one by itself, and does without if it is taken."""

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)

    def port_beside(self, http: int) -> int:
        """9080 beside 8080: two programs on one computer have different ones."""
        if self.port is not None or http == 0:
            return self.port or 0
        return http + BESIDE if http + BESIDE < 2**16 else http - BESIDE


class Operator(BaseModel):
    """Who answers for the data of people: all three, or nobody is named."""

    name: Annotated[str, Field(max_length=200)] | None = None
    address: Annotated[str, Field(max_length=300)] | None = None
    email: Annotated[str, Field(max_length=100, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None

    def given(self) -> purposes.Operator | None:
        """None unless all is said."""
        if self.name is None or self.address is None or self.email is None:
            return None
        return purposes.Operator(name=self.name, address=self.address, email=self.email)


class Log(BaseModel):
    """How the program tells what it does."""

    format: Literal["console", "json"] = "console"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class _Quotas(BaseModel):
    """Instead of the figures of ``domain.quotas``."""

    def given(self) -> dict[str, int]:
        """What was set, by quota."""
        return {name: value for name, value in self if value is not None}


if TYPE_CHECKING:
    Quotas = _Quotas
else:
    Quotas = create_model(
        "Quotas",
        __base__=_Quotas,
        **{quota.value: (Annotated[int, Field(ge=0)] | None, None) for quota in Quota if quota not in BUNDLED},
    )


if TYPE_CHECKING:
    _Messengers = BaseSettings
else:
    _Messengers = create_model(
        "_Messengers", __base__=BaseSettings, **{kind: (shape, shape()) for kind, shape in catalogue().items()}
    )


PLAYGROUND_URL: Final = "sqlite+aiosqlite:///tezki-playground.db"


class Settings(_Messengers):
    """All settings of the program."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: Annotated[str, AfterValidator(_database_url)] = "sqlite+aiosqlite:///tezki.db"
    secret_key: SecretStr | None = None
    secret_key_previous: SecretStr | None = None
    public_url: Annotated[str, AfterValidator(_public_url)] | None = None
    erasures_file: Path | None = None
    http: Http = Http()
    health: Health = Health()
    log: Log = Log()
    quotas: Quotas = Quotas()
    operator: Operator = Operator()

    def unnamed(self) -> list[str]:
        """The settings that do not yet say who answers for the data."""
        return [f"{PREFIX}OPERATOR__{name.upper()}" for name, value in self.operator if not value]

    @property
    def playground_url(self) -> str:
        """The playground's database: one of its own, unless one was named. Its example is not for real people."""
        return self.database_url if "database_url" in self.model_fields_set else PLAYGROUND_URL

    @model_validator(mode="after")
    def _messengers_can_work(self) -> Settings:
        for kind in self.kinds():
            self.of(kind).check(self.public_url)
        return self

    def kinds(self) -> tuple[str, ...]:
        """The messengers that can be set."""
        return tuple(catalogue())

    def of(self, kind: str) -> AccountSettings:
        """The settings of one messenger. Raises LookupError for a kind that this program does not know."""
        if kind not in catalogue():
            raise LookupError(f"no messenger {kind!r}")
        shape: AccountSettings = getattr(self, kind)
        return shape

    def without_accounts(self) -> Settings:
        """The same without any key and public address: nothing real can be reached with it."""
        none = {kind: shape() for kind, shape in catalogue().items()}
        return self.model_copy(update={**none, "secret_key": None, "secret_key_previous": None, "public_url": None})

    def keys(self) -> tuple[str, ...]:
        """What encrypts keys at rest, the newest first; the one before it still opens what it encrypted."""
        return tuple(one.get_secret_value() for one in (self.secret_key, self.secret_key_previous) if one is not None)

    def secrets(self) -> frozenset[str]:
        """Every secret word in the settings, for the masking of logs."""
        password = urlsplit(self.database_url).password
        return frozenset({*_secrets(self), *([password] if password else [])})


def read_settings() -> Settings:
    """The settings. Raises ValueError that says in Russian which variable is wrong and how, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        raise ValueError(texts.settings_wrong([_wrong(one) for one in error.errors(include_input=False)])) from None
    except SettingsError as error:
        field = re.search(r'field "(\w+)"', str(error))
        raise ValueError(texts.settings_wrong([texts.not_nested(PREFIX + field[1].upper() if field else "")])) from None
    except UnicodeDecodeError:
        raise ValueError(texts.settings_wrong([texts.ENV_NOT_UTF8])) from None


def names() -> list[str]:
    """The names of all variables."""
    return [PREFIX + name.upper() for name in _names(Settings)]


def unknown_settings() -> list[str]:
    """Variables that look like ours and are none: misspelt, most likely."""
    given: Mapping[str, Any] = {**dotenv_values(ENV_FILE, encoding="utf-8"), **os.environ}
    ours = {name.upper() for name in names()}
    return sorted(name for name in given if name.upper().startswith(PREFIX) and name.upper() not in ours)


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from (f"{name}__{inner}" for inner in _names(field.annotation))
        else:
            yield name


def _secrets(model: BaseModel) -> Iterable[str]:
    for _, value in model:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets(value)


def _wrong(error: Any) -> str:
    """One finding; what does not belong to one variable names its variables itself."""
    name = "__".join(str(part) for part in error["loc"]).upper()
    if error["type"].startswith(("model_", "dict_")):
        return texts.not_nested(PREFIX + name)
    why = texts.wrong_value(error["type"], error.get("ctx", {}), error["msg"])
    return f"{PREFIX}{name}: {why}" if name else why
