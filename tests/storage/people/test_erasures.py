"""Acts of erasure: they say nothing of whom, and a copy of the database does not bring anybody back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.books import Books
from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.erasure_list import ErasureList
from storage.people.erasures import Act, digest
from storage.people.people import Person
from storage.tables import addresses, erasures, people
from tests.storage.conftest import CHAT, NOW
from tests.storage.people.test_erasure import WORDS, settle

Copy = dict[str, list[Mapping[str, Any]]]
COPIED = (people, addresses)


async def copy_of(books: Books) -> Copy:
    """The rows that a copy of the database would bring back, as far as these tests look at them."""
    return {
        table.name: [dict(row) for row in (await books.connection.execute(sa.select(table))).mappings()]
        for table in COPIED
    }


async def put_back(books: Books, copy: Copy) -> None:
    for table in (erasures, addresses, people):
        await books.connection.execute(sa.delete(table))
    for table in COPIED:
        if copy[table.name]:
            await books.connection.execute(sa.insert(table), copy[table.name])


async def known(books: Books) -> set[int]:
    return set((await books.connection.execute(sa.select(addresses.c.external_id))).scalars())


async def test_an_act_counts_and_says_nothing_of_whom(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await settle(books, account, person)
        act = await books.erasures.erase(person.id, "asked", at=NOW)
        assert act is not None
        assert await books.erasures.get(act.id) == act
        assert (await books.erasures.page()).items == (act,)
        rows = (await books.connection.execute(sa.select(erasures))).mappings().all()
        assert await books.erasures.erase(person.id, "asked", at=NOW) is None
    assert (act.why, act.at, len(act.digests)) == ("asked", NOW, 1)
    assert act.counts["subscriptions"] == act.counts["librarians"] == 1
    assert act.counts["pictures"] == 2
    assert "declines" in act.counts
    assert "plan_imports" not in act.counts, "where there was nothing"
    for trace in (str(CHAT), WORDS):
        assert trace not in str(rows)


async def test_numbers_of_acts_are_not_given_twice(database: Database, account: Account) -> None:
    async with database.writing() as books:
        numbers = []
        for chat in (1, 2, 3):
            one = await books.people.meet(account.id, chat, chat, at=NOW)
            act = await books.erasures.erase(one.id, "asked", at=NOW)
            assert act is not None
            numbers.append(act.id)
            await books.connection.execute(sa.delete(erasures))
    assert numbers == sorted(set(numbers))


async def test_who_was_erased_does_not_come_back_with_a_copy(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        await books.people.meet(account.id, 5, 5, at=NOW)
        copy = await copy_of(books)
        await books.erasures.erase(person.id, "asked", at=NOW + timedelta(days=1))
        acts = await books.erasures.all()
        await put_back(books, copy)
        assert await known(books) == {CHAT, 5}
        assert await books.erasures.apply_again(acts) == 1
        assert await known(books) == {5}
        assert await books.erasures.all() == acts, "its number is known again"
        assert await books.erasures.apply_again(acts) == 0


async def test_who_came_back_of_their_own_accord_is_left_alone(
    database: Database, account: Account, person: Person
) -> None:
    """Also by a list that is put before a database which does not know its acts."""
    async with database.writing() as books:
        await books.erasures.erase(person.id, "asked", at=NOW)
        acts = await books.erasures.all()
        await books.people.meet(account.id, CHAT, CHAT, at=NOW + timedelta(days=2))
        copy = await copy_of(books)
        await put_back(books, copy)
        assert await books.erasures.apply_again(acts) == 0
        assert await known(books) == {CHAT}


async def test_two_who_became_one_after_the_copy_are_both_erased(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        copy = await copy_of(books)
        there = await books.addresses.at(account.id, 5)
        assert there is not None
        question = await books.address_joins.ask(person.id, there.id, at=NOW)
        one = await books.address_joins.join(question, at=NOW)
        assert one == min(person.id, other.id)
        act = await books.erasures.erase(one, "asked", at=NOW)
        assert act is not None
        assert len(act.digests) == 2
        await put_back(books, copy)
        assert await books.erasures.apply_again([act]) == 2
        assert await known(books) == set()


async def test_of_one_who_was_two_only_the_address_that_was_erased_goes(
    database: Database, account: Account, person: Person
) -> None:
    """They were parted after the copy was made: what is the other's stays the other's."""
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        there = await books.addresses.at(account.id, 5)
        assert there is not None
        act = Act(id=1, at=NOW, why="asked", digests=(digest(account.id, 5, there.since),), counts={})
        question = await books.address_joins.ask(person.id, there.id, at=NOW)
        kept = await books.address_joins.join(question, at=NOW)
        assert kept == min(person.id, other.id)
        assert await books.erasures.apply_again([act]) == 1
        assert await known(books) == {CHAT}
        left = await books.addresses.of(kept)
        assert [(one.external_id, one.preferred) for one in left] == [(CHAT, True)]


async def test_an_act_whose_number_was_given_again_gets_another(
    database: Database, account: Account, person: Person
) -> None:
    """The program ran on an old copy before it was told of its list."""
    async with database.writing() as books:
        copy = await copy_of(books)
        listed = await books.erasures.erase(person.id, "asked", at=NOW)
        assert listed is not None
        await put_back(books, copy)
        stranger = await books.people.meet(account.id, 5, 5, at=NOW)
        mine = {"id": listed.id, "at": NOW + timedelta(days=1), "why": "asked", "digests": [], "counts": {}}
        await books.connection.execute(sa.insert(erasures).values(**mine))
        assert await books.erasures.apply_again([listed]) == 1
        assert await known(books) == {5}
        assert len(await books.erasures.all()) == 2
        assert await books.erasures.erase(stranger.id, "asked", at=NOW) is not None


async def test_a_digest_takes_the_row_to_be_known(account: Account) -> None:
    one = digest(account.id, CHAT, NOW)
    assert one == digest(account.id, CHAT, NOW)
    assert one != digest(account.id, CHAT, NOW + timedelta(microseconds=1))
    assert one != digest(account.id, CHAT + 1, NOW)
    assert str(CHAT) not in one


def act(number: int, days: int = 0) -> Act:
    return Act(id=number, at=NOW + timedelta(days=days), why="asked", digests=("a" * 32,), counts={"people": 1})


def test_the_list_is_its_owners_alone_and_survives_a_damaged_line(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "tezki.db.erasures")
    assert listed.read() == ()
    assert listed.add([act(1), act(2)], since=NOW) == 2
    assert listed.path.stat().st_mode & 0o777 == 0o600
    with listed.path.open("a", encoding="utf-8") as file:
        file.write("not an act\n")
    assert listed.read() == (act(1), act(2))
    assert listed.add([act(1), act(3)], since=NOW) == 1
    assert listed.read() == (act(1), act(2), act(3))
    assert [path.name for path in tmp_path.iterdir()] == [listed.path.name], "nothing half written is left"


def test_the_list_forgets_what_is_past_its_term(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "list")
    listed.add([act(1), act(2, days=10)], since=NOW)
    assert listed.add([], since=NOW + timedelta(days=5)) == 0
    assert listed.read() == (act(2, days=10),)


def test_a_list_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = ErasureList(tmp_path / "list")
    listed.add([act(1)], since=NOW)

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        listed.add([act(2)], since=NOW)
    assert listed.read() == (act(1),)
    assert [path.name for path in tmp_path.iterdir()] == ["list"]
