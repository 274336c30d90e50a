"""Who stands where in a library: each move from where it begins, and nothing kept that has served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.libraries.delays import Deed, Delay
from domain.libraries.service import SERVICE, SERVING, Service, Way, Why
from storage.books import Books
from storage.database import Database
from storage.tables import librarians
from tests.storage.libraries import namesakes
from tests.storage.libraries.namesakes import NOW

DAY = timedelta(days=1)


async def stands(books: Books, library: int, person: int, state: Service) -> None:
    await books.connection.execute(
        sa.insert(librarians).values(library_id=library, person_id=person, since=NOW, state=state.value)
    )


@pytest.mark.parametrize("state", Service)
async def test_only_declared_moves_are_made(database: Database, state: Service) -> None:
    async with database.writing() as books:
        library = (await namesakes.library(books, (await namesakes.alliance(books)).id)).id
        made = {}
        moves: dict[str, Callable[[int], Awaitable[bool]]] = {
            "vouch": lambda one: books.librarians.vouch(library, one, Way.COLLEAGUE, by=None, at=NOW),
            "dismiss": lambda one: books.librarians.dismiss(library, one, by=None, why=Why.GONE, at=NOW),
            "retire": lambda one: books.librarians.retire(library, one, at=NOW),
            "lift": lambda one: books.librarians.lift(library, one),
        }
        for number, (name, move) in enumerate(moves.items(), 1):
            person = await namesakes.person(books, number)
            await stands(books, library, person, state)
            made[name] = await move(person)
            after = await books.librarians.state_of(library, person)
            declared = {one.to for one in SERVICE.moves_from(state)}
            assert after in declared if made[name] else after is state
    names = {move.name for move in SERVICE.moves_from(state)}
    assert made == {
        "vouch": "vouch" in names,
        "dismiss": bool(names & {"dismiss", "decline"}),
        "retire": "retire" in names,
        "lift": "lift" in names,
    }


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (None, Service.ASKED),
        (Service.ASKED, Service.ASKED),
        (Service.CLAIMED, Service.CLAIMED),
        (Service.VOUCHED, Service.VOUCHED),
        (Service.RETIRED, Service.ASKED),
        (Service.DISMISSED, Service.DISMISSED),
    ],
)
async def test_a_claim_takes_nothing_and_gives_nothing(
    database: Database, state: Service | None, after: Service
) -> None:
    async with database.writing() as books:
        library = (await namesakes.library(books, (await namesakes.alliance(books)).id)).id
        person = await namesakes.person(books)
        if state is not None:
            await stands(books, library, person, state)
        asked = await books.librarians.claim(library, person, Service.ASKED, at=NOW + DAY)
        roles = await books.roles.of(person, NOW)
        assert await books.librarians.state_of(library, person) is after
    assert asked is (state in (None, Service.RETIRED))
    assert roles.librarian_of == ({library} if after in SERVING else set())
    assert roles.vouched == ({library} if after is Service.VOUCHED else set())


async def test_what_they_told_goes_with_the_service(database: Database) -> None:
    async with database.writing() as books:
        library = (await namesakes.library(books, (await namesakes.alliance(books)).id)).id
        one, other = await namesakes.person(books, 1), await namesakes.person(books, 2)
        for person in (one, other):
            await books.librarians.add(library, person, contact="8-900", contact_public=True, at=NOW)
        assert await books.librarians.retire(library, one, at=NOW)
        assert await books.librarians.dismiss(library, other, by=one, why=Why.STRANGER, at=NOW)
        await books.librarians.set_contact(library, other, "8-900", public=True)
        gone = await books.librarians.of_library(library, {Service.RETIRED, Service.DISMISSED})
        assert [(each.contact, each.contact_public) for each in gone] == [(None, False)] * 2
        assert await books.librarians.of_library(library) == ()
        assert await books.roles.staff_among([one, other], NOW) == frozenset()


async def test_only_what_nobody_was_asked_about_is_unanswered(database: Database) -> None:
    async with database.writing() as books:
        library = (await namesakes.library(books, (await namesakes.alliance(books)).id)).id
        early, late, referred = [await namesakes.person(books, number) for number in (1, 2, 3)]
        for person, at in ((early, NOW), (late, NOW + DAY), (referred, NOW)):
            await books.librarians.claim(library, person, Service.ASKED, at=at)
        await books.librarians.referred(library, referred, NOW)
        waiting = await books.librarians.unanswered(NOW, limit=10)
        assert [one.person_id for one in waiting] == [early]
        assert await books.librarians.waits_unreferred(library, early)
        assert await books.librarians.vouch(library, early, Way.COLLEAGUE, by=None, at=NOW)
        assert not await books.librarians.waits_unreferred(library, early)


async def test_a_deed_that_waits_is_decided_once_and_forgotten(database: Database) -> None:
    async with database.writing() as books:
        library = (await namesakes.library(books, (await namesakes.alliance(books)).id)).id
        person = await namesakes.person(books)

        async def wants(at: datetime) -> int:
            deeds = books.delayed_deeds
            about = {"reason": "Метель", "what": "Отмена"}
            return (await deeds.add(library, person, Deed.CANCEL, "event:1", about, at=at, due=at + DAY)).id

        first, second = await wants(NOW), await wants(NOW + DAY)
        assert [one.id for one in await books.delayed_deeds.waiting_of(library)] == [second], "the later word counts"
        assert await books.delayed_deeds.due(NOW + DAY, limit=5) == ()
        (due,) = await books.delayed_deeds.due(NOW + 2 * DAY, limit=5)
        assert (due.id, due.about["reason"]) == (second, "Метель")
        assert await books.delayed_deeds.decide(second, Delay.UNDONE)
        assert not await books.delayed_deeds.decide(second, Delay.DONE)
        assert not await books.delayed_deeds.decide(first, Delay.DONE)
        for one in (first, second):
            kept = await books.delayed_deeds.get(one)
            assert kept is not None
            assert kept.about == {}
        assert await books.delayed_deeds.delete_before(NOW + 3 * DAY, limit=10) == (2, 0)
