"""What is hidden is in nothing that the site gives out: every address of the site is asked, whoever adds one."""

from __future__ import annotations

import asyncio
import itertools
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

import handlers.loading  # noqa: F401 - the deeds call hooks
from bot.web.http.hidings import EVERY
from domain.journal import Json, Kind
from domain.moderation import Office, What
from handlers.libraries.membership import facts_of
from handlers.moderation.taking_down import bring_back, take_down
from handlers.moderation.things import public_thing
from storage.database import Database
from tests.storage.libraries import namesakes
from tests.web.village import NOW, STORY

if TYPE_CHECKING:
    from aiohttp.web import UrlDispatcher

    from storage.moderation.hidden import Hiding
    from tests.web.conftest import Site

QUERIES: Final = {
    "plan": ("month=2026-11", "month=2026-12", "year=2026", "day=2026-11-22"),
    "chronicle": ("year=2026", "library={library}"),
    "members": ("former=1", "region=Белгородская область"),
    "tv": ("library={library}",),
}
"""What pages look at in the query, by the end of the address."""
KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "feed": ("feed", "plan", "chronicle", "journal"),
    "kind": ("a", "e", "l", "c"),
    "number": ("0", "1", "3"),
    "tag": ("residents-exchange",),
    "width": ("320", "640", "480", "960"),
    "version": ("1",),
    "what": ("alliance", "library", "event", "entry"),
}
LIBRARY: Final = "Александровская сельская модельная библиотека, филиал № 7"
EVENT: Final = "за одним столом"


async def every_address(site: Site) -> list[str]:
    """Of all routes, with everything that the village has in the place of each name."""
    async with site.database.writing() as books:
        account = (await books.accounts.ensure("telegram", 100, at=NOW)).id
        reader = await books.people.meet(account, 5, 5, at=NOW)
        await books.subscriptions.subscribe(reader.id, site.village.alliance.id, "alliance", NOW)
        facts = {"person": reader.id, "since": "2026-11-22"}
        token = await books.tokens.issue("calendar", facts, reader.id, NOW.replace(year=9000))
    village = site.village
    values = KNOWN | {
        "slug": (village.alliance.slug,),
        "event": tuple(str(one.id) for one in village.events.values()),
        "library": tuple(str(one.id) for one in village.libraries),
        "entry": tuple(map(str, village.entries.values())),
        "sha256": tuple(village.pictures.values()),
        "token": (token,),
    }
    router: UrlDispatcher = site.client.app.router
    found = []
    for resource in router.resources():
        info: dict[str, Any] = dict(resource.get_info())
        address = info.get("path") or info.get("formatter")
        if address is None or not any(route.method == "GET" for route in resource):
            continue
        names = re.findall(r"{(\w+)}", address)
        unknown = set(names) - values.keys()
        assert not unknown, f"{address}: say in this test what stands for {unknown}"
        for chosen in itertools.product(*(values[name] for name in names)):
            whole = address.format(**dict(zip(names, chosen, strict=True)))
            asked = QUERIES.get(whole.rpartition("/")[2], ())
            library = str(village.libraries[0].id)
            found += [whole, *(f"{whole}?{query.format(library=library)}" for query in asked)]
    return found


async def given_out(site: Site, addresses: list[str]) -> dict[str, str]:
    """Address → what it gives; nothing for what is not there."""
    texts = {}
    for address in addresses:
        answer = await site.get(address)
        body = await answer.read()
        texts[address] = body.decode(errors="replace").replace("\u00a0", " ").replace("\u2060", "") if answer.ok else ""
    return texts


def telling(texts: dict[str, str], words: str) -> set[str]:
    return {address for address, text in texts.items() if words in text.replace("&#34;", '"')}


async def hide(site: Site, what: What, number: int, *, office: Office = Office.COORDINATOR) -> Hiding:
    async with site.database.writing() as books:
        thing = await public_thing(books, what.value, number)
        assert thing is not None
        hiding = await take_down(books, thing, "неправда", office=office, by_id=None, now=NOW)
    assert hiding is not None
    return hiding


