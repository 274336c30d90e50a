"""People: met once, remembered as little as possible, changed one fact at a time."""

import asyncio
from datetime import UTC, datetime, time

import pytest

from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person
from tests.addresses import block
from tests.storage.conftest import CHAT

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


async def person_now(database: Database, person: Person) -> Person:
    async with database.reading() as books:
        found = await books.people.get(person.id)
    assert found is not None
    return found


async def test_a_new_person_is_known_by_nothing_but_where_to_answer(database: Database, person: Person) -> None:
    assert (person.external_id, person.chat, person.zone, person.leads) == (CHAT, CHAT, None, ())
    assert person.reachable
    assert person.greeted_at is None
    assert await person_now(database, person) == person


async def test_meeting_again_is_the_same_person_at_their_newest_chat(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        again = await books.people.meet(account.id, person.external_id, 77, at=NOW)

    assert (again.id, again.chat, again.created_at) == (person.id, 77, person.created_at)


async def test_many_meetings_at_once_make_one_person(database: Database, account: Account) -> None:
    async def meet() -> int:
        async with database.writing() as books:
            return (await books.people.meet(account.id, 5, 5, at=NOW)).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(10))))) == 1


async def test_the_same_number_at_another_account_is_somebody_else(database: Database, person: Person) -> None:
    async with database.writing() as books:
        vk = await books.accounts.ensure("vk", 200, at=NOW)
        other = await books.people.meet(vk.id, person.external_id, person.chat, at=NOW)
        assert await books.people.by_external(vk.id, person.external_id) == other
        assert await books.people.by_external(vk.id, 12345) is None

    assert other.id != person.id


async def test_a_person_chooses_how_to_be_told(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await books.people.greet(person.id, at=NOW)
        await books.people.set_zone(person.id, "Asia/Yekaterinburg")
        await books.people.set_quiet(person.id, time(22, 0), time(8, 30))
        await books.people.set_leads(person.id, [1440, 60])
        await books.people.set_weekly(person.id, weekly=True)
        await books.people.digested(person.id, at=NOW)

    chosen = await person_now(database, person)

    assert (chosen.greeted_at, chosen.digested_at) == (NOW, NOW)
    assert (chosen.zone, chosen.leads, chosen.weekly) == ("Asia/Yekaterinburg", (1440, 60), True)
    assert (chosen.quiet_from, chosen.quiet_to) == (time(22, 0), time(8, 30))


async def test_quiet_hours_can_be_given_up_but_not_by_halves(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await books.people.set_quiet(person.id, time(22, 0), time(8, 30))
        await books.people.set_quiet(person.id, None, None)
        with pytest.raises(ValueError, match="beginning and an end"):
            await books.people.set_quiet(person.id, time(22, 0), None)

    assert (await person_now(database, person)).quiet_from is None


async def test_reach_is_lost_and_found_again(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await block(books, person.id)
    assert not (await person_now(database, person)).reachable

    async with database.writing() as books:
        await books.addresses.revive(account.id, person.external_id)
        await books.addresses.revive(account.id, 12345)
    assert (await person_now(database, person)).reachable


async def test_questions_are_numbered_from_one(database: Database, person: Person) -> None:
    async with database.writing() as books:
        assert [await books.people.next_turn(person.id) for _ in range(3)] == [1, 2, 3]
