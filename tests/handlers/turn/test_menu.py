"""The menu fits who is asking, leads nowhere into the void, and loses nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.alliances import card, journal
from handlers.texts.chronicle import reading
from handlers.texts.libraries import card as library
from handlers.texts.libraries import joining, leaving, roster
from handlers.texts.people import privacy
from handlers.texts.plan import afisha, month, planning
from handlers.texts.subscriptions import subscribing
from handlers.texts.turn import menu, shared
from handlers.turn.habits import HABIT
from handlers.turn.menu_pages import FRONT
from handlers.turn.menu_places import Role
from tests.handlers.alliances.steps import founds, the_alliance

if TYPE_CHECKING:
    from tests.people import Person, Town


async def serves(person: Person, town: Town) -> None:
    """The person becomes a librarian of a member library."""
    alliance = await the_alliance(town)
    async with town.database.writing() as books:
        library = await books.libraries.register(
            alliance_id=alliance.id,
            settlement="Александровка",
            settlement_type="село",
            district="",
            region="Белгородская область",
            zone="Europe/Moscow",
            title="Александровская сельская библиотека",
            folded="александровская сельская библиотека",
            parent="",
            ownership="municipal",
            verdict="same",
            at=town.time,
        )
        await books.libraries.join(library.id, town.time)
        known = await books.people.meet(person.messenger.account, person.id, person.id, at=town.time)
        await books.librarians.add(library.id, known.id, at=town.time)


RESIDENTS = [afisha.IN_MENU, subscribing.MINE, month.IN_MENU, reading.IN_MENU, roster.IN_MENU, journal.IN_MENU]
"""What a resident comes for, in its order."""
ONE_TAP = {afisha.IN_MENU, subscribing.MINE, month.IN_MENU, reading.IN_MENU, roster.IN_MENU, journal.IN_MENU}
"""What was one tap away before the menu was computed."""
OF_LIBRARIANS = (library.IN_MENU, leaving.ABOUT)
"""What they do less often, behind «Ещё…»."""
ONE_TAP_OF_LIBRARIANS = ONE_TAP | {planning.IN_MENU, planning.MINE}


async def chooses(person: Person, label: str, times: int = 1) -> None:
    """Open the menu and press that, wherever it is."""
    for _ in range(times):
        await person.says("/menu")
        if label not in person.labels:
            await person.presses(menu.MORE)
        await person.presses(label)


async def taps(person: Person) -> dict[str, int]:
    """Every label of the menu with the taps that it takes, going wherever «…» leads."""
    await person.says("/menu")
    found = dict.fromkeys(person.labels, 1)
    for label in [one for one in found if one.endswith("…")]:
        await person.says("/menu")
        await person.presses(label)
        found |= {one: 2 for one in person.labels if one not in found}
    return found


async def test_a_resident_sees_what_residents_need(any_town: Town) -> None:
    olga = any_town.person()
    await olga.says("/menu")

    assert olga.labels == [*RESIDENTS, menu.MORE]
    await olga.says("/help")
    assert "Для всех" in olga.reads
    assert "Для библиотекаря" not in olga.reads
    assert "Для координатора" not in olga.reads


async def test_a_coordinator_sees_their_own_affairs(town: Town) -> None:
    maria = town.person()
    await founds(maria)
    await maria.says("/menu")
    assert maria.labels[0] == card.DESK
    await maria.says("/help")
    assert "Для координатора" in maria.reads


async def test_a_librarian_sees_what_libraries_do(town: Town) -> None:
    await founds(town.person())
    anna = town.person()
    await serves(anna, town)
    await anna.says("/menu")
    assert anna.labels[:2] == [planning.IN_MENU, planning.MINE]
    assert card.DESK not in anna.labels

    away = await taps(anna)
    assert {label: away.get(label, "more than 2") for label in OF_LIBRARIANS} == dict.fromkeys(OF_LIBRARIANS, 2)
    await anna.says("/help")
    assert "Для библиотекаря" in anna.reads


async def test_whoever_has_several_roles_finds_them_under_heads(any_town: Town) -> None:
    maria = any_town.person()
    await founds(maria)
    await serves(maria, any_town)
    await maria.says("/menu")
    assert maria.labels[:3] == [card.DESK, planning.IN_MENU, planning.MINE]
    assert len(maria.labels) <= FRONT
    before = len(maria.heard)

    await maria.presses(menu.HEADS["resident"])
    assert maria.reads == menu.FOR_ROLE["resident"]
    assert maria.labels == [*RESIDENTS, shared.MENU]
    assert len(maria.heard) == before, "the page was turned in place"
    await maria.presses(shared.MENU)
    assert maria.reads == menu.MENU


async def test_nothing_is_further_away_than_it_was(any_town: Town) -> None:
    """Two taps at most, whatever the person does most."""
    olga, anna, maria = any_town.person(), any_town.person(), any_town.person()
    await founds(maria)
    await serves(maria, any_town)
    await serves(anna, any_town)
    for person, labels in (
        (olga, ONE_TAP),
        (anna, ONE_TAP_OF_LIBRARIANS),
        (maria, ONE_TAP_OF_LIBRARIANS | {card.DESK}),
    ):
        assert labels <= set(await taps(person))
    for rarely in ("/help", "/settings", "/mydata"):
        for _ in range(HABIT):
            await maria.says(rarely)
    away = await taps(maria)
    assert labels <= set(away)
    assert away[menu.HELP] == 1


async def test_what_a_person_does_most_comes_first(any_town: Town) -> None:
    olga = any_town.person()
    await chooses(olga, journal.IN_MENU, HABIT - 1)
    await olga.says("/menu")
    assert olga.labels[:3] == RESIDENTS[:3], "what was tried once or twice moves nothing"
    await chooses(olga, journal.IN_MENU)
    await chooses(olga, joining.JOIN, HABIT)
    await olga.says("отмена")
    await olga.says("/menu")

    assert olga.labels[:3] == [afisha.IN_MENU, journal.IN_MENU, joining.JOIN]
    assert len(olga.labels) <= FRONT
    assert len(set(olga.labels)) == len(olga.labels)


async def test_a_command_and_a_word_count_as_the_button_does(town: Town) -> None:
    olga = town.person()
    for said in ("/journal", "журнал", "/journal"):
        await olga.says(said)
    await olga.says("/menu")
    assert journal.IN_MENU in olga.labels[:3]


async def test_what_others_lay_before_a_person_does_not_count(town: Town) -> None:
    """A link is somebody else's choice; so is a page that is turned, or a list that is narrowed."""
    olga = town.person()
    await olga.says("/menu")
    for _ in range(HABIT):
        await olga.starts("journal")
        await olga.forges("journal:1")
        await olga.forges("anew:journal")
    await olga.says("/menu")
    assert olga.labels[:3] == RESIDENTS[:3]


