"""The document that is asked for in the chat and the feed are of one hand: who reads both sees everything once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from bot.web import feeds
from bot.web.server import application
from domain.event import State
from handlers.plan.series import continue_series
from handlers.texts.documents import documents as texts
from storage.plan.events import Event
from tests.handlers.plan.steps import Partners, partners
from tests.people import Town
from tests.web.feeds.reading import read

SITE = "https://tezki.example"


async def goes_on(plan: Partners, event: Event, *, cancelled: bool = False) -> Event:
    """The next of a series, once this one is over or called off."""
    async with plan.town.database.writing() as books:
        if cancelled:
            await books.events.move_state(event.id, State.CANCELLED, cancel_reason="мороз", bump=True)
        else:
            await books.events.move_state(event.id, State.HELD)
        known = await books.events.get(event.id)
        assert known is not None
        following = await continue_series(books, known, plan.town.time)
    assert following is not None
    return following


async def document(plan: Partners) -> Any:
    await plan.ira.says("/papers")
    await plan.ira.presses(texts.PLAN_ICS)
    await plan.town.jobs.run_due(at_once=True)
    await plan.town.drain()
    return read(plan.ira.papers[-1][1])


async def feed(plan: Partners) -> Any:
    async with plan.town.database.reading() as books:
        alliance = await books.alliances.get(plan.alliance)
    assert alliance is not None
    mount = feeds.mounting(plan.town.database, plan.town.directory, lambda: plan.town.time)
    app = application(database=plan.town.database, messengers={}, hear=_deaf, states=dict, mounts=(mount,))
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(f"/a/{alliance.slug}/calendar.ics")
        assert answer.status == 200
        return read(await answer.read())


async def _deaf(_: object) -> None:
    """Nobody knocks."""


def told(calendar: Any) -> dict[tuple[str, str], bytes]:
    """UID and the occurrence it is about → the event, octet for octet."""
    found = {
        (str(one["UID"]), one["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in one else ""): one.to_ical()
        for one in calendar.walk("VEVENT")
    }
    assert len(found) == len(calendar.walk("VEVENT")), "nothing is there twice"
    return found


async def test_a_document_and_the_feed_of_the_same_plan_have_the_same_events(town: Town) -> None:
    town.public_url = SITE
    town._start()
    plan = await partners(town, group=False)
    start = datetime(2026, 12, 7, 12, tzinfo=UTC)
    await plan.has(title="Вечер памяти")
    (off,) = await plan.has_all({"title": "Отменённое", "zone": "Asia/Omsk", "library_id": plan.omsk.id})
    club = await plan.has(title="Клуб", repeats="FREQ=WEEKLY", starts_at=start, ends_at=start + timedelta(hours=2))
    await plan.has(title="Чтения", repeats="FREQ=MONTHLY;COUNT=5", starts_at=start + timedelta(days=3))
    async with town.database.writing() as books:
        await books.events.move_state(off.id, State.CANCELLED, cancel_reason="снег", bump=True)
    second = await goes_on(plan, club)
    third = await goes_on(plan, second, cancelled=True)
    moved = start + timedelta(days=15)
    async with town.database.writing() as books:
        await books.events.change(third.id, place="клуб", starts_at=moved, bump=True)

    given, fed = await document(plan), await feed(plan)

    assert told(given).keys() == told(fed).keys()
    assert told(given) == told(fed), "their times, changes and words, too"
    assert Counter(str(one["SUMMARY"]) for one in given.walk("VEVENT")) == {
        "Вечер памяти": 1,
        "Отменено: Отменённое": 1,
        "Клуб": 2,
        "Отменено: Клуб": 1,
        "Чтения": 1,
    }
    assert not given.get_missing_tzids()


async def test_a_series_from_an_earlier_year_has_the_uid_it_always_had(town: Town) -> None:
    plan = await partners(town, group=False)
    start = town.time - timedelta(days=360)
    first = await plan.has(title="Клуб", repeats="FREQ=YEARLY", starts_at=start)
    await plan.has(title="Прошлогоднее", starts_at=start)
    before = told(await feed(plan))
    await goes_on(plan, first)

    given, fed = told(await document(plan)), told(await feed(plan))

    ((uid, _),) = [key for key, event in given.items() if "Клуб".encode() in event]
    assert (uid, "") in before
    assert (uid, "") in fed
    assert not any("Прошлогоднее".encode() in event for event in given.values()), "only the year that was asked for"
