"""«Не использовать мои данные»: nothing is sent, nothing is shown, nothing else works until they say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.notices.people import tell_person
from handlers.texts.people import addresses as address_texts
from handlers.texts.people import blocking as texts
from handlers.texts.people import privacy
from handlers.texts.people.own_data import READY
from handlers.texts.turn import shared
from handlers.texts.turn.menu import MENU
from tests.handlers.alliances.steps import founds, the_alliance
from tests.handlers.libraries.steps import joins, libraries_of
from tests.handlers.people.steps import human, joins_up, known
from tests.handlers.subscriptions.steps import PARTY, subscriber, village

if TYPE_CHECKING:
    from tests.people import Person, Town

DAY = timedelta(days=1)


async def blocks(person: Person) -> None:
    await person.says("/mydata")
    await person.presses(privacy.BLOCK)
    await person.presses(texts.YES_BLOCK)


def told(person: Person) -> bool:
    """Whether the newest message says that nothing is used."""
    return "не использую ваши данные" in person.reads


async def test_nothing_else_works_until_it_is_lifted(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await maria.says("/found")
    await maria.says("Ивановка")
    await blocks(maria)
    assert told(maria)
    for word in ("/menu", "/found", "/join", "/cancel", "привет"):
        await maria.says(word)
        assert told(maria), word
    await maria.says("Ивановка")
    assert maria.reads == shared.NOT_UNDERSTOOD, "the talk that was begun takes no answer"
    await maria.says("/menu")
    await maria.presses(privacy.UNBLOCK)
    assert maria.reads == texts.UNBLOCKED
    await maria.says("/menu")
    assert maria.reads == MENU, "the talk that was begun is forgotten"


async def test_reminders_and_changes_do_not_come_until_it_is_lifted(both_towns: Town) -> None:
    town = both_towns
    home = await village(town)
    party = await home.holds(starts_at=PARTY)
    ira = await subscriber(town, f"e{party.id}")
    await blocks(ira)
    count = len(ira.heard)
    assert await home.changes(party, place="Сельский клуб") == 0
    await town.until(PARTY - DAY)
    assert len(ira.heard) == count
    await ira.presses(privacy.UNBLOCK)
    await town.until(PARTY)
    assert any("Вечер памяти" in prompt.text.plain for prompt in ira.heard[count + 1 :]), "the hour before"


async def test_what_waits_for_them_does_not_leave(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    async with town.database.writing() as books:
        later = town.time + DAY
        await tell_person(books, (await known(maria)).id, "Ёлка", now=town.time, key="x", at=later)
    await blocks(maria)
    await maria.presses(privacy.UNBLOCK)
    await town.passes(2 * DAY, step=DAY)
    assert not maria.saw("Ёлка")


async def test_the_contact_is_shown_to_nobody(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    alliance = await the_alliance(town)
    for person, contact in ((maria, "maria@example.ru"), (oleg, "oleg@example.ru")):
        await joins(person, alliance=alliance.id, contact=contact)
    (library,) = await libraries_of(town, alliance.id)
    await blocks(oleg)
    async with town.database.reading() as books:
        assert [one.contact for one in await books.librarians.of_library(library.id)] == ["maria@example.ru", None]
    await oleg.presses(privacy.UNBLOCK)
    async with town.database.reading() as books:
        assert {one.contact for one in await books.librarians.of_library(library.id)} == {
            "maria@example.ru",
            "oleg@example.ru",
        }


async def test_what_is_about_the_data_itself_works(any_town: Town) -> None:
    maria = any_town.person("Мария")
    await maria.says("/menu")
    await blocks(maria)
    await maria.says("/mydata")
    assert "данные не используются" in maria.reads
    await maria.forges("mydata-all")
    await maria.forges("mydata-looks")
    await maria.forges("mydata-file")
    await any_town.passes(timedelta(minutes=1), step=timedelta(minutes=1))
    assert maria.reads == READY
    await maria.says("удалить мои данные")
    await maria.presses(privacy.YES_ERASE)
    assert maria.reads == privacy.ERASED


async def test_it_says_who_is_left_alone_and_leaves_a_line(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await maria.forges("block-me")
    assert "Без координатора пока останется: «Александровка»" in maria.reads
    await maria.presses(texts.KEEP)
    assert privacy.BLOCK in maria.labels
    await blocks(maria)
    await maria.presses(privacy.UNBLOCK)
    async with town.database.reading() as books:
        lines = [line.kind for line in reversed(await books.audit.last(9)) if line.kind.startswith("data_")]
    assert lines == ["data_blocked", "data_unblocked"]


async def test_twice_is_once_and_a_link_does_not_do_it(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    await maria.starts("block-me-yes")
    assert (await known(maria)).blocked_at is None
    await blocks(maria)
    since = (await known(maria)).blocked_at
    town.time += DAY
    await maria.forges("block-me-yes")
    assert (await known(maria)).blocked_at == since
    await maria.forges("unblock-me")
    await maria.forges("unblock-me")
    assert maria.reads == texts.NOT_BLOCKED


async def test_both_addresses_of_one_are_left_alone_and_a_stranger_may_still_part(wide_town: Town) -> None:
    one = human(wide_town)
    for person in one.both:
        await person.says("/menu")
    await joins_up(one.telegram, one.vk)
    await blocks(one.vk)
    await one.telegram.says("/menu")
    assert told(one.telegram)
    await one.telegram.presses(address_texts.NOT_ME)
    assert one.telegram.saw(address_texts.UNDONE)
    assert (await known(one.telegram)).id != (await known(one.vk)).id
