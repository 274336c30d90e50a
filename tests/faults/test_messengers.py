"""The messengers misbehave while the whole program runs: what each adapter makes of one fault is tested beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.faults.talkers import Talk
from tests.faults.world import World, world
from tests.patience import PATIENCE
from tests.servers import faults
from tests.servers.faults import Fault
from tests.servers.telegram import Person
from tests.soak import SOAK
from tests.story.process import Nursery

pytestmark = [pytest.mark.waits, pytest.mark.timeout(300)]

REST = 6
"""Seconds that Telegram asks for."""
SHARE = 0.03
"""Of all sends, for each misfortune."""
RESTS = "SELECT 1 FROM accounts WHERE resting_until IS NOT NULL"
HANGS = None if SOAK else 1.0
"""Seconds until the connection breaks; None: until the program gives up."""
UNDONE: tuple[Fault, ...] = (
    faults.html_error(500),
    faults.html_error(502),
    faults.hang(HANGS),
    faults.reset(),
    faults.invalid_json(done=False),
)
DONE: tuple[Fault, ...] = (
    faults.html_error(502, done=True),
    faults.lost_answer(HANGS),
    faults.reset_after_done(),
    faults.invalid_json(done=True),
)
"""Carried out, and the program cannot know."""


async def begins(village: World, *, each: int = 5) -> None:
    village.gathers(30)
    await village.owes(each=each, shared=3)
    village.program.start()


async def test_every_misfortune_at_once_loses_nothing(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    """Telegram doubles what was done without an answer, and nothing else; VK knows every repeat."""
    async with world(nursery, sqlite_url, tmp_path) as village:
        for misfortune in UNDONE + DONE:
            village.telegram.faults.sometimes("sendMessage", misfortune, share=SHARE)
            village.watch.sometimes("messages.send", misfortune, share=SHARE)
        await begins(village)
        talk = Talk(village, at_once=1)
        talk.begins()
        await talk.ends()
        await village.everything_arrives(200)
        await asyncio.to_thread(village.program.stop)
        happened = [fault for _, fault in village.telegram.faults.happened]
        assert len(happened) > 5, "there was no misfortune"
        assert village.doubled_in_telegram() <= sum(fault.done for fault in happened)
        assert village.doubled_in_vk() == 0
        assert all(talker.founded for talker in talk.people)


async def test_a_rest_that_telegram_asked_for_outlives_a_kill(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    async with world(nursery, sqlite_url, tmp_path, limited=False) as village:
        await begins(village)
        await village.telegram.wait_for(lambda: len(village.telegram.faults.arrivals) > 20)
        village.telegram.faults.next("sendMessage", faults.retry_after(REST))
        async with asyncio.timeout(PATIENCE):
            while not village.telegram.faults.suffered:  # noqa: ASYNC110 - the server wakes us with the next call only
                await asyncio.sleep(0.02)
            while not await village.ledger.ask(RESTS, running=True):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)
        village.program.kill()
        await village.telegram.hears_out()
        killed = time.monotonic()
        village.program.start()
        assert await village.sends_after(killed) > killed, "VK, which asked for nothing, goes on"
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        (refused,) = village.telegram.faults.suffered
        assert [at for at in village.telegram.faults.arrivals if killed < at < refused + REST] == []


async def test_who_blocked_us_holds_up_nobody(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    async with world(nursery, sqlite_url, tmp_path) as village:
        village.gathers(20)
        await village.owes(each=4, shared=2)
        gone, away = village.crowd[3], village.members[4]
        await gone.blocks()
        away.forbids(village.community)
        for one in (gone, away):
            for words in [words for words in village.wanted if words[0] == one.id]:
                del village.wanted[words]
        village.program.start()
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        parked = await village.ledger.ask("SELECT DISTINCT chat, trouble FROM outbox WHERE state = 'parked'")
        assert {chat for chat, _ in parked} == {gone.id, away.id}
        assert all("Unreachable" in trouble for _, trouble in parked)
        assert (village.doubled_in_telegram(), village.doubled_in_vk()) == (0, 0)


async def test_what_is_heard_twice_and_in_disorder_is_answered_once(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    """Also when the program is killed in between, and when Telegram's numbers begin anew after a quiet week."""
    async with world(nursery, sqlite_url, tmp_path) as village:
        bot = next(iter(village.telegram.world.bots.values()))
        village.vk.deliver_twice = True
        village.program.start()
        maria, anna = village.telegram.person("Мария"), village.vk.person("Анна")
        await village.vk.wait_for(lambda: village.community.longpoll.polls)
        for count, word in enumerate(("/start", "Хорошо", "/help"), 1):
            await maria.sends(word)
            anna.writes(village.community, word)
            village.telegram.deliver_twice(bot)
            if count == 2:
                village.program.restart()
            await village.telegram.wait_for(partial(has_read, lambda: texts(maria), count - 1))
            await village.vk.wait_for(partial(has_read, lambda: anna.saw(village.community), count - 1))
        village.telegram.restart_update_ids(bot)
        newcomers = [village.telegram.person(name) for name in ("Ольга", "Вера")]
        with village.telegram.out_of_order(bot):
            for one in newcomers:
                await one.sends("/help")
        await maria.sends("/afisha")
        for one in newcomers:
            await village.telegram.wait_for(partial(has_read, partial(texts, one), 0))
        await village.telegram.wait_for(lambda: "Афиша" in texts(maria)[-1])
        await asyncio.to_thread(village.program.stop)
        heard = await village.ledger.ask("SELECT state, count(*) FROM inbox GROUP BY state")
        assert [state for state, _ in heard] == ["done"]
        read = [message.text for message in anna.saw(village.community)]
        assert len(read) == len(set(read))


def has_read(shown: Callable[[], Sequence[object]], more_than: int) -> bool:
    return len(shown()) > more_than


def texts(person: Person) -> list[str]:
    """What they read, without what came twice in a row."""
    shown = [message.text for message in person.saw]
    return [text for index, text in enumerate(shown) if index == 0 or shown[index - 1] != text]


async def test_a_clock_that_jumps_loses_nothing(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    """An hour forward and an hour back, under load."""
    async with world(nursery, sqlite_url, tmp_path) as village:
        await begins(village)
        await village.sends_after(0)
        talk = Talk(village, at_once=1)
        talk.begins()
        for hours in (1, -1, 0):
            village.program.shifts(hours * 3600)
            await asyncio.sleep(3)
        await talk.ends()
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        assert (village.doubled_in_telegram(), village.doubled_in_vk()) == (0, 0)
        assert all(talker.founded for talker in talk.people)
