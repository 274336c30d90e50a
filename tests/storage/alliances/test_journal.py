"""The journal on both databases: a chain that verifies, and that two writers cannot fork."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from domain.journal import Broken, Fault, Kind, seal
from storage.database import Database
from storage.tables import journal
from tests.storage.libraries.namesakes import NOW, alliance, person


async def test_the_journal_is_read_newest_first_and_verifies(database: Database) -> None:
    async with database.writing() as books:
        founded, other = await alliance(books), await alliance(books)
        for day in range(5):
            at = NOW + timedelta(days=day, microseconds=123456)
            await books.journal.write(founded.id, Kind.JOINED, {"library": "Ёлкинская", "number": day}, at)
        await books.journal.write(other.id, Kind.FOUNDED, {}, NOW)
    async with database.reading() as books:
        page = await books.journal.page(founded.id, offset=1, limit=2)
        chain = [entry async for entry in books.journal.all(founded.id)]
        assert await books.journal.verify(founded.id) is None
        assert await books.journal.verify(other.id) is None
    assert page.total == 5
    assert [entry.seq for entry in page.items] == [4, 3]
    assert page.items[0].facts == {"library": "Ёлкинская", "number": 3}
    assert [entry.seq for entry in chain] == [1, 2, 3, 4, 5]


async def test_an_altered_entry_is_found(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        for number in range(3):
            await books.journal.write(founded.id, Kind.JOINED, {"number": number}, NOW)
        change = sa.update(journal).where(journal.c.alliance_id == founded.id, journal.c.seq == 2)
        await books.connection.execute(change.values(facts={"number": 9}))
        assert await books.journal.verify(founded.id) == Broken(seq=2, why=Fault.HASH)


async def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)

    async def write(number: int) -> None:
        async with database.writing() as books:
            await books.journal.write(founded.id, Kind.PLAN_CHANGED, {"event": number}, NOW)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(number) for number in range(8)))
    async with database.reading() as books:
        chain = [entry async for entry in books.journal.all(founded.id)]
        assert await books.journal.verify(founded.id) is None
    assert [entry.seq for entry in chain] == list(range(1, 9))
    assert sorted(str(entry.facts["event"]) for entry in chain) == [str(number) for number in range(8)]


async def test_the_journal_verifies_after_a_coordinator_is_erased(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        founder = await person(books)
        await books.coordinators.appoint(founded.id, founder, founder=True, at=NOW)
        await books.journal.write(founded.id, Kind.FOUNDED, {"settlement": "Ивановка"}, NOW)
        assert await books.people.erase(founder)
        assert await books.coordinators.of_alliance(founded.id, NOW) == ()
        assert await books.journal.verify(founded.id) is None


async def test_an_unknown_alliance_has_no_journal(database: Database) -> None:
    async with database.writing() as books:
        with pytest.raises(NoResultFound):
            await books.journal.write(404, Kind.FOUNDED, {}, NOW)


async def test_words_are_removed_and_the_journal_still_verifies(database: Database) -> None:
    """Of an entry of before, too, which is sealed over its words: the chain that a database of before has."""
    async with database.writing() as books:
        founded = await alliance(books)
        old = seal(None, NOW, Kind.JOINED, {"title": "Старая"}, founded.journal_key)
        row = {"seq": 1, "at": old.at, "kind": old.kind.value, "facts": old.facts, "hash": old.hash}
        adding = sa.insert(journal).values(alliance_id=founded.id, previous=old.previous, **row)
        await books.connection.execute(adding)
        for title in ("Новая", "Ещё одна"):
            await books.journal.write(founded.id, Kind.JOINED, {"title": title}, NOW)
        assert await books.journal.verify(founded.id) is None
        assert await books.journal.remove_words(founded.id, (1, 2, 99), NOW) == 2
        assert await books.journal.verify(founded.id) is None
        assert await books.journal.remove_words(founded.id, (1, 2, 4, 5), NOW) == 0, "not twice, and no removal of one"
        stored = (
            await books.connection.execute(sa.select(journal.c.facts, journal.c.salt).order_by(journal.c.seq))
        ).all()
        assert [tuple(one) for one in stored[:2]] == [(None, None), (None, None)]
        shown = {entry.seq: entry for entry in (await books.journal.page(founded.id)).items}
    assert (shown[1].removed, shown[2].removed, shown[3].removed) == (True, True, False)
    assert shown[3].facts == {"title": "Ещё одна"}
    assert [shown[seq].facts["line"] for seq in (4, 5)] == [1, 2]


async def test_words_that_went_without_an_entry_are_missed(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        for number in range(3):
            await books.journal.write(founded.id, Kind.JOINED, {"number": number}, NOW)
        change = sa.update(journal).where(journal.c.alliance_id == founded.id, journal.c.seq == 2)
        await books.connection.execute(change.values(facts=sa.null(), salt=None))
        assert await books.journal.verify(founded.id) == Broken(seq=2, why=Fault.WORDS)
