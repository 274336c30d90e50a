"""Towns for the tests of time, and a database that goes away on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal, cast

import pytest

from storage.books import Books
from storage.database import Database
from storage.errors import StorageError, Unavailable
from talk.heard import AccountId, Heard
from tests.people import START, Town


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

    @property
    def exclusive(self) -> bool:
        return self._database.exclusive

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


def heard(town: Town, event: str, *, chat: int = 5, text: str = "Меню", account: int | None = None) -> Heard:
    number = AccountId(account if account is not None else town.messenger().account)
    return Heard(account=number, event_id=event, chat=chat, user=chat, at=START, text=text)


async def settle_somehow(town: Town) -> None:
    """What the loops of the program do: after a trouble of the database they look again."""
    while True:
        try:
            await town.settle()
        except StorageError:
            continue
        return
