"""Towns for the tests of jobs: on either database, or with all messengers at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.people import LIMITS, Town


@pytest.fixture
async def town(database: Database) -> Town:
    """Telegram, on either database."""
    return await Town.found(database, "telegram")


@pytest.fixture
async def wide_town(sqlite_url: str) -> AsyncIterator[Town]:
    """All messengers at once."""
    database = await Database.open(sqlite_url)
    yield await Town.found(database, *sorted(LIMITS))
    await database.close()
