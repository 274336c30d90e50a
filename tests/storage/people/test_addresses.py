"""A person's addresses: where they are told follows what they use, what lives and what they chose."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage.tables import addresses

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.accounts import Account
    from storage.people.people import Person

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ELSEWHERE = 55


async def second(books: Books, person: Person, number: int = ELSEWHERE) -> int:
    """The person has one in VK, too; which account that is."""
    vk = await books.accounts.ensure("vk", 200, at=NOW)
    await books.connection.execute(
        sa.insert(addresses).values(
            person_id=person.id,
            account_id=vk.id,
            external_id=number,
            chat=number,
            preferred=False,
            since=NOW + timedelta(days=1),
            used_at=NOW + timedelta(days=1),
        )
    )
    return vk.id


async def told_at(books: Books, person: Person) -> int:
    found = await books.people.get(person.id)
    assert found is not None
    return found.chat


async def test_both_addresses_are_the_same_person(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        vk = await second(books, person)
        here = await books.people.meet(account.id, person.external_id, person.chat, at=NOW)
        there = await books.people.meet(vk, ELSEWHERE, ELSEWHERE, at=NOW)

    assert (here.id, there.id) == (person.id, person.id)
    assert (here.account_id, here.chat) == (account.id, person.chat)
    assert (there.account_id, there.chat) == (vk, ELSEWHERE)


async def test_they_are_told_where_they_wrote_last(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        vk = await second(books, person)
        assert await told_at(books, person) == person.chat
        await books.people.meet(vk, ELSEWHERE, ELSEWHERE, at=NOW)
        assert await told_at(books, person) == ELSEWHERE
        await books.people.meet(account.id, person.external_id, person.chat, at=NOW)
        assert await told_at(books, person) == person.chat


async def test_what_dies_hands_on_to_what_lives(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        vk = await second(books, person)
        lost = await books.addresses.lose(account.id, chat=person.chat)
        assert lost is not None
        assert lost.next is not None
        assert (lost.address.chat, lost.next.chat) == (person.chat, ELSEWHERE)
        assert await told_at(books, person) == ELSEWHERE
        again = await books.addresses.lose(account.id, chat=person.chat)
        assert again is not None
        assert lost.matters
        assert not again.matters

        last = await books.addresses.lose(vk, external_id=ELSEWHERE)
        assert last is not None
        assert last.next is None
        found = await books.people.get(person.id)
        assert found is not None
        assert not found.reachable

        await books.addresses.revive(account.id, person.external_id)
        assert await told_at(books, person) == person.chat


async def test_of_several_the_one_used_last_goes_on(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        vk = await second(books, person)
        await second(books, person, ELSEWHERE + 1)
        await books.people.meet(vk, ELSEWHERE, ELSEWHERE, at=NOW + timedelta(days=3))
        await books.people.meet(account.id, person.external_id, person.chat, at=NOW + timedelta(days=4))
        await books.addresses.lose(account.id, chat=person.chat)

        assert await told_at(books, person) == ELSEWHERE


async def test_nothing_happens_to_an_address_that_nobody_knows(database: Database, account: Account) -> None:
    async with database.writing() as books:
        assert await books.addresses.lose(account.id, chat=12345) is None
        await books.addresses.revive(account.id, 12345)


async def test_writing_from_both_at_once_leaves_one_preferred(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        vk = await second(books, person)

    async def write(account_id: int, number: int) -> None:
        async with database.writing() as books:
            await books.people.meet(account_id, number, number, at=NOW)

    for _ in range(5):
        await asyncio.gather(write(account.id, person.external_id), write(vk, ELSEWHERE))
    async with database.reading() as books:
        kept = await books.addresses.of(person.id)

    assert [one.preferred for one in kept].count(True) == 1


async def test_two_preferred_are_refused(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await second(books, person)

    async def prefer_both() -> None:
        async with database.writing() as books:
            await books.connection.execute(sa.update(addresses).values(preferred=True))

    with pytest.raises(sa.exc.IntegrityError):
        await prefer_both()


async def test_erasure_covers_all_addresses(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await second(books, person)
        await books.people.erase(person.id)
        assert (await books.connection.execute(sa.select(addresses))).all() == []
