"""Towns for the tests of errands: every messenger in both lives, one messenger on both databases, all messengers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.neighbours import Neighbours, settle
from tests.people import LIMITS, Town
from tests.soak import soaking

PAIRINGS = (("playground", "restarting"), ("telegram", "running"), ("vk", "restarting"))
"""Each messenger, each life: what is wrong with a messenger shows in either."""
OTHERS = (("playground", "running"), ("telegram", "restarting"), ("vk", "running"))


@pytest.fixture(params=[*PAIRINGS, *soaking(*OTHERS)], ids="-".join)
async def any_town(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Town]:
    """A dialogue must come out the same on every messenger, whether the program runs on or is restarted each turn."""
    kind, life = request.param
    database = await Database.open(sqlite_url)
    yield await Town.found(database, kind, life=life)
    await database.close()


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    """Telegram, on SQLite: for what depends neither on the messenger nor on the database."""
    database = await Database.open(sqlite_url)
    yield await Town.found(database, "telegram")
    await database.close()


@pytest.fixture
async def both_towns(database: Database) -> Town:
    """Telegram, on either database."""
    return await Town.found(database, "telegram")


@pytest.fixture
async def wide_town(sqlite_url: str) -> AsyncIterator[Town]:
    """All messengers at once."""
    database = await Database.open(sqlite_url)
    yield await Town.found(database, *sorted(LIMITS))
    await database.close()


@pytest.fixture
async def neighbours(town: Town) -> Neighbours:
    """Two alliances, one of which is nobody's business but its own people's."""
    return await settle(town)
