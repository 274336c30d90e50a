"""Towns for the tests of time, and a database that goes away on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

import pytest
import sqlalchemy as sa

from handlers import dispatcher
from handlers.turn.accounts import AccountDirectory
from storage.books import Books
from storage.database import Database
from storage.sql.errors import StorageError, Unavailable
from storage.tables import inbox
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged
from tests.handlers.alliances.steps import comes_to_the_emblem
from tests.people import START, Person, Town


@pytest.fixture
async def town(database: Database) -> Town:
    """Telegram, on either database."""
    return await Town.found(database, "telegram")


@pytest.fixture
async def wide_town(database: Database) -> Town:
    """Telegram and VK, on either database."""
    return await Town.found(database, "telegram", "vk")


@pytest.fixture
async def sqlite_town(sqlite_url: str) -> AsyncIterator[Town]:
    """Telegram, on SQLite."""
    database = await Database.open(sqlite_url)
    yield await Town.found(database, "telegram")
    await database.close()


class MoodyDatabase:
    """The real one, but its n-th writing fails: before it, at its commit, or after a commit that nobody confirms."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.countdown = -1
        """Writings until the one that fails; negative: none does."""
        self.when: Literal["before", "at", "after"] = "before"
        self.away = False
        self.erasure_list = None

    @property
    def exclusive(self) -> bool:
        return self._database.exclusive

    @property
    def url(self) -> sa.URL:
        return self._database.url

    def reading(self) -> AbstractAsyncContextManager[Books]:
        if self.away:
            raise Unavailable("away")
        return self._database.reading()

    @asynccontextmanager
    async def writing(self, *, quick: bool = False, lasting: bool = True) -> AsyncIterator[Books]:
        self.countdown -= 1
        fails = self.when if self.countdown == 0 else None
        if self.away or fails == "before":
            raise Unavailable("away")
        async with self._database.writing(quick=quick, lasting=lasting) as books:
            yield books
            if fails == "at":
                raise Unavailable("away")
        if fails == "after":
            raise Unavailable("away")


@pytest.fixture
async def moody(sqlite_town: Town) -> MoodyDatabase:
    return MoodyDatabase(sqlite_town.database)


@pytest.fixture
def moody_town(sqlite_town: Town, moody: MoodyDatabase) -> Town:
    """A town on the moody database."""
    return Town(cast("Database", moody), list(sqlite_town.messengers.values()))


def heard(town: Town, event: str, *, chat: int = 5, text: str = "Меню", account: int | None = None) -> IncomingMessage:
    number = AccountId(account if account is not None else town.messenger().account)
    return IncomingMessage(account=number, event_id=event, chat=chat, user=chat, at=START, text=text)


async def settle_somehow(town: Town) -> None:
    """What the loops of the program do: after a trouble of the database they look again."""
    while True:
        try:
            await town.drain()
        except StorageError:
            continue
        return


@dataclass
class Receiver:
    """Stands in for the reception: writes down what comes, and fails as it is told."""

    heard: list[str] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    """By text, one after the other."""

    async def receive(
        self,
        books: Books,
        update: IncomingMessage | GroupChanged | ReachabilityChanged,
        *,
        directory: AccountDirectory,
        now: datetime,
        behind: float = 0.0,
    ) -> None:
        del directory, now, behind
        text = update.text if isinstance(update, IncomingMessage) else update.kind
        self.heard.append(text)
        await books.settings.set(f"heard {text}", 1)
        if self.failures.get(text):
            raise self.failures[text].pop(0)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made = Receiver()
    monkeypatch.setattr(dispatcher, "dispatch", made.receive)
    return made


async def states(town: Town) -> list[str]:
    async with town.database.reading() as books:
        return list((await books.connection.execute(sa.select(inbox.c.state).order_by(inbox.c.id))).scalars())


async def until(town: Town, reached: Callable[[list[str]], bool]) -> None:
    """Let the others work until the states of all rows are such."""
    for _ in range(10_000):
        if reached(await states(town)):
            return
        await asyncio.sleep(0)
    raise AssertionError("it was never reached")


async def wants_an_emblem(town: Town) -> Person:
    """A person who was asked for a picture."""
    maria = town.person()
    await comes_to_the_emblem(maria)
    return maria
