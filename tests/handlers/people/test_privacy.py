"""«Удалить мои данные»: shown in words, asked once more, erased for real, and a return is a new beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from handlers.texts.alliances import card
from handlers.texts.people import first_words, privacy
from handlers.texts.turn import consents, menu, shared
from storage.tables import people
from talk.messenger import Unreachable
from tests.contents import rows_of
from tests.handlers.alliances.steps import appoints, comes_to_the_emblem, founds, journal_of, the_alliance
from tests.handlers.libraries.steps import joins
from tests.handlers.turn.test_menu import serves

if TYPE_CHECKING:
    from tests.people import Person, Town

CHAT = 7_111_222_333_444
PERSON = 77_000_001
"""Numbers that stand for nothing else."""


async def maria_of(town: Town) -> Person:
    """Somebody whose row has an unmistakable number."""
    maria = town.person("Мария", id=CHAT)
    async with town.database.writing() as books:
        await books.connection.execute(sa.insert(people).values(id=PERSON, leads=[], created_at=town.time))
        await books.addresses.add(PERSON, maria.messenger.account, CHAT, CHAT, at=town.time)
    return maria


async def everything(town: Town) -> dict[str, list[dict[str, Any]]]:
    async with town.database.reading() as books:
        return await rows_of(books)


async def traces(town: Town) -> list[str]:
    """Rows of any table that name the person or their chat, in any column."""
    return [
        f"{name}: {row}"
        for name, rows in (await everything(town)).items()
        for row in rows
        if str(CHAT) in str(row) or str(PERSON) in str(row)
    ]


async def lives_a_full_life(town: Town, maria: Person) -> None:
    """Founds an alliance, serves a library, sends a photo, and stops in the middle of a talk."""
    await founds(maria)
    await serves(maria, town)
    alliance = await the_alliance(town)
    async with town.database.writing() as books:
        await books.subscriptions.subscribe(PERSON, alliance.id, "alliance", at=town.time)
    await maria.forges(f"bind:{alliance.id}")
    await maria.forges(f"co-invite:{alliance.id}")
    await comes_to_the_emblem(maria)
    await maria.shows()


async def erases(maria: Person) -> None:
    await maria.says("удалить мои данные")
    await maria.presses(privacy.YES_ERASE)


async def test_what_is_kept_is_said_in_words(both_towns: Town) -> None:
    maria = await maria_of(both_towns)
    await maria.says("/mydata")
    assert "Номер вашего чата" in maria.reads
    assert "подписка" not in maria.reads

    await lives_a_full_life(both_towns, maria)
    await maria.says("/mydata")
    assert "1 подписка." in maria.reads
    assert "1 библиотека, где вы записаны." in maria.reads
    assert "1 сотрудничество, которое вы ведёте" in maria.reads
    assert "1 присланная фотография." in maria.reads


async def test_a_contact_is_told_to_whoever_gave_it(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    for person, contact in ((maria, "maria@example.ru"), (oleg, "oleg@example.ru")):
        await joins(person, alliance=(await the_alliance(town)).id, contact=contact)
    await maria.says("/mydata")
    assert "Контакт, который вы указали для библиотеки: maria@example.ru." in maria.reads
    assert "oleg@example.ru" not in maria.reads


async def test_erasing_is_asked_once_more_and_says_who_is_left_alone(town: Town) -> None:
    maria = await maria_of(town)
    await lives_a_full_life(town, maria)
    await maria.says("удалить мои данные")

    assert "Александровская сельская библиотека" in maria.reads
    assert "Без координатора останется: «Александровка»" in maria.reads
    await maria.presses(privacy.KEEP)
    assert maria.reads == menu.MENU_HALF_TOLD
    assert await traces(town) != []


async def test_after_erasing_nothing_leads_to_the_person(both_towns: Town) -> None:
    town = both_towns
    maria = await maria_of(town)
    await lives_a_full_life(town, maria)
    assert {trace.partition(":")[0] for trace in await traces(town)} >= {
        "people",
        "talks",
        "coordinators",
        "librarians",
    }

    await erases(maria)

    assert maria.reads == privacy.ERASED
    assert await traces(town) == []
    kept = await everything(town)
    assert len(kept["alliances"]) == len(kept["libraries"]) == 1  # what was done in public stands
    async with town.database.reading() as books:
        assert await books.journal.verify((await the_alliance(town)).id) is None


async def test_other_coordinators_hear_that_there_is_one_less(town: Town) -> None:
    maria = await maria_of(town)
    await founds(maria)
    alliance = await the_alliance(town)
    oleg = town.person("Олег")
    await appoints(maria, oleg)
    await erases(maria)

    assert oleg.reads == str(card.told_of_retired("Александровка", 1))
    assert (await journal_of(town, alliance.id))[-1] == ("coordinator_changed", {"change": "retired"})
    assert await traces(town) == []


async def test_a_farewell_that_does_not_arrive_leaves_no_trace_either(both_towns: Town) -> None:
    maria = await maria_of(both_towns)
    await maria.says("удалить мои данные")
    maria.messenger.failures.append(Unreachable("blocked"))
    await maria.presses(privacy.YES_ERASE)

    assert await traces(both_towns) == []


@pytest.mark.usefixtures("strangers")
async def test_whoever_comes_back_begins_anew(any_town: Town) -> None:
    maria = await maria_of(any_town)
    await maria.says("/found")
    await maria.answers(consents.AGREE)
    await maria.says("Ивановка")
    await erases(maria)
    await maria.says("привет")
    await maria.answers(consents.AGREE)

    greetings = (first_words.first_words(None, yes=consents.AGREE), first_words.first_words(None))
    assert [prompt.text for prompt in maria.heard if prompt.text in greetings] == [*greetings]
    assert maria.reads == menu.MENU  # and no word of a talk
    assert shared.RESUME not in maria.labels


async def test_an_old_button_does_not_erase_somebody_who_came_back(town: Town) -> None:
    maria = await maria_of(town)
    await erases(maria)
    await maria.says("/menu")
    await maria.presses(privacy.YES_ERASE)

    assert maria.reads == privacy.sure(([], [])).plain
    assert maria.heard[-2].text.plain != privacy.ERASED
    async with town.database.reading() as books:
        assert await books.people.by_external(maria.messenger.account, CHAT) is not None


async def test_others_keep_what_is_theirs(town: Town) -> None:
    maria, olga = await maria_of(town), town.person()
    await olga.says("/found")
    await olga.says("Ивановка")
    await erases(maria)
    await olga.says("/menu")

    assert olga.reads == menu.MENU_HALF_TOLD
