"""Many who never stop writing, and thousands of newcomers: everybody else is answered as ever.

A third of Telegram's limit and of the people: sixty and three thousand make the same flood (``benchmarks flood``).
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from handlers.texts.people.first_words import first_words
from handlers.texts.turn import shared
from scheduler.inbox.admission import Admission
from scheduler.inbox.backpressure import UNSENT
from storage.database import Database
from tests.scheduler.inbox.flood import RATE, Flood, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

KNOWN = range(100, 140)
FLOODERS = range(1000, 1012)
MIDDLE, WORST = 0.3, 3.0
"""Seconds that half, and 99 of 100, of those whom we know may wait."""


def opening(url: str) -> Callable[[], Coroutine[Any, Any, Database]]:
    return partial(Database.open, url)


async def everybody_else(flood: Flood, seconds: float) -> None:
    """People whom we know, each now and then, two words a second in all."""
    asking = []
    for n in range(int(seconds * 2)):
        await asyncio.sleep(0.5)
        asking.append(asyncio.create_task(flood.asks(KNOWN[n % len(KNOWN)])))
    await asyncio.gather(*asking)


async def many_flood(flood: Flood, seconds: float) -> None:
    """5 words a second of each."""
    for _ in range(int(seconds * 5)):
        await flood.says(*FLOODERS)
        await asyncio.sleep(0.2)


async def a_flood(flood: Flood) -> None:
    await flood.greets(*KNOWN, *FLOODERS)
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max([most, *(await flood.unsent()).values()])
            await asyncio.sleep(0.5)

    watching = asyncio.create_task(watch())
    await asyncio.gather(many_flood(flood, 12), everybody_else(flood, 12))
    watching.cancel()

    assert flood.waited(0.5) <= MIDDLE
    assert flood.waited(0.99) <= WORST
    assert most <= UNSENT + 1, "three answers, and the word that asks them to wait"
    for chat in FLOODERS:
        told = flood.heard_by(chat)
        assert told.count(shared.TOO_FAST) <= 1, chat
        assert told, "a flood is answered, too, as far as there is room"
    async with asyncio.timeout(90):
        while await flood.states() != {"done"} or await flood.unsent():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(2)
    for chat in FLOODERS:
        assert flood.heard_by(chat).count(shared.TOO_FAST) == 1, chat


def test_a_flood_silences_nobody_but_those_who_make_it(sqlite_url: str) -> None:
    run(opening(sqlite_url), a_flood)


async def newcomers(flood: Flood) -> None:
    await flood.greets(*KNOWN)
    crowd = range(10_000, 10_400)

    async def come() -> None:
        for at in range(0, len(crowd), 50):
            await flood.says(*crowd[at : at + 50], text="/start")
            await asyncio.sleep(0.5)

    await asyncio.gather(come(), everybody_else(flood, 6))

    assert flood.waited(0.5) <= MIDDLE
    assert flood.waited(0.99) <= WORST
    greeted = sorted(
        (one for one in crowd if flood.telegram.chats[one]), key=lambda one: flood.telegram.moments[one][0]
    )
    assert len(greeted) >= 0.6 * RATE * 6, "what is left of the budget is theirs"
    for place, chat in enumerate(greeted):
        assert abs(chat - crowd[place]) < RATE, "who came first is greeted first; those let in together side by side"
    assert all(flood.heard_by(chat) == [first_words(None).plain] for chat in greeted)
    assert len(await flood.unsent()) < 3 * RATE, "who waits, waits before their turn"


@pytest.mark.usefixtures("strangers")
def test_thousands_of_newcomers_keep_nobody_waiting_whom_we_know(sqlite_url: str) -> None:
    run(opening(sqlite_url), newcomers)


async def few_newcomers(flood: Flood) -> None:
    await flood.says(*range(500, 510), text="/start")
    await flood.until(lambda: all(len(flood.telegram.chats[chat]) == 1 for chat in range(500, 510)), within=3.0)


@pytest.mark.usefixtures("strangers")
def test_in_peace_a_newcomer_waits_for_nobody(sqlite_url: str) -> None:
    run(opening(sqlite_url), few_newcomers)


async def stopped(flood: Flood) -> None:
    """The waiting room is in memory; the next life finds who waited in the inbox."""
    crowd = range(10_000, 10_150)
    await flood.says(*crowd, text="/start")
    account = flood.telegram.account
    flood.town.inbox.leave(account)
    await asyncio.sleep(1.0)
    assert "new" in await flood.states()
    flood.town.inbox.serve(account)
    await flood.until(lambda: all(len(flood.telegram.chats[chat]) == 1 for chat in crowd), within=30.0)
    assert await flood.states() == {"done"}


@pytest.mark.usefixtures("strangers")
def test_newcomers_who_wait_are_found_by_the_next_process(sqlite_url: str) -> None:
    run(opening(sqlite_url), stopped)


async def restarted(flood: Flood) -> None:
    await flood.greets(*FLOODERS)
    for _ in range(40):
        await flood.says(FLOODERS[0])
    await asyncio.sleep(1.0)
    flood.town.inbox.leave(flood.telegram.account)
    inbox = flood.town.inbox
    inbox._admission = Admission(flood.town.messengers, inbox._newcomers)  # as in a process that has just begun
    flood.town.inbox.serve(flood.telegram.account)
    await asyncio.sleep(1.0)
    await flood.says(FLOODERS[0])
    await asyncio.sleep(5.0)
    assert shared.TOO_FAST in flood.heard_by(FLOODERS[0])


def test_a_start_of_the_program_gives_nobody_a_full_bucket(sqlite_url: str) -> None:
    run(opening(sqlite_url), restarted)
