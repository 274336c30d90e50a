"""Who was not seen for long; and who wants nothing of theirs used."""

from __future__ import annotations

from datetime import timedelta

from domain.libraries.service import Way
from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person
from storage.tables.addresses import HELD, LIVE
from tests.storage.conftest import CHAT, NOW
from tests.storage.explaining import asked, explain
from tests.storage.people.test_erasure import WORDS, settle

YEAR = timedelta(days=365)


async def test_who_was_not_seen_is_found_once_and_who_wrote_is_not(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        late = NOW + YEAR
        await books.people.seen(other.id, at=late)
        assert await books.people.unseen(late, limit=10) == (person.id,)
        await books.people.ask(person.id, at=late)
        assert await books.people.unseen(late + YEAR, limit=10) == (other.id,)
        assert await books.people.unanswered(late, limit=10) == ()
        assert await books.people.unanswered(late + timedelta(seconds=1), limit=10) == (person.id,)
        await books.people.seen(person.id, at=late)
        assert await books.people.unanswered(late + YEAR, limit=10) == ()


async def test_both_are_found_by_an_index(database: Database) -> None:
    for ask, index in (("unseen", "ix_people_seen_at"), ("unanswered", "ix_people_asked_at")):
        (statement,) = await asked(database, "people", ask, NOW, limit=10)
        async with database.reading() as books:
            assert index in await explain(books.connection, statement), ask


async def test_nobody_writes_to_who_wants_nothing_used_until_they_say_so(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        (library,) = {
            row.values["library_id"] for row in await books.own_data.rows(person.id, "librarians", offset=0, limit=9)
        }
        await books.librarians.vouch(library, person.id, Way.COLLEAGUE, by=None, at=NOW)
        await books.people.block(person.id, at=NOW)
        (address,) = await books.addresses.of(person.id)
        assert address.state == HELD
        await books.addresses.revive(account.id, CHAT)  # that they write changes nothing
        (address,) = await books.addresses.of(person.id)
        assert address.state == HELD
        (serving,) = await books.librarians.of_library(library)
        assert (serving.contact, serving.reachable) == (None, False)
        assert [one.reachable for one in await books.coordinators.of_alliance(alliance, NOW)] == [False]
        assert await books.letters.count(alliance, "subscribers") == {}
        await books.people.unblock(person.id)
        (address,) = await books.addresses.of(person.id)
        assert address.state == LIVE
        (serving,) = await books.librarians.of_library(library)
        assert (serving.contact, serving.reachable) == (WORDS, True)


async def test_an_address_that_died_meanwhile_does_not_come_back_to_life(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        await books.people.block(person.id, at=NOW)
        await books.addresses.lose(account.id, external_id=CHAT)
        await books.people.unblock(person.id)
        (address,) = await books.addresses.of(person.id)
    assert address.state == "blocked"


async def test_two_who_become_one_are_blocked_together_and_parted_each_as_they_were(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        await books.people.block(other.id, at=NOW)
        there = await books.addresses.at(account.id, 5)
        assert there is not None
        question = await books.address_joins.ask(person.id, there.id, at=NOW)
        one = await books.address_joins.join(question, at=NOW)
        assert one is not None
        assert {address.state for address in await books.addresses.of(one)} == {HELD}
        await books.address_joins.undo(question, at=NOW)
        states = {
            address.external_id: address.state
            for chat in (CHAT, 5)
            if (address := await books.addresses.at(account.id, chat))
        }
    assert states == {CHAT: LIVE, 5: HELD}
