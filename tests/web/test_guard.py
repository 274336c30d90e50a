"""What is not public is not there; nothing that people wrote does harm; whatever is asked, the answer is calm."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web import feeds, pages
from bot.web.pages.urls import origin_of
from bot.web.server import application
from domain.event import State
from handlers.texts.web import pages as texts
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from tests.web.conftest import Site
from tests.web.village import NOW, SECRET, found, library, settle

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
STRANGE = (
    *("page=0", "page=-1", "page=99999999999999999999", "page=%00", "page=1'--", "page=²", "page=1&page=2"),
    *("month=2026-13", "month=0000-00", "month=9999-12", "month=٢٠٢٦-١٢", "month=2999-12", "month=2000-01"),
    *("year=99999", "year=-1", "year=2999", "day=2026-02-30", "day=x", "day=2999-12-31", "library=9" + "9" * 30),
    *("library=-1", "library=999999999999999", "version=0", "version=١", "former=2", "region=%00", "region=%FF%FE"),
    *("name=%00%01", "name=%ED%A0%80", "name=" + "й" * 500, "name=%25_%5C", "%00=%00", "month=", "a" * 3000),
)
NOT_THERE = (
    *("/nowhere", "/a/nowhere", "/a/ALEKSANDROVKA", "/a/aleksandrovka/votes", "/a/aleksandrovka/../secret"),
    *("/e/999999999999999999", "/e/0", "/e/-1", "/e/x", "/e/1e3", "/e/9999999999999999999"),
    *("/a/aleksandrovka/l/999999999999999999", "/a/aleksandrovka/chronicle/999999", "/p/1.jpg"),
    *(f"/p/{'0' * 64}.jpg", "/style/other.css", "/style/../routes.py", "/%00"),
)
READERS = ("plan", "chronicle", "members", "journal", "agreement", "tv")
"""The pages that look at the query."""


def attributes(page: str) -> set[str]:
    """The names of all attributes of all tags."""
    names: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag != "script" or attrs == [("type", "application/ld+json")], "only data, never a program"
            names.update(name for name, _ in attrs)

    Reader().feed(page)
    return names


def without_data(page: str) -> str:
    """The page without the opening of its block of data, of which there is one at most; what is in it stays."""
    return page.replace('<script type="application/ld+json">', "", 1)


async def test_a_draft_is_nowhere(site: Site) -> None:
    assert (await site.get(site.event("draft"))).status == 404
    assert (await site.get(f"{site.event('draft')}/poster")).status == 404
    for path in (site.home, f"{site.home}/plan", f"{site.home}/plan?month=2026-11", f"{site.home}/tv"):
        assert "Тайный черновик" not in await site.reads(path)


async def test_a_contact_is_public_only_where_its_owner_said_so(site: Site) -> None:
    for path in site.every_page():
        assert SECRET not in await site.reads(path), path


async def test_a_library_that_never_joined_has_no_page(site: Site) -> None:
    async with site.database.writing() as books:
        made = await books.libraries.register(
            alliance_id=site.village.alliance.id,
            settlement="Александровка",
            region="Омская область",
            zone="Asia/Omsk",
            title="Заявка",
            folded="заявка",
            ownership="municipal",
            verdict="same",
            at=NOW,
        )
    assert (await site.get(f"{site.home}/l/{made.id}")).status == 404


async def test_a_picture_is_shown_while_everybody_agrees(site: Site) -> None:
    shown = await site.reads(f"{site.home}/chronicle") + await site.reads(site.home)
    for name in ("emblem", "agreed"):
        answer = await site.get(f"/p/{site.village.pictures[name]}.jpg")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert (await answer.read()).startswith(b"\xff\xd8\xff")
        assert site.village.pictures[name] in shown
    for name in ("not agreed", "taken back"):
        assert (await site.get(f"/p/{site.village.pictures[name]}.jpg")).status == 404
        assert site.village.pictures[name] not in shown


async def test_what_is_not_there_is_said_kindly(site: Site) -> None:
    for path in NOT_THERE:
        answer = await site.get(path)
        assert answer.status == 404, path
        page = await answer.text()
        assert texts.MISSING in page
        assert f'href="/">{texts.HOME}' in page
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_one_alliance_does_not_show_what_is_another_s(site: Site) -> None:
    async with site.database.writing() as books:
        other = await found(books, "Ивановка", slug_base="ivanovka")
        theirs = await library(books, other.id, "Ивановская библиотека")
    assert (await site.get(f"{site.home}/l/{theirs.id}")).status == 404
    assert (await site.get(f"{site.home}/chronicle?library={theirs.id}")).status == 404
    assert (await site.get(f"{site.home}/tv?library={theirs.id}")).status == 404
    assert (await site.get(f"/a/{other.slug}/chronicle/{site.village.entries['told']}")).status == 404


async def test_strange_questions_get_calm_answers(site: Site) -> None:
    for path in ("/", *(f"{site.home}/{part}" for part in READERS)):
        for query in STRANGE:
            assert (await site.get(f"{path}?{query}")).status in (200, 404), (path, query)


async def test_nothing_that_people_write_becomes_markup(site: Site) -> None:
    async with site.database.writing() as books:
        nasty = await found(
            books, NASTY, slug_base="nasty", motto=NASTY, hashtag=NASTY[:50], form="other", form_own=NASTY
        )
        place: dict[str, Any] = {
            "settlement": NASTY,
            "settlement_type": NASTY[:40],
            "district": NASTY,
            "region": NASTY,
            "parent": NASTY,
        }
        host = await library(books, nasty.id, NASTY, **place)
        made = await books.events.add(
            alliance_id=nasty.id,
            at=NOW,
            title=NASTY,
            kind="meeting",
            zone="Europe/Moscow",
            library_id=host.id,
            starts_at=NOW + timedelta(hours=3),
            place=NASTY,
            link="javascript:alert(3)",
            audience=NASTY,
            description=NASTY,
            co_hosts=(host.id,),
        )
        await books.events.move_state(made.id, State.ANNOUNCED)
        entry = await books.chronicle.write(
            alliance_id=nasty.id, library_id=host.id, title=NASTY, happened_on=made.day, text=NASTY, at=NOW
        )
        await books.chronicle.correct(entry.id, correction=NASTY, at=NOW)
        gone = await books.events.add(
            alliance_id=nasty.id, at=NOW, title=NASTY, kind="other", zone="Europe/Moscow", library_id=host.id,
            starts_at=NOW + timedelta(hours=4),
        )  # fmt: skip
        await books.events.move_state(gone.id, State.CANCELLED, cancel_reason=NASTY)
    home = f"/a/{nasty.slug}"
    parts = ("", "/plan", "/plan?month=2026-11", "/chronicle", f"/chronicle/{entry.id + 1}", "/members", "/tv")
    paths = [f"{home}{part}" for part in parts]
    paths += ["/", f"/?name={NASTY}", f"{home}/l/{host.id}", f"/e/{made.id}", f"/e/{made.id}/poster", f"/e/{gone.id}"]
    for path in paths:
        page = await site.reads(path)
        assert "&lt;script&gt;" in page, path
        assert "<script" not in without_data(page), path
        assert "<img src=x" not in page, path
        assert "javascript:" not in page, path
        assert "{{7*7}}" in page, path
        names = attributes(page)
        assert "href" in names
        assert not any(name == "style" or name.startswith("on") for name in names), path


async def test_every_page_is_sent_with_headers_that_keep_a_browser_safe(site: Site) -> None:
    emblem = f"/p/{site.village.pictures['emblem']}.jpg"
    for path in (*site.every_page(), emblem, "/nowhere"):
        answer = await site.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        for rule in (
            "default-src 'none'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ):
            assert rule in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


async def test_pages_are_plain_html_without_scripts_and_strangers(site: Site) -> None:
    for path in site.every_page():
        page = await site.reads(path)
        assert '<html lang="ru">' in page, path
        assert "<script" not in without_data(page), path
        assert (
            re.findall(r'<(?:img|link|source|iframe)[^>]+(?:src|href)="(?!/|data:,|https://tezki\.example)', page) == []
        ), path
        assert page.count("<h1") == 1, path
        assert page.count("<main ") == 1, path
        assert len(page.encode()) < 100_000, path


async def test_a_question_too_long_to_be_meant_is_refused_and_the_site_lives(site: Site) -> None:
    for path in (f"/?name={'a' * 50_000}", f"{site.home}/plan?{'a=1&' * 20_000}", f"/a/{'a' * 20_000}"):
        assert (await site.get(path)).status in (400, 404, 414), path[:40]
    assert (await site.get("/")).status == 200


async def test_pages_are_only_read(site: Site) -> None:
    for path in ("/", site.home, site.event("soon"), f"{site.home}/calendar.ics", f"{site.event('soon')}/card.png"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = await site.client.request(method, path, data=b"x" * 1000, allow_redirects=False)
            assert answer.status in (404, 405), (method, path)


async def test_a_forged_host_is_only_text(database: Database) -> None:
    """Without a public address the site goes by what the browser says, and that may be anything."""
    village = await settle(database)
    mounts = (
        pages.mounting(database, AccountDirectory(messengers={}), lambda: NOW, patience=60),
        feeds.mounting(database, AccountDirectory(messengers={}), lambda: NOW),
    )
    app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=mounts)
    event = f"/e/{village.events['soon'].id}"
    atom, calendar = f"{village.home}/feed.atom", f"{village.home}/calendar.ics"
    async with TestClient(TestServer(app)) as client:
        for path in (village.home, event, f"{event}/poster", f"{village.home}/tv", atom, calendar):
            answer = await client.get(path, headers={"Host": f"x{NASTY}"})
            assert answer.status in (200, 400), path
            words = await answer.text()
            assert "<script>" not in words, path
            assert "<img src=x" not in words, path


@pytest.mark.parametrize("host", ["tezki.example", "127.0.0.1:8080", "[::1]:8080", "xn--80a.xn--p1ai"])
def test_an_honest_host_is_believed(host: str) -> None:
    assert origin_of("https", host) == f"https://{host}"


@pytest.mark.parametrize("host", ["", "x y", "x/y", "x@y", "x:port", "<b>", "a\r\nb", "х", "x:123456", "a" * 254])
def test_a_host_that_is_none_is_not_repeated(host: str) -> None:
    assert origin_of("https", host) == "https://localhost"


async def _deaf(_: object) -> None:
    """Nobody knocks."""
