"""What the delivery does while it seems that another process speaks for its account, and after it."""

from __future__ import annotations

import asyncio
import math

import pytest

from scheduler.delivery.sender import Delivery
from talk.messenger import INTERACTIVE, Action, GroupReport, Later, SendTicket, Sent, Tell, Uncertain, Undelivered
from talk.prompt import Prompt
from talk.rich import rich
from tests.patience import PATIENCE
from tests.people import SmallMessenger, Town
from tests.scheduler.delivery.test_lanes import stop, told, until


class Turn:
    """The first call waits for its turn, as in a pace; then it is called off, or fails as it is told to."""

    def __init__(self, town: Town, failure: Undelivered | None) -> None:
        self._messenger = town.messenger()
        self._messenger.perform = self.perform  # type: ignore[method-assign]  # it stands before it
        self._failure = failure
        self.calls = 0
        self.comes = asyncio.Event()

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        self.calls += 1
        if self.calls == 1:
            await self.comes.wait()
            if self._failure is not None:
                raise self._failure
        if not ticket.may_leave():
            raise asyncio.CancelledError  # as ``Pace.enter`` does
        return await SmallMessenger.perform(self._messenger, action, key, ticket)


async def one_word(town: Town) -> Delivery:
    said = Tell(chat=5, prompt=Prompt(text=rich("Завтра ёлка")))
    async with town.database.writing() as books:
        await books.outbox.put(town.messenger().account, 5, said, lane=INTERACTIVE, now=town.time, key="word")
    return town.deliveries[0]


@pytest.mark.parametrize(
    "failure", [None, Later("too many requests", after=0, everyone=True), Uncertain("no answer")], ids=repr
)
async def test_what_could_not_leave_while_the_lease_seemed_lost_leaves_when_it_is_ours_again(
    sqlite_town: Town, failure: Undelivered | None
) -> None:
    """Nobody else took the account over, and no restart finds the row: this very process has to.

    None: it was called off as its turn came. Otherwise its failure came then, when nothing of it is written any more.
    """
    town, turn = sqlite_town, Turn(sqlite_town, failure)
    delivery = await one_word(town)
    running = asyncio.create_task(delivery.run())
    await until(lambda: turn.calls == 1)
    delivery.held_until = -math.inf
    turn.comes.set()
    await until(lambda: not delivery._in_flight.tasks)
    assert told(town) == set()

    delivery.held_until = math.inf
    delivery.wake()
    async with asyncio.timeout(PATIENCE):
        await until(lambda: told(town) == {5})
    await stop(running)
    assert len(town.messenger().chats[5]) == 1
