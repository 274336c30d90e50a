"""Feeds are read by a feed reader, and say only what is public."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import feedparser

from domain.event import State
from domain.journal import Json, Kind
from tests.web.conftest import PUBLIC, Site
from tests.web.village import NOW

NAMES = ("feed", "plan", "chronicle", "journal")
NASTY = "<script>alert(1)</script>]]>&amp;\x01\u200b\ufffe"


async def read(site: Site, name: str) -> Any:
    answer = await site.get(f"{site.home}/{name}.atom")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(await answer.read(), response_headers={"content-type": answer.headers["Content-Type"]})
    assert feed.bozo is False, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


async def announce(site: Site, name: str, what: str, at: datetime) -> None:
    """The line that the journal gets when an event is announced or changed."""
    event = site.village.events[name]
    facts: dict[str, Json] = {"what": what, "event": event.id, "title": event.title, "day": event.day.isoformat()}
    async with site.database.writing() as books:
        await books.journal.write(site.village.alliance.id, Kind.PLAN_CHANGED, facts, at)


async def test_every_feed_is_whole(site: Site) -> None:
    await announce(site, "soon", "announced", NOW)
    for name in NAMES:
        feed = await read(site, name)
        assert feed.feed.id.startswith("tag:tezki.example,2026-06-15:aleksandrovka/")
        assert "Александровка" in feed.feed.title
        links = {one.rel: one.href for one in feed.feed.links}
        assert links["self"] == f"{PUBLIC}{site.home}/{name}.atom"
        assert links["alternate"].startswith(f"{PUBLIC}{site.home}")
        assert feed.feed.author
        assert feed.entries, name
        assert len({one.id for one in feed.entries}) == len(feed.entries)
        for one in feed.entries:
            assert one.link.startswith(PUBLIC)
            assert one.author
            assert one.updated_parsed >= one.published_parsed
            assert one.id.startswith("tag:tezki.example,2026-06-15:")
        newest = max(one.updated_parsed for one in feed.entries)
        assert feed.feed.updated_parsed == newest


async def test_the_plan_tells_what_changed_last_as_it_is_now(site: Site) -> None:
    await announce(site, "soon", "announced", NOW - timedelta(days=3))
    await announce(site, "cancelled", "announced", NOW - timedelta(days=2))
    await announce(site, "cancelled", "cancelled", NOW - timedelta(days=1))
    await announce(site, "undated", "announced", NOW - timedelta(hours=1))
    feed = await read(site, "plan")
    assert [one.title for one in feed.entries] == [
        "Выставка писем с фронта",
        "Отменено: Лыжная прогулка с краеведом",
        "Клуб «Рукодельница»: оренбургский пуховый платок",
    ]
    cancelled = feed.entries[1]
    assert datetime.fromisoformat(cancelled.updated) == NOW - timedelta(days=1)
    assert "карантин" in cancelled.content[0].value
    assert cancelled.content[0].type == "text/plain"
    assert "в течение месяца" in feed.entries[0].content[0].value


async def test_the_chronicle_shows_what_may_be_shown(site: Site) -> None:
    feed = await read(site, "chronicle")
    assert {one.link.rpartition("/")[2] for one in feed.entries} == {
        str(site.village.entries["told"]),
        str(site.village.entries["better"]),
    }, "not what was corrected"
    pictures = [link.href for one in feed.entries for link in one.links if link.rel == "enclosure"]
    assert pictures == [f"{PUBLIC}/p/{site.village.pictures['agreed']}.jpg"]


async def test_the_journal_is_in_human_words(site: Site) -> None:
    feed = await read(site, "journal")
    words = [one.content[0].value for one in feed.entries]
    assert words[-1] == "Создано сотрудничество «Александровка»."
    assert len(words) == 4


async def test_everything_together_repeats_nothing(site: Site) -> None:
    await announce(site, "soon", "announced", NOW)
    kinds = [one.tags[0].term for one in (await read(site, "feed")).entries]
    assert (kinds.count("plan"), kinds.count("chronicle"), kinds.count("journal")) == (1, 2, 4)


async def test_drafts_are_in_no_feed(site: Site) -> None:
    """Not even when the journal speaks of one, which it never does."""
    await announce(site, "draft", "announced", NOW)
    for name in ("feed", "plan"):
        assert site.village.events["draft"].title not in await site.reads(f"{site.home}/{name}.atom")
    assert site.village.events["draft"].state is State.DRAFT


async def test_what_people_write_is_text(site: Site) -> None:
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, title=NASTY, description=NASTY)
    await announce(site, "soon", "changed", NOW)
    for name in ("feed", "plan", "journal"):
        raw = await site.reads(f"{site.home}/{name}.atom")
        assert "<script" not in raw
        assert "\x01" not in raw
    entry = (await read(site, "plan")).entries[0]
    assert entry.content[0].value.count("<script>alert(1)</script>]]>&amp;") == 1


async def test_an_empty_alliance_has_empty_feeds(site: Site) -> None:
    async with site.database.writing() as books:
        made = await books.alliances.found(
            slug_base="pustynka",
            settlement="Пустынька",
            folded="пустынька",
            form="movement",
            wide=True,
            goals=["culture"],
            zone="Europe/Moscow",
            at=NOW,
        )
    for name in NAMES:
        feed = feedparser.parse(await site.reads(f"/a/{made.slug}/{name}.atom"))
        assert feed.bozo is False
        assert (feed.entries, feed.feed.updated) == ([], "2026-11-22T09:30:00Z")


async def test_there_is_no_feed_of_anything_else(site: Site) -> None:
    for path in ("/a/nowhere/feed.atom", f"{site.home}/members.atom", f"{site.home}/feed.rss"):
        assert (await site.get(path)).status == 404


async def test_a_library_has_a_feed_of_what_it_plans_and_told(site: Site) -> None:
    first, second, _ = site.village.libraries
    feed = await read(site, f"l/{first.id}/feed")
    titles = {one.title for one in feed.entries}
    assert {
        "Праздник «С днём рождения, село!»",
        "Выставка писем с фронта",
        "Отменено: Лыжная прогулка с краеведом",
    } <= titles
    assert [one.category for one in feed.entries].count("chronicle") == 1
    assert not titles & {"Тайный черновик", "Клуб «Рукодельница»: оренбургский пуховый платок"}
    assert feed.feed.title == f"{first.title} (Александровка)"
    assert "Вечер «Три Александровки за одним столом»" in {
        one.title for one in (await read(site, f"l/{second.id}/feed")).entries
    }
    page = await site.reads(f"{site.home}/l/{first.id}")
    assert page.count(f"{site.home}/l/{first.id}/feed.atom") == 2, "for people and for readers of feeds"


async def test_a_goal_has_a_feed(site: Site) -> None:
    feed = await read(site, "tag/residents-exchange/feed")
    assert [one.title for one in feed.entries] == ["Вечер «Три Александровки за одним столом»"]
    assert (await read(site, "tag/leisure/feed")).entries == []
    assert f"{PUBLIC}{site.home}/tag/residents-exchange/feed.atom" in await site.reads(f"{site.home}/embed")


async def test_feeds_of_what_is_not_public_are_not_there(site: Site) -> None:
    for path in ("l/0", "l/999999", f"l/{'9' * 18}", "tag/nothing", "tag/-", f"tag/{'a' * 41}", "tag/%00"):
        assert (await site.get(f"{site.home}/{path}/feed.atom")).status == 404, path
    assert (await site.get("/a/nowhere/tag/leisure/feed.atom")).status == 404
    assert (await site.get(f"/a/nowhere/l/{site.village.libraries[0].id}/feed.atom")).status == 404
