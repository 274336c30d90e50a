"""Pictures: the same bytes are kept once, and no longer than somebody needs them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.books import Books
from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person
from tests.storage.libraries import namesakes

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
JPEG = bytes(range(256)) * 100


async def keep(books: Books, jpeg: bytes = JPEG, *, person_id: int | None = None, at: datetime = NOW) -> int:
    return await books.pictures.keep(jpeg, width=640, height=480, sha256=jpeg.hex()[:64], person_id=person_id, at=at)


async def test_a_picture_comes_back_byte_for_byte(database: Database) -> None:
    async with database.writing() as books:
        picture = await keep(books)

    async with database.reading() as books:
        assert await books.pictures.bytes_of(picture) == JPEG
        with pytest.raises(LookupError):
            await books.pictures.bytes_of(picture + 1)


async def test_the_same_bytes_at_once_are_one_picture(database: Database) -> None:
    async def send() -> int:
        async with database.writing() as books:
            return await keep(books)

    assert len(set(await asyncio.gather(*(send() for _ in range(5))))) == 1


async def test_what_two_people_sent_outlives_either(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        alone = await keep(books, b"mine", person_id=person.id)
        both = await keep(books, person_id=person.id)
        assert await keep(books, person_id=other.id) == both
        await books.people.erase(person.id)

        assert await books.pictures.bytes_of(both) == JPEG
        with pytest.raises(LookupError):
            await books.pictures.bytes_of(alone)


async def test_only_old_pictures_that_nobody_uses_are_forgotten(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        emblem = await keep(books, b"emblem")
        await books.alliances.change(alliance.id, emblem_id=emblem)
        await keep(books, b"unused")
        again = await keep(books, b"sent again")
        await keep(books, b"sent again", at=NOW + timedelta(days=1))

        assert (await books.pictures.delete_before(NOW + timedelta(hours=1), limit=99))[0] == 1
        assert await books.pictures.bytes_of(emblem) == b"emblem"
        assert await books.pictures.bytes_of(again) == b"sent again"
