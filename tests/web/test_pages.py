"""What everybody may read is there, and said plainly."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.web.pages.chronicle import chronicle
from domain.event import State
from domain.journal import Json, Kind
from handlers.texts.plan.facts import REGISTRATION_ON_PAGE
from handlers.texts.web import alliances as alliance_texts
from handlers.texts.web import chronicle as chronicle_texts
from handlers.texts.web import libraries as library_texts
from handlers.texts.web import plan as plan_texts
from storage.tables import journal
from tests.storage.registries.test_places import place
from tests.web.conftest import Site
from tests.web.village import LIBRARIES, NOW, OPEN, STORY, found


async def test_alliances_are_found_by_name_and_region(site: Site) -> None:
    async with site.database.writing() as books:
        await found(books, "Ивановка", slug_base="ivanovka")
    assert "Ивановка" in await site.reads("/")
    assert "Ивановка" not in await site.reads("/?name=александр")
    assert "2 имени" in await site.reads("/?name=ов")
    there = await site.reads("/?region=Омская область")
    assert "Александровка" in there
    assert "Ивановка" not in there
    assert alliance_texts.NOTHING_FOUND in await site.reads("/?name=Зурбаган")
    assert alliance_texts.NEAR not in await site.reads("/?name=Зурбаган")


@pytest.mark.parametrize("typed", ["алексанровка", "Новая Александровка", "село Александровка, Аннинский район"])
async def test_a_near_name_is_offered(site: Site, typed: str) -> None:
    page = await site.reads(f"/?name={typed}")
    assert alliance_texts.NEAR in page
    assert f'<a href="{site.home}">Александровка</a>' in page


async def test_an_alliance_shows_what_it_is_and_what_is_next(site: Site) -> None:
    page = await site.reads(site.home)
    for words in (
        "Одно имя, много друзей",
        "3 библиотеки, 3 региона",
        "из разных регионов",
        "#ТёзкиАлександровки",
        "Редакция 2, принята 13 октября 2026 года",
        "Редакция 1, принята 25 июня 2026 года",
        "Вечер «Три Александровки за одним столом»",
        "https://t.me/tezki/8",
        "https://telegram.example/tezki?start=sub_a",
        site.village.pictures["emblem"],
    ):
        assert words in page


async def test_the_agreement_is_read_in_every_version(site: Site) -> None:
    assert "Одна библиотека, один голос." in await site.reads(f"{site.home}/agreement")
    first = await site.reads(f"{site.home}/agreement?version=1")
    assert "Одна библиотека, один голос." not in first
    assert alliance_texts.OLD_VERSION in first
    assert (await site.get(f"{site.home}/agreement?version=3")).status == 404


async def test_the_plan_is_a_list_a_calendar_and_a_year(site: Site) -> None:
    listed = await site.reads(f"{site.home}/plan")
    assert listed.index("Три Александровки") < listed.index("Рукодельница") < listed.index("рождественская звезда")
    assert "Моя Александровка" not in listed, "it is over"
    month = await site.reads(f"{site.home}/plan?month=2026-12")
    assert 'datetime="2026-12-31"' in month
    assert plan_texts.UNDATED in month
    assert "Выставка писем с фронта" in month
    year = await site.reads(f"{site.home}/plan?year=2026")
    assert re.search(r">Декабрь</a></th><td>3</td><td>0</td><td>0</td>", year)
    assert re.search(r">Ноябрь</a></th><td>4</td><td>1</td><td>1</td>", year)


async def test_a_day_with_many_events_names_a_few_and_links_to_all(site: Site) -> None:
    async with site.database.writing() as books:
        for number in range(5):
            made = await books.events.add(
                alliance_id=site.village.alliance.id,
                at=NOW,
                title=f"Чтения, часть {number}",
                kind="lecture",
                zone="Europe/Moscow",
                library_id=site.village.libraries[0].id,
                starts_at=NOW + timedelta(days=30, hours=number),
            )
            await books.events.move_state(made.id, State.ANNOUNCED)
    month = await site.reads(f"{site.home}/plan?month=2026-12")
    assert "ещё 2" in month
    assert "часть 4" not in month
    assert "часть 4" in await site.reads(f"{site.home}/plan?day=2026-12-22")


async def test_an_event_says_when_it_is_for_everybody(site: Site) -> None:
    page = await site.reads(site.event("today"))
    for words in ("17:00–19:00", "19:00</th><td>Екатеринбург", "20:00</th><td>Омск", "6+", "Соорганизаторы"):
        assert words in page
    assert REGISTRATION_ON_PAGE in page
    assert f"https://telegram.example/tezki?start=e_{site.village.events['today'].id}" in page
    assert f"https://vk.example/tezki?start=e_{site.village.events['today'].id}" in page
    assert "max.example" not in page, "that bot has not told its name yet"


async def test_a_cancelled_event_says_so_and_invites_nobody(site: Site) -> None:
    page = await site.reads(site.event("cancelled"))
    assert "Событие отменено." in page
    assert "Причина: в районе карантин" in page
    assert "?start=" not in page


async def test_a_moved_event_says_that_it_was_changed(site: Site) -> None:
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, bump=True, starts_at=NOW + timedelta(days=5))
    assert plan_texts.CHANGED in await site.reads(site.event("soon"))


@pytest.mark.parametrize(
    ("before", "month_only", "told"),
    [
        ("2026-11-25", False, "раньше оно было назначено на 25 ноября 2026 года"),
        ("2026-11-01", True, "раньше оно было назначено на ноябрь 2026 года"),
        ("2026-11-27", False, "Время события изменилось"),
    ],
)
async def test_a_moved_event_says_when_it_was_to_be(site: Site, before: str, month_only: bool, told: str) -> None:  # noqa: FBT001 - a parameter of pytest
    event, alliance = site.village.events["soon"], site.village.alliance.id
    async with site.database.writing() as books:
        usual: dict[str, Json] = {"event": event.id, "title": event.title}
        deeds: list[dict[str, Json]] = [
            {"what": "announced", "day": before, "month_only": month_only},
            {"what": "moved", "day": "2026-11-27", "month_only": False},
            {"what": "changed", "day": "2026-11-27", "month_only": False},
        ]
        for deed in deeds:
            await books.journal.write(alliance, Kind.PLAN_CHANGED, {**usual, **deed}, NOW)
        other = {**usual, "event": event.id + 1, "what": "moved", "day": "2026-01-01"}
        await books.journal.write(alliance, Kind.PLAN_CHANGED, other, NOW)
        await books.events.change(event.id, bump=True, starts_at=NOW + timedelta(days=5))
    assert told in await site.reads(site.event("soon"))


async def test_an_event_that_is_over_leads_to_its_chronicle(site: Site) -> None:
    page = await site.reads(site.event("held"))
    assert f"{site.home}/chronicle/{site.village.entries['told']}" in page
    assert "?start=" not in page


async def test_a_poster_can_be_hung_up(site: Site) -> None:
    page = await site.reads(f"{site.event('soon')}/poster")
    assert '<svg role="img"' in page
    assert plan_texts.QR_ALT in page
    assert "style=" not in page
    assert f"tezki.example{site.event('soon')}" in page


async def test_the_chronicle_is_read_by_month_and_library(site: Site) -> None:
    page = await site.reads(f"{site.home}/chronicle")
    assert STORY.splitlines()[1] in page
    assert "24 посетителя, 3 новых читателя" in page
    october = await site.reads(f"{site.home}/chronicle?month=2026-10")
    assert "День открытых дверей" in october
    assert "Моя Александровка" not in october
    of_second = await site.reads(f"{site.home}/chronicle?library={site.village.libraries[1].id}")
    assert "Моя Александровка" not in of_second
    assert chronicle_texts.NO_ENTRIES_THEN in await site.reads(f"{site.home}/chronicle?month=2020-01")
    for library in site.village.libraries:
        assert f'<option value="{library.id}">{library.title}</option>' in page
    assert f'<option value="{site.village.libraries[1].id}" selected>' in of_second


async def test_a_long_list_of_libraries_is_no_menu(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronicle, "MOST_LIBRARIES", 2)
    page = await site.reads(f"{site.home}/chronicle")
    assert 'name="library"' not in page
    assert chronicle_texts.BY_LIBRARY in page


async def test_the_chronicle_of_a_library_that_has_left_can_still_be_chosen(site: Site) -> None:
    second = site.village.libraries[1]
    async with site.database.writing() as books:
        await books.libraries.leave(second.id, NOW)
    assert f'<option value="{second.id}" selected>' in await site.reads(f"{site.home}/chronicle?library={second.id}")
    assert f'<option value="{second.id}"' not in await site.reads(f"{site.home}/chronicle")


async def test_figures_that_were_corrected_are_not_repeated_in_a_list(site: Site) -> None:
    page = await site.reads(f"{site.home}/chronicle?month=2026-10")
    assert "40 посетителей" in page
    assert "24 посетителя" not in page
    assert "24 посетителя" in await site.reads(f"{site.home}/chronicle/{site.village.entries['wrong']}")


async def test_a_correction_and_what_it_corrects_lead_to_each_other(site: Site) -> None:
    wrong, better = site.village.entries["wrong"], site.village.entries["better"]
    assert f"{site.home}/chronicle/{better}" in await site.reads(f"{site.home}/chronicle/{wrong}")
    page = await site.reads(f"{site.home}/chronicle/{better}")
    assert f"{site.home}/chronicle/{wrong}" in page
    assert "гостей было больше" in page


async def test_members_stand_with_their_dates_and_notices(site: Site) -> None:
    page = await site.reads(f"{site.home}/members")
    assert all(title in page.replace("\u00a0", " ") for title, _, _ in LIBRARIES)
    assert "25 июня 2026 года" in page
    assert "https://t.me/tezki/3" in page
    only = await site.reads(f"{site.home}/members?region=Омская область")
    assert LIBRARIES[1][0] not in only


async def test_who_has_left_is_not_forgotten(site: Site) -> None:
    assert library_texts.NO_FORMER in await site.reads(f"{site.home}/members?former=1")
    async with site.database.writing() as books:
        await books.libraries.leave(site.village.libraries[2].id, NOW)
    assert LIBRARIES[2][0] in (await site.reads(f"{site.home}/members?former=1")).replace("\u00a0", " ")
    assert "Библиотека больше не с нами" in await site.reads(f"{site.home}/l/{site.village.libraries[2].id}")


async def test_a_library_shows_its_card_and_the_contact_that_it_made_public(site: Site) -> None:
    page = await site.reads(f"{site.home}/l/{site.village.libraries[0].id}")
    assert OPEN in page
    assert "село Александровка, Прохоровский район, Белгородская область" in page
    assert "https://telegram.example/tezki?start=sub_l" in page


async def test_a_library_has_neighbours_with_news(site: Site) -> None:
    second = await site.reads(f"{site.home}/l/{site.village.libraries[1].id}")
    news = second.partition(library_texts.NEIGHBOURS)[2].partition("</ul>")[0]
    assert "Моя Александровка" in news
    assert "День открытых дверей" not in news, "that is its own"


async def test_what_a_registry_knows_of_the_settlement_is_told(site: Site) -> None:
    path = f"{site.home}/l/{site.village.libraries[0].id}"
    assert library_texts.NAMESAKES not in await site.reads(path), "no registry was loaded"
    known = (
        ("Белгородская область", "Прохоровский район", 12_345),
        ("Омская область", "Азовский район", 7),
        ("Омская область", "Таврический район", None),
    )
    async with site.database.writing() as books:
        run = await books.imports.begin("oktmo", "1", at=NOW)
        rows = [
            place(code, "Александровка", region=region, district=district, population=people)
            for code, (region, district, people) in enumerate(known)
        ]
        await books.imports.store(run, rows)
    page = await site.reads(path)
    assert "3 населённых пункта в 2 регионах" in page
    assert f"<dt>{library_texts.RESIDENTS}</dt><dd>12 345</dd>" in page
    assert library_texts.RESIDENTS not in await site.reads(f"{site.home}/l/{site.village.libraries[1].id}"), (
        "it is not in it"
    )


async def test_the_journal_says_that_it_holds_until_somebody_rewrites_it(site: Site) -> None:
    assert alliance_texts.VERIFIED in await site.reads(f"{site.home}/journal")
    async with site.database.writing() as books:
        await books.connection.execute(sa.update(journal).where(journal.c.seq == 2).values(facts={"title": "Иная"}))
    site.clock[0] += timedelta(hours=2)
    page = await site.reads(f"{site.home}/journal")
    assert alliance_texts.BROKEN in page
    assert "Запись 2" in page


async def test_the_journal_notices_that_its_end_was_cut_off(site: Site) -> None:
    assert alliance_texts.VERIFIED in await site.reads(f"{site.home}/journal")
    async with site.database.writing() as books:
        await books.connection.execute(sa.delete(journal).where(journal.c.seq == 4))
    assert alliance_texts.BROKEN in await site.reads(f"{site.home}/journal")


async def test_the_screen_in_the_foyer_shows_today_and_the_week(site: Site) -> None:
    page = await site.reads(f"{site.home}/tv")
    today, week = page.index("Три Александровки"), page.index("Рукодельница")
    assert page.index(plan_texts.TV_TODAY) < today < page.index(plan_texts.TV_WEEK) < week
    assert '<meta http-equiv="refresh" content="300">' in page
    assert page.index(plan_texts.TV_SOON) < page.index("рождественская звезда"), "there is room for what comes later"
    assert "Лыжная прогулка" not in page
    assert '<time datetime="17:00">' in page, "today the hour matters, not the day"
    assert "12:30" not in page, "a clock that stands still for five minutes is worse than none"
    second = await site.reads(f"{site.home}/tv?library={site.village.libraries[1].id}")
    assert "Рукодельница" in second


async def test_whoever_finds_no_name_may_begin(site: Site) -> None:
    for path in ("/", "/?name=Зурбаган"):
        page = await site.reads(path)
        assert "https://telegram.example/tezki?start=found" in page
        assert "https://vk.example/tezki?start=found" in page


async def test_an_empty_plan_leads_to_the_first_event(site: Site) -> None:
    async with site.database.writing() as books:
        empty = await found(books, "Ивановка", slug_base="ivanovka")
    assert '"https://telegram.example/tezki?start=event"' in await site.reads(f"/a/{empty.slug}/plan")
    assert "?start=event" not in await site.reads(f"{site.home}/plan")


async def test_an_empty_alliance_invites(site: Site) -> None:
    async with site.database.writing() as books:
        empty = await found(books, "Ивановка", slug_base="ivanovka", motto=None, hashtag=None)
    home = f"/a/{empty.slug}"
    for path, words in (
        (home, alliance_texts.NO_NEXT),
        (f"{home}/agreement", alliance_texts.NO_AGREEMENT),
        (f"{home}/plan", plan_texts.NO_EVENTS),
        (f"{home}/plan?month=2026-12", plan_texts.NO_EVENTS_THEN),
        (f"{home}/chronicle", alliance_texts.NO_CHRONICLE),
        (f"{home}/members", library_texts.NO_MEMBERS),
        (f"{home}/journal", alliance_texts.NO_JOURNAL),
        (f"{home}/tv", plan_texts.TV_NOTHING_TODAY),
    ):
        assert words in await site.reads(path), path
