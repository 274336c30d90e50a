"""The members are asked once; each library has one voice, and so have two that turn out to be one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.moderation import Office, State, Subject, What
from storage.tables import librarians
from tests.storage.libraries.namesakes import NOW, alliance, library, person

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.moderation.complaints import Complaint

WEEK = timedelta(days=7)


async def declined(books: Books, alliance_id: int, who: int) -> Complaint:
    made = await books.complaints.make(
        alliance_id=alliance_id,
        subject=Subject.REPORT,
        thing=(What.EVENT, 7),
        person_id=who,
        words="Это реклама",
        at=NOW,
    )
    assert made is not None
    found = await books.complaints.move(made.id, State.DECLINED, reason="нет", decided_at=NOW)
    assert found is not None
    return found


async def asks(books: Books, complaint: int, who: int) -> Complaint | None:
    return await books.complaints.ask_members(
        complaint, by=who, plea="Неверно", decided_after=NOW - 2 * WEEK, closes_at=NOW + WEEK
    )


async def test_the_members_are_asked_once_and_it_waits_until_they_had_their_time(database: Database) -> None:
    async with database.writing() as books:
        founded, who = await alliance(books), await person(books)
        made = await declined(books, founded.id, who)
        assert not await books.complaints.were_asked_about(made.subject, made.thing)
        asked = await asks(books, made.id, who)
        assert asked is not None
        assert (asked.state, asked.plea, asked.asked_by) == (State.ASKED, "Неверно", who)
        assert await asks(books, made.id, who) is None
        assert await books.complaints.asked_in(founded.id) == 1
        assert await books.complaints.open_by(who) == 1
        assert (await books.complaints.open_of(founded.id)).items == (), "no coordinator decides any more"
        assert await books.complaints.asked_until(NOW + WEEK - timedelta(seconds=1), limit=5) == ()
        assert await books.complaints.asked_until(NOW + WEEK, limit=5) == (asked,)
        await books.complaints.delete_before(NOW + timedelta(days=900), limit=10)
        assert await books.complaints.get(made.id) is not None, "it goes on"
        assert await books.complaints.move(made.id, State.REFUSED, decided_at=NOW + WEEK) is not None
        assert await asks(books, made.id, who) is None, "and never again"
        assert await books.complaints.were_asked_about(made.subject, made.thing)


async def test_what_was_decided_long_ago_is_not_asked_about(database: Database) -> None:
    async with database.writing() as books:
        who = await person(books)
        made = await declined(books, (await alliance(books)).id, who)
        late = await books.complaints.ask_members(
            made.id, by=who, plea="Неверно", decided_after=NOW + timedelta(seconds=1), closes_at=NOW + WEEK
        )
        assert late is None


async def test_members_then_and_now_for_which_somebody_spoke_then_have_a_voice(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        spoken, disputed, silent, hidden, left, new = [
            (await library(books, founded.id, f"Библиотека № {number}")).id for number in range(6)
        ]
        for number, one in enumerate((spoken, disputed, hidden, left, new), 2):
            await books.librarians.add(one, await person(books, number), at=NOW)
        await books.libraries.leave(left, NOW)
        reason, office = "жалоба", Office.COORDINATOR
        await books.hidden.hide((What.LIBRARY, hidden), founded.id, reason, office=office, by_id=None, at=NOW)
        later = {"vouched_at": NOW + timedelta(hours=1)}
        await books.connection.execute(sa.update(librarians).where(librarians.c.library_id == new).values(later))
        electorate = books.member_voices.electorate
        assert await electorate(founded.id, since=NOW, but=disputed) == {spoken}
        assert await electorate(founded.id, since=NOW, but=None) == {spoken, disputed}
        assert await electorate(founded.id, since=NOW - timedelta(hours=1), but=None) == frozenset()
        assert silent not in await electorate(founded.id, since=NOW + WEEK, but=None)


async def test_one_voice_each_the_last_one(database: Database) -> None:
    async with database.writing() as books:
        founded, who = await alliance(books), await person(books)
        made = await declined(books, founded.id, who)
        one, two = [(await library(books, founded.id, f"Библиотека № {number}")).id for number in range(2)]
        voices = books.member_voices
        await voices.give(made.id, {one, two}, overturn=True)
        await voices.give(made.id, {two}, overturn=False)
        assert await voices.of(made.id) == {one: True, two: False}


async def test_words_to_the_members_go_with_whoever_wrote_them(database: Database) -> None:
    async with database.writing() as books:
        author, other = await person(books), await person(books, 2)
        made = await declined(books, (await alliance(books)).id, author)
        assert await asks(books, made.id, other) is not None
        assert await books.people.erase(other)
        kept = await books.complaints.get(made.id)
        assert kept is not None
        assert (kept.plea, kept.asked_by, kept.state) == (None, None, State.ASKED)
