"""The pace of a key against a messenger that counts: in virtual time, with lines that are slow and uneven."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING, Literal, cast

import pytest

from bot.messengers.line import ENOUGH, Line
from bot.messengers.pace import PATIENCE, Pace
from talk.messenger import BULK, INTERACTIVE, URGENT, SendTicket
from tests.counting import FAST, RATE, SLOW, Counting, Sender
from tests.virtual import VirtualLoop, live

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["bucket", "strict"])
@pytest.mark.parametrize(("line", "least"), [(FAST, 0.96), (SLOW, 0.87)])
def test_nearly_the_whole_limit_is_used_without_a_refusal(
    kind: Literal["bucket", "strict"], line: tuple[float, float], least: float, seed: int
) -> None:
    """How much can be used at all: ``docs/decisions/pace.md``."""

    async def story() -> None:
        messenger = Counting(kind)
        used = await Sender(messenger, line=line, at_once=48, seed=seed).send(1500)
        assert messenger.refusals == 0
        assert used >= least

    live(story())


@pytest.mark.parametrize("calls", [2, 3, 20])
def test_small_limits_are_held_too(calls: int) -> None:
    async def story() -> None:
        messenger = Counting(rate=calls)
        used = await Sender(messenger, pace=Pace(calls, 1.0)).send(calls * 100)
        assert messenger.refusals == 0
        assert used >= 0.9

    live(story())


def test_a_stall_is_caught_up() -> None:
    """0.4 of 3 seconds nothing leaves: without catching up that would be 0.87 at best."""

    async def story() -> None:
        loop = cast("VirtualLoop", asyncio.get_running_loop())
        messenger = Counting()

        async def stall() -> None:
            while True:
                await asyncio.sleep(2.6)
                loop.stall(0.4)

        stalling = asyncio.create_task(stall())
        used = await Sender(messenger).send(1500)
        stalling.cancel()
        assert messenger.refusals == 0
        assert used >= 0.93

    live(story())


def test_answers_that_never_come_take_their_places_no_longer_than_they_must() -> None:
    async def story() -> None:
        messenger, loop = Counting(), asyncio.get_running_loop()
        sender = Sender(messenger, at_once=48)
        hung = 0

        async def hang() -> None:
            nonlocal hung
            while True:
                await asyncio.sleep(1)
                async with sender.pace.call():
                    hung += 1
                    await asyncio.sleep(FAST[0])
                    messenger.accept(loop.time())
                    await asyncio.sleep(30)

        hanging = [asyncio.create_task(hang())]
        began = loop.time()
        await sender.send(1000)
        hanging[0].cancel()
        assert messenger.refusals == 0
        assert (1000 + hung) / RATE / (loop.time() - began) >= 0.95

    live(story())


# Who goes first.


def test_the_urgent_leave_before_the_others_and_nobody_starves() -> None:
    async def story() -> None:
        sender = Sender(Counting(), at_once=10_000)
        left: list[int] = []

        async def one(lane: int) -> None:
            async with sender.pace.call(SendTicket(lane=lane)):
                left.append(lane)

        waiting = [asyncio.create_task(one(lane)) for lane in (BULK, INTERACTIVE, URGENT) for _ in range(20)]
        await asyncio.gather(*waiting)
        assert left[9:] == sorted(left[9:])  # a few had left before the urgent came
        assert Counter(left) == Counter(dict.fromkeys((URGENT, INTERACTIVE, BULK), 20))

    live(story())


def test_an_interactive_call_finds_a_gap_in_the_bulk() -> None:
    async def story() -> None:
        sender = Sender(Counting())
        bulk = asyncio.create_task(sender.send(1500))
        waits = []
        while not bulk.done():
            await asyncio.sleep(0.5)
            waits.append(await asyncio.create_task(sender.call(INTERACTIVE)))
        assert sorted(waits)[len(waits) * 95 // 100] <= 0.3
        assert sender.messenger.refusals == 0

    live(story())


@pytest.mark.parametrize("lane", [INTERACTIVE, BULK])
def test_the_urgent_cannot_keep_others_out_for_long(lane: int) -> None:
    async def story() -> None:
        sender, loop = Sender(Counting()), asyncio.get_running_loop()

        async def flood() -> None:
            while True:
                await asyncio.sleep(1 / RATE / 2)
                crowd.add(asyncio.create_task(sender.call(URGENT)))

        crowd: set[asyncio.Task[float]] = set()
        flooding = asyncio.create_task(flood())
        await asyncio.sleep(3)
        began = loop.time()
        await asyncio.create_task(sender.call(lane))
        # Behind what was urgent and waited before, and behind what came in the meantime of its patience.
        assert loop.time() - began <= 2 * (3 + PATIENCE[lane]) + 1
        flooding.cancel()
        for task in crowd:
            task.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)

    live(story())


# Limits that are lower than told.


@pytest.mark.parametrize("kind", ["bucket", "strict"])
def test_a_lower_limit_is_learnt(kind: Literal["bucket", "strict"]) -> None:
    async def story() -> None:
        messenger = Counting(kind, rate=20)
        sender = Sender(messenger)
        await sender.send(2000)
        assert sender.pace.share == pytest.approx(20 / RATE, abs=0.06)
        before = messenger.refusals
        assert await sender.send(2000) >= 0.85
        assert messenger.refusals - before <= 30

    live(story())


def test_after_a_refusal_the_whole_limit_is_used_again_in_time() -> None:
    async def story() -> None:
        sender = Sender(Counting())
        sender.pace.refused(3.0)
        assert sender.pace.share < 1
        for _ in range(1500):
            await sender.call()
            await asyncio.sleep(1)
        assert sender.pace.share == 1.0
        assert sender.messenger.refusals == 0

    live(story())


def test_those_on_their_way_when_it_refuses_teach_nothing_new() -> None:
    async def story() -> None:
        one, many = Pace(RATE, 1.0), Pace(RATE, 1.0)
        one.refused(3.0)
        for _ in range(10):
            many.refused(3.0)
        assert one.share == many.share

    live(story())


def test_nothing_leaves_while_the_messenger_refuses() -> None:
    async def story() -> None:
        sender, loop = Sender(Counting()), asyncio.get_running_loop()
        sender.pace.refused(7.0)
        await sender.call()
        assert sender.messenger.arrived[0] >= 7.0
        sender.pace.refused(1.0)
        assert loop.time() < 8.0

    live(story())


# Those who do not wait any more.


def test_who_is_called_off_leaves_no_hole() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()

        async def seconds(leave: Callable[[int], bool]) -> float:
            sender = Sender(Counting(), at_once=10_000)
            began = loop.time()
            waiting = [asyncio.create_task(sender.call()) for _ in range(300)]
            for at, task in enumerate(waiting):
                if leave(at):
                    await asyncio.sleep(0.05)
                    task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            assert sender.messenger.refusals == 0
            return loop.time() - began

        nobody, some = await seconds(lambda _: False), await seconds(lambda at: at > 150 and at % 3 == 0)
        assert some <= nobody * 0.9

    live(story())


def test_who_is_called_off_at_the_very_turn_gives_the_place_back() -> None:
    async def story() -> None:
        pace = Pace(1, 1.0)
        first = asyncio.create_task(pace.enter())
        second = asyncio.create_task(pace.enter())
        await asyncio.sleep(0)  # both have asked, the first has its turn and does not know yet
        first.cancel()
        await second
        assert asyncio.get_running_loop().time() <= 1.1

    live(story())


def test_it_is_known_whether_a_call_has_left() -> None:
    async def story() -> None:
        pace = Pace(1, 1.0)
        tickets = [SendTicket(lane=BULK), SendTicket(lane=BULK)]
        entering = [asyncio.create_task(pace.enter(ticket)) for ticket in tickets]
        await asyncio.sleep(0.1)
        assert [ticket.left for ticket in tickets] == [True, False]
        entering[1].cancel()
        await asyncio.gather(*entering, return_exceptions=True)
        assert not tickets[1].left

    live(story())


# The line.


def test_a_line_is_judged_when_enough_is_known_and_forgets_what_it_was() -> None:
    line, chance = Line(), random.Random(1)  # noqa: S311 - a line, no secret
    for _ in range(ENOUGH - 1):
        line.took(chance.uniform(*FAST))
    assert line.fastest == 0.0
    for _ in range(1000):
        line.took(chance.uniform(*FAST))
    assert FAST[0] * 0.9 <= line.fastest <= FAST[0] * 1.02
    assert FAST[1] <= line.usual
    for _ in range(1000):
        line.took(chance.uniform(*SLOW))
    assert SLOW[0] * 0.9 <= line.fastest <= SLOW[0] * 1.02


def test_the_seconds_of_a_call_may_be_taken_in_another_thread() -> None:
    """VK's threads wake some time after their turn has come."""

    async def story() -> None:
        pace, loop = Pace(1, 1.0), asyncio.get_running_loop()
        first = await pace.enter()
        await asyncio.sleep(0.3)
        first.left = loop.time()
        await asyncio.sleep(0.5)
        pace.leave(first, at=first.left + 0.1)
        await pace.enter()
        assert 1.3 <= loop.time() <= 1.5

    live(story())


def test_a_call_that_a_stall_held_up_before_it_left_counts_when_it_arrives() -> None:
    async def story() -> None:
        pace, loop = Pace(1, 1.0), asyncio.get_running_loop()
        for _ in range(ENOUGH):
            call = await pace.enter()
            await asyncio.sleep(0.1)
            pace.leave(call)
        call = await pace.enter()
        began = loop.time()
        await asyncio.sleep(0.4)  # the stall; then it leaves and is back at once
        await asyncio.sleep(0.1)
        pace.leave(call)
        await pace.enter()
        assert loop.time() + 0.05 >= began + 0.45 + 1.0  # a second after it arrived at the latest

    live(story())
