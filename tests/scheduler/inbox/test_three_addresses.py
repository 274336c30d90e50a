"""One person has one bucket, however many addresses: joined they do not have more turns, split they have two again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from scheduler.inbox.admission import Admission
from scheduler.inbox.newcomers import LOOKED_AT, Newcomers
from scheduler.inbox.rate_limit import BURST
from storage.messaging.inbox import Row
from talk.updates import AccountId, IncomingMessage
from tests.people import START, Town

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from storage.database import Database

PACE: Final = (30, 1.0)
CHATS: Final = {"telegram": (5, 6), "vk": (50,)}
"""Three addresses."""
NUMBERS: Final = count(1)


@pytest.fixture
async def town(database: Database) -> Town:
    made = await Town.found(database, "telegram", "vk")
    for messenger in made.messengers.values():
        messenger.limits = replace(messenger.limits, pace=PACE)
    return made


class Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return START


def admission(town: Town) -> Admission:
    """Of a process that has just begun."""

    def spawn(work: Coroutine[None, None, None]) -> None:
        work.close()

    newcomers = Newcomers(town.database, town.messengers, Standing(), lambda _: None, spawn)  # type: ignore[arg-type]
    return Admission(town.messengers, newcomers)


async def known(town: Town) -> list[tuple[int, int]]:
    """Three people, known for long: accounts and chats."""
    places = [
        (int(messenger.account), chat) for messenger in town.messengers.values() for chat in CHATS[messenger.kind]
    ]
    async with town.database.writing() as books:
        for account, chat in places:
            person = await books.people.meet(account, chat, chat, at=START - timedelta(days=9))
            await books.people.greet(person.id, at=START - timedelta(days=9))
    return places


async def joined(town: Town, places: list[tuple[int, int]]) -> None:
    async with town.database.writing() as books:
        first = await books.people.by_external(*places[0])
        for place in places[1:]:
            other = await books.addresses.at(*place)
            assert first is not None
            assert other is not None
            asked = await books.address_joins.ask(first.id, other.id, at=START)
            assert await books.address_joins.join(asked, at=START) is not None


async def granted(town: Town, gate: Admission, places: list[tuple[int, int]], at: datetime, *, each: int) -> list[str]:
    """What is decided of so many messages from each of these places, one batch after the other."""
    found: list[str] = []
    for _ in range(each):
        for account, chat in places:
            number = next(NUMBERS)
            update = IncomingMessage(
                account=AccountId(account), event_id=f"e{number}", chat=chat, user=chat, at=at, text="/help"
            )
            row = Row(id=number, account_id=account, chat=chat, update=update, attempts=0)
            async with town.database.reading() as books:
                found += [one.verdict for one in await gate.decide(books, [row], at)]
    return found


async def test_three_addresses_have_one_bucket(town: Town) -> None:
    places = await known(town)
    await joined(town, places)
    found = await granted(town, admission(town), places, START, each=BURST)
    assert [found.count(verdict) for verdict in ("turn", "told", "shed")] == [BURST, 1, 2 * BURST - 1], "told once"


async def test_three_people_have_three(town: Town) -> None:
    places = await known(town)
    assert set(await granted(town, admission(town), places, START, each=BURST)) == {"turn"}


async def test_whoever_joins_while_the_program_runs_has_one_bucket_within_a_minute(town: Town) -> None:
    places = await known(town)
    gate = admission(town)
    assert set(await granted(town, gate, places, START, each=1)) == {"turn"}
    await joined(town, places)
    found = await granted(town, gate, places, START + LOOKED_AT, each=BURST)
    assert found.count("turn") == BURST


async def test_after_a_start_what_was_had_at_every_address_is_remembered(town: Town) -> None:
    places = await known(town)
    await joined(town, places)
    async with town.database.writing() as books:
        for account, chat in places:
            updates = [
                IncomingMessage(account=AccountId(account), event_id=f"r{chat}.{n}", chat=chat, user=chat, at=START)
                for n in range(BURST // 3)
            ]
            await books.inbox.store(updates, at=START)
            for update in updates:
                await books.inbox.done(update)
    found = await granted(town, admission(town), places, START, each=1)
    assert [verdict == "turn" for verdict in found] == [True, True, False], "of the other account once that is heard"


async def test_who_was_new_a_moment_ago_begins_no_second_bucket(town: Town) -> None:
    place = (town.messenger().account, 7)
    gate = admission(town)
    first = await granted(town, gate, [place], START, each=BURST)
    async with town.database.writing() as books:
        person = await books.people.meet(*place, 7, at=START)
        await books.people.greet(person.id, at=START)
    assert "turn" not in await granted(town, gate, [place], START, each=1)
    assert "told" not in first
