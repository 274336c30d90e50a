"""With a registry a librarian types less, and the settlement is confirmed at once (row 5)."""

from __future__ import annotations

from handlers.texts.alliances import founding, settlement
from handlers.texts.libraries import joining
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import founds, links, the_alliance
from tests.handlers.libraries.registrars import begins_to_join, load
from tests.handlers.libraries.steps import AZOV, OMSK, founded, joins, libraries_of, tells
from tests.people import Town


async def test_the_only_one_of_a_region_is_offered_and_confirmed(any_town: Town) -> None:
    _, maria, alliance = await begins_to_join(any_town, "Александровка", "Омская обл.")
    assert "село Александровка, Шербакульский район, Омская область\nВремя: Омск" in maria.reads
    await maria.answers(settlement.YES, OMSK)
    assert settlement.CONFIRMED in maria.reads
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.settlement_type, library.district, library.zone) == ("село", "Шербакульский район", "Asia/Omsk")
    assert library.checked == "registry"


async def test_of_several_one_is_chosen(any_town: Town) -> None:
    _, maria, alliance = await begins_to_join(any_town, "Александровка", "Белгородская область")
    assert settlement.SEVERAL in maria.reads
    await maria.answers("хутор, Чернянский район", AZOV)
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.settlement_type, library.district, library.checked) == ("хутор", "Чернянский район", "registry")


async def test_a_type_that_was_told_tells_namesakes_apart(town: Town) -> None:
    _, maria, _ = await begins_to_join(town, "хутор Александровка", "Белгородская область")
    assert "Чернянский район" in maria.reads
    assert settlement.YES in maria.labels


async def test_what_the_registry_does_not_know_is_no_refusal(any_town: Town) -> None:
    anna, maria, alliance = await begins_to_join(any_town, "село Александровка", "Тверская область")
    assert maria.saw("Так бывает: реестр знает не всё")
    await maria.answers("Бежецкий район", AZOV, PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.district, library.checked) == ("Бежецкий район", "unchecked")
    assert "пока не сверен с реестром" in anna.reads
    assert joining.CONFIRM_PLACE in anna.labels


async def test_somebody_else_than_the_registry_thinks_goes_on_by_hand(town: Town) -> None:
    _, maria, alliance = await begins_to_join(
        town, "Александровка", "Омская область", settlement.NO, "деревня", "Тарский район", OMSK
    )
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert (library.settlement_type, library.district, library.checked) == ("деревня", "Тарский район", "unchecked")


async def test_a_corrected_region_asks_the_registry_anew(any_town: Town) -> None:
    _, maria, alliance = await begins_to_join(any_town, "Александровка", "Омская область", settlement.YES, OMSK)
    await maria.answers(PHRASES.correct, joining.LABEL_REGION, "Ростовская область")
    assert "хутор Александровка, Азовский район, Ростовская область" in maria.reads
    await maria.answers(settlement.YES)
    assert OMSK in maria.reads
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.region, library.zone) == ("Ростовская область", "Europe/Moscow")


async def test_the_coordinator_need_not_confirm_what_the_registry_has(town: Town) -> None:
    anna, alliance = await founded(town)
    maria = town.person("Мария")
    await tells(maria, alliance=alliance.id)
    await load(town)  # in the middle of a talk of yesterday
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert library.checked == "registry"
    assert settlement.CONFIRMED in anna.reads
    assert joining.CONFIRM_PLACE not in anna.labels
    await maria.forges(f"lib:{library.id}")
    assert "сверен с реестром" in maria.reads


async def test_a_talk_from_before_the_registry_goes_on_as_it_began(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.says("хутор Александровка")
    await load(any_town)
    await maria.says("Ростовская область")
    assert maria.reads.startswith(joining.DISTRICT[:20])


async def test_a_place_that_is_changed_is_checked_anew(town: Town) -> None:
    _, alliance = await founded(town)
    await joins(town.person(), alliance=alliance.id)
    await load(town)
    (library,) = await libraries_of(town, alliance.id)
    async with town.database.writing() as books:
        await books.libraries.change(library.id, district="Нигде")
        assert not await books.places.confirm("Александровка", region="Ростовская область", district="Нигде")
        assert await books.places.confirm("Александровка", region="ростовская область", district="азовский м.р-н")
        assert not await books.places.confirm("Александровка", region="Белгородская область", district="")
        assert await books.places.confirm("х. Александровка", region="Омская область", district="")


async def test_a_founder_hears_how_many_namesakes_there_are(any_town: Town) -> None:
    await load(any_town)
    anna = any_town.person("Анна")
    await founds(anna)
    assert anna.saw("В реестре 4 населённых пункта «Александровка» в 3 регионах")
    assert founding.NAMESAKES in anna.labels
    assert (await the_alliance(any_town)).zone == "Europe/Moscow"
    assert links(anna) == []


async def test_a_founder_in_a_region_of_several_clocks_types_less(any_town: Town) -> None:
    await load(any_town)
    anna = any_town.person("Анна")
    await anna.says("/found")
    await anna.answers("Никольское", "Якутия")
    assert "село Никольское, Усть-Янский улус" in anna.reads
    await anna.answers(settlement.YES)
    assert founding.FORM[:30] in anna.reads
    await anna.answers("Общественно-коллективное движение", founding.SCOPE_WIDE, "Подходит")
    await anna.answers(PHRASES.skip, PHRASES.skip, PHRASES.skip, PHRASES.all_right, founding.ACCEPT_AND_FOUND)
    assert (await the_alliance(any_town)).zone == "Asia/Vladivostok"


async def test_a_founder_of_an_unknown_name_goes_on(town: Town) -> None:
    await load(town)
    anna = town.person("Анна")
    await founds(anna, "Погореловка")
    assert anna.saw("реестр знает не всё")
    assert (await the_alliance(town)).settlement == "Погореловка"
    assert shared.MENU in anna.labels


async def test_without_a_registry_nothing_is_said_of_one(town: Town) -> None:
    anna = town.person("Анна")
    await founds(anna)
    assert not anna.saw("еестр")
    assert founding.NAMESAKES not in anna.labels
