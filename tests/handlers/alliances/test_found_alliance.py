"""A coordinator founds an alliance (rows 1, 2, 6, 8, 9, 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.alliances import agreement
from handlers.texts.alliances import founding as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import founds, journal_of, the_alliance

if TYPE_CHECKING:
    from tests.people import Person, Town


pytestmark = pytest.mark.unabridged


async def answers_up_to_review(person: Person) -> None:
    await person.says("/found")
    await person.answers("с. Александровка", "белгородская обл.", "Конвент-партнёрство", texts.SCOPE_OWN)
    await person.answers("1, 3", "Одно имя, одна семья", "#тёзки_Александровка")
    await person.shows()


async def test_an_alliance_is_founded_with_all_its_facts(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await answers_up_to_review(maria)
    assert "Название: Александровка" in maria.reads
    assert "Регион: Белгородская область" in maria.reads
    assert "Эмблема: есть" in maria.reads
    await maria.answers(PHRASES.all_right, texts.ACCEPT_AND_FOUND)
    assert maria.saw(texts.founded("Александровка"))
    alliance = await the_alliance(any_town)
    assert (alliance.slug, alliance.settlement, alliance.zone) == ("aleksandrovka", "Александровка", "Europe/Moscow")
    assert (alliance.form, alliance.wide) == ("convent", False)
    assert alliance.goals == ("culture", "cultural-ties")
    assert (alliance.motto, alliance.hashtag) == ("Одно имя, одна семья", "тёзки_Александровка")
    assert alliance.emblem_id is not None
    async with any_town.database.reading() as books:
        adopted = await books.agreements.latest(alliance.id)
        coordinators = await books.coordinators.of_alliance(alliance.id, any_town.time)
    assert adopted is not None
    assert adopted.version == 1
    assert [section.key for section in adopted.sections] == ["general", "goals", "tasks", "forms", "platform"]
    assert "«Александровка»" in adopted.sections[0].text
    assert [(one.chat, one.founder) for one in coordinators] == [(maria.id, True)]
    ((kind, facts),) = await journal_of(any_town, alliance.id)
    assert kind == "founded"
    assert facts["settlement"] == "Александровка"
    assert texts.BIND in maria.labels
    assert texts.OWN_LIBRARY in maria.labels


async def test_it_is_founded_on_either_database(both_towns: Town) -> None:
    await founds(both_towns.person("Мария"))
    alliance = await the_alliance(both_towns)
    assert [kind for kind, _ in await journal_of(both_towns, alliance.id)] == ["founded"]


async def test_one_answer_is_corrected_alone(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await answers_up_to_review(maria)
    await maria.answers(PHRASES.correct, texts.LABEL_SETTLEMENT, "Ивановка")
    assert "Название: Ивановка" in maria.reads
    assert "Девиз: Одно имя, одна семья" in maria.reads
    await maria.answers(PHRASES.correct, texts.LABEL_FORM, "Другая форма", "Клуб друзей")
    assert "Форма: Клуб друзей" in maria.reads
    await maria.answers(PHRASES.all_right, texts.ACCEPT_AND_FOUND)
    alliance = await the_alliance(any_town)
    assert (alliance.settlement, alliance.form, alliance.form_own) == ("Ивановка", "other", "Клуб друзей")


async def test_the_text_is_read_and_edited_before_it_is_adopted(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await answers_up_to_review(maria)
    await maria.answers(PHRASES.all_right, agreement.READ, "2")
    assert maria.saw(
        "2. Цели сотрудничества\n\n"
        "– сохранение и развитие культуры своего края и других регионов России;\n"
        "– укрепление межмуниципальных (межрайонных, межгородских) и межрегиональных культурных связей."
    )
    await maria.answers(agreement.EDIT, "3", "– печь пироги на каждый праздник.")
    await maria.answers(agreement.EDIT, "5", "Наша площадка там, где нам удобно.")
    assert "2 раздела" in maria.reads
    await maria.answers(texts.ACCEPT_EDITED_AND_FOUND)
    async with any_town.database.reading() as books:
        adopted = await books.agreements.latest((await the_alliance(any_town)).id)
    assert adopted is not None
    assert adopted.sections[2].text == "– печь пироги на каждый праздник."
    assert adopted.sections[2].title == "3. Задачи сотрудничества"
    assert adopted.sections[4].text == "Наша площадка там, где нам удобно."


async def test_whoever_founds_a_second_one_is_offered_to_join_the_first(any_town: Town) -> None:
    await founds(any_town.person("Мария"))
    oleg = any_town.person("Олег")
    await oleg.says("/found")
    await oleg.answers("хутор александровка")
    assert texts.JOIN_IT in oleg.labels
    await oleg.answers(texts.JOIN_IT)
    first = await the_alliance(any_town)
    assert [button.press for row in oleg.last.rows for button in row] == [f"join:{first.id}", "menu"]
    async with any_town.database.reading() as books:
        assert (await books.alliances.all()).total == 1


async def test_a_second_one_of_the_same_name_may_be_founded_all_the_same(town: Town) -> None:
    await founds(town.person("Мария"))
    oleg = town.person("Олег")
    await oleg.says("/found")
    await oleg.answers("Александровка", texts.FOUND_ANYWAY, "Омская область", "1", texts.SCOPE_OWN, "Подходит")
    await oleg.answers(*[PHRASES.skip] * 3, PHRASES.all_right, texts.ACCEPT_AND_FOUND)
    second = await the_alliance(town)
    assert (second.slug, second.zone) == ("aleksandrovka-2", "Asia/Omsk")


async def test_the_zone_is_asked_only_where_the_region_does_not_tell_it(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/found")
    await maria.answers("Ивановка", "Якутия")
    assert maria.reads.startswith(texts.ZONE)
    await maria.answers("Якутск")
    assert maria.reads.startswith(texts.FORM)
    await maria.says("отмена")
    await maria.says("/found")
    await maria.answers("Ивановка", "Минская область")
    assert maria.reads.startswith(texts.ZONE)
    await maria.answers("Europe/Minsk")
    assert maria.reads.startswith(texts.FORM)


@pytest.mark.parametrize("name", ["село", "хутор", "...", "123", "п."])
async def test_a_type_or_a_number_alone_is_no_name(town: Town, name: str) -> None:
    maria = town.person("Мария")
    await maria.says("/found")
    await maria.answers(name)
    assert maria.saw(texts.NOT_A_NAME)
    await maria.answers("Красное Село")
    assert maria.reads.startswith(texts.REGION)


@pytest.mark.parametrize("tag", ["два слова", "тёзки!", "___", "2026"])
async def test_a_hashtag_that_no_messenger_would_link_is_refused(town: Town, tag: str) -> None:
    maria = town.person("Мария")
    await maria.says("/found")
    await maria.answers("Ивановка", "Омская область", "1", texts.SCOPE_OWN, "Подходит", PHRASES.skip, tag)
    assert maria.saw(texts.BAD_HASHTAG)


async def test_the_suggested_hashtag_is_taken_with_one_press(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/found")
    await maria.answers("Ростов-на-Дону", "Ростовская область", "1", texts.SCOPE_OWN, "Подходит", PHRASES.skip)
    await maria.answers("Подходит: тёзки_Ростов_на_Дону", PHRASES.skip)
    assert "Хештег: #тёзки_Ростов_на_Дону" in maria.reads


async def test_a_half_told_founding_is_not_lost_by_beginning_anew(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/found")
    await maria.answers("Ивановка")
    await maria.says("/found")
    assert texts.CALLED in maria.reads
    await maria.presses(shared.RESUME)
    assert maria.reads.startswith(texts.REGION)
