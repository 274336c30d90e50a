"""«Это она?»: nobody makes a second card of a library by accident, nor under a disguise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.libraries import twins as texts
from handlers.texts.turn.dialogue import PHRASES
from tests.domain.libraries.test_twins import DISGUISES, DISTRICTS, TITLE
from tests.handlers.libraries.steps import founded, joins, libraries_of, tells

if TYPE_CHECKING:
    from tests.people import Town


@pytest.mark.parametrize("typed", DISGUISES.values(), ids=DISGUISES)
async def test_a_disguise_joins_the_library_that_it_looks_like(town: Town, typed: str) -> None:
    _, alliance = await founded(town)
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await joins(maria, TITLE, alliance=alliance.id)
    await joins(stranger, typed, alliance=alliance.id)
    assert len(await libraries_of(town, alliance.id)) == 1


@pytest.mark.parametrize("district", DISTRICTS)
async def test_a_district_written_otherwise_makes_no_second_library(town: Town, district: str) -> None:
    _, alliance = await founded(town)
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await joins(maria, TITLE, alliance=alliance.id)
    await joins(stranger, TITLE, alliance=alliance.id, district=district)
    assert len(await libraries_of(town, alliance.id)) == 1


async def test_a_slip_of_the_finger_is_asked_about_before_anything_is_public(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, TITLE, alliance=alliance.id)
    await tells(olga, "Селская библиотека", alliance=alliance.id)
    assert "Похожая библиотека уже есть. Это она?" in olga.reads
    await olga.answers(texts.YES_THIS, PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert library.title == TITLE


async def test_another_library_goes_on_and_the_coordinators_see_both(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    await joins(maria, TITLE, alliance=alliance.id)
    await tells(olga, "Сельская библиотеки", alliance=alliance.id)
    await olga.answers(texts.ANOTHER, PHRASES.all_right)
    assert {one.title for one in await libraries_of(town, alliance.id)} == {TITLE, "Сельская библиотеки"}
    assert anna.saw("Если это всё-таки одна библиотека, их можно объединить")


async def test_whoever_is_alone_there_is_asked_nothing_more(town: Town) -> None:
    _, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    await joins(maria, TITLE, alliance=alliance.id)
    await joins(olga, TITLE, alliance=alliance.id, district="Орловский район")
    assert len(await libraries_of(town, alliance.id)) == 2


async def test_a_word_of_two_alphabets_is_mended_or_asked_for_again(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    for answer in ("хутор Александровка", "Ростовская обл.", "Азовский р\u0061йон"):
        await maria.says(answer)
    await maria.says("Wifiзона")
    assert texts.TWO_ALPHABETS in maria.reads
    await maria.says("Библи\u006fтека")
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert (library.title, library.district) == ("Библиотека", "Азовский район")
