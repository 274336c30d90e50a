"""The coordinator's desk, its settings and the coordinators themselves (rows 1, 6, 8, 9, 19)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.texts.alliances import about, founding
from handlers.texts.alliances import card as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import (
    GROUP,
    appoints,
    binds,
    comes,
    founds,
    invites,
    journal_of,
    links,
    the_alliance,
)

if TYPE_CHECKING:
    from tests.people import Person, Town


async def begins(person: Person, question_context: str) -> None:
    await person.forges("edit-alliance")
    await person.answers(question_context)


async def test_the_desk_shows_the_alliance_and_the_next_step(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await maria.forges("alliance")
    assert "Кто вы: Общественно-коллективное движение" in maria.reads
    assert "Цели: все семь целей" in maria.reads
    assert texts.HINT_BIND in maria.reads
    await binds(maria)
    await maria.forges("alliance")
    assert "Группа «Тёзки Александровки»: всё работает" in maria.reads
    assert texts.HINT_OWN_LIBRARY in maria.reads


async def test_the_level_comes_from_the_roster(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    alliance = await the_alliance(town)
    for region, words in (
        ("Белгородская область", "1 библиотека из одного региона"),
        ("Омская область", "2 библиотеки из 2 регионов"),
    ):
        async with town.database.writing() as books:
            library = await books.libraries.register(
                alliance_id=alliance.id,
                settlement="Александровка",
                region=region,
                zone="Europe/Moscow",
                title=f"Библиотека ({region})",
                folded=region,
                ownership="municipal",
                verdict="same",
                at=town.time,
            )
            await books.libraries.join(library.id, town.time)
        await maria.forges("alliance")
        assert words in maria.reads


async def test_whoever_coordinates_several_chooses(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await founds(maria, "Ивановка", "Омская область")
    await maria.forges("alliance")
    assert maria.labels == ["Александровка", "Ивановка", shared.MENU]
    await maria.presses("Ивановка")
    assert "Сотрудничество «Ивановка»" in maria.reads


async def test_whoever_coordinates_nothing_is_told_what_to_do(town: Town) -> None:
    resident = town.person("Житель")
    await resident.forges("alliance")
    assert resident.reads == founding.NOT_A_COORDINATOR
    assert founding.FOUND_BUTTON in resident.labels
    await resident.forges("alliance:1")
    assert resident.reads == shared.FORBIDDEN


async def test_every_setting_can_be_changed(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await founds(maria)
    await begins(maria, texts.MOTTO)
    await maria.answers("Вместе веселее")
    assert maria.saw(texts.CHANGED)
    await begins(maria, texts.HASHTAG)
    await maria.answers("Подходит: тёзки_Александровка")
    await begins(maria, texts.GOALS)
    await maria.answers("2, 5")
    await begins(maria, texts.FORM)
    await maria.answers("Другая форма", "Клуб")
    await begins(maria, texts.LENIENT)
    await maria.answers(texts.LENIENT_YES)
    await begins(maria, texts.SILENT_DAYS)
    await maria.answers("366")
    assert "не больше 365" in maria.reads
    await maria.answers("0")
    await begins(maria, texts.EMBLEM)
    await maria.shows()
    alliance = await the_alliance(any_town)
    assert (alliance.motto, alliance.hashtag) == ("Вместе веселее", "тёзки_Александровка")
    assert alliance.goals == ("information-space", "uniting-role")
    assert (alliance.form, alliance.form_own) == ("other", "Клуб")
    assert (alliance.lenient, alliance.silent_days) == (True, 0)
    assert alliance.emblem_id is not None
    await begins(maria, texts.MOTTO)
    await maria.answers(PHRASES.skip)
    assert (await the_alliance(any_town)).motto is None


async def test_a_changed_rule_stands_in_the_journal_and_a_private_setting_does_not(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    alliance = await the_alliance(town)
    await begins(maria, texts.LENIENT)
    await maria.answers(texts.LENIENT_YES)
    await begins(maria, texts.FORM)
    await maria.answers("Другая форма", "Клуб")
    await begins(maria, texts.SILENT_DAYS)
    await maria.answers("30")
    assert (await journal_of(town, alliance.id))[1:] == [
        ("rules_changed", {"lenient": True}),
        ("rules_changed", {"form": "other", "form_own": "Клуб"}),
    ]
    await maria.forges("journal")
    assert "подходят похожие названия" in maria.reads
    assert "форма теперь Клуб" in maria.reads


async def test_a_changed_motto_reaches_the_group(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    wall = await binds(maria)
    await begins(maria, texts.MOTTO)
    await maria.answers("Вместе <b>веселее</b>")
    assert "«Вместе <b>веселее</b>»" in wall[0].text
    assert len(town.wall(GROUP)) == 1


async def test_a_talk_that_outlives_the_office_changes_nothing(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    await appoints(maria, oleg)
    await begins(oleg, texts.MOTTO)
    async with town.database.writing() as books:
        person = await books.people.by_external(oleg.messenger.account, oleg.id)
        assert person is not None
        await books.coordinators.retire((await the_alliance(town)).id, person.id, at=town.time)
    await oleg.answers("Теперь я тут главный")
    assert oleg.reads == shared.FORBIDDEN
    assert (await the_alliance(town)).motto is None


async def test_a_coordinator_is_invited_by_a_link_that_works_once(both_towns: Town) -> None:
    maria, oleg, third = (both_towns.person(name) for name in ("Мария", "Олег", "Третий"))
    await founds(maria)
    payload = await invites(maria)
    await maria.starts(payload)  # trying one's own link does not use it up
    assert maria.reads == texts.ALREADY_COORDINATOR
    await comes(oleg, payload)
    assert not oleg.saw("Теперь вы координатор"), "the link alone lets nobody in"
    await third.starts(payload)
    assert third.reads == texts.CO_OUTDATED
    assert maria.saw("Пришёл человек, впустить?")
    (number,) = re.findall(r"число (\d{4})", maria.reads)
    assert f"число {number}" in oleg.reads, "by it they know each other on the telephone"
    await maria.presses(texts.LET_IN)
    assert oleg.saw("Теперь вы координатор")
    assert maria.saw(texts.told_of_new("Александровка", 2))
    assert third.reads == texts.CO_OUTDATED
    alliance = await the_alliance(both_towns)
    assert (await journal_of(both_towns, alliance.id))[-1] == (
        "coordinator_changed",
        {"change": "appointed", "coordinators": 2},
    )
    await oleg.forges("coordinators")
    assert "вы, с 20 ноября 2026 года" in oleg.reads
    assert "коллега, основатель" in oleg.reads


@pytest.mark.parametrize("payload", ["co", "co_", "co_x_y", "co_" + "0" * 32])
async def test_a_made_up_invitation_appoints_nobody(town: Town, payload: str) -> None:
    await founds(town.person("Мария"))
    stranger = town.person("Чужой")
    await stranger.starts(payload)
    assert stranger.reads == texts.CO_OUTDATED


async def test_an_invitation_lasts_a_day_and_so_does_the_question(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    payload = await invites(maria)
    await town.passes(timedelta(days=1), step=timedelta(hours=12))
    await oleg.starts(payload)
    assert oleg.reads == texts.CO_OUTDATED
    await comes(oleg, await invites(maria))
    await town.passes(timedelta(days=1), step=timedelta(hours=12))
    await maria.presses(texts.LET_IN)
    assert maria.reads == texts.CANDIDATE_GONE
    assert await coordinators_of(town) == 1


async def test_whoever_found_the_link_is_not_let_in(town: Town) -> None:
    """Attack: an invitation is a bearer link; whoever opens it first was a coordinator, and could not be removed."""
    maria, oleg, thief = (town.person(name) for name in ("Мария", "Олег", "Чужой"))
    await founds(maria)
    payload = await invites(maria)
    await comes(thief, payload)
    assert await coordinators_of(town) == 1
    answer = next(one.press for row in maria.last.rows for one in row if one.label == texts.LET_IN)
    assert answer is not None
    await thief.forges(answer)
    assert thief.reads == shared.FORBIDDEN, "nobody lets themselves in"
    await maria.presses(texts.SEND_AWAY)
    assert thief.reads == texts.not_let_in("Александровка")
    await maria.forges(answer)
    assert maria.reads == texts.CANDIDATE_GONE
    assert await coordinators_of(town) == 1
    await appoints(maria, oleg)
    assert await coordinators_of(town) == 2


async def test_an_alliance_has_one_open_invitation(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    lost = await invites(maria)
    payload = await invites(maria)
    await oleg.starts(lost)
    assert oleg.reads == texts.CO_OUTDATED
    await comes(oleg, payload)
    assert maria.saw("Пришёл человек, впустить?")


async def coordinators_of(town: Town) -> int:
    async with town.database.reading() as books:
        return len(await books.coordinators.of_alliance((await the_alliance(town)).id, town.time))


async def test_the_last_coordinator_stays_until_there_is_another(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    await maria.forges("co-retire")
    assert maria.reads == texts.LAST_ONE
    await appoints(maria, oleg)
    await maria.forges("coordinators")
    await maria.presses(texts.RETIRE)
    await maria.presses(texts.YES_RETIRE)
    assert maria.reads == texts.retired("Александровка")
    assert oleg.saw(texts.told_of_retired("Александровка", 1))
    await maria.forges("alliance")
    assert maria.reads == founding.NOT_A_COORDINATOR


async def test_libraries_are_called_with_a_text_to_pass_on(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await maria.forges("alliance")
    await maria.presses(texts.INVITE)
    assert f"start=join_{(await the_alliance(town)).id}" in maria.reads
    assert links(maria) == []


async def test_the_movement_is_explained_page_by_page(any_town: Town) -> None:
    resident = any_town.person("Житель")
    await resident.says("/about")
    shown = len(resident.heard)
    for label, text in about.PAGES.values():
        if label in resident.labels:
            await resident.presses(label)
        assert resident.reads == text.plain
    assert len(resident.heard) == shown
    assert "без государственной регистрации" in about.PAGES["forms"][1].plain
