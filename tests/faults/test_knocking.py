"""Events that are brought to our door (webhook, Callback API) come twice, in disorder and while we are being killed."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.faults.talkers import GREETED, GREETING
from tests.faults.world import TOKEN, World, world
from tests.servers.telegram import Person as TelegramPerson
from tests.servers.vk.person import Person as VkPerson
from tests.story.process import Nursery

pytestmark = [pytest.mark.waits, pytest.mark.timeout(300)]

SECRET: Final = "a-door-of-our-own"
WORDS: Final = ("/help", "/afisha", "/settings", "/subscriptions", "/about")
"""Each has one answer, whatever was said before it, and no two of them the same."""
PEOPLE: Final = 3
"""In each messenger, and one more with whom the program talks in peace."""


@asynccontextmanager
async def knocked_at(nursery: Nursery, url: str, folder: Path) -> AsyncIterator[World]:
    """The program waits to be knocked at, in both messengers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with world(nursery, url, folder, limited=False) as village:
        village.environment |= {
            "TEZKI_HTTP__PORT": str(port),
            "TEZKI_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TEZKI_TELEGRAM__MODE": "webhook",
            "TEZKI_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "TEZKI_VK__MODE": "callback",
            "TEZKI_VK__CALLBACK_SECRET": SECRET,
        }
        program = village.program = village.another("door")
        program.start()
        try:
            await village.telegram.wait_for(lambda: village.telegram.world.bots[TOKEN].webhook)
            callbacks = village.community.callbacks
            await village.vk.wait_for(lambda: any(one.status == "ok" and one.enabled for one in callbacks.values()))
            yield village
        finally:
            if program.alive:
                program.kill()


class Chat:
    """One person, and what they read after the greeting."""

    def __init__(self, village: World, name: str, *, telegram: bool) -> None:
        self.village = village
        self.person: TelegramPerson | VkPerson = village.telegram.person(name) if telegram else village.vk.person(name)

    async def says(self, words: str) -> None:
        if isinstance(self.person, TelegramPerson):
            await self.person.sends(words)
            self.village.telegram.deliver_twice(self.village.telegram.world.bots[TOKEN])
        else:
            self.person.writes(self.village.community, words)  # the server brings it twice

    def shown(self) -> list[str]:
        """As it was put. Telegram may double what was under way at a kill; VK may not."""
        if isinstance(self.person, TelegramPerson):
            return [text for text, _ in itertools.groupby(message.first_text for message in self.person.saw)]
        return [message.first_text for message in self.person.saw(self.village.community)]

    def reads(self) -> list[str]:
        return self.shown()[GREETED:]

    async def greeted(self) -> None:
        for number, words in enumerate(GREETING, 1):
            await self.says(words)
            await self.has_read(number - GREETED)

    async def has_read(self, answers: int) -> None:
        """So many answers after the greeting."""
        server = self.village.telegram if isinstance(self.person, TelegramPerson) else self.village.vk
        await server.wait_for(lambda: len(self.shown()) >= GREETED + answers)


async def in_peace(village: World, *, telegram: bool) -> dict[str, str]:
    """Word → its answer."""
    model = Chat(village, "Мария", telegram=telegram)
    await model.greeted()
    for count, words in enumerate(WORDS, 1):
        await model.says(words)
        await model.has_read(count)
    answers = dict(zip(WORDS, model.reads(), strict=True))
    assert len(set(answers.values())) == len(WORDS), "the answers could not be told apart"
    return answers


async def crowd(village: World) -> tuple[list[Chat], list[Chat]]:
    telegram = [Chat(village, f"Анна {number}", telegram=True) for number in range(PEOPLE)]
    vk = [Chat(village, f"Вера {number}", telegram=False) for number in range(PEOPLE)]
    await asyncio.gather(*(one.greeted() for one in telegram + vk))
    return telegram, vk


async def all_answered(chats: Sequence[Chat], answers: int) -> None:
    await asyncio.gather(*(one.has_read(answers) for one in chats))


async def test_what_is_brought_twice_is_answered_once_and_in_order_also_across_a_kill(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    async with knocked_at(nursery, sqlite_url, tmp_path) as village:
        village.vk.deliver_twice = True
        models = {telegram: await in_peace(village, telegram=telegram) for telegram in (True, False)}
        telegram, vk = await crowd(village)
        for number, words in enumerate(WORDS):  # nobody waits for an answer
            for one in telegram + vk:
                await one.says(words)
            if number == 2:
                await village.vk.wait_for(lambda: any(one.reads() for one in vk))
                village.program.restart()  # in the middle of the answers
        await all_answered(telegram + vk, len(WORDS))
        await asyncio.to_thread(village.program.stop)
        assert [one.reads() for one in telegram] == [list(models[True].values())] * PEOPLE
        assert [one.reads() for one in vk] == [list(models[False].values())] * PEOPLE
        heard = await village.ledger.ask("SELECT state, count(*) FROM inbox GROUP BY state")
        assert [state for state, _ in heard] == ["done"]


async def test_what_is_brought_in_disorder_is_answered_once_in_the_order_in_which_it_came(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    async with knocked_at(nursery, sqlite_url, tmp_path) as village:
        village.vk.deliver_twice = True
        models = {telegram: await in_peace(village, telegram=telegram) for telegram in (True, False)}
        telegram, vk = await crowd(village)
        bot = village.telegram.world.bots[TOKEN]
        village.vk.out_of_order = True
        with village.telegram.out_of_order(bot):
            for words, one in zip(WORDS, telegram, strict=False):
                await one.says(words)
        for words in WORDS:
            for one in vk:
                await one.says(words)
        await all_answered(telegram, 1)
        await all_answered(vk, len(WORDS))
        await asyncio.to_thread(village.program.stop)
        assert [one.reads() for one in telegram] == [[models[True][words]] for words in WORDS[:PEOPLE]]
        for one in vk:
            assert one.reads() == [models[False][words] for words in came(village, one.person.id)]
            assert came(village, one.person.id) != list(WORDS), "there was no disorder"


def came(village: World, person: int) -> list[str]:
    """What was brought of this person, in that order, each once."""
    brought: dict[str, str] = {}
    [server] = village.community.callbacks.values()
    for delivery in server.deliveries:
        if delivery.event["type"] == "message_new" and delivery.event["object"]["message"]["from_id"] == person:
            brought.setdefault(delivery.event["event_id"], delivery.event["object"]["message"]["text"])
    return [words for words in brought.values() if words in WORDS]
