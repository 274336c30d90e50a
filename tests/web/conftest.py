"""The public pages over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.web import feeds, pages
from bot.web.server import application
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from talk.updates import AccountId
from tests.messengers.playground.browser import CHROMIUM, DRIVER
from tests.web.village import NOW, Bot, Village, settle

PUBLIC = "https://tezki.example"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whoever has no Chromium is told so where they look: the pages were not seen."""
    if not (CHROMIUM and DRIVER):
        words = "NO CHROMIUM: browser tests of the public pages were SKIPPED. Install chromium and chromedriver."
        terminalreporter.write_sep("!", words, red=True, bold=True)


@dataclass(slots=True, kw_only=True)
class Site:
    """The site as a visitor finds it; its clock is the test's."""

    client: TestClient[Any, Any]
    database: Database
    village: Village
    clock: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def home(self) -> str:
        return self.village.home

    async def get(self, path: str, **how: Any) -> ClientResponse:
        return await self.client.get(path, allow_redirects=False, **how)

    async def reads(self, path: str, *, status: int = 200) -> str:
        """With plain spaces: where lines may not part is another matter (tests/domain/test_together.py)."""
        answer = await self.get(path)
        assert answer.status == status, path
        return (await answer.text()).replace("\u00a0", " ").replace("\u2060", "")

    def event(self, name: str) -> str:
        return f"/e/{self.village.events[name].id}"

    def every_page(self) -> list[str]:
        """One address of each kind."""
        home = self.home
        parts = ("agreement", "plan", "plan?month=2026-12", "plan?year=2026", "plan?day=2026-12-12", "chronicle")
        more = ("members", "members?former=1", "journal", "tv", f"l/{self.village.libraries[0].id}")
        entry = f"chronicle/{self.village.entries['told']}"
        event = self.event("today")
        return ["/", home, *(f"{home}/{part}" for part in (*parts, *more, entry)), event, f"{event}/poster"]


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    village = await settle(database)
    messengers = {
        1: Bot(kind="telegram", account=AccountId(1)),
        2: Bot(kind="vk", account=AccountId(2)),
        3: Bot(kind="max", account=AccountId(3), known=False),
    }
    clock = [NOW]
    directory = AccountDirectory(messengers=messengers, public_url=PUBLIC)
    mounts = (
        pages.mounting(database, directory, lambda: clock[0], patience=60),
        feeds.mounting(database, directory, lambda: clock[0]),
    )
    app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=mounts)
    async with TestClient(TestServer(app)) as client:
        yield Site(client=client, database=database, village=village, clock=clock)


async def _deaf(_: object) -> None:
    """Nobody knocks."""
