"""Towns for the tests of errands: messengers and lives, one messenger on both databases, all messengers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext

import pytest

from storage.database import Database
from tests.databases import sqlite_at_once
from tests.handlers.neighbours import Neighbours, settle
from tests.handlers.pairings import pairings_of
from tests.people import LIMITS, Town


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "any_town" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_messenger") is not None
        pairings = pairings_of(metafunc.function.__name__, every=every)
        metafunc.parametrize("any_town", pairings, indirect=True, ids="-".join)


@pytest.fixture(autouse=True)
def at_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Dialogues take SQLite's statements one after the other anyway; whoever races keeps its threads."""
    with nullcontext() if "races" in request.path.name else sqlite_at_once():
        yield


@pytest.fixture
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