async def test_a_hidden_library_is_nowhere_and_comes_back_everywhere(site: Site) -> None:
    library = site.village.libraries[0]
    async with site.database.writing() as books:
        await books.journal.write(site.village.alliance.id, Kind.JOINED, facts_of(library), NOW)
        held = site.village.events["held"]
        facts: dict[str, Json] = {"what": "announced", "event": held.id, "library": library.id}
        facts |= {"title": held.title, "host": LIBRARY}
        await books.journal.write(site.village.alliance.id, Kind.PLAN_CHANGED, facts, NOW)
    addresses = await every_address(site)
    hosted = [one for one in site.village.events.values() if one.library_id == library.id]
    words = [LIBRARY, *(one.title for one in hosted if one.title != "Тайный черновик"), STORY[:60]]
    before = await given_out(site, addresses)
    seen = {one: telling(before, one) for one in words}
    assert all(len(where) >= 3 for where in seen.values()), seen
    assert len(seen[LIBRARY]) > 20, "the rule looks at nothing"

    hiding = await hide(site, What.LIBRARY, library.id)
    after = await given_out(site, addresses)
    assert {one: telling(after, one) for one in words} == {one: set() for one in words}
    pages = [one for one in addresses if re.search(rf"/l/{library.id}(/|$)|/e/{hosted[0].id}(/|$)", one)]
    assert pages
    assert [one for one in pages if after[one]] == [], "its own pages are not there"
    agreed = site.village.pictures["agreed"]
    assert before[f"/p/{agreed}.jpg"]
    assert not after[f"/p/{agreed}.jpg"], "nor the photographs of its chronicle"

    async with site.database.writing() as books:
        assert await bring_back(books, hiding, None, office=Office.COORDINATOR, by_id=None, now=NOW)
    again = await given_out(site, addresses)
    assert {one: telling(again, one) for one in words} == seen


NEIGHBOUR: Final = "Петровка"
MOTTO: Final = "Одно имя на всех"


async def test_a_hidden_alliance_is_nowhere_and_comes_back_everywhere(site: Site) -> None:
    """Its name, its signs, its journal, its pages and feeds; the alliance beside it stays, with all of its."""
    village = site.village
    async with site.database.writing() as books:
        await books.alliances.change(village.alliance.id, motto=MOTTO)
        beside = await namesakes.alliance(books, NEIGHBOUR)
        await books.alliances.change(beside.id, motto="Другое имя")
    addresses = [*await every_address(site), f"/a/{beside.slug}", f"/?name={NEIGHBOUR}"]
    addresses += [f"/?name={village.alliance.settlement}", f"/report/alliance/{village.alliance.id}"]
    before = await given_out(site, addresses)
    own = [village.alliance.settlement, MOTTO, f"/a/{village.alliance.slug}", LIBRARY, EVENT, STORY[:60]]
    seen = {one: telling(before, one) for one in own}
    assert all(len(where) >= 3 for where in seen.values()), seen
    assert before[f"/report/alliance/{village.alliance.id}"]
    kept = telling(before, NEIGHBOUR)
    assert kept

    hiding = await hide(site, What.ALLIANCE, village.alliance.id, office=Office.OPERATOR)
    after = await given_out(site, addresses)
    # A page that repeats what somebody searches for, or the address that was asked, tells nothing.
    assert {one: telling(after, one) - {f"/?name={one}"} for one in own} == {one: set() for one in own}
    assert village.alliance.slug not in after[f"/?name={village.alliance.settlement}"]
    assert [one for one in addresses if one.startswith(site.home) and after[one]] == [], "its pages are not there"
    assert not after[f"/report/alliance/{village.alliance.id}"]
    assert telling(after, NEIGHBOUR) >= kept - telling(before, village.alliance.settlement)
    assert telling(after, "Другое имя")
    pictures = [one for one in addresses if re.search(r"/p/[0-9a-f]{64}", one)]
    assert [one for one in pictures if before[one]]
    assert [one for one in pictures if after[one]] == []

    async with site.database.writing() as books:
        assert await bring_back(books, hiding, None, office=Office.OPERATOR, by_id=None, now=NOW)
    again = await given_out(site, addresses)
    assert {one: telling(again, one) for one in own} == seen
    assert {one for one in addresses if again[one]} == {one for one in addresses if before[one]}
    journal = await site.reads(f"{site.home}/journal")
    assert "Сотрудничество скрыто от всех. Решил тот, кто отвечает за бота." in journal
    assert "Сотрудничество снова видно всем." in journal


