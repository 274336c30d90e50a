"""A call to many that may have been made stays as it was: VK knows its repeat by the same people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.books import Books
from storage.database import Database
from storage.letters.letters import Letter
from storage.messaging.outbox import Notice, Putting
from storage.plan.audience import SUBSCRIBERS
from storage.tables import outbox
from talk.messenger import BULK, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.storage.libraries import namesakes

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PARTY = NOW + timedelta(hours=1)
PEOPLE = range(1, 6)
FIRST = 1
"""Of the call."""


@pytest.fixture
async def account(database: Database) -> int:
    """A call to five was tried, nobody knows what became of it; the sixth was to be told the same alone."""
    async with database.writing() as books:
        number = await namesakes.account(books)
        word = Prompt(text=rich("Завтра ёлка"))
        people = {chat: await namesakes.person(books, chat) for chat in (*PEOPLE, 6)}
        puttings = [
            Putting(
                account_id=number,
                chat=chat,
                action=Tell(chat=chat, prompt=word),
                lane=BULK,
                key=f"word:{chat}",
                person_id=person,
                notice=Notice(kind="word", subject="party"),
                not_after=PARTY if chat == FIRST else PARTY + timedelta(hours=1),
            )
            for chat, person in people.items()
        ]
        await books.outbox.put_many(puttings, now=NOW)
        rows = await books.delivery_queue.due(number, NOW, limit=9)
        called = [row.id for row in rows if row.chat in PEOPLE]
        await books.delivery_queue.claim(called, call=called[0])
        for row in called:
            await books.delivery_queue.retry_later(row, not_before=NOW, trouble="Uncertain: no answer")
    return number


async def whose(books: Books, chat: int) -> int:
    return int(
        (await books.connection.execute(sa.select(outbox.c.person_id).where(outbox.c.chat == chat))).scalar_one()
    )


async def waiting(database: Database) -> set[int]:
    async with database.reading() as books:
        query = sa.select(outbox.c.chat).where(outbox.c.state == "waiting")
        return set((await books.connection.execute(query)).scalars())


async def test_nobody_is_withdrawn_from_it(database: Database, account: int) -> None:
    assert account
    async with database.writing() as books:
        assert await books.outbox.withdraw(at=NOW, subject="party", person_id=await whose(books, 3)) == 0
        assert await books.outbox.withdraw(at=NOW, subject="party", person_id=await whose(books, 6)) == 1
        assert {row.chat for row in await books.delivery_queue.of_call(FIRST)} == set(PEOPLE)


async def test_all_of_it_is_withdrawn_together(database: Database, account: int) -> None:
    assert account
    async with database.writing() as books:
        assert await books.outbox.withdraw(at=NOW, subject="party") == 6
    assert await waiting(database) == set()


async def test_it_comes_too_late_when_it_does_for_all_of_its_people(database: Database, account: int) -> None:
    async with database.writing() as books:
        assert await books.delivery_queue.expire(account, PARTY) == 0
        rows = await books.delivery_queue.due(account, PARTY, limit=9)
        assert FIRST not in {row.chat for row in rows}
        assert {row.chat for row in await books.delivery_queue.of_call(FIRST)} == set(PEOPLE)
        assert await books.delivery_queue.expire(account, PARTY + timedelta(hours=1)) == 6
    assert await waiting(database) == set()


async def test_a_change_of_an_event_takes_nobody_out_of_it(database: Database, account: int) -> None:
    assert account
    async with database.writing() as books:
        people = [await whose(books, 3), await whose(books, 6)]
        await books.notices.withdraw_from(people, "party", below=1, kinds=["word"], at=NOW)
    assert await waiting(database) == set(PEOPLE)


async def test_who_is_erased_is_taken_out_of_it_all_the_same(database: Database, account: int) -> None:
    """Their chat must not stay anywhere."""
    assert account
    async with database.writing() as books:
        assert await books.people.erase(await whose(books, 3))
        assert {row.chat for row in await books.delivery_queue.of_call(FIRST)} == set(PEOPLE) - {3}


async def a_letter(database: Database, account: int) -> Letter:
    """Sent to the five, by that call."""
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        author = await namesakes.person(books, 77)
        number = await books.letters.write(
            alliance.id,
            author,
            audience=SUBSCRIBERS,
            prompt=Prompt(text=rich("Письмо")),
            totals={account: 6},
            at=NOW,
        )
        await books.connection.execute(sa.update(outbox).values(letter_id=number))
        letter = await books.letters.get(number)
    assert letter is not None
    return letter


async def test_a_letter_that_is_paused_holds_the_others(database: Database, account: int) -> None:
    letter = await a_letter(database, account)
    async with database.writing() as books:
        assert await books.letter_rows.pause(letter) == 1
        assert {row.chat for row in await books.delivery_queue.of_call(FIRST)} == set(PEOPLE)


async def test_who_unsubscribes_from_letters_stays_in_it(database: Database, account: int) -> None:
    """None of them is subscribed."""
    letter = await a_letter(database, account)
    async with database.writing() as books:
        unwanted = await books.letter_rows.unwanted(letter)
        assert await books.letter_rows.drop(unwanted, NOW) == 1
    assert await waiting(database) == set(PEOPLE)


async def test_a_letter_that_is_stopped_is_withdrawn_whole(database: Database, account: int) -> None:
    letter = await a_letter(database, account)
    async with database.writing() as books:
        assert await books.letter_rows.withdraw(letter, NOW) == 6
    assert await waiting(database) == set()
