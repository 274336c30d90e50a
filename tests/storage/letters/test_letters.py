"""Letters to subscribers: to whom they go, chunk by chunk, and how they are halted."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.books import Books
from storage.database import Database
from storage.letters.letter_rows import tally_query
from storage.letters.letters import Audience, Letter
from storage.messaging.accounts import Account
from storage.people.people import Person
from talk.messenger import Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.addresses import block
from tests.storage.explaining import explain
from tests.storage.libraries import namesakes

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PROMPT = Prompt(text=rich("Приходите на ёлку!"))
ACCOUNT = 1


async def readers(books: Books, alliance_id: int, count: int, target: str = "alliance", *, first: int = 1) -> list[int]:
    """People who subscribed to this."""
    people = [await namesakes.person(books, number) for number in range(first, first + count)]
    for person in people:
        await books.subscriptions.subscribe(person, alliance_id, target, NOW)
    return people


async def written(books: Books, alliance_id: int, audience: Audience = "subscribers") -> Letter:
    author = await namesakes.person(books, 999)
    totals = await books.letters.count(alliance_id, audience)
    number = await books.letters.write(alliance_id, author, audience=audience, prompt=PROMPT, totals=totals, at=NOW)
    letter = await books.letters.get(number)
    assert letter is not None
    return letter


async def fanned(books: Books, letter: Letter, *, most: int = 1000) -> list[int]:
    """How many people each chunk was for."""
    chunks = []
    while not (await again(books, letter)).fanned:
        chunks.append(await books.letter_rows.fan_out(letter, NOW, most=most))
    return chunks


async def again(books: Books, letter: Letter) -> Letter:
    known = await books.letters.get(letter.id)
    assert known is not None
    return known


async def receivers(books: Books, account: int = ACCOUNT) -> list[int | None]:
    return [row.person_id for row in await books.delivery_queue.due(account, NOW, limit=1000)]


async def test_a_letter_goes_to_every_subscriber_once(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        first = await readers(books, alliance.id, 3)
        await books.subscriptions.subscribe(first[0], alliance.id, "tag:leisure", NOW)
        by_tag = await readers(books, alliance.id, 1, "tag:leisure", first=10)
        letter = await written(books, alliance.id)
        assert await books.letters.count(alliance.id, "subscribers") == {ACCOUNT: 4}
        assert await fanned(books, letter) == [4]

        assert await receivers(books) == [*first, *by_tag]


async def test_who_only_comes_to_an_event_gets_no_letters(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        event = await namesakes.event(books, await namesakes.library(books, alliance.id))
        await readers(books, alliance.id, 1, f"event:{event.id}")

        assert await books.letters.count(alliance.id, "subscribers") == {}


async def test_other_alliances_and_the_unreachable_are_left_alone(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        other = await namesakes.alliance(books, "Никольское", "nikolskoe")
        ours, blocked = await readers(books, alliance.id, 2)
        await readers(books, other.id, 1, first=10)
        await block(books, blocked)
        await fanned(books, await written(books, alliance.id))

        assert await receivers(books) == [ours]


async def test_a_letter_to_librarians_goes_to_those_of_member_libraries(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        member = await namesakes.library(books, alliance.id)
        second = await namesakes.library(books, alliance.id, "Вторая библиотека")
        left = await namesakes.library(books, alliance.id, "Ушедшая библиотека")
        await books.libraries.leave(left.id, NOW, None)
        serving, gone = await namesakes.person(books, 1), await namesakes.person(books, 2)
        for library, person in ((member, serving), (second, serving), (left, gone)):
            await books.librarians.add(library.id, person, at=NOW)
        letter = await written(books, alliance.id, "librarians")
        await fanned(books, letter)

        assert letter.totals == {ACCOUNT: 1}
        assert await receivers(books) == [serving]


async def test_chunks_repeat_nobody_and_miss_nobody(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        people = await readers(books, alliance.id, 7)
        letter = await written(books, alliance.id)
        assert await fanned(books, letter, most=3) == [3, 3, 1]
        tally = await books.letter_rows.tally(letter.id)

        assert (await receivers(books), tally.unfinished) == (people, 7)


async def test_a_chunk_that_is_done_again_doubles_nothing(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        people = await readers(books, alliance.id, 3)
        letter = await written(books, alliance.id)
        await books.letter_rows.fan_out(letter, NOW)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the transaction is rolled back by what is raised in it
            async with database.writing() as books:
                await books.letter_rows.fan_out(letter, NOW)
                raise ZeroDivisionError
    async with database.writing() as books:
        assert await receivers(books) == people


async def test_every_row_says_what_the_letter_says(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        await readers(books, alliance.id, 2)
        letter = await written(books, alliance.id)
        await fanned(books, letter)
        rows = await books.delivery_queue.due(ACCOUNT, NOW, limit=10)

        assert [row.letter_id for row in rows] == [letter.id, letter.id]
        assert [row.action for row in rows] == [Tell(chat=row.chat, prompt=PROMPT) for row in rows]


async def test_nothing_of_a_paused_letter_leaves_from_that_moment_on(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        people = await readers(books, alliance.id, 5)
        letter = await written(books, alliance.id)
        await fanned(books, letter)
        assert await books.letters.pause(letter.id)
        assert await receivers(books) == []
        assert [await books.letter_rows.pause(letter, most=3) for _ in range(3)] == [3, 2, 0]
        assert not await books.letters.has_work()
        assert await books.letters.go_on(letter.id)
        assert [await books.letter_rows.release(letter, most=3) for _ in range(3)] == [3, 2, 0]

        assert await receivers(books) == people


async def test_what_a_stopped_letter_has_not_said_is_withdrawn(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        await readers(books, alliance.id, 3)
        letter = await written(books, alliance.id)
        await fanned(books, letter)
        sent = (await books.delivery_queue.due(ACCOUNT, NOW, limit=1))[0]
        await books.delivery_queue.claim([sent.id])
        await books.delivery_queue.mark_sent_many({sent.id: ("1",)}, at=NOW)
        await books.letter_rows.pause(letter, most=1)
        assert await books.letters.stop(letter.id)
        while await books.letter_rows.withdraw(letter, NOW, most=1):
            pass
        tally = await books.letter_rows.tally(letter.id)
        await books.letters.finish(await again(books, letter), got=tally.sent, missed=tally.missed, now=NOW)
        over = await again(books, letter)

        assert (tally.sent, tally.withdrawn, tally.unfinished) == (1, 2, 0)
        assert (over.state, over.got, over.missed, over.done_at) == ("stopped", 1, 0, NOW)
        assert not await books.letters.pause(letter.id)
        assert await books.letters.under_way() == ()


async def test_who_unsubscribes_in_time_gets_nothing_any_more(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        gone, half, stays = await readers(books, alliance.id, 3)
        await books.subscriptions.subscribe(half, alliance.id, "age:6", NOW)
        letter = await written(books, alliance.id)
        await fanned(books, letter)
        await books.subscriptions.unsubscribe_from(gone, alliance.id, "alliance")
        await books.subscriptions.unsubscribe_from(half, alliance.id, "alliance")

        assert await receivers(books) == [half, stays]


async def test_who_left_the_audience_or_went_out_of_reach_is_dropped(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        library = await namesakes.library(books, alliance.id)
        people = [await namesakes.person(books, number) for number in (1, 2, 3)]
        for person in people:
            await books.librarians.add(library.id, person, at=NOW)
        letter = await written(books, alliance.id, "librarians")
        await fanned(books, letter)
        assert await books.librarians.retire(library.id, people[0], at=NOW)
        await block(books, people[1])
        assert await books.letter_rows.drop(await books.letter_rows.unwanted(letter), NOW) == 2
        tally = await books.letter_rows.tally(letter.id)

        assert (tally.withdrawn, tally.unreachable, tally.failed, tally.unfinished) == (1, 1, 0, 1)
        assert await receivers(books) == [people[2]]


async def test_letters_of_a_day_are_counted(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        await written(books, alliance.id)

        assert await books.letters.written_since(alliance.id, NOW - timedelta(days=1)) == 1
        assert await books.letters.written_since(alliance.id, NOW) == 0


async def test_an_old_letter_keeps_its_numbers_and_loses_its_words(database: Database) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books)
        letter = await written(books, alliance.id)
        await books.letters.finish(letter, got=0, missed=0, now=NOW)
        assert (await books.letters.delete_before(NOW, limit=99))[0] == 0
        assert (await books.letters.delete_before(NOW + timedelta(days=1), limit=99))[0] == 1
        kept = await again(books, letter)

        assert (kept.prompt, kept.got) == (None, 0)


@pytest.mark.plans
async def test_a_letter_is_counted_in_its_index(database: Database, account: Account, person: Person) -> None:
    del account, person
    async with database.reading() as books:
        plan = await explain(books.connection, tally_query(5))

    assert "ix_outbox_letter" in plan
