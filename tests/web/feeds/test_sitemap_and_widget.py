"""Search engines find every public page; other sites may show what comes next."""

from __future__ import annotations

from html import unescape
from xml.etree import ElementTree as ET

import pytest

from bot.web.feeds import sitemap
from handlers.texts.web import feeds as texts
from tests.web.conftest import PUBLIC, Site

LOC = f"{{{sitemap.NAMESPACE}}}loc"


async def locations(site: Site, path: str) -> list[str]:
    answer = await site.get(path)
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return [one.text or "" for one in ET.fromstring(await answer.read()).iter(LOC)]  # noqa: S314 - our own


async def test_the_map_leads_to_pages_that_are_there(site: Site) -> None:
    pages = await locations(site, "/sitemap.xml")
    assert pages == [f"{PUBLIC}/sitemap/{page}-0.xml" for page in "aelc"]
    found = [one for page in pages for one in await locations(site, page.removeprefix(PUBLIC))]
    assert f"{PUBLIC}/" in found
    assert len(found) == len(set(found)) == 7 + len(site.village.events) - 1 + len(site.village.libraries) + 2
    for address in found:
        assert (await site.get(address.removeprefix(PUBLIC))).status == 200, address


async def test_drafts_are_not_on_the_map(site: Site) -> None:
    assert f"{PUBLIC}{site.event('draft')}" not in await locations(site, "/sitemap/e-0.xml")


async def test_a_long_map_is_paged(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "IDS", 3)
    monkeypatch.setattr(sitemap, "CHUNK", 2)
    pages = [one for one in await locations(site, "/sitemap.xml") if "/e-" in one]
    assert len(pages) == 3
    found = [one for page in pages for one in await locations(site, page.removeprefix(PUBLIC))]
    assert len(found) == len(set(found)) == len(site.village.events) - 1
    assert (await site.get("/sitemap/e-3.xml")).status == 404


async def test_only_who_joined_and_what_nobody_corrected_is_on_the_map(site: Site) -> None:
    village = site.village
    async with site.database.writing() as books:
        waiting = await books.libraries.register(
            alliance_id=village.alliance.id,
            title="Ждёт решения",
            folded="ждёт решения",
            settlement="Александровка",
            settlement_type="село",
            region="Омская область",
            zone="Asia/Omsk",
            ownership="municipal",
            verdict="same",
            at=site.clock[0],
        )
    libraries = await locations(site, "/sitemap/l-0.xml")
    assert f"{PUBLIC}{site.home}/l/{village.libraries[0].id}" in libraries
    assert not [one for one in libraries if one.endswith(f"/{waiting.id}")]
    entries = await locations(site, "/sitemap/c-0.xml")
    known = {name: f"{PUBLIC}{site.home}/chronicle/{id_}" for name, id_ in village.entries.items()}
    assert sorted(entries) == sorted([known["told"], known["better"]])


async def test_robots_are_told_where_the_map_is_and_what_is_private(site: Site) -> None:
    words = await site.reads("/robots.txt")
    assert "Disallow: /c/" in words
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in words
    for path in ("/sitemap/a-1.xml", "/sitemap/x-0.xml", "/sitemap/a-9999999.xml"):
        assert (await site.get(path)).status == 404


async def test_any_site_may_frame_the_widget_and_nothing_else(site: Site) -> None:
    answer = await site.get(f"{site.home}/widget")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer.headers
    words = await answer.text()
    assert "<script" not in words
    assert "Рукодельница" in words
    assert "Лыжная прогулка" not in words, "it is cancelled"
    assert "Тайный черновик" not in words
    style = words.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert (await site.get(style)).headers["Content-Type"] == "text/css; charset=utf-8"
    for path in (f"{site.home}/embed", site.home):
        assert "frame-ancestors 'none'" in (await site.get(path)).headers["Content-Security-Policy"]


async def test_the_code_to_paste_is_shown_as_text(site: Site) -> None:
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, title="<b>Клуб</b> & «друзья»")
    page = await site.reads(f"{site.home}/embed")
    assert texts.EMBED in page
    assert f"{PUBLIC}{site.home}/calendar.ics" in page
    blocks = [one.partition(">")[2].partition("</textarea>")[0] for one in page.split("<textarea")[1:]]
    frame, snippet = (unescape(block) for block in blocks)
    assert frame.startswith(f'<iframe src="{PUBLIC}{site.home}/widget" title="Афиша библиотек-тёзок')
    assert "&lt;b&gt;Клуб&lt;/b&gt; &amp;" in snippet, "pasted somewhere it is still text"
    assert f'href="{PUBLIC}{site.event("soon")}"' in snippet
    assert "<iframe" not in page


async def test_nothing_coming_is_said_kindly(site: Site) -> None:
    async with site.database.writing() as books:
        made = await books.alliances.found(
            slug_base="pustynka",
            settlement="Пустынька",
            folded="пустынька",
            form="movement",
            wide=True,
            goals=["culture"],
            zone="Europe/Moscow",
            at=site.clock[0],
        )
    assert texts.NOTHING_COMING in await site.reads(f"/a/{made.slug}/widget")
    assert (await site.get("/a/nowhere/widget")).status == 404
    assert (await site.get("/a/nowhere/embed")).status == 404
