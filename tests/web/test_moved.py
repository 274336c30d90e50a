"""A library that turned out to be another one: its old addresses lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.village import NOW, library

if TYPE_CHECKING:
    from tests.web.conftest import Site


async def test_the_page_of_a_card_that_is_gone_leads_to_the_one_that_stays(site: Site) -> None:
    kept = site.village.libraries[0]
    async with site.database.writing() as books:
        gone = await library(books, site.village.alliance.id, "Селская библиотека")
        await books.library_merges.merge(kept.id, gone.id, at=NOW)
    answer = await site.get(f"{site.home}/l/{gone.id}")
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.home}/l/{kept.id}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.title in await site.reads(answer.headers["Location"])
    for part in ("chronicle", "tv"):
        assert (await site.get(f"{site.home}/{part}?library={gone.id}")).status == 200


async def test_feeds_and_calendars_go_on_at_the_old_address(site: Site) -> None:
    kept = site.village.libraries[0]
    async with site.database.writing() as books:
        gone = await library(books, site.village.alliance.id, "Селская библиотека")
        await books.library_merges.merge(kept.id, gone.id, at=NOW)
    for part in ("calendar.ics", "feed.atom"):
        old, new = [await site.get(f"{site.home}/l/{one}/{part}") for one in (gone.id, kept.id)]
        assert (old.status, new.status) == (200, 200)
        assert await old.text() == await new.text()
