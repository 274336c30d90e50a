"""Many readers: a page is composed once for all, a deed is seen at once, an address has its share and no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web import pages
from bot.web.http.cache import FRESH_FOR
from bot.web.http.counts import COUNTS, Counts
from bot.web.http.limits import Buckets
from bot.web.pages import routes
from bot.web.pages.layout import PageView, Show
from bot.web.pages.request import PageRequest
from bot.web.server import application
from domain.event import State
from handlers.texts.web import pages as texts
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from storage.public.changes import NOT_SHOWN, may_change_pages
from storage.tables import metadata
from tests.web.conftest import Site
from tests.web.village import NOW, settle


class Counted:
    """How often a page was composed, and how many at the same time."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self.times = self.now = self.most = 0

    async def __call__(self, request: PageRequest) -> PageView:
        self.times += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0.005)
            return await self._show(request)
        finally:
            self.now -= 1


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Counted:
    address = f"/a/{routes.SLUG}/plan"
    counted = Counted(routes.PAGES[address])
    monkeypatch.setitem(routes.PAGES, address, counted)
    return counted


async def test_forty_readers_cost_as_much_as_one(plan: Counted, site: Site) -> None:
    pages_read = await asyncio.gather(*(site.reads(f"{site.home}/plan") for _ in range(40)))
    assert len(set(pages_read)) == 1
    assert plan.times == 1
    fresh_for = FRESH_FOR if site.database.exclusive else routes.FRESH_BESIDE_OTHERS
    site.clock[0] += fresh_for - timedelta(seconds=1)
    await site.reads(f"{site.home}/plan")
    assert plan.times == 1
    site.clock[0] += timedelta(seconds=1)
    await site.reads(f"{site.home}/plan")
    assert plan.times == 2


async def test_made_up_questions_make_no_other_page(plan: Counted, site: Site) -> None:
    for number in range(10):
        await site.reads(f"{site.home}/plan?nonsense={number}&month=2026-12")
    assert plan.times == 1
    await site.reads(f"{site.home}/plan?month=2026-11")
    assert plan.times == 2


async def test_of_many_different_pages_two_are_composed_at_a_time(plan: Counted, site: Site) -> None:
    await asyncio.gather(*(site.reads(f"{site.home}/plan?month={year}-12") for year in range(2026, 2046)))
    assert plan.times == 20
    assert plan.most == routes.AT_ONCE


async def test_a_deed_is_seen_at_once(site: Site) -> None:
    event = site.event("soon")
    assert "Событие отменено." not in await site.reads(event)
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, place="Малый зал библиотеки", bump=True)
    assert "Малый зал библиотеки" in await site.reads(event)
    async with site.database.writing(quick=True) as books:
        await books.events.move_state(site.village.events["soon"].id, State.CANCELLED)
    assert "Событие отменено." in await site.reads(event)


async def test_an_event_is_there_as_soon_as_it_is_announced(site: Site) -> None:
    draft = site.event("draft")
    await site.reads(draft, status=404)
    async with site.database.writing() as books:
        await books.events.move_state(site.village.events["draft"].id, State.ANNOUNCED)
    assert "Тайный черновик" in await site.reads(draft)


async def test_what_was_undone_changes_no_page(plan: Counted, site: Site) -> None:
    async with site.database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=NOW)
    await site.reads(f"{site.home}/plan")
    with suppress(ZeroDivisionError):
        async with site.database.writing() as books:
            await books.events.change(site.village.events["soon"].id, place="нигде", bump=True)
            raise ZeroDivisionError
    async with site.database.writing() as books:
        await books.settings.set("unseen", 1)
        await books.people.meet(account.id, 77, 77, at=NOW)
    await site.reads(f"{site.home}/plan")
    assert plan.times == 1


