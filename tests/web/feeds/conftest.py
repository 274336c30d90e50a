"""The feeds over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web import feeds, pages
from bot.web.server import application
from handlers.house import House
from storage.database import Database
from talk.heard import AccountId
from tests.web.conftest import Site
from tests.web.village import NOW, Bot, settle

PUBLIC = "https://tezki.example"


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    """Pages and feeds together, as the program mounts them."""
    village = await settle(database)
    clock = [NOW]
    house = House(doors={1: Bot(kind="telegram", account=AccountId(1))}, public_url=PUBLIC)
    mounts = (
        pages.mounting(database, house, lambda: clock[0], patience=60),
        feeds.mounting(database, house, lambda: clock[0]),
    )
    app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=mounts)
    async with TestClient(TestServer(app)) as client:
        yield Site(client=client, database=database, village=village, clock=clock)


async def _deaf(_: object) -> None:
    """Nobody knocks."""
