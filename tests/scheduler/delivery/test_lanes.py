"""Who goes first, who rests, and what a stop calls off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from scheduler.delivery.sender import Delivery
from storage.tables import outbox
from talk.messenger import BULK, INTERACTIVE, URGENT, Action, GroupReport, Later, SendTicket, Sent, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.people import SmallMessenger, Town

LONG_AGO = timedelta(hours=1)


class Gate:
    """Holds every call; ``leaving`` marks it as one that has left already."""

    def __init__(self, town: Town, *, leaving: Callable[[int], bool] = lambda _: True) -> None:
        self._messenger = town.messenger()
        self._messenger.perform = self.perform  # type: ignore[method-assign]  # the gate stands before it
        self._leaving = leaving
        self.lanes: list[int] = []
        self.open = asyncio.Event()

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        assert isinstance(action, Tell)
        self.lanes.append(ticket.lane)
        ticket.left = self._leaving(action.chat)
        await self.open.wait()
        return await SmallMessenger.perform(self._messenger, action, key, ticket)


async def put(town: Town, chats: range, lane: int) -> None:
    async with town.database.writing() as books:
        for chat in chats:
            said = Tell(chat=chat, prompt=Prompt(text=rich(str(chat))))
            await books.outbox.put(town.messenger().account, chat, said, lane=lane, now=town.time, key=f"k{chat}")


async def until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - fakes tell nobody
        await asyncio.sleep(0)


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def told(town: Town) -> set[int]:
    return {chat for chat, said in town.messenger().chats.items() if said}


@asynccontextmanager
async def a_backlog(town: Town, lane: int) -> AsyncIterator[Gate]:
    """As many as may be under way are held, and thrice as many wait behind them: chats from 1 on."""
    at_once = town.messenger().limits.at_once
    gate = Gate(town)
    await put(town, range(1, 4 * at_once), lane)
    running = asyncio.create_task(town.deliveries[0].run())
    await until(lambda: len(gate.lanes) == at_once)
    yield gate
    gate.open.set()
    await stop(running)


@pytest.mark.parametrize(("backlog", "lane"), [(BULK, URGENT), (BULK, INTERACTIVE), (URGENT, INTERACTIVE)])
async def test_a_backlog_keeps_nobody_waiting(sqlite_town: Town, backlog: int, lane: int) -> None:
    """An hour before an event that all subscribe to, whoever presses a button is answered."""
    async with a_backlog(sqlite_town, backlog) as gate:
        await put(sqlite_town, range(1000, 1001), lane)
        await until(lambda: lane in gate.lanes)
        assert gate.lanes.count(backlog) == sqlite_town.messenger().limits.at_once


async def test_whoever_is_last_to_be_reminded_is_answered_meanwhile(sqlite_town: Town) -> None:
    town = sqlite_town
    async with a_backlog(town, URGENT) as gate:
        async with town.database.writing() as books:
            last = Tell(chat=4 * town.messenger().limits.at_once - 1, prompt=Prompt(text=rich("Пожалуйста")))
            await books.outbox.put(town.messenger().account, last.chat, last, lane=INTERACTIVE, now=town.time)
        await until(lambda: INTERACTIVE in gate.lanes)


async def test_a_crowd_of_answers_does_not_keep_the_bulk_out(sqlite_town: Town) -> None:
    town, delivery = sqlite_town, sqlite_town.deliveries[0]
    at_once = town.messenger().limits.at_once
    gate = Gate(town)
    await put(town, range(1, 4 * at_once), INTERACTIVE)
    await put(town, range(1000, 1001), BULK)
    running = asyncio.create_task(delivery.run())
    await until(lambda: BULK in gate.lanes)
    assert gate.lanes.count(INTERACTIVE) <= at_once
    gate.open.set()
    await stop(running)


async def test_the_urgent_is_taken_first(sqlite_town: Town) -> None:
    town = sqlite_town
    gate = Gate(town)
    await put(town, range(1, 50), INTERACTIVE)
    await put(town, range(1000, 1005), URGENT)
    running = asyncio.create_task(town.deliveries[0].run())
    await until(lambda: len(gate.lanes) >= 5)
    assert gate.lanes[:5] == [URGENT] * 5
    gate.open.set()
    await stop(running)


async def test_stopping_calls_off_what_has_not_left_and_lets_finish_what_has(sqlite_town: Town) -> None:
    town, delivery = sqlite_town, sqlite_town.deliveries[0]
    town.messenger().limits = delivery._limits = replace(delivery._limits, pace=(30, 0.0))
    gate = Gate(town, leaving=lambda chat: chat % 2 == 0)
    await put(town, range(1, 11), BULK)
    running = asyncio.create_task(delivery.run())
    await until(lambda: len(gate.lanes) == 10)
    running.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    await asyncio.gather(running, return_exceptions=True)
    assert told(town) == {2, 4, 6, 8, 10}

    town._start()
    await town.drain()
    assert told(town) == set(range(1, 11))
    assert all(len(town.messenger().chats[chat]) == 1 for chat in range(1, 11))


async def test_a_rest_of_the_account_outlives_the_process(sqlite_town: Town) -> None:
    """A restart in a loop must not hammer a messenger that has said: not before."""
    town, loop = sqlite_town, asyncio.get_running_loop()
    town.messenger().failures.append(Later("too many requests", after=500.0, everyone=True))
    await put(town, range(1, 2), BULK)
    await town.drain()
    town._start()
    running = asyncio.create_task(town.deliveries[0].run())
    await until(lambda: town.deliveries[0]._resting_until > loop.time() + 400)
    await stop(running)
    assert told(town) == set()

    town.time += LONG_AGO
    town._start()
    running = asyncio.create_task(town.deliveries[0].run())
    await until(lambda: told(town) == {1})
    await stop(running)


async def test_a_chat_that_got_much_rests_and_the_others_do_not(sqlite_town: Town) -> None:
    town = sqlite_town
    town.messenger().limits = replace(town.messenger().limits, chat=(2, 1000.0))
    delivery = Delivery(town.database, town.messenger(), town.clock)
    for number in range(3):
        async with town.database.writing() as books:
            said = Tell(chat=5, prompt=Prompt(text=rich(str(number))))
            await books.outbox.put(town.messenger().account, 5, said, lane=INTERACTIVE, now=town.time)
    await put(town, range(6, 10), INTERACTIVE)
    await delivery.drain()

    assert len(town.messenger().chats[5]) == 2
    assert told(town) == set(range(5, 10))
    async with town.database.reading() as books:
        waiting = await books.connection.execute(sa.select(outbox.c.chat).where(outbox.c.state == "waiting"))
        assert waiting.scalars().all() == [5]
