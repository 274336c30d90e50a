"""One person, many addresses: joined by two yeses, undone for a week, parted; each notice comes once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from domain.libraries.service import Service, Why
from handlers.notices.people import tell_coordinators, tell_person
from handlers.people import joining
from handlers.texts.people import addresses as texts
from handlers.texts.people import first_words, places, privacy
from handlers.texts.turn import addresses as lost
from handlers.texts.turn import consents, menu
from talk.updates import IncomingMessage
from tests.handlers.alliances.steps import founds, links, the_alliance
from tests.handlers.libraries.steps import joins
from tests.handlers.people.steps import human, joins_up, known, takes_code
from tests.handlers.subscriptions.steps import PARTY, Village, subscriber, until, village
from tests.people import Town
from tests.soak import soaking

if TYPE_CHECKING:
    from storage.database import Database
    from tests.handlers.people.steps import Human
    from tests.people import Person

WEEK: Final = timedelta(days=7)


@pytest.fixture(params=["one life", *soaking("the other")])
async def maria(request: pytest.FixtureRequest, database: Database) -> Human:
    """On either database: on SQLite the program runs on, on PostgreSQL it is restarted each turn, or the reverse."""
    restarting = database.exclusive == (request.param == "the other")
    return human(await Town.found(database, "telegram", "vk", life="restarting" if restarting else "running"))


@pytest.fixture
async def olga(database: Database) -> Human:
    return human(await Town.found(database, "telegram", "vk"))


async def is_one(who: Human) -> bool:
    return (await known(who.telegram)).id == (await known(who.vk)).id


async def test_a_code_joins_two_addresses(maria: Human) -> None:
    await maria.vk.says("/menu")
    await joins_up(maria.telegram, maria.vk)

    assert await is_one(maria)
    assert maria.telegram.reads == maria.vk.reads == texts.JOINED.plain
    await maria.vk.says("у меня и Телеграм")
    assert "Telegram, с 20 ноября" in maria.vk.reads
    assert "ВКонтакте, с 20 ноября: вы пишете отсюда" in maria.vk.reads


@pytest.mark.usefixtures("strangers")
async def test_the_other_way_round_by_a_link(maria: Human) -> None:
    """From VK to Telegram, where nobody knows them yet; whoever follows the link is shown how the caller signed."""
    await maria.vk.starts()
    await maria.vk.answers(consents.AGREE)
    await takes_code(maria.vk, "Мария из Александровки")
    payload = next(one.payload for one in links(maria.vk) if "telegram" in one.url)
    await maria.telegram.starts(payload)
    await maria.telegram.answers(consents.AGREE)
    assert "«Мария из Александровки»" in maria.telegram.reads
    assert "ВКонтакте" in maria.telegram.reads
    await maria.telegram.presses(texts.YES_ME)
    assert not await is_one(maria), "the other yes is yet to come"
    await maria.vk.presses(texts.YES_MINE)

    assert await is_one(maria)
    assert maria.telegram.heard[0].text == first_words.first_words(None, yes=consents.AGREE)


async def test_either_no_leaves_everything_as_it_was(maria: Human) -> None:
    code = await takes_code(maria.telegram)
    await maria.vk.says(code)
    await maria.vk.presses(texts.NO)
    assert maria.vk.reads == texts.NOT_JOINED

    await maria.vk.says(code)
    await maria.vk.presses(texts.YES_ME)
    await maria.telegram.presses(texts.NOT_ME)
    assert maria.telegram.reads == texts.REFUSED_HERE
    assert maria.vk.reads == texts.REFUSED_THERE
    await maria.telegram.presses(texts.YES_MINE)
    assert maria.telegram.reads == texts.ANSWERED
    assert not await is_one(maria)


async def test_a_code_is_used_once_and_in_time(maria: Human) -> None:
    code = await takes_code(maria.telegram)
    await maria.vk.says(code)
    await maria.vk.presses(texts.YES_ME)
    thief = maria.town.person(messenger="vk")
    await thief.says(code)
    assert thief.reads == texts.NO_SUCH_CODE

    code = await takes_code(maria.telegram)
    maria.town.time += timedelta(minutes=16)
    await thief.says(code)
    assert thief.reads == texts.NO_SUCH_CODE
    await maria.telegram.presses(texts.YES_MINE)
    assert maria.telegram.reads == texts.ANSWERED, "the question has its time, too"


async def test_a_new_code_ends_the_one_before(olga: Human) -> None:
    first, second = await takes_code(olga.telegram), await takes_code(olga.telegram)
    await olga.vk.says(first)
    assert olga.vk.reads == texts.NO_SUCH_CODE
    await olga.vk.says(second.replace(" ", ""))
    assert "Это вы сами?" in olga.vk.reads


async def test_nobody_guesses(olga: Human) -> None:
    code = await takes_code(olga.telegram)
    thief = olga.town.person(messenger="vk")
    wrong = [f"{(int(code.replace(' ', '')) + n) % 10**8:08}" for n in range(1, joining.GUESSES + 1)]
    for one in wrong:
        await thief.says(one)
        assert thief.reads == texts.NO_SUCH_CODE
    await thief.says(code)
    assert thief.reads == texts.TOO_MANY_GUESSES
    await thief.forges(f"address-yes:{code.replace(' ', '')}")
    assert thief.reads == texts.TOO_MANY_GUESSES
    olga.town.time += joining.GUESSED_IN + timedelta(seconds=1)
    await thief.says(await takes_code(olga.telegram))
    assert "Это вы сами?" in thief.reads


async def test_a_code_is_known_in_the_middle_of_a_talk(olga: Human) -> None:
    code = await takes_code(olga.telegram)
    await olga.vk.says("/found")
    await olga.vk.says("1234 5678")
    assert "Это вы сами?" not in olga.vk.reads, "an answer like any other"
    await olga.vk.says(code)
    assert "Это вы сами?" in olga.vk.reads


async def test_ones_own_code_leads_nowhere(olga: Human) -> None:
    code = await takes_code(olga.telegram)
    await olga.telegram.says(code)
    assert olga.telegram.reads == texts.OWN_ALREADY


async def test_a_stranger_answers_no_question_of_others(olga: Human) -> None:
    await olga.vk.says(await takes_code(olga.telegram))
    await olga.vk.presses(texts.YES_ME)
    thief = olga.town.person(messenger="vk")
    for press in ("address-mine:1", "address-not:1", "address-undo:1", "address-split:1:yes", "place:letters:1"):
        await thief.forges(press)
    await olga.telegram.presses(texts.YES_MINE)
    await thief.forges("address-undo:1")

    assert thief.reads == texts.TOO_LATE
    assert await is_one(olga)


async def serves(person: Person, town: Town) -> None:
    await founds(person)
    await joins(person, alliance=(await the_alliance(town)).id, contact="maria@example.ru")


async def test_roles_belong_to_the_person(maria: Human) -> None:
    await serves(maria.telegram, maria.town)
    await maria.vk.says("/menu")
    await joins_up(maria.vk, maria.telegram)
    await maria.vk.forges("desk")
    async with maria.town.database.reading() as books:
        roles = await books.roles.of((await known(maria.vk)).id, maria.town.time)

    assert len(roles.coordinates) == len(roles.librarian_of) == 1
    await maria.vk.says("мои данные")
    assert "2 адреса, по которым я вам пишу." in maria.vk.reads
    assert "1 библиотека, где вы записаны." in maria.vk.reads


async def test_a_talk_goes_on_at_the_other_address(maria: Human) -> None:
    await joins_up(maria.telegram, maria.vk)
    await maria.telegram.says("/found")
    await maria.vk.answers("Ивановка", "Тульская область")
    question = maria.vk.reads
    await maria.telegram.says("/menu")
    await maria.telegram.presses("Продолжить")

    assert maria.telegram.reads == question


@pytest.mark.parametrize("side", ["telegram", "vk"])
async def test_whoever_was_taken_for_another_gets_everything_back(maria: Human, side: str) -> None:
    await serves(maria.telegram, maria.town)
    await maria.vk.says("/menu")
    before = (await known(maria.telegram)).id, (await known(maria.vk)).id
    await joins_up(maria.vk, maria.telegram)
    maria.town.time += WEEK - timedelta(minutes=1)
    pressing = maria.telegram if side == "telegram" else maria.vk
    await pressing.presses(texts.NOT_ME)

    assert maria.telegram.reads == maria.vk.reads == texts.UNDONE
    assert ((await known(maria.telegram)).id, (await known(maria.vk)).id) == before
    async with maria.town.database.reading() as books:
        mine = await books.roles.of(before[0], maria.town.time)
        theirs = await books.roles.of(before[1], maria.town.time)
    assert (len(mine.coordinates), len(theirs.coordinates)) == (1, 0)


async def test_after_a_week_it_stays_and_an_address_can_be_split_off(maria: Human) -> None:
    await serves(maria.telegram, maria.town)
    await joins_up(maria.telegram, maria.vk)
    await maria.telegram.says("мои адреса")
    await maria.telegram.presses(texts.split("vk", maria.town.time.date()))
    assert maria.telegram.reads == texts.JOINED_LATELY
    maria.town.time += WEEK + timedelta(minutes=1)
    await maria.vk.presses(texts.NOT_ME)
    assert maria.vk.reads == texts.TOO_LATE

    await maria.telegram.says("мои адреса")
    await maria.telegram.presses(texts.split("vk", maria.town.time.date() - WEEK))
    await maria.telegram.presses(texts.YES_SPLIT)
    assert maria.telegram.reads == texts.SPLIT_THERE
    assert maria.vk.reads == texts.SPLIT_OTHER
    assert not await is_one(maria)
    await maria.vk.says("мои данные")
    assert "библиотека, где вы записаны" not in maria.vk.reads


async def test_an_address_split_off_is_no_way_around_a_dismissal(olga: Human) -> None:
    """Sent away as one person, they would come back as a stranger of whom nothing is known."""
    await serves(olga.telegram, olga.town)
    await joins_up(olga.telegram, olga.vk)
    olga.town.time += WEEK + timedelta(minutes=1)
    person = (await known(olga.telegram)).id
    async with olga.town.database.writing() as books:
        (library,) = await books.libraries.served_by(person)
        assert await books.librarians.dismiss(library.id, person, by=None, why=Why.STRANGER, at=olga.town.time)
    await olga.vk.forges(f"address-split:{await address_of(olga.vk)}:yes")
    anew = (await known(olga.vk)).id
    assert anew != person
    async with olga.town.database.reading() as books:
        assert await books.librarians.state_of(library.id, anew) is Service.DISMISSED
        assert await books.librarians.state_of(library.id, person) is Service.DISMISSED


async def test_one_splits_off_the_chat_one_writes_from(olga: Human) -> None:
    await joins_up(olga.telegram, olga.vk)
    olga.town.time += WEEK + timedelta(minutes=1)
    first = (await known(olga.telegram)).id
    await olga.vk.forges(f"address-split:{await address_of(olga.vk)}")
    await olga.vk.presses(texts.YES_SPLIT)

    assert olga.vk.reads == texts.SPLIT_HERE
    assert (await known(olga.telegram)).id == first != (await known(olga.vk)).id


async def address_of(person: Person) -> int:
    async with person.town.database.reading() as books:
        found = await books.addresses.at(person.messenger.account, person.id)
    assert found is not None
    return found.id


# Each notice once.


async def subscribed(who: Human) -> Village:
    """Both chats had subscribed to the same before they were joined."""
    home = await village(who.town)
    for one in who.both:
        await subscribes(one, home)
    return home


async def subscribes(one: Person, home: Village) -> None:
    await one.starts(f"sub_a{home.alliance}")
    await one.answers("Да, всё так")


async def test_each_notice_comes_once(maria: Human) -> None:
    home = await subscribed(maria)
    held = await home.holds()
    await joins_up(maria.telegram, maria.vk)
    await until(maria.town, PARTY - timedelta(hours=2))
    await home.changes(held, starts_at=PARTY + timedelta(hours=3))
    await until(maria.town, PARTY + timedelta(hours=4))

    told = [prompt.text.plain for one in maria.both for prompt in one.heard if "Вечер памяти" in prompt.text.plain]
    assert len(told) == len(set(told))
    assert len(told) >= 2


async def test_it_comes_to_where_they_wrote_last(olga: Human) -> None:
    home = await subscribed(olga)
    await joins_up(olga.telegram, olga.vk)
    await olga.vk.says("/menu")
    await home.holds()
    await until(olga.town, PARTY - timedelta(hours=20))

    assert olga.vk.saw("Вечер памяти")
    assert not olga.telegram.saw("Вечер памяти")


async def test_it_comes_to_where_they_chose(olga: Human) -> None:
    home = await subscribed(olga)
    await joins_up(olga.telegram, olga.vk)
    await olga.telegram.says("настройки")
    await olga.telegram.presses(places.PLACES)
    await olga.telegram.presses(places.TOPICS["reminders"])
    await olga.telegram.presses("ВКонтакте")
    assert olga.telegram.reads == places.kept("reminders", "vk")
    await home.holds()
    await until(olga.town, PARTY - timedelta(hours=20))
    assert olga.vk.saw("Вечер памяти")
    assert not olga.telegram.saw("Вечер памяти")

    await olga.telegram.forges("place:reminders:last")
    assert olga.telegram.reads == places.kept("reminders", None)
    await until(olga.town, PARTY)
    assert olga.telegram.saw("Вечер памяти")


async def test_who_has_one_address_is_not_asked_where(olga: Human) -> None:
    await olga.telegram.says("настройки")
    assert places.PLACES not in olga.telegram.labels


async def test_an_address_that_dies_hands_over_with_one_word(maria: Human) -> None:
    home = await subscribed(maria)
    await home.holds()
    await joins_up(maria.telegram, maria.vk)
    await maria.vk.says("/menu")
    maria.vk.messenger.unreachable.add(maria.vk.id)
    await until(maria.town, PARTY)

    words = lost.moved_here("vk")
    assert [prompt.text.plain for prompt in maria.telegram.heard].count(words) == 1
    assert sum("Вечер памяти" in prompt.text.plain for prompt in maria.telegram.heard) == 2
    async with maria.town.database.reading() as books:
        assert (await books.people.get((await known(maria.vk)).id)) == await known(maria.telegram)


async def test_a_blocked_address_is_told_of_once_and_comes_back(olga: Human) -> None:
    await subscribed(olga)
    await joins_up(olga.telegram, olga.vk)
    await olga.vk.says("/menu")
    for reachable in (False, False, True, False):
        await olga.vk.reaches(reachable=reachable)
        olga.town.time += timedelta(minutes=1)
    words = lost.moved_here("vk")
    assert [prompt.text.plain for prompt in olga.telegram.heard].count(words) == 1, "then nothing was to come there"
    await olga.vk.says("/menu")
    assert (await known(olga.vk)).reachable


async def test_an_account_that_is_broken_for_long_hands_over(olga: Human) -> None:
    home = await subscribed(olga)
    await home.holds()
    await joins_up(olga.telegram, olga.vk)
    await olga.vk.says("/menu")
    async with olga.town.database.writing() as books:
        await books.accounts.set_broken(int(olga.vk.messenger.account), "the key was revoked", at=olga.town.time)
    await until(olga.town, PARTY - timedelta(hours=20))

    assert olga.telegram.saw(lost.moved_here("vk"))
    assert olga.telegram.saw("Вечер памяти")


async def test_residents_are_not_written_to_where_it_is_forbidden(olga: Human) -> None:
    town, home = olga.town, await subscribed(olga)
    alone = await subscriber(town, f"a{home.alliance}")
    async with town.database.writing() as books:
        await books.accounts.open_to_residents("telegram", residents=False)
    town._start()
    await home.holds()
    await joins_up(olga.vk, olga.telegram)
    await olga.telegram.says("/menu")
    await until(town, PARTY)

    assert not olga.telegram.saw("Вечер памяти")
    assert olga.vk.saw("Вечер памяти"), "it leaves at the other address"
    assert alone.messenger.kind == "telegram"
    assert alone.heard == [], "nor to whoever has no other"
    await alone.says("/menu")
    assert alone.reads == menu.MENU, "answers go where the question came from"


async def test_staff_is_written_to_everywhere(olga: Human) -> None:
    town = olga.town
    await serves(olga.telegram, town)
    reader = town.person(messenger="telegram")
    await reader.says("/menu")
    async with town.database.writing() as books:
        await books.accounts.open_to_residents("telegram", residents=False)
    town._start()
    async with town.database.writing() as books:
        alliance = (await the_alliance(town)).id
        await tell_coordinators(books, alliance, "Новость", now=town.time, key="news")
        await tell_person(books, (await known(reader)).id, "Новость", now=town.time)
    await town.drain()

    assert olga.telegram.reads == "Новость"
    assert not reader.saw("Новость")


# What is theirs.


async def test_two_chats_of_one_person_take_turns(olga: Human) -> None:
    await joins_up(olga.telegram, olga.vk)
    heard = [
        IncomingMessage(
            account=one.messenger.account,
            event_id=f"at-once-{n}",
            chat=one.id,
            user=one.id,
            at=olga.town.time,
            text="/menu" if n % 2 else "настройки",
        )
        for n, one in enumerate(olga.both * 5)
    ]
    before = sum(len(one.heard) for one in olga.both)
    await asyncio.gather(*(olga.town.inbox.hear([one]) for one in heard))
    await olga.town.drain()

    assert sum(len(one.heard) for one in olga.both) == before + len(heard)


async def test_erasure_covers_all_addresses(maria: Human) -> None:
    await serves(maria.telegram, maria.town)
    await joins_up(maria.telegram, maria.vk)
    maria.town.time += WEEK + timedelta(minutes=1)
    await maria.vk.says("удалить мои данные")
    await maria.vk.presses(privacy.YES_ERASE)

    assert maria.telegram.reads == maria.vk.reads == privacy.ERASED
    async with maria.town.database.reading() as books:
        assert await books.people.by_external(maria.telegram.messenger.account, maria.telegram.id) is None
        assert await books.people.by_external(maria.vk.messenger.account, maria.vk.id) is None


async def test_within_the_week_nobody_erases_what_is_anothers(maria: Human) -> None:
    await serves(maria.telegram, maria.town)
    await joins_up(maria.telegram, maria.vk)
    await maria.vk.says("удалить мои данные")
    assert "сотру только то, что было у этого" in maria.vk.reads
    await maria.vk.presses(privacy.YES_ERASE)

    assert maria.vk.reads == privacy.ERASED
    async with maria.town.database.reading() as books:
        roles = await books.roles.of((await known(maria.telegram)).id, maria.town.time)
        assert await books.people.by_external(maria.vk.messenger.account, maria.vk.id) is None
    assert len(roles.coordinates) == len(roles.librarian_of) == 1


async def test_three_addresses_of_one_person_hear_once(olga: Human) -> None:
    home = await subscribed(olga)
    second = olga.town.person(messenger="vk")
    await subscribes(second, home)
    await joins_up(olga.telegram, olga.vk)
    await joins_up(olga.vk, second)
    await home.holds()
    await until(olga.town, PARTY)

    chats = (*olga.both, second)
    told = [prompt for one in chats for prompt in one.heard if "Вечер памяти" in prompt.text.plain]
    assert len(told) == 2, "a day before and an hour before"
    assert [one for one in chats if one.saw("Вечер памяти")] == [olga.vk], "they wrote from there last"
