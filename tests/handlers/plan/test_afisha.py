"""The afisha is for anybody: what is on, when, and what comes next where nothing is on."""

from __future__ import annotations

from datetime import timedelta

from handlers.texts.plan import afisha as texts
from tests.handlers.subscriptions.steps import PARTY, subscriber, village
from tests.people import Town
from tests.storage.libraries import namesakes

DAY = timedelta(days=1)


async def test_today_this_week_and_this_month(any_town: Town) -> None:
    home = await village(any_town)
    await home.holds("Сегодняшнее", any_town.time + timedelta(hours=5))
    await home.holds("Воскресное", PARTY)
    await home.holds("Декабрьское", PARTY + 20 * DAY)
    ira = any_town.person()
    await ira.says("/afisha")
    assert "Сегодняшнее" in ira.reads
    assert "Воскресное" in ira.reads
    assert "Декабрьское" not in ira.reads
    await ira.presses(texts.TABS["today"])
    assert "Воскресное" not in ira.reads
    await ira.presses(texts.TABS["month"])
    assert "Декабрьское" in ira.reads
    await ira.presses("1")
    assert "Сегодняшнее" in ira.reads
    assert "Пойду" in ira.labels[0]


async def test_an_empty_day_names_what_comes_next(town: Town) -> None:
    home = await village(town)
    held = await home.holds("Воскресное", PARTY)
    ira = town.person()
    await ira.forges("afisha:today")
    assert texts.NOTHING["today"] in ira.reads
    assert "Воскресное" in ira.reads
    assert next(button.press for row in ira.last.rows for button in row) == f"e:{held.id}"


async def test_an_empty_afisha_invites(town: Town) -> None:
    await village(town)
    ira = town.person()
    for when in texts.TABS:
        await ira.forges(f"afisha:{when}")
        assert texts.NOTHING[when] in ira.reads
        assert texts.SUBSCRIBE in ira.labels


async def test_mine_are_those_i_subscribed_to(town: Town) -> None:
    home = await village(town)
    wanted = await home.holds("Моё")
    await home.holds("Чужое")
    ira = await subscriber(town, f"e{wanted.id}")
    await ira.forges("afisha:mine")
    assert "Моё" in ira.reads
    assert "Чужое" not in ira.reads


async def test_online_is_whatever_has_a_link_in_any_alliance(town: Town) -> None:
    home = await village(town)
    await home.holds("Очное", place="Клуб")
    async with town.database.writing() as books:
        other = await namesakes.alliance(books, "Погореловка", "pogorelovka")
        library = await namesakes.library(books, other.id, "Погореловская библиотека")
        await namesakes.event(books, library, title="Громкие чтения", starts_at=PARTY, link="https://example.org/x")
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges("afisha:week")
    assert "Громкие чтения" not in ira.reads, "one's own alliance first"
    await ira.presses(texts.TABS["online"])
    assert "Громкие чтения" in ira.reads
    assert "Очное" not in ira.reads


async def test_whoever_has_no_alliance_sees_all_and_may_choose_one(town: Town) -> None:
    home = await village(town)
    await home.holds("Ивановское")
    async with town.database.writing() as books:
        other = await namesakes.alliance(books, "Погореловка", "pogorelovka")
        library = await namesakes.library(books, other.id, "Погореловская библиотека")
        await namesakes.event(books, library, title="Погореловское", starts_at=PARTY)
    ira = town.person()
    await ira.says("афиша")
    assert "Ивановское" in ira.reads
    assert "Погореловское" in ira.reads
    await ira.presses(texts.CHOOSE)
    await ira.presses("Погореловка")
    assert "Ивановское" not in ira.reads
    assert "Погореловское" in ira.reads
    await ira.presses(texts.TABS["month"])
    assert "Ивановское" not in ira.reads, "the choice is kept from tab to tab"


async def test_long_lists_are_paged_and_forged_pages_end_well(wide_town: Town) -> None:
    home = await village(wide_town)
    for number in range(12):
        await home.holds(f"Встреча {number + 1}", PARTY + timedelta(minutes=number))
    ira = wide_town.person(messenger="vk")
    await ira.forges("afisha:week")
    assert "5. " in ira.reads
    assert "Страница 1 из 3" in ira.reads
    await ira.presses("Дальше")
    assert "Встреча 6" in ira.reads
    await ira.forges("afisha:week:own:99")
    assert "Встреча 12" in ira.reads
    for forged in ("afisha:never", "afisha:week:zzz", "afisha:week:999:x", "afisha:77", "afisha:week:own:-1"):
        await ira.forges(forged)
        assert "Встреча 1" in ira.reads, forged


async def test_who_comes_sees_the_clock_of_the_place_and_who_connects_their_own(town: Town) -> None:
    home = await village(town)
    await home.holds()
    await home.holds("Чтения", place="", link="https://example.org/readings")
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Vladivostok")
    await ira.says("/afisha")
    assert "22 ноября, 15:00 по Москве: Вечер памяти" in ira.reads
    assert "22 ноября, 22:00: Чтения" in ira.reads
