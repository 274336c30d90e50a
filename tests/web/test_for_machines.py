"""What the pages tell search engines, messengers, readers of feeds and calendars; and the ways there for people."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from PIL import Image

from handlers.texts.web import alliances as alliance_texts
from handlers.texts.web import chronicle as chronicle_texts
from handlers.texts.web import libraries as library_texts
from handlers.texts.web import plan as plan_texts
from tests.web.conftest import PUBLIC, Site
from tests.web.feeds.reading import events, read
from tests.web.test_guard import NASTY
from tests.web.village import NOW


class Page(HTMLParser):
    """A page as a machine reads it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.alternates: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.blocks: list[str] = []
        self._inside = ""
        self._href = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag == "meta" and "property" in told:
            self.meta[told["property"]] = told["content"]
        elif tag == "link" and told["rel"] == "alternate":
            assert told["type"] == "application/atom+xml"
            self.alternates[told["href"]] = told["title"]
        elif tag == "script":
            assert told == {"type": "application/ld+json"}
            self.blocks.append("")
        elif tag == "a":
            self._href = told["href"]

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.blocks[-1] += data
        elif self._inside == "a":
            self.links[data] = self._href

    def thing(self) -> Any:
        """The one thing that the page says it shows."""
        (block,) = self.blocks
        return json.loads(block)


async def opened(site: Site, path: str) -> Page:
    return Page(await site.reads(path))


async def test_every_page_of_an_alliance_names_its_feeds(site: Site) -> None:
    names = ("feed", "plan", "chronicle", "journal")
    for path in [one for one in site.every_page() if one != "/"] + [f"{site.home}/embed"]:
        page = await opened(site, path)
        own = [f"{path}/feed.atom"] if "/l/" in path else []
        assert list(page.alternates) == own + [f"{site.home}/{name}.atom" for name in names], path
        assert all("Александровка" in title for title in page.alternates.values())
        assert len(set(page.alternates.values())) == len(own) + len(names)
    for href in page.alternates:
        assert (await site.get(href)).headers["Content-Type"].startswith("application/atom+xml")


async def test_what_belongs_to_no_alliance_names_no_feeds(site: Site) -> None:
    assert not (await opened(site, "/")).alternates
    assert not Page(await site.reads("/nowhere", status=404)).alternates


async def test_a_messenger_finds_the_card_of_an_event(site: Site) -> None:
    page = await opened(site, site.event("today"))
    assert page.meta["og:image"] == f"{PUBLIC}{site.event('today')}/card.png"
    answer = await site.get(page.meta["og:image"].removeprefix(PUBLIC))
    drawn = Image.open(io.BytesIO(await answer.read()))
    assert drawn.size == (int(page.meta["og:image:width"]), int(page.meta["og:image:height"]))


async def test_search_engines_are_told_of_an_event_with_whole_addresses(site: Site) -> None:
    told = (await opened(site, site.event("soon"))).thing()
    library = site.village.libraries[1]
    assert (told["@type"], told["url"]) == ("Event", f"{PUBLIC}{site.event('soon')}")
    assert told["name"] == site.village.events["soon"].title
    assert told["organizer"]["url"] == f"{PUBLIC}{site.home}/l/{library.id}"
    assert told["image"] == [f"{PUBLIC}{site.event('soon')}/card.png"]
    off = (await opened(site, site.event("cancelled"))).thing()
    assert off["eventStatus"].endswith("/EventCancelled")


async def test_a_poster_is_a_better_image_than_the_card(site: Site) -> None:
    async with site.database.writing() as books:
        jpeg = io.BytesIO()
        Image.new("RGB", (300, 400), "#123456").save(jpeg, "JPEG")
        sha = "ab" * 32
        poster = await books.pictures.keep(jpeg.getvalue(), width=300, height=400, sha256=sha, person_id=None, at=NOW)
        await books.events.change(site.village.events["soon"].id, poster_id=poster)
    told = (await opened(site, site.event("soon"))).thing()
    assert told["image"] == [f"{PUBLIC}/p/{sha}.jpg", f"{PUBLIC}{site.event('soon')}/card.png"]


async def test_search_engines_are_told_of_a_library(site: Site) -> None:
    library = site.village.libraries[0]
    path = f"{site.home}/l/{library.id}"
    told = (await opened(site, path)).thing()
    assert (told["@type"], told["name"], told["url"]) == ("Library", library.title, f"{PUBLIC}{path}")


