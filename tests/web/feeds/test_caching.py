"""Nothing is sent twice or composed twice, nothing stale is taken for fresh, and a long feed lets others through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from bot.web.http.cache import ResponseCache
from handlers.plan.calendar.pieces import Series
from handlers.plan.calendar.writing import CHUNK, Calendar, compose
from tests.web.conftest import Site
from tests.web.village import NOW


def addresses(site: Site) -> list[str]:
    home = site.home
    calendars = [f"{home}/calendar.ics", f"{home}/l/{site.village.libraries[0].id}/calendar.ics"]
    feeds = [f"{home}/{name}.atom" for name in ("feed", "plan", "chronicle", "journal")]
    return [*calendars, *feeds, f"{home}/widget", f"{home}/embed", f"{site.event('soon')}/card.png", "/sitemap.xml"]


async def test_whoever_has_it_is_told_so(site: Site) -> None:
    for path in addresses(site):
        first = await site.get(path)
        assert first.headers["Cache-Control"].startswith("public, max-age="), path
        assert first.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in first.headers["Content-Security-Policy"]
        tag = first.headers["ETag"]
        again = await site.get(path, headers={"If-None-Match": tag})
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag), path
        assert (await site.get(path, headers={"If-None-Match": '"other"'})).status == 200
        assert (await site.get(path, headers={"If-None-Match": "nonsense"})).status == 200


async def test_since_when_it_is_as_it_is(site: Site) -> None:
    path = f"{site.home}/calendar.ics"
    assert "Last-Modified" not in (await site.get(path)).headers, "it could still change within this second"
    site.clock[0] = NOW + timedelta(minutes=5)
    answer = await site.get(path)
    assert answer.headers["Last-Modified"] == format_datetime(NOW, usegmt=True)
    unchanged = {"If-Modified-Since": format_datetime(NOW, usegmt=True)}
    assert (await site.get(path, headers=unchanged)).status == 304
    before = {"If-Modified-Since": format_datetime(NOW - timedelta(seconds=1), usegmt=True)}
    assert (await site.get(path, headers=before)).status == 200
    assert (await site.get(path, headers={"If-Modified-Since": "yesterday"})).status == 200


async def test_a_change_is_seen_within_a_minute(site: Site) -> None:
    path = f"{site.home}/calendar.ics"
    await site.get(path)
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, place="малый зал", bump=True)
    assert "малый зал" not in await site.reads(path)
    site.clock[0] = NOW + timedelta(seconds=60)
    assert "малый зал" in (await site.reads(path)).replace("\r\n ", "")


async def test_head_tells_the_same_without_the_content(site: Site) -> None:
    for path in addresses(site):
        whole = await site.get(path, headers={"Accept-Encoding": "identity"})
        head = await site.client.head(path, headers={"Accept-Encoding": "identity"})
        assert (head.status, await head.read()) == (200, b"")
        assert head.headers["Content-Length"] == str(len(await whole.read()))
        assert head.headers["ETag"] == whole.headers["ETag"]
    assert (await site.client.head(f"/c/{'0' * 32}.ics")).status == 404


async def test_packed_and_plain_differ_only_in_their_tags(site: Site) -> None:
    path = f"{site.home}/calendar.ics"
    plain = await site.get(path, headers={"Accept-Encoding": "identity"})
    packed = await site.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert await plain.read() == await packed.read()
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert plain.headers["Vary"] == "Accept-Encoding"


async def test_readers_at_the_same_time_wait_for_one_composing() -> None:
    cache, composed = ResponseCache(), 0

    async def compose_() -> tuple[str, bytes]:
        nonlocal composed
        composed += 1
        await asyncio.sleep(0)
        return "text/plain", b"x"

    found = await asyncio.gather(*(cache.get("key", NOW, compose_) for _ in range(20)))
    assert (composed, len({one.tag for one in found})) == (1, 1)


async def test_what_nobody_asks_for_goes_first() -> None:
    cache, composed = ResponseCache(most=25), list[int]()

    async def ask(number: int) -> None:
        async def compose_() -> tuple[str, bytes]:
            composed.append(number)
            return "text/plain", b"0123456789"

        await cache.get(number, NOW, compose_)

    for number in (1, 2, 1, 3, 1, 2):
        await ask(number)
    assert composed == [1, 2, 3, 2]


async def test_a_trouble_is_not_kept() -> None:
    cache, told = ResponseCache(), list[str]()

    async def fail() -> tuple[str, bytes]:
        raise LookupError

    async def succeed() -> tuple[str, bytes]:
        return "text/plain", b"x"

    for _ in range(2):
        try:
            await cache.get("key", NOW, fail)
        except LookupError:
            told.append("failed")
    assert told == ["failed"] * 2
    assert (await cache.get("key", NOW, succeed)).body == b"x"


async def test_a_long_calendar_lets_others_through(site: Site) -> None:
    event, turns = site.village.events["soon"], 0

    async def many() -> AsyncIterator[Series]:
        for number in range(20 * CHUNK):
            yield Series(events=(replace(event, id=number),), ahead=None)

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    calendar = Calendar(name="x", zone="Europe/Moscow", source="")
    watching = asyncio.create_task(other())
    body = await compose(calendar, many(), address=str, changed={}, now=NOW)
    watching.cancel()
    assert body.count(b"BEGIN:VEVENT") == 20 * CHUNK
    assert turns >= 20