async def test_a_hidden_event_leaves_its_library_alone(site: Site) -> None:
    addresses = await every_address(site)
    before = await given_out(site, addresses)
    assert len(telling(before, EVENT)) > 8
    await hide(site, What.EVENT, site.village.events["today"].id)
    after = await given_out(site, addresses)
    assert telling(after, EVENT) == set()
    assert telling(after, LIBRARY)
    assert telling(after, "Рукодельница") == telling(before, "Рукодельница")


async def test_a_hidden_entry_takes_its_corrections_with_it(site: Site) -> None:
    addresses = await every_address(site)
    assert telling(await given_out(site, addresses), "День открытых дверей")
    await hide(site, What.ENTRY, site.village.entries["better"])
    assert telling(await given_out(site, addresses), "День открытых дверей") == set()


async def test_a_hidden_photograph_is_not_given_out_and_no_page_shows_it(site: Site) -> None:
    sha = site.village.pictures["agreed"]
    addresses = await every_address(site)
    before = await given_out(site, addresses)
    assert len(telling(before, sha)) > 1
    async with site.database.reading() as books:
        picture = await books.pictures.known(sha)
    assert picture is not None
    await hide(site, What.PICTURE, picture)
    after = await given_out(site, addresses)
    assert telling(after, sha) == set()
    assert [one for one in addresses if sha in one and after[one]] == []
    assert telling(after, STORY[:60]) == telling(before, STORY[:60]), "the entry stays"


async def test_the_journal_says_that_something_was_hidden_and_no_word_of_it(site: Site) -> None:
    await hide(site, What.EVENT, site.village.events["today"].id)
    page = await site.reads(f"{site.home}/journal")
    assert "Событие скрыто от всех. Решил координатор." in page
    assert EVENT not in page
    assert "неправда" not in page, "the reason is for those whose it is"


async def test_every_page_of_a_thing_leads_to_the_question_what_is_wrong(site: Site) -> None:
    village = site.village
    library, event, entry = village.libraries[0].id, village.events["cancelled"].id, village.entries["told"]
    for address, what, number in (
        (f"/e/{event}", "event", event),
        (f"{site.home}/l/{library}", "library", library),
        (f"{site.home}/chronicle/{entry}", "entry", entry),
        (site.home, "alliance", village.alliance.id),
        (f"{site.home}/journal", "alliance", village.alliance.id),
    ):
        assert f'href="/report/{what}/{number}"' in await site.reads(address)
        asking = await site.reads(f"/report/{what}/{number}")
        assert f"start=report_{what}_{number}" in asking
        assert (f"start=report_{what}_{number}_not-ours" in asking) is (what == "library")
    for nothing in ("event/999", f"event/{village.events['draft'].id}", "picture/1", "people/1", "alliance/999"):
        assert (await site.get(f"/report/{nothing}")).status == 404


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_another_process_hides_is_given_out_by_this_one_no_more(site: Site) -> None:
    """The operator beside the running program, or the second of two that serve (PostgreSQL)."""
    cached = [f"{site.home}/widget", site.home, site.event("today")]
    assert telling(await given_out(site, cached), EVENT) == set(cached)
    other = await Database.open(site.database.url.render_as_string(hide_password=False))
    try:
        async with other.writing() as books:
            thing = await public_thing(books, What.EVENT.value, site.village.events["today"].id)
            assert thing is not None
            hiding = await take_down(books, thing, "суд", office=Office.OPERATOR, by_id=None, now=NOW)
        assert hiding is not None
        await asyncio.sleep(EVERY)
        assert telling(await given_out(site, cached), EVENT) == set()
        async with other.writing() as books:
            assert await bring_back(books, hiding, None, office=Office.OPERATOR, by_id=None, now=NOW)
        await asyncio.sleep(EVERY)
        assert telling(await given_out(site, cached), EVENT) == set(cached)
    finally:
        await other.close()
