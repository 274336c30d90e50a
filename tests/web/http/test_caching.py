"""Nothing is sent twice, and nothing stale is taken for fresh."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from bot.web.http.responses import LastModified
from tests.web.conftest import Site
from tests.web.village import NOW


async def test_whoever_has_the_page_is_told_so(site: Site) -> None:
    for path in (*site.every_page(), f"/p/{site.village.pictures['emblem']}.jpg"):
        first = await site.get(path)
        tag = first.headers["ETag"]
        assert not tag.startswith("W/")
        again = await site.get(path, headers={"If-None-Match": tag})
        assert (again.status, await again.read()) == (304, b""), path
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert (await site.get(path, headers={"If-None-Match": '"other"'})).status == 200
        assert (await site.get(path, headers={"If-None-Match": f'"other", {tag}'})).status == 304


async def test_a_changed_page_is_sent_anew(site: Site) -> None:
    path = site.event("soon")
    tag = (await site.get(path)).headers["ETag"]
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, place="малый зал")
    answer = await site.get(path, headers={"If-None-Match": tag})
    assert answer.status == 200
    assert "малый зал" in await answer.text()


async def test_packed_and_plain_are_the_same_page_with_different_tags(site: Site) -> None:
    plain = await site.client.get(site.home, headers={"Accept-Encoding": "identity"})
    packed = await site.client.get(site.home, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert await packed.text() == await plain.text()
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


async def test_head_tells_the_same_without_the_page(site: Site) -> None:
    for path in site.every_page():
        whole = await site.get(path, headers={"Accept-Encoding": "identity"})
        head = await site.client.head(path, headers={"Accept-Encoding": "identity"})
        assert head.status == 200
        assert await head.read() == b""
        assert head.headers["Content-Length"] == str(len(await whole.read()))
        assert head.headers["ETag"] == whole.headers["ETag"]
    assert (await site.client.head("/nowhere")).status == 404


async def test_the_style_is_fetched_once_for_ever(site: Site) -> None:
    page = await site.reads("/")
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = await site.get(address)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_the_date_of_a_picture_is_told_and_honoured(site: Site) -> None:
    path = f"/p/{site.village.pictures['emblem']}.jpg"
    assert "Last-Modified" not in (await site.get(path)).headers, "two versions of one second would look alike"
    site.clock[0] += timedelta(minutes=1)
    told = (await site.get(path)).headers["Last-Modified"]
    assert told == format_datetime(NOW, usegmt=True)
    assert (await site.get(path, headers={"If-Modified-Since": told})).status == 304
    before = format_datetime(NOW - timedelta(days=1), usegmt=True)
    assert (await site.get(path, headers={"If-Modified-Since": before})).status == 200
    other = {"If-Modified-Since": told, "If-None-Match": '"other"'}
    assert (await site.get(path, headers=other)).status == 200, "the tag has the last word"


async def test_nonsense_in_conditions_is_passed_over(site: Site) -> None:
    for nonsense in ("", "x", '"', "W/", "\\", "*, ,"):
        answer = await site.get(site.home, headers={"If-None-Match": nonsense, "If-Modified-Since": nonsense})
        assert answer.status == 200, nonsense
    assert (await site.get(site.home, headers={"If-None-Match": "*"})).status == 304


def test_a_page_is_as_old_as_its_content() -> None:
    memory = LastModified(most=2)
    later = NOW + timedelta(minutes=5)
    much_later = later + timedelta(minutes=5)
    assert memory.since("/", "a", NOW) == NOW
    assert memory.since("/", "a", later) == NOW
    assert memory.since("/", "b", later) == later
    memory.since("/x", "a", NOW)
    memory.since("/y", "a", NOW)
    assert memory.since("/", "b", much_later) == much_later, "forgotten: there was no room"
