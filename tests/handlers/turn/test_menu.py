"""The menu fits who is asking, leads nowhere into the void, and loses nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.turn import menu
from handlers.texts.turn import shared as base
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


async def test_a_resident_sees_what_residents_need(any_town: Town) -> None:
    olga = any_town.person()
    await olga.says("/menu")

    assert {menu.AFISHA, menu.SUBSCRIPTIONS, menu.PLAN, menu.ROSTER, menu.MORE} <= set(olga.labels)
    assert not {menu.ADD_EVENT, menu.MY_EVENTS, menu.COORDINATION, base.RESUME} & set(olga.labels)
    await olga.says("/help")
    assert "Для всех" in olga.reads
    assert "Для библиотекаря" not in olga.reads
    assert "Для координатора" not in olga.reads


async def test_a_coordinator_sees_their_own_affairs(town: Town) -> None:
    maria = town.person()
    await founds(maria)
    await maria.says("/menu")
    assert menu.COORDINATION in maria.labels
    await maria.says("/help")
    assert "Для координатора" in maria.reads


async def test_a_librarian_sees_what_libraries_do(town: Town) -> None:
    await founds(town.person())
    anna = town.person()
    await serves(anna, town)
    await anna.says("/menu")
    assert {menu.ADD_EVENT, menu.MY_EVENTS} <= set(anna.labels)
    assert menu.COORDINATION not in anna.labels

    await anna.presses(menu.MORE)
    assert {menu.MY_LIBRARY, menu.LEAVE} <= set(anna.labels)
    await anna.says("/help")
    assert "Для библиотекаря" in anna.reads


async def test_the_menu_turns_its_page_in_place(town: Town) -> None:
    olga = town.person()
    await olga.says("/menu")
    before = len(olga.heard)
    await olga.presses(menu.MORE)
    await olga.presses(base.MENU)

    assert len(olga.heard) == before
    assert olga.reads == menu.MENU


async def test_every_button_of_the_menu_leads_somewhere(town: Town) -> None:
    maria = town.person()
    await founds(maria)
    await serves(maria, town)
    await maria.says("/menu")
    first = maria.labels
    await maria.presses(menu.MORE)
    for label in (*first, *maria.labels):
        await maria.says("/menu")
        if label not in maria.labels:
            await maria.presses(menu.MORE)
        await maria.presses(label)
        assert maria.reads not in (base.STALE_BUTTON, base.APOLOGY), label
        await maria.says("/cancel")


async def test_nothing_to_cancel_is_said_kindly(town: Town) -> None:
    olga = town.person()
    for command in ("/cancel", "/back"):
        await olga.says(command)
        assert olga.reads == menu.NOTHING_TO_CANCEL
        assert olga.labels == [base.MENU]