async def test_no_title_ends_the_block_of_data(site: Site) -> None:
    title = f"</script>{NASTY}<!--<script>"
    async with site.database.writing() as books:
        await books.events.change(site.village.events["today"].id, title=title)
        await books.libraries.change(site.village.libraries[0].id, title=title)
    for path in (site.event("today"), f"{site.home}/l/{site.village.libraries[0].id}"):
        text = await site.reads(path)
        assert text.count("<script") == text.count("</script") == 1, path
        assert Page(text).thing()["name"] == title


async def test_other_pages_have_no_data(site: Site) -> None:
    for path in (site.home, f"{site.home}/plan", f"{site.home}/journal", f"{site.event('today')}/poster"):
        assert not (await opened(site, path)).blocks


async def test_people_find_calendars_and_feeds(site: Site) -> None:
    home, library = site.home, f"{site.home}/l/{site.village.libraries[0].id}"
    ways = {
        (home, alliance_texts.CALENDAR): f"{home}/calendar.ics",
        (home, alliance_texts.FEED): f"{home}/feed.atom",
        (home, alliance_texts.FOR_SITE): f"{home}/embed",
        (library, library_texts.LIBRARY_CALENDAR): f"{library}/calendar.ics",
        (f"{home}/chronicle", chronicle_texts.CHRONICLE_FEED): f"{home}/chronicle.atom",
        (f"{home}/journal", alliance_texts.JOURNAL_FEED): f"{home}/journal.atom",
        (site.event("today"), plan_texts.TO_CALENDAR): f"{site.event('today')}/event.ics",
    }
    for plan in ("plan", "plan?month=2026-12", "plan?year=2026", "plan?day=2026-12-12"):
        ways[f"{home}/{plan}", alliance_texts.CALENDAR] = f"{home}/calendar.ics"
        ways[f"{home}/{plan}", plan_texts.PLAN_FEED] = f"{home}/plan.atom"
    for (path, words), href in ways.items():
        assert (await opened(site, path)).links[words] == href, path
        assert (await site.get(href)).status == 200


async def test_a_library_that_left_offers_no_calendar(site: Site) -> None:
    library = site.village.libraries[2]
    async with site.database.writing() as books:
        await books.libraries.leave(library.id, NOW)
    assert library_texts.LIBRARY_CALENDAR not in (await opened(site, f"{site.home}/l/{library.id}")).links


async def test_an_event_is_taken_along_as_a_file(site: Site) -> None:
    answer = await site.get(f"{site.event('today')}/event.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar, stored = read(await answer.read()), site.village.events["today"]
    (one,) = events(calendar)
    assert (str(one["SUMMARY"]), str(one["STATUS"])) == (stored.title, "CONFIRMED")
    assert one["DTSTART"].dt == datetime(2026, 11, 22, 14, tzinfo=UTC)
    assert str(one["URL"]) == f"{PUBLIC}{site.event('today')}"
    assert "X-WR-CALNAME" not in calendar, "it is put into a calendar that has its name"
    whole = read(await (await site.get(f"{site.home}/calendar.ics")).read())
    assert one["UID"] in {same["UID"] for same in events(whole)}, "the calendar of the alliance knows it, too"


async def test_a_file_of_a_repeated_event_holds_this_time_only(site: Site) -> None:
    async with site.database.writing() as books:
        await books.events.change(site.village.events["today"].id, repeats="FREQ=WEEKLY")
    (one,) = events(read(await (await site.get(f"{site.event('today')}/event.ics")).read()))
    assert "RRULE" not in one


async def test_the_file_of_a_cancelled_event_takes_it_off(site: Site) -> None:
    (one,) = events(read(await (await site.get(f"{site.event('cancelled')}/event.ics")).read()))
    assert str(one["STATUS"]) == "CANCELLED"
    assert plan_texts.TO_CALENDAR not in (await opened(site, site.event("cancelled"))).links


async def test_what_has_no_day_or_is_not_public_has_no_file(site: Site) -> None:
    for name in ("undated", "draft"):
        assert (await site.get(f"{site.event(name)}/event.ics")).status == 404, name
    assert (await site.get("/e/999999/event.ics")).status == 404
    assert plan_texts.TO_CALENDAR not in (await opened(site, site.event("undated"))).links


async def test_what_has_begun_is_not_offered_for_a_calendar(site: Site) -> None:
    site.clock[0] = NOW + timedelta(hours=5)
    assert plan_texts.TO_CALENDAR not in (await opened(site, site.event("today"))).links
