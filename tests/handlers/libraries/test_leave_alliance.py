"""A library leaves: the same trail, history kept, its events asked about, the way back open (row 12)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.event import State
from handlers.dispatcher import open_context
from handlers.plan import actions
from handlers.texts.libraries import joining, vouching
from handlers.texts.libraries import leaving as texts
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.context import Context
from storage.alliances.alliances import Alliance
from storage.books import Books
from storage.libraries.libraries import Library
from storage.plan.events import Event
from talk.updates import IncomingMessage
from tests.handlers.alliances.steps import GROUP, binds, journal_of
from tests.handlers.libraries import steps
from tests.handlers.libraries.steps import AZOV, OMSK, claims, founded, libraries_of
from tests.handlers.races import at_once, pressing
from tests.people import Person, Town


async def joins(person: Person, *args: Any, **facts: Any) -> None:
    """They join, and their library has been with us for long: its people are not asked twice."""
    await steps.joins(person, *args, **facts)
    await steps.settled(person.town)


async def follows(town: Town, alliance: Alliance, *, lenient: bool) -> None:
    """The alliance takes close names from now on, or takes none."""
    async with town.database.writing() as books:
        await books.alliances.change(alliance.id, lenient=lenient)


async def former_of(town: Town, alliance_id: int) -> tuple[Library, ...]:
    async with town.database.reading() as books:
        return (await books.libraries.former(alliance_id)).items


async def plans(town: Town, alliance_id: int, *titles: str) -> list[Event]:
    """Announced events of the first member library."""
    library = (await libraries_of(town, alliance_id))[0]
    planned = []
    async with town.database.writing() as books:
        for day, title in enumerate(titles, 5):
            event = await books.events.add(
                alliance_id=alliance_id,
                at=town.time,
                title=title,
                kind="meeting",
                library_id=library.id,
                zone="Europe/Moscow",
                starts_at=datetime(2026, 12, day, 12, 0, tzinfo=UTC),
            )
            await books.events.move_state(event.id, State.ANNOUNCED)
            planned.append(event)
    return planned


async def state_of(town: Town, event: Event) -> State:
    async with town.database.reading() as books:
        known = await books.events.get(event.id)
    assert known is not None
    return known.state


async def test_a_library_leaves_with_the_same_trail_as_it_came(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await maria.says("/leave")
    await maria.answers("Меняем профиль работы", texts.YES)
    assert "Библиотека вышла из Соглашения «Александровка»" in maria.reads
    assert "Меняем профиль работы" in anna.reads
    assert await libraries_of(any_town, alliance.id) == ()
    assert (await journal_of(any_town, alliance.id))[-1][0] == "left"
    assert "Меняем профиль" not in str(await journal_of(any_town, alliance.id))


async def test_the_notice_stands_in_the_group_beside_the_first_one(town: Town) -> None:
    anna, alliance = await founded(town)
    await binds(anna)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    joined, left = town.wall(GROUP)[-2:]
    assert "присоединилась к Соглашению" in joined.text
    assert "вышла из Соглашения" in left.text
    assert "Причина" not in left.text


async def test_whoever_changes_their_mind_stays(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.NO)
    assert texts.STAYED in maria.reads
    assert len(await libraries_of(town, alliance.id)) == 1


async def test_events_ahead_are_decided_one_by_one(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await joins(maria, alliance=alliance.id)
    evening, fair = await plans(any_town, alliance.id, "Вечер памяти", "Ярмарка книг")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip)
    assert "– Вечер памяти, 5 декабря\n– Ярмарка книг, 6 декабря" in maria.reads
    await maria.answers(texts.ONE_BY_ONE, texts.KEEP, texts.CANCEL)
    assert "Отменим 1 событие.\nВ плане останется: 1 событие." in maria.reads
    await maria.answers(texts.YES)
    assert await state_of(any_town, evening) is State.ANNOUNCED
    assert await state_of(any_town, fair) is State.CANCELLED


async def test_events_ahead_are_all_kept_or_all_cancelled(both_towns: Town) -> None:
    _, alliance = await founded(both_towns)
    maria = both_towns.person("Мария")
    await joins(maria, alliance=alliance.id)
    events = await plans(both_towns, alliance.id, "Вечер памяти", "Ярмарка книг", "Мастер-класс")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.KEEP_ALL, texts.NO)
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.CANCEL_ALL, texts.YES)
    assert {await state_of(both_towns, event) for event in events} == {State.CANCELLED}


async def test_the_way_back_is_two_presses(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    await maria.answers(texts.RETURN, texts.RETURN_SURE)
    assert "С возвращением" in maria.reads
    assert "Библиотека вернулась в Соглашение" in anna.reads
    assert len(await libraries_of(any_town, alliance.id)) == 1
    assert [kind for kind, _ in await journal_of(any_town, alliance.id)][-3:] == ["joined", "left", "rejoined"]
    await maria.forges(f"return:{(await libraries_of(any_town, alliance.id))[0].id}:yes")
    assert texts.IS_MEMBER in maria.reads


async def test_who_returns_is_judged_by_the_rule_of_today(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await follows(town, alliance, lenient=True)
    await joins(maria, alliance=alliance.id, settlement="село Новая Александровка")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    await follows(town, alliance, lenient=False)
    await maria.answers(texts.RETURN)
    assert texts.no_namesake_now("Новая Александровка", "Александровка") in maria.reads
    assert texts.RETURN_SURE not in maria.labels
    assert texts.JOIN in maria.labels
    library = (await former_of(town, alliance.id))[0]
    await maria.forges(f"return:{library.id}:yes")
    assert await libraries_of(town, alliance.id) == ()
    await follows(town, alliance, lenient=True)
    await maria.forges(f"return:{library.id}:yes")
    assert [one.verdict for one in await libraries_of(town, alliance.id)] == ["lenient"]


async def test_a_coordinators_word_on_a_name_outlives_a_departure(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await follows(town, alliance, lenient=True)
    await joins(maria, alliance=alliance.id, settlement="село Новая Александровка")
    library = (await libraries_of(town, alliance.id))[0]
    async with town.database.writing() as books:
        await books.libraries.change(library.id, verdict="overridden")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    await follows(town, alliance, lenient=False)
    await maria.answers(texts.RETURN, texts.RETURN_SURE)
    assert [one.verdict for one in await libraries_of(town, alliance.id)] == ["overridden"]


async def test_who_joins_again_after_a_change_of_place_has_the_verdict_of_today(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    library = (await libraries_of(town, alliance.id))[0]
    async with town.database.writing() as books:
        await books.libraries.change(library.id, verdict="lenient")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    await joins(maria, alliance=alliance.id)
    assert [one.verdict for one in await libraries_of(town, alliance.id)] == ["same"]


async def test_joining_anew_finds_the_library_that_left_and_only_its_own_people_bring_it_back(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    first = (await libraries_of(town, alliance.id))[0]
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    olga = town.person("Ольга")
    await claims(olga, alliance=alliance.id)
    assert await libraries_of(town, alliance.id) == ()
    await maria.presses(vouching.YES)
    await olga.presses(joining.RETURN)
    await olga.presses(texts.RETURN_SURE)
    assert "С возвращением" in olga.reads
    assert [library.id for library in await libraries_of(town, alliance.id)] == [first.id]
    assert "снова в Соглашении" in maria.reads


async def test_who_serves_in_two_libraries_is_asked_which(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await joins(maria, OMSK, alliance=alliance.id, region="Омская область")
    await maria.says("/leave")
    assert texts.WHICH in maria.reads
    await maria.answers("2", PHRASES.skip, texts.YES)
    assert len(await libraries_of(town, alliance.id)) == 1


async def test_nobody_makes_another_library_leave_or_return(town: Town) -> None:
    _, alliance = await founded(town)
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await joins(maria, alliance=alliance.id)
    library = (await libraries_of(town, alliance.id))[0]
    await stranger.forges(f"leave:{library.id}")
    assert texts.NO_LIBRARY in stranger.reads
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.YES)
    await stranger.forges(f"return:{library.id}:yes")
    assert await libraries_of(town, alliance.id) == ()


async def test_colleagues_learn_that_their_library_left(town: Town) -> None:
    _, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    await joins(olga, alliance=alliance.id)
    await olga.says("/leave")
    await olga.answers(PHRASES.skip, texts.YES)
    assert f"Ваша библиотека ({AZOV}) вышла из Соглашения" in maria.reads
    assert texts.RETURN in maria.labels


async def test_of_two_colleagues_who_leave_at_once_one_does(both_towns: Town) -> None:
    anna, alliance = await founded(both_towns)
    colleagues = [both_towns.person("Мария"), both_towns.person("Ольга")]
    for person in colleagues:
        await joins(person, alliance=alliance.id)
    for person in colleagues:
        await person.says("/leave")
        await person.answers(PHRASES.skip)
    await at_once(both_towns, alliance.id, *(pressing(person, texts.YES) for person in colleagues))
    assert [kind for kind, _ in await journal_of(both_towns, alliance.id)].count("left") == 1
    assert sum("вышла библиотека" in said.text.plain for said in anna.heard) == 1
    assert sum(person.saw(texts.NOT_MEMBER) for person in colleagues) == 1


async def test_whoever_has_left_writes_no_words_into_the_public_journal(town: Town) -> None:
    """Neither by a new title on the card nor by a new name of an event; the event is moved all the same."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    (event,) = await plans(town, alliance.id, "Вечер")
    library = (await libraries_of(town, alliance.id))[0]
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, texts.KEEP_ALL, texts.YES)
    lines = len(await journal_of(town, alliance.id))
    await maria.forges(f"edit-library:{library.id}")
    await maria.answers(joining.LABEL_TITLE, "Покупайте теплицы")
    async with town.database.writing() as books:
        context = await context_of(town, books, maria)
        await actions.change(context, event.id, title="Покупайте парники", place="у теплиц")
    journal = await journal_of(town, alliance.id)
    assert [(kind, facts["what"]) for kind, facts in journal[lines:]] == [("plan_changed", "changed")]
    assert "Покупайте" not in str(journal)
    async with town.database.reading() as books:
        renamed = await books.events.get(event.id)
        card = await books.libraries.get(library.id)
    assert renamed is not None
    assert card is not None
    assert (renamed.title, card.title) == ("Покупайте парники", "Покупайте теплицы")


async def context_of(town: Town, books: Books, who: Person) -> Context:
    """As if they had just written."""
    heard = IncomingMessage(account=who.messenger.account, event_id="context", chat=who.id, user=who.id, at=town.time)
    return await open_context(books, heard, directory=town.directory, now=town.time)
