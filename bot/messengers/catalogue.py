"""The messengers that this program knows: every folder here with an ``account.py`` is one (docs/adding-a-messenger.md).

``account.py`` has a subclass of ``AccountSettings`` by the name ``Account``. Neither it nor the folder's ``__init__``
loads the messenger's library: that takes seconds, and most commands need none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from pydantic import BaseModel

import bot.messengers
from talk.updates import AccountId, DocumentId, PictureId

if TYPE_CHECKING:
    from talk.messenger import Messenger


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One account with what is needed to speak for it."""

    id: AccountId
    kind: str
    external_id: int
    key: str = field(repr=False)
    user_key: str | None = field(default=None, repr=False)
    username: str | None = None
    """As the messenger said last."""


UNKNOWN = AccountId(0)
"""An account of the environment that the database has not met yet."""


class PollCursor(Protocol):
    """Where a long poll stood, kept over restarts; without it events of a pause are lost."""

    async def read(self) -> str | None: ...
    async def write(self, ts: str) -> None: ...


class ClientShelf(Protocol):
    """What is known of the apps by which people write to an account, kept over restarts: a few letters each."""

    async def read(self, chats: Collection[int]) -> Mapping[int, str]: ...
    async def write(self, chat: int, marks: str) -> None:
        """Best effort: a chat of nobody whom we know has no place."""


FetchDocument = Callable[[DocumentId], Awaitable[tuple[str, bytes]]]
"""Name and bytes of a document. Raises LookupError when it is gone."""


async def no_documents(paper: DocumentId) -> tuple[str, bytes]:
    """Where no documents are made."""
    raise LookupError(f"there is no paper {paper}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterServices:
    """What the program gives to an adapter: reads of the database, and what makes its requests idempotent."""

    pictures: Callable[[PictureId], Awaitable[bytes]]
    documents: FetchDocument = no_documents
    cursor: PollCursor | None = None
    clients: ClientShelf | None = None
    idempotency_salt: str = ""
    """Part of every idempotency key (VK: ``random_id``, ``guid``). Made with the database: row 7 of another one is
    another message."""
    unsalted_rows: int = 0
    """Outbox rows up to this one keep an idempotency key without the salt where they had one (VK: ``guid``): they may
    be under way since before the program was renewed."""
    webhook_secret: str = ""
    """Of this account, made by the program: for whoever has set none that is long enough."""


LEAST_SECRET: Final = 16
"""Characters: a shorter secret can be guessed."""


def strong(given: str | None, own: str) -> str | None:
    """The secret of the settings, or the program's own where that one is short. None: none was set."""
    return own if given is not None and len(given) < LEAST_SECRET and own else given


class AccountSettings(BaseModel, ABC):
    """Settings of one messenger, ``TEZKI_<KIND>__…``, and how an adapter is made of them.

    The settings hold for every account of the kind; the key in them is that of one account.
    """

    numbered: ClassVar[bool] = False
    """Whether ``tezki account add`` has to be told the account's number, because the key does not say it."""

    residents: bool = True
    """Whether residents are written to of our own accord; ``no`` for institutions that must not. Staff always are."""

    @abstractmethod
    def credentials(self) -> Credentials | None:
        """The account whose key is in the environment."""

    @abstractmethod
    def check(self, public_url: str | None) -> None:
        """Raises ValueError, in words for the operator that name the setting, when the settings do not fit together."""

    @classmethod
    @abstractmethod
    def number(cls, key: str, told: int | None) -> int:
        """The messenger's number of the account with this key. Raises ValueError, in words, when it is no key."""

    @abstractmethod
    def messenger(self, credentials: Credentials, services: AdapterServices, *, webhook_url: str | None) -> Messenger:
        """The adapter; ``webhook_url`` is the public address of its webhook. Here the library is imported."""


@cache
def catalogue() -> dict[str, type[AccountSettings]]:
    """Kind → its settings, in alphabetical order. The name of the folder is the kind."""
    kinds = sorted(file.parent.name for folder in bot.messengers.__path__ for file in Path(folder).glob("*/account.py"))
    return {kind: import_module(f"bot.messengers.{kind}.account").Account for kind in kinds}
