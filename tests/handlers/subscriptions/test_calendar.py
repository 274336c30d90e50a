"""«Календарь» in «Мои подписки»: a secret link, handed out once, changed and revoked at will."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar

from bot.web import feeds, pages
from bot.web.server import application
from handlers.texts.subscriptions import subscribing
from handlers.texts.web import feeds as texts
from storage.tables import people, tokens
from tests.handlers.subscriptions.steps import PARTY, known, subscriber, village
from tests.people import Person, Town

SITE = "https://tezki.example"
LINK = re.compile(re.escape(SITE) + r"(/c/[0-9a-f]{32}\.ics)")


def online(town: Town) -> None:
    """The program has an address."""
    town.public_url = SITE
    town._start()


def link_of(person: Person) -> str:
    found = LINK.search(person.reads)
    assert found is not None
    return found[1]


@asynccontextmanager
async def web(town: Town) -> AsyncIterator[TestClient[Any, Any]]:
    """The site of this town."""
    mounts = (
        pages.mounting(town.database, town.directory, lambda: town.time),
        feeds.mounting(town.database, town.directory, lambda: town.time),
    )
    app = application(database=town.database, messengers={}, hear=_deaf, states=dict, mounts=mounts)
    async with TestClient(TestServer(app)) as client:
        yield client


async def _deaf(_: object) -> None:
    """Nobody knocks."""


async def titles(town: Town, site: TestClient[Any, Any], path: str) -> list[str]:
    """What the calendar has now."""
    town.time += timedelta(minutes=2)
    answer = await site.get(path)
    assert answer.status == 200
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    calendar = Calendar.from_ical(await answer.read())
    assert "SOURCE" not in calendar, "the secret is not in the file"
    return sorted(str(one["SUMMARY"]) for one in calendar.walk("VEVENT"))


async def test_a_link_is_handed_out_changed_and_revoked(any_town: Town) -> None:
    online(any_town)
    home = await village(any_town)
    await home.holds("Вечер")
    ira = await subscriber(any_town, f"l{home.library.id}")
    await ira.says("/subscriptions")
    await ira.presses(subscribing.CALENDAR)
    assert ira.saw("Ссылка секретная")
    await ira.presses(texts.GET_LINK)
    first = link_of(ira)
    async with web(any_town) as site:
        assert await titles(any_town, site, first) == ["Вечер"]
        await ira.says("/subscriptions")
        await ira.presses(subscribing.CALENDAR)
        assert ira.saw("Показать её ещё раз не могу")
        assert LINK.search(ira.reads) is None
        await ira.presses(texts.CHANGE_LINK)
        second = link_of(ira)
        assert second != first
        assert (await site.get(first)).status == 404
        assert await titles(any_town, site, second) == ["Вечер"]
        await ira.presses(texts.REVOKE_LINK)
        assert ira.reads == texts.REVOKED
        assert (await site.get(second)).status == 404
        await ira.forges("cal-off")
        assert ira.reads == texts.NOTHING_TO_REVOKE
        await ira.presses(texts.GET_LINK)
        assert (await site.get(link_of(ira))).status == 200


async def test_it_has_what_one_is_subscribed_to(town: Town) -> None:
    online(town)
    home = await village(town)
    other = await home.another("Дальняя библиотека")
    held = await home.holds("Вечер")
    await home.holds("У соседей", library_id=other.id)
    weekly = await home.holds("Клуб", library_id=other.id, repeats="FREQ=WEEKLY")
    ira = await subscriber(town, f"l{home.library.id}")
    await ira.forges("cal-new")
    path = link_of(ira)
    async with web(town) as site:
        assert await titles(town, site, path) == ["Вечер"]
        await ira.forges(f"go:{weekly.id}")
        assert await titles(town, site, path) == ["Вечер", "Клуб"]
        body = await (await site.get(path)).text()
        assert "RRULE" not in body, "«Пойду» is said of one evening"
        await ira.forges(f"sub:l{other.id}")
        assert await titles(town, site, path) == ["Вечер", "Клуб", "У соседей"]
        assert "RRULE:FREQ=WEEKLY\r\n" in await (await site.get(path)).text()
        await ira.forges(f"nogo:{held.id}")
        assert await titles(town, site, path) == ["Клуб", "У соседей"]
        await ira.forges(f"unsub:l{other.id}")
        assert await titles(town, site, path) == ["Клуб"]


async def test_only_the_fingerprint_is_kept_and_goes_with_the_person(town: Town) -> None:
    online(town)
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges("cal-new")
    path = link_of(ira)
    secret = path.removeprefix("/c/").removesuffix(".ics")
    kept = await known(ira)
    async with town.database.writing() as books:
        rows = (await books.connection.execute(sa.select(tokens))).all()
        assert len(rows) == 1
        assert secret not in repr(rows)
        await books.tokens.delete_before(PARTY + timedelta(days=36500), limit=99)
        assert await books.tokens.held_by(kept.id, "calendar", town.time) is not None, "it never expires"
        await books.connection.execute(sa.delete(people).where(people.c.id == kept.id))
    async with web(town) as site:
        assert (await site.get(path)).status == 404


async def test_a_link_for_something_else_opens_nothing(town: Town) -> None:
    online(town)
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    kept = await known(ira)
    async with town.database.writing() as books:
        forged = await books.tokens.issue("invite", {"person": kept.id}, kept.id, town.time + timedelta(days=1))
    async with web(town) as site:
        assert (await site.get(f"/c/{forged}.ics")).status == 404


@pytest.mark.parametrize("press", ["calendar", "cal-new"])
async def test_without_a_site_there_is_no_calendar(town: Town, press: str) -> None:
    await village(town)
    ira = town.person()
    await ira.forges(press)
    assert ira.reads == texts.NO_SITE


async def test_a_strangers_link_neither_changes_nor_revokes(town: Town) -> None:
    """Whoever follows a deep link has not asked for that."""
    online(town)
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges("cal-new")
    path = link_of(ira)
    for start in ("cal-new", "cal-off"):
        await ira.starts(start)
    async with web(town) as site:
        assert (await site.get(path)).status == 200
