"""The Agreement is read by anyone and changed by coordinators, version by version (row 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.alliances import agreement as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import appoints, binds, founds, journal_of, the_alliance
from tests.handlers.races import at_once, pressing

if TYPE_CHECKING:
    from tests.people import Person, Town

NEW_TASKS = "– печь пироги на каждый праздник;\n– петь хором."


async def opens_editing(person: Person, alliance_id: int) -> None:
    await person.forges(f"agreement-edit:{alliance_id}")


async def test_anyone_reads_it_section_by_section_in_one_message(any_town: Town) -> None:
    await founds(any_town.person("Мария"))
    resident = any_town.person("Житель")
    await resident.starts(f"agreement_{(await the_alliance(any_town)).id}")
    messages = len(resident.heard)
    assert "Раздел 1 из 5" in resident.reads
    for section in range(2, 6):
        await resident.presses(texts.LATER)
        assert f"Раздел {section} из 5" in resident.reads
    assert texts.LATER not in resident.labels
    await resident.presses(texts.EARLIER)
    assert "Раздел 4 из 5" in resident.reads
    assert len(resident.heard) == messages
    assert texts.CHANGE not in resident.labels


async def test_several_sections_change_in_one_new_version(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await founds(maria)
    alliance = await the_alliance(any_town)
    await opens_editing(maria, alliance.id)
    await maria.answers(texts.EDIT, "3", NEW_TASKS, texts.EDIT, "5", "Площадка там, где удобно.", texts.SHOW_CHANGES)
    assert "Добавлено: – петь хором." in maria.reads
    assert "Раздел «Задачи сотрудничества»" in maria.reads
    await maria.answers(texts.ADOPT)
    assert maria.saw(texts.adopted(2))
    async with any_town.database.reading() as books:
        latest = await books.agreements.latest(alliance.id)
        first = await books.agreements.get(alliance.id, 1)
    assert latest is not None
    assert first is not None
    assert latest.version == 2
    assert latest.sections[2].text == NEW_TASKS
    assert first.sections[2].text != NEW_TASKS
    kind, facts = (await journal_of(any_town, alliance.id))[-1]
    assert kind == "agreement_adopted"
    assert facts == {
        "version": 2,
        "sections": ["3. Задачи сотрудничества", "5. Организационная площадка сотрудничества"],
    }


async def test_second_thoughts_before_adopting_lead_back_to_the_text(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await founds(maria)
    alliance = await the_alliance(any_town)
    await opens_editing(maria, alliance.id)
    await maria.answers(texts.EDIT, "3", NEW_TASKS, texts.SHOW_CHANGES, texts.MORE_EDITS, texts.EDIT, "3", "– читать.")
    await maria.answers(texts.SHOW_CHANGES)
    assert "– читать." in maria.reads
    assert "петь хором" not in maria.reads
    await maria.answers(PHRASES.cancel)
    async with any_town.database.reading() as books:
        assert len(await books.agreements.versions(alliance.id)) == 1


async def test_back_leads_out_of_a_section_step_by_step(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await founds(maria)
    await opens_editing(maria, (await the_alliance(any_town)).id)
    await maria.answers(texts.EDIT, "3")
    await maria.answers(PHRASES.back)
    assert maria.reads.startswith(texts.WHICH_TO_EDIT)
    await maria.answers(PHRASES.back, texts.EDIT, "2", "– новые цели", PHRASES.back)
    assert texts.NEW_TEXT in maria.reads
    await maria.answers("– совсем новые цели", texts.SHOW_CHANGES, texts.ADOPT)
    assert maria.saw(texts.adopted(2))


async def test_a_text_that_did_not_change_makes_no_version(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await opens_editing(maria, (await the_alliance(town)).id)
    await maria.answers(texts.NOTHING_TO_ADOPT)
    assert maria.reads == texts.SAME_AS_BEFORE


async def test_a_section_that_is_too_long_is_not_cut_but_refused(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await opens_editing(maria, (await the_alliance(town)).id)
    await maria.answers(texts.EDIT, "3", "а" * 3501)
    assert "поместится 3500" in maria.reads
    await maria.answers("а" * 3500)
    assert texts.SHOW_CHANGES in maria.labels


async def test_two_coordinators_do_not_overwrite_each_other(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    alliance = await the_alliance(town)
    await appoints(maria, oleg)
    await opens_editing(maria, alliance.id)
    await opens_editing(oleg, alliance.id)
    await maria.answers(texts.EDIT, "3", "– задачи Марии", texts.SHOW_CHANGES)
    await oleg.answers(texts.EDIT, "2", "– цели Олега", texts.EDIT, "3", "– задачи Олега", texts.SHOW_CHANGES)
    await maria.answers(texts.ADOPT)
    assert oleg.saw(texts.told("Александровка", 2, ["Задачи сотрудничества"]))
    await oleg.answers(texts.ADOPT)
    assert oleg.saw(texts.CLASHED)
    await opens_editing(oleg, alliance.id)
    await oleg.answers(texts.EDIT, "2", "– цели Олега", texts.SHOW_CHANGES, texts.ADOPT)
    async with town.database.reading() as books:
        latest = await books.agreements.latest(alliance.id)
    assert latest is not None
    assert (latest.version, latest.sections[1].text, latest.sections[2].text) == (3, "– цели Олега", "– задачи Марии")


async def test_a_new_version_is_told_where_the_alliance_presents_itself(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    wall = await binds(maria)
    await opens_editing(maria, (await the_alliance(town)).id)
    await maria.answers(texts.EDIT, "3", NEW_TASKS, texts.SHOW_CHANGES, texts.ADOPT)
    assert "версия 2" in wall[0].text


async def test_old_versions_stay_readable(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await opens_editing(maria, (await the_alliance(town)).id)
    await maria.answers(texts.EDIT, "1", "Новое начало.", texts.SHOW_CHANGES, texts.ADOPT)
    await maria.forges("agreement")
    assert "Новое начало." in maria.reads
    await maria.presses(texts.VERSIONS)
    await maria.presses(texts.version_label(1))
    assert "Новое начало." not in maria.reads
    assert "Редакция 1" in maria.reads


async def test_forged_buttons_open_nothing_and_break_nothing(town: Town) -> None:
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await founds(maria)
    alliance = await the_alliance(town)
    await opens_editing(stranger, alliance.id)
    assert stranger.reads == shared.FORBIDDEN
    for press in (
        "agreement:999",
        f"agreement:{alliance.id}:77:5",
        f"agreement:{alliance.id}:-1:x",
        f"agreement:{alliance.id}:99999999999999999999:99999999999999999999",
        f"signatories:{alliance.id}:88",
        "versions:²",
    ):
        await stranger.forges(press)
        assert stranger.reads != shared.APOLOGY, press


async def test_an_agreement_that_nobody_has_signed_invites(town: Town) -> None:
    await founds(town.person("Мария"))
    resident = town.person("Житель")
    await resident.forges("signatories")
    assert "Пока его никто не подписал" in resident.reads
    assert texts.JOIN in resident.labels


async def test_those_who_signed_are_listed_with_their_day(town: Town) -> None:
    await founds(town.person("Мария"))
    alliance = await the_alliance(town)
    async with town.database.writing() as books:
        for number in range(1, 12):
            library = await books.libraries.register(
                alliance_id=alliance.id,
                settlement="Александровка",
                region="Омская область",
                zone="Asia/Omsk",
                title=f"Библиотека № {number:02}",
                folded=f"библиотека{number}",
                ownership="municipal",
                verdict="same",
                at=town.time,
            )
            await books.libraries.join(library.id, town.time)
    resident = town.person("Житель")
    await resident.forges("signatories")
    assert "11 библиотек-партнёров" in resident.reads
    assert "Библиотека № 01 (Омская область), 20 ноября 2026 года" in resident.reads
    await resident.presses(texts.LATER)
    assert "Библиотека № 11" in resident.reads
    assert "Страница 2 из 2" in resident.reads


async def test_of_two_who_adopt_at_once_neither_loses_a_section(both_towns: Town) -> None:
    maria, oleg = both_towns.person("Мария"), both_towns.person("Олег")
    await founds(maria)
    await oleg.says("/menu")
    alliance = await the_alliance(both_towns)
    async with both_towns.database.writing() as books:
        known = await books.people.by_external(oleg.messenger.account, oleg.id)
        assert known is not None
        await books.coordinators.appoint(alliance.id, known.id, at=both_towns.time)
    for person, section in ((maria, "3"), (oleg, "5")):
        await opens_editing(person, alliance.id)
        await person.answers(texts.EDIT, section, f"– {person.name} написала.", texts.SHOW_CHANGES)
    await at_once(both_towns, alliance.id, *(pressing(person, texts.ADOPT) for person in (maria, oleg)))
    async with both_towns.database.reading() as books:
        latest = await books.agreements.latest(alliance.id)
    assert latest is not None
    assert latest.version == 3
    assert [latest.sections[place].text for place in (2, 4)] == ["– Мария написала.", "– Олег написала."]
