"""Complaints: one of each person for a thing, decided once, forgotten when they are old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.moderation import State, Subject, What
from tests.storage.libraries.namesakes import NOW, alliance, person

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.moderation.complaints import Complaint


async def make(books: Books, alliance_id: int, who: int, subject: Subject = Subject.REPORT) -> Complaint | None:
    return await books.complaints.make(
        alliance_id=alliance_id, subject=subject, thing=(What.EVENT, 7), person_id=who, words="Это реклама", at=NOW
    )


async def test_one_person_says_a_thing_once(database: Database) -> None:
    async with database.writing() as books:
        founded, who, other = await alliance(books), await person(books), await person(books, 2)
        first = await make(books, founded.id, who)
        assert first is not None
        assert await make(books, founded.id, who) is None
        assert await make(books, founded.id, who, Subject.HIDING) is not None
        assert await make(books, founded.id, other) is not None
        assert await books.complaints.open_by(who) == 2
        assert [one.person_id for one in await books.complaints.about(Subject.REPORT, (What.EVENT, 7))] == [who, other]


async def test_it_is_decided_once_and_once_more_if_its_author_asks(database: Database) -> None:
    async with database.writing() as books:
        made = await make(books, (await alliance(books)).id, await person(books))
        assert made is not None
        move = books.complaints.move
        assert await move(made.id, State.APPEALED) is None, "nothing is decided yet"
        assert await move(made.id, State.DECLINED, reason="нет", decided_at=NOW) is not None
        assert await move(made.id, State.UPHELD) is None, "somebody was faster"
        assert await move(made.id, State.APPEALED) is not None
        assert await move(made.id, State.DECLINED) is None
        final = await move(made.id, State.REFUSED, reason="всё же нет", decided_at=NOW)
        assert final is not None
        assert (final.state, final.reason) == (State.REFUSED, "всё же нет")
        assert await move(made.id, State.APPEALED) is None, "for good"


async def test_the_other_side_answers_once(database: Database) -> None:
    async with database.writing() as books:
        made = await make(books, (await alliance(books)).id, await person(books), Subject.NOT_OURS)
        assert made is not None
        assert await books.complaints.answer(made.id, "Мы есть")
        assert not await books.complaints.answer(made.id, "И ещё")
        kept = await books.complaints.get(made.id)
        assert kept is not None
        assert kept.answer == "Мы есть"


async def test_what_was_decided_long_ago_is_forgotten_and_what_waits_is_not(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        old, young, waits = [await make(books, founded.id, await person(books, number)) for number in (1, 2, 3)]
        assert old is not None
        assert young is not None
        assert waits is not None
        await books.complaints.move(old.id, State.DECLINED, decided_at=NOW - timedelta(days=91))
        await books.complaints.move(young.id, State.DECLINED, decided_at=NOW)
        await books.complaints.delete_before(NOW - timedelta(days=90), limit=10)
        left = [await books.complaints.get(one.id) for one in (old, young, waits)]
        assert [one is None for one in left] == [True, False, False]


async def test_complaints_go_with_whoever_made_them(database: Database) -> None:
    async with database.writing() as books:
        who = await person(books)
        made = await make(books, (await alliance(books)).id, who)
        assert made is not None
        assert await books.people.erase(who)
        assert await books.complaints.get(made.id) is None
