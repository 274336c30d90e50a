"""An account does not work, a group moves: the operator reads what to do, the rest goes on, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from storage.database import Database
from talk.messenger import BULK, Publish
from talk.prompt import Post, Section
from talk.rich import rich
from tests.faults.world import TOKEN, World, world
from tests.patience import PATIENCE
from tests.story.process import Nursery, RunningProgram

pytestmark = [pytest.mark.waits, pytest.mark.timeout(300)]

EACH = 2
"""Words for everybody."""
CAPTCHA = "captcha"
NEW_KEY = "Make a new community key"
ADDRESS = re.compile(r"http://[\d.]+:\d+")


async def begins(village: World) -> None:
    village.gathers(20)
    await village.owes(each=EACH, shared=3)
    village.program.start()
    await village.vk.wait_for(lambda: village.community.longpoll.polls)


async def readyz(program: RunningProgram) -> dict[str, Any]:
    _, body = await asked(program, "/readyz")
    said: dict[str, Any] = json.loads(body)
    return said


async def asked(program: RunningProgram, path: str) -> tuple[int, str]:
    """The port opens once the messengers are listened to: until then the log tells of none."""
    async with asyncio.timeout(PATIENCE):
        while not (told := ADDRESS.findall(program.log.read_text("utf-8"))):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)
    async with aiohttp.ClientSession() as session, session.get(told[-1] + path) as answer:
        return answer.status, await answer.text()


async def until(reached: Callable[[dict[str, Any]], bool], program: RunningProgram) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while not reached(said := await readyz(program)):  # noqa: ASYNC110 - the program tells nobody
            await asyncio.sleep(0.1)
    return said


def all_work(said: dict[str, Any]) -> bool:
    return set(said["accounts"].values()) == {"listening"} and "troubles" not in said


async def account_list(village: World) -> str:
    """What ``tezki account list`` prints beside the running program."""
    folder = village.folder / f"list-{time.monotonic_ns()}"
    folder.mkdir()
    command = RunningProgram(village.nursery, village.environment, folder, command=("account", "list"))
    command.start()
    await asyncio.to_thread(command._gone)
    return command.log.read_text("utf-8")


async def the_account_rests(village: World, advice: str) -> None:
    """And it is said what to do; Telegram has heard of nothing."""
    said = await until(lambda said: "broken" in said["accounts"].values(), village.program)
    assert sorted(said["accounts"].values()) == ["broken", "listening"]
    assert (await asked(village.program, "/readyz"))[0] == 503, "whoever keeps the program is told"
    for path in ("/healthz", "/"):
        assert (await asked(village.program, path))[0] == 200, "whoever asks for the pages shall not pay for it"
    assert [advice in why for why in said["troubles"].values()] == [True]
    await village.telegram.wait_for(lambda: all(len(one.saw) == EACH for one in village.crowd))


async def it_goes_on(village: World) -> None:
    await village.everything_arrives()
    await until(all_work, village.program)
    await asyncio.to_thread(village.program.stop)
    assert (village.doubled_in_telegram(), village.doubled_in_vk()) == (0, 0)


async def test_a_captcha_lets_its_account_rest_and_is_told_until_it_is_solved(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    async with world(nursery, sqlite_url, tmp_path) as village:
        captcha = village.vk.captcha()
        village.watch.always("messages.send", captcha)
        await begins(village)
        await the_account_rests(village, CAPTCHA)
        assert CAPTCHA in await account_list(village)
        asked = len(village.watch.arrivals)
        await asyncio.sleep(1)
        assert len(village.watch.arrivals) - asked <= 20, "it tries now and then, and does not hammer"
        village.watch.clear()
        await it_goes_on(village)


async def test_a_revoked_key_that_works_again_is_used_again(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    """In the middle of it, with people who talk to the community meanwhile: what they say waits there."""
    async with world(nursery, sqlite_url, tmp_path) as village:
        await begins(village)
        await village.vk.wait_for(lambda: len(village.watch.arrivals) > 5)
        key = village.vk.world.tokens[village.community.key]
        key.revoked = True
        anna = village.vk.person("Анна")
        anna.writes(village.community, "/help")
        await the_account_rests(village, NEW_KEY)
        assert anna.saw(village.community) == []
        key.revoked = False
        await village.vk.wait_for(lambda: anna.saw(village.community))
        await it_goes_on(village)


async def test_a_group_that_moves_under_load_gets_each_post_once(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    """Some posts are in the old place, the others in the new one, in their order; nobody else has noticed."""
    posts = [f"Пост {number}" for number in range(12)]
    async with world(nursery, sqlite_url, tmp_path) as village:
        bot = village.telegram.world.bots[TOKEN]
        group = village.telegram.group("Тёзки", supergroup=False)
        await group.adds_bot(bot)
        village.telegram.faults.far_away()
        village.gathers(20)
        await village.owes(each=3)
        await publishes(village, group.id, posts)
        village.program.start()
        old = group.chat
        await village.telegram.wait_for(lambda: len(texts(old)) > 2)
        await group.migrates()
        await village.telegram.wait_for(lambda: len(texts(old) + texts(group.chat)) >= len(posts))
        await village.everything_arrives()
        await asyncio.to_thread(village.program.stop)
        assert texts(old) + texts(group.chat) == posts
        assert texts(group.chat), "there was nothing left to move"
        assert village.doubled_in_telegram() == 0


async def publishes(village: World, group: int, posts: list[str]) -> None:
    database = await Database.open(village.database_url)
    async with database.writing() as books:
        [account] = [one for one in await books.accounts.all() if one.kind == "telegram"]
        for number, text in enumerate(posts):
            post = Post(section=Section.PLANS, text=rich(text))
            await books.outbox.put(
                account.id, group, Publish(group=group, post=post), lane=BULK, now=account.created_at, key=f"p{number}"
            )
    await database.close()


def texts(chat: Any) -> list[str]:
    """What the bot wrote there."""
    return [one.text for one in chat.messages.values() if one.sender.is_bot and one.is_post]
