"""«Найти тёзок»: who they are, the letter to each, and that nobody is written to twice."""

from __future__ import annotations

from dataclasses import replace

from handlers.texts.alliances import founding
from handlers.texts.libraries import namesakes as texts
from storage.tables import approaches
from tests.handlers.libraries.registrars import load, looks_for_namesakes
from tests.handlers.libraries.steps import founded, joins
from tests.people import LIMITS, Town


async def test_the_count_comes_first_then_the_regions(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    await joins(any_town.person(), alliance=alliance.id)
    await load(any_town)
    await anna.forges(f"alliance:{alliance.id}")
    await anna.presses(founding.NAMESAKES)
    assert "По реестру 4 населённых пункта в 3 регионах" in anna.reads
    assert "Уже с нами: 1. Написали: 0." in anna.reads
    assert anna.labels[:3] == ["Белгородская область: 2", "Омская область: 1", "Ростовская область: 1"]


async def test_a_region_tells_what_is_known(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    await joins(any_town.person(), alliance=alliance.id)
    await load(any_town)
    await anna.forges(f"namesakes:{alliance.id}")
    await anna.presses("Ростовская")
    assert "1. хутор Александровка, Азовский район\n912 жителей, время: Москва\nуже с нами" in anna.reads
    assert "библиотек в реестре: 1" in anna.reads
    await anna.presses("1. Азовский")
    assert "Почта: azovlib@example.ru" in anna.reads
    assert texts.LETTER not in anna.labels


async def test_a_letter_is_ready_to_be_copied_and_is_marked(any_town: Town) -> None:
    anna, alliance = await looks_for_namesakes(any_town, "Ростовская", "1. Азовский", texts.LETTER)
    assert anna.saw("Кому: хутор Александровка, Азовский район, Ростовская область")
    assert anna.reads.startswith("Здравствуйте, уважаемые коллеги!")
    assert "в России 4 населённых пункта «Александровка», и один из них ваш: хутор Александровка" in anna.reads
    assert f"start=join_{alliance.id}" in anna.reads
    await anna.presses(texts.WROTE)
    assert "написали 20 ноября" in anna.reads
    await anna.presses(texts.UNDO)
    assert "написали 20 ноября" not in anna.reads
    assert texts.WROTE in anna.labels


async def test_without_a_library_the_administration_is_asked_to_pass_it_on(town: Town) -> None:
    anna, _ = await looks_for_namesakes(town, "Омская", "1. Шербакульский", texts.LETTER)
    assert "Передайте, пожалуйста, это письмо библиотеке" in anna.reads


async def test_all_letters_of_a_page_come_as_one_text(any_town: Town) -> None:
    anna, _ = await looks_for_namesakes(any_town, "Белгородская", texts.LETTERS)
    assert anna.saw("Вот 2 письма.")
    assert anna.reads.count("Будем рады знакомству!") == 2
    await anna.presses(texts.WROTE_ALL)
    assert "Отмечено: 2 населённых пункта." in anna.reads
    assert anna.reads.count("написали 20 ноября") == 2
    assert texts.LETTERS not in anna.labels


async def test_two_coordinators_do_not_write_twice(both_towns: Town) -> None:
    anna, alliance = await founded(both_towns)
    await load(both_towns)
    boris = both_towns.person("Борис")
    await boris.says("/menu")
    async with both_towns.database.writing() as books:
        known = await books.people.by_external(boris.messenger.account, boris.id)
        assert known is not None
        await books.coordinators.appoint(alliance.id, known.id, at=both_towns.time)
    for person in (anna, boris):
        await person.forges(f"namesakes:{alliance.id}")
        for label in ("Омская", "1. Шербакульский"):
            await person.presses(label)
    await anna.presses(texts.WROTE)
    await boris.presses(texts.WROTE)
    assert texts.MARKED_BEFORE in boris.reads
    await boris.presses(texts.UNDO)
    await anna.presses(texts.UNDO)
    assert texts.NOT_MARKED in anna.reads


async def test_a_mark_outlives_a_registry_that_is_loaded_anew(town: Town) -> None:
    anna, alliance = await looks_for_namesakes(town, "Омская", "1. Шербакульский", texts.WROTE)
    async with town.database.writing() as books:
        run = await books.imports.begin("oktmo", "other", at=town.time)
        assert await books.imports.delete_unseen(replace(run, id=run.id + 100), 1000) == 5
    await load(town)
    await anna.forges(f"namesakes:{alliance.id}")
    assert "Написали: 1." in anna.reads


async def test_many_regions_and_many_settlements_are_paged(any_town: Town) -> None:
    regions = ("Тверская", "Томская", "Тульская", "Псковская", "Пензенская", "Орловская", "Омская", "Липецкая")
    more = tuple(
        (f"{region} область", f"{n}-й район", "село", "Александровка", None) for region in regions for n in range(9)
    )
    anna, _ = await looks_for_namesakes(any_town, more=more)
    assert "Страница 1 из 2" in anna.reads
    await anna.presses("Дальше")
    assert "Страница 2 из 2" in anna.reads
    await anna.presses("Томская")
    assert "1. село Александровка, 0-й район" in anna.reads
    await anna.presses("Дальше")
    assert "7. село Александровка, 6-й район" in anna.reads
    await anna.presses(texts.LETTERS)
    assert anna.saw("Вот 3 письма.")


async def test_without_a_registry_the_way_to_one_is_told(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    await anna.forges(f"namesakes:{alliance.id}")
    assert texts.NO_REGISTRY in anna.reads
    assert texts.INVITE in anna.labels


async def test_only_coordinators_look_and_mark(town: Town) -> None:
    anna, alliance = await looks_for_namesakes(town, "Омская", "1. Шербакульский")
    press = next(b.press for row in anna.last.rows for b in row if b.label == texts.WROTE)
    assert press is not None
    maria = town.person("Мария")
    for forged in (press, press.replace("-wrote", ""), press.replace("-wrote", "-letter"), f"namesakes:{alliance.id}"):
        await maria.forges(forged)
        assert "может сделать только тот" in maria.reads
    async with town.database.reading() as books:
        assert (await books.connection.execute(approaches.select())).all() == []


async def test_forged_places_and_regions_are_answered_kindly(town: Town) -> None:
    anna, alliance = await founded(town)
    await load(town)
    for forged in ("namesake:{}:999", "namesake-letter:{}:0", "namesake-wrote:{}:999", "namesakes-region:{}:88"):
        await anna.forges(forged.format(alliance.id))
        assert texts.GONE in anna.reads
    await anna.forges(f"namesake-letters:{alliance.id}:9999:5")
    assert texts.NOBODY_LEFT in anna.reads


async def test_the_letter_leads_to_every_messenger(wide_town: Town) -> None:
    anna, alliance = await looks_for_namesakes(wide_town, "Омская", "1. Шербакульский", texts.LETTER)
    assert all(f"https://{kind}.example/bot?start=join_{alliance.id}" in anna.reads for kind in LIMITS)