async def test_what_is_counted_is_told_and_erased(both_towns: Town) -> None:
    olga = both_towns.person()
    await chooses(olga, afisha.IN_MENU, 2)
    await olga.says("/mydata")
    assert "«Афиша» 2 раза" in olga.reads
    assert "«Мои данные» 1 раз." in olga.reads

    await olga.says("удалить мои данные")
    await olga.presses(privacy.YES_ERASE)
    await olga.says("/menu")
    async with both_towns.database.reading() as books:
        known = await books.people.by_external(olga.messenger.account, olga.id)
    assert known is not None
    assert known.menu_uses == {}


async def test_the_menu_of_a_half_told_talk_leads_back_to_it(any_town: Town) -> None:
    maria = any_town.person()
    await founds(maria)
    await serves(maria, any_town)
    await maria.says("/found")
    question = maria.reads
    await maria.says("меню")
    assert maria.labels[0] == shared.RESUME
    assert maria.reads == menu.MENU_HALF_TOLD
    await maria.presses(shared.RESUME)
    assert maria.reads == question


@pytest.mark.parametrize("press", ["more:librarian", "more:nothing", "more:libraries:99999999999999999999", "more::"])
async def test_a_forged_page_of_the_menu_is_the_menu_or_its_last_page(town: Town, press: str) -> None:
    olga = town.person()
    await olga.says("/menu")
    await olga.forges(press)
    assert olga.reads in (menu.MENU, menu.of_wing(joining.WING))


async def test_the_menu_turns_its_page_in_place(town: Town) -> None:
    olga = town.person()
    await olga.says("/menu")
    before = len(olga.heard)
    await olga.presses(menu.MORE)
    await olga.presses(shared.MENU)

    assert len(olga.heard) == before
    assert olga.reads == menu.MENU


async def test_every_button_of_the_menu_leads_somewhere(town: Town) -> None:
    maria = town.person()
    await founds(maria)
    await serves(maria, town)
    for label in await taps(maria):
        await maria.says("/menu")
        for further in (menu.MORE, *menu.HEADS.values()):
            if label not in maria.labels:
                await maria.says("/menu")
                if further in maria.labels:
                    await maria.presses(further)
        await maria.presses(label)
        assert maria.reads not in (shared.STALE_BUTTON, shared.APOLOGY), label
        await maria.says("/cancel")


def test_every_role_has_its_words() -> None:
    assert menu.HEADS.keys() == menu.FOR_ROLE.keys() == {str(role) for role in Role}


async def test_nothing_to_cancel_is_said_kindly(town: Town) -> None:
    olga = town.person()
    for command in ("/cancel", "/back"):
        await olga.says(command)
        assert olga.reads == menu.NOTHING_TO_CANCEL
        assert olga.labels == [shared.MENU]


async def test_the_words_of_a_button_are_as_good_as_the_button(town: Town) -> None:
    olga = town.person("Ольга")
    await olga.says("/menu")
    for said in ("Ещё", "ещё…", "Еще."):
        await olga.says(said)
        assert menu.MORE_TEXT in olga.reads
    await olga.says(roster.IN_MENU)
    assert menu.MORE_TEXT not in olga.reads
    assert not olga.saw(shared.STALE_BUTTON)