async def test_whoever_is_erased_takes_their_contact_off_the_page_at_once(site: Site) -> None:
    async with site.database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=NOW)
        person = await books.people.meet(account.id, 5, 5, at=NOW)
        library = site.village.libraries[0].id
        await books.librarians.add(library, person.id, at=NOW, contact="+7 900 000-00-00", contact_public=True)
    path = f"{site.home}/l/{library}"
    assert "900 000-00-00" in await site.reads(path)
    async with site.database.writing() as books:
        await books.people.erase(person.id)
    assert "900 000-00-00" not in await site.reads(path)


def test_a_new_table_counts_as_shown_until_it_is_said_not_to_be() -> None:
    assert not NOT_SHOWN - set(metadata.tables), "what is not there need not be named"
    shown = set(metadata.tables) - NOT_SHOWN
    assert {"events", "libraries", "alliances", "chronicle", "journal", "pictures", "librarians"} <= shown
    assert may_change_pages(metadata.tables["events"].update())
    assert not may_change_pages(metadata.tables["inbox"].insert())
    assert not may_change_pages(metadata.tables["events"].select())


@asynccontextmanager
async def limited(database: Database, clock: list[float]) -> AsyncIterator[tuple[TestClient[Any, Any], Counts, str]]:
    village = await settle(database)
    mounts = (pages.mounting(database, AccountDirectory(messengers={}, public_url=None), lambda: NOW),)
    app = application(
        database=database,
        messengers={},
        hear=_deaf,
        states=dict,
        mounts=mounts,
        readers=Buckets(5, 1.0, clock=lambda: clock[0]),
    )
    async with TestClient(TestServer(app)) as client:
        yield client, app[COUNTS], village.home


async def test_an_address_that_asks_too_often_is_told_kindly_and_others_are_not(database: Database) -> None:
    clock = [0.0]
    async with limited(database, clock) as (client, counts, home):
        strangers = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in (1, 2)]
        for path in (home, f"{home}/plan", "/nowhere", "/healthz", home):
            assert (await client.get(path, headers=strangers[0])).status != 429
        refused = await client.get(home, headers=strangers[0])
        assert refused.status == 429
        assert refused.headers["Retry-After"] == "1"
        assert texts.TOO_MANY in await refused.text()
        assert counts["limited"] == 1
        forged = {"X-Forwarded-For": "198.51.100.7, 203.0.113.1"}
        assert (await client.get(home, headers=forged)).status == 429, "what they wrote themselves is not believed"
        assert (await client.get(home, headers=strangers[1])).status == 200
        assert all([(await client.get(home)).status == 200 for _ in range(20)]), "this computer itself is not counted"
        clock[0] += 1
        assert (await client.get(home, headers=strangers[0])).status == 200
        assert (await client.get(home, headers=strangers[0])).status == 429


async def test_the_network_of_a_house_is_one_address(database: Database) -> None:
    async with limited(database, [0.0]) as (client, _, home):
        statuses = [
            (await client.get(home, headers={"X-Forwarded-For": f"2001:db8:1:2::{number:x}"})).status
            for number in range(1, 9)
        ]
    assert statuses == [200] * 5 + [429] * 3


async def test_without_a_public_address_only_this_computer_s_names_stand_in_links(database: Database) -> None:
    async with limited(database, [0.0]) as (client, _, home):
        event = (await client.get(f"{home}/tv", headers={"Host": "evil.example"})).status
        assert event == 200
        for path in (home, f"{home}/plan", f"{home}/tv"):
            assert "evil.example" not in await (await client.get(path, headers={"Host": "evil.example"})).text()


async def test_health_is_told_to_this_computer_alone(database: Database) -> None:
    async with limited(database, [0.0]) as (client, counts, _):
        for path in ("/readyz", "/metrics"):
            assert (await client.get(path)).status == 200
            for name, value in {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}.items():
                assert (await client.get(path, headers={name: value})).status == 404
        assert counts["elsewhere"] == 4
        assert (await client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})).status == 200


async def _deaf(_: object) -> None:
    """Nobody knocks."""
