"""What most tests of repositories begin with: a moment, an account, a person."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CHAT = 7_000_000_000_001
"""Ids of messengers have long been greater than 32 bits."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
async def account(database: Database) -> Account:
    async with database.writing() as books:
        return await books.accounts.add("telegram", 100, "Тёзки", None, {}, at=NOW)


@pytest.fixture
async def person(database: Database, account: Account) -> Person:
    async with database.writing() as books:
        return await books.people.meet(account.id, CHAT, CHAT, at=NOW)
