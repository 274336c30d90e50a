"""Many people are told the same by one call, and what happens to some of them happens to nobody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.messaging.outbox import Putting
from storage.tables import outbox
from talk.messenger import BULK, Broken, Impossible, Later, SendTicket, Tell, Uncertain, Undelivered, Unreachable
from talk.prompt import Prompt
from talk.rich import rich
from tests.people import Town
from tests.scheduler.delivery.crowds import Call, crowd_town, heard, messenger_of, states, tell_all
from tests.storage.libraries import namesakes

__all__ = ["crowd_town"]  # a fixture
EVERYBODY = range(1, 101)
HOUR = timedelta(hours=1)


async def test_a_hundred_people_are_one_call(crowd_town: Town) -> None:
    await tell_all(crowd_town, EVERYBODY)
    await crowd_town.drain()

    [call] = messenger_of(crowd_town).calls
    assert call.chats == tuple(EVERYBODY)
    assert all(heard(crowd_town, chat) == ["Завтра ёлка"] for chat in EVERYBODY)
    assert set((await states(crowd_town)).values()) == {"sent"}


async def test_more_than_a_call_holds_are_several(crowd_town: Town) -> None:
    await tell_all(crowd_town, range(1, 251))
    await crowd_town.drain()

    calls = messenger_of(crowd_town).calls
    assert sorted(chat for call in calls for chat in call.chats) == list(range(1, 251))
    assert len({call.key for call in calls}) == len(calls) == 3


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Later("flood", after=30), "waiting"), (Unreachable("blocked"), "parked"), (Impossible("?"), "parked")],
)
async def test_what_is_answered_about_one_holds_for_that_one(crowd_town: Town, answer: Undelivered, state: str) -> None:
    messenger_of(crowd_town).answers[7] = answer
    await tell_all(crowd_town, EVERYBODY)
    await crowd_town.drain()

    found = await states(crowd_town)
    assert found.pop(7) == state
    assert set(found.values()) == {"sent"}
    crowd_town.time += HOUR
    await crowd_town.drain()
    assert heard(crowd_town, 7) == (["Завтра ёлка"] if state == "waiting" else [])
    assert all(len(heard(crowd_town, chat)) == 1 for chat in EVERYBODY if chat != 7)


@pytest.mark.parametrize("refusal", [Impossible("one of them is wrong"), Unreachable("one of them")])
async def test_a_call_that_is_refused_whole_is_made_one_by_one(crowd_town: Town, refusal: Undelivered) -> None:
    """Of whom it is true is not said: everybody else must not pay for it."""
    town = crowd_town
    town.messenger().unreachable.add(3)
    town.messenger().failures.append(refusal)
    await tell_all(town, range(1, 6))
    await town.drain()

    assert [len(call.chats) for call in messenger_of(town).calls] == [5]
    assert await states(town) == {1: "sent", 2: "sent", 3: "parked", 4: "sent", 5: "sent"}
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in (1, 2, 4, 5))


@pytest.mark.parametrize("carried_out", [True, False])
async def test_what_nobody_knows_is_repeated_as_the_very_same_call(crowd_town: Town, *, carried_out: bool) -> None:
    town, messenger = crowd_town, messenger_of(crowd_town)
    (messenger.done_but if carried_out else messenger.failures).append(Uncertain("timeout"))
    await tell_all(town, EVERYBODY)
    await town.drain()
    await tell_all(town, range(101, 151), "Завтра ёлка")  # they fit, but the call is what it was
    town.time += HOUR
    await town.drain()

    first, *others = messenger.calls
    assert others.count(first) == 1
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 151))


async def test_a_process_that_dies_in_the_middle_repeats_the_very_same_call(crowd_town: Town) -> None:
    """What it had done is not known; VK swallows what it has seen."""
    town, messenger = crowd_town, messenger_of(crowd_town)
    messenger.done_but.append(Uncertain("the process dies now"))
    await tell_all(town, EVERYBODY)
    async with town.database.writing() as books:
        rows = await books.delivery_queue.due(messenger.account, town.time, limit=200)
        await books.delivery_queue.claim([row.id for row in rows], call=rows[0].id)
    with pytest.raises(Uncertain):
        await messenger.tell_many([row.chat for row in rows], rows[0].action.prompt, rows[0].id, SendTicket())  # type: ignore[union-attr]  # all are told
    town._start()
    await town.drain()

    assert messenger.calls == [Call(rows[0].id, tuple(EVERYBODY))] * 2
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in EVERYBODY)
    assert set((await states(town)).values()) == {"sent"}


async def test_nobody_is_withdrawn_from_a_call_that_may_have_been_made(crowd_town: Town) -> None:
    """VK knows its repeat by its people; for one less everybody else could get it twice."""
    town, messenger = crowd_town, messenger_of(crowd_town)
    messenger.done_but.append(Uncertain("reset"))
    await tell_all(town, range(1, 6))
    await town.drain()
    async with town.database.writing() as books:
        assert await books.outbox.withdraw(at=town.time, subject="word:3") == 0
    town.time += HOUR
    await town.drain()

    first, again = messenger.calls
    assert again == first
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 6))


async def test_what_is_several_messages_is_told_one_by_one(crowd_town: Town) -> None:
    """If the second part is refused for somebody, the first one has arrived: only a key of their own knows that."""
    town, messenger = crowd_town, messenger_of(crowd_town)
    long = "ё" * (messenger.limits.text + 1)
    await tell_all(town, range(1, 6), long)
    await tell_all(town, range(11, 16))
    await town.drain()

    assert [call.chats for call in messenger.calls] == [tuple(range(11, 16))]
    assert all(heard(town, chat) == [long] for chat in range(1, 6))


async def test_what_was_tried_alone_never_joins_a_call(crowd_town: Town) -> None:
    """It may have arrived, and under the number of a call VK would not know it again."""
    town, messenger = crowd_town, messenger_of(crowd_town)
    await tell_all(town, [1])
    async with town.database.writing() as books:
        [row] = await books.delivery_queue.due(messenger.account, town.time, limit=9)
        await books.delivery_queue.claim([row.id])
    town._start()  # the process that sent it died
    await tell_all(town, range(2, 6))
    await town.drain()

    assert [call.chats for call in messenger.calls] == [(2, 3, 4, 5)]
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 6))


async def test_two_letters_with_the_same_words_never_share_a_call(crowd_town: Town) -> None:
    """One of them may be stopped while the other goes on."""
    town, messenger = crowd_town, messenger_of(crowd_town)
    prompt = Prompt(text=rich("Завтра ёлка"))
    async with town.database.writing() as books:
        alliance = await namesakes.alliance(books)
        author = await namesakes.person(books, 77)
        for first in (1, 11):
            letter = await books.letters.write(
                alliance.id, author, audience="subscribers", prompt=prompt, totals={}, at=town.time
            )
            chats = range(first, first + 5)
            told = [
                Putting(account_id=messenger.account, chat=n, action=Tell(chat=n, prompt=prompt), lane=BULK, key=f"{n}")
                for n in chats
            ]
            await books.outbox.put_many(told, now=town.time)
            await books.connection.execute(sa.update(outbox).where(outbox.c.chat.in_(chats)).values(letter_id=letter))
    await town.drain()
    assert sorted(call.chats for call in messenger.calls) == [tuple(range(1, 6)), tuple(range(11, 16))]


async def test_a_repeat_waits_while_one_of_its_people_gets_something_else(crowd_town: Town) -> None:
    town, messenger = crowd_town, messenger_of(crowd_town)
    messenger.failures.append(Uncertain("reset"))
    await tell_all(town, range(1, 6))
    await town.drain()
    town.time += HOUR
    delivery = town.deliveries[0]
    delivery._in_flight.busy.update([3])
    await town.drain()
    assert len(messenger.calls) == 1

    delivery._in_flight.busy = type(delivery._in_flight.busy)()
    await town.drain()
    assert messenger.calls[0] == messenger.calls[1]
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 6))


@pytest.mark.parametrize("failure", [Broken("the key was revoked"), Later("too many", after=30, everyone=True)])
async def test_a_trouble_of_the_account_is_nobodys_fault(crowd_town: Town, failure: Undelivered) -> None:
    town = crowd_town
    town.messenger().failures.append(failure)
    await tell_all(town, range(1, 6))
    await town.drain()
    async with town.database.reading() as books:
        attempts = (await books.connection.execute(sa.select(outbox.c.attempts))).scalars().all()
    assert set(attempts) == {0}

    town.deliveries[0]._resting_until = 0.0
    town.time += HOUR
    await town.drain()
    assert messenger_of(town).calls[0] == messenger_of(town).calls[1]
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 6))


async def test_everybody_gets_everything_once_however_often_calls_fail(crowd_town: Town) -> None:
    town, messenger = crowd_town, messenger_of(crowd_town)
    messenger.failures += [Uncertain("1"), Impossible("2")]
    messenger.done_but += [Uncertain("3"), Uncertain("4")]
    for number in range(3):
        await tell_all(town, range(1, 131), f"Письмо {number}")
    for _ in range(5):
        await town.drain()
        town.time += HOUR

    assert all(sorted(heard(town, chat)) == ["Письмо 0", "Письмо 1", "Письмо 2"] for chat in range(1, 131))


async def test_stopping_calls_off_what_waits_for_its_turn(crowd_town: Town) -> None:
    """What has left is waited for; what has not waits as if it had never been taken."""
    town, messenger, delivery = crowd_town, messenger_of(crowd_town), crowd_town.deliveries[0]
    entered = asyncio.Event()

    async def wait_for_ever(*_: object) -> dict[int, Undelivered]:
        entered.set()
        await asyncio.Event().wait()
        return {}

    messenger.tell_many = wait_for_ever  # type: ignore[method-assign,assignment]  # a pace that lets nobody go
    messenger.limits = delivery._limits = type(messenger.limits)(
        **{name: getattr(messenger.limits, name) for name in messenger.limits.__slots__} | {"pace": (1, 0.0)}
    )
    await tell_all(town, range(1, 6))
    running = asyncio.create_task(delivery.run())
    await entered.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    town._start()
    del messenger.tell_many
    await town.drain()
    assert all(heard(town, chat) == ["Завтра ёлка"] for chat in range(1, 6))
