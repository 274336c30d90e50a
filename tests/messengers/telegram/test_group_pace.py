"""Posts into one group leave one a second: Telegram takes no more, and a refusal costs a minute."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from scheduler.clock import Clock
from scheduler.delivery.cards import Cards
from scheduler.delivery.sender import Delivery
from storage.database import Database
from talk.messenger import BULK, Publish
from talk.prompt import Post, Section
from talk.rich import rich
from tests.messengers.telegram.conftest import Make
from tests.servers.telegram import Bot, TelegramServer

POSTS = 4


async def test_posts_into_one_group_are_a_second_apart(
    make: Make, server: TelegramServer, account: Bot, sqlite_url: str
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account)
    server.limits.allow("group", times=1, seconds=0.9)
    database = await Database.open(sqlite_url)
    now = datetime.now(UTC)
    async with database.writing() as books:
        ours = await books.accounts.ensure("telegram", account.id, at=now)
        for number in range(POSTS):
            post = Post(section=Section.PLANS, text=rich(f"Встреча {number}"))
            await books.outbox.put(ours.id, group.id, Publish(group=group.id, post=post), lane=BULK, now=now)
    delivery = Delivery(database, make(account=ours.id), Clock(), Cards(database, Clock()))
    delivery.idle = 0.05
    loop = asyncio.get_running_loop()
    delivery.held_until = loop.time() + 10_000
    task = asyncio.create_task(delivery.run())
    try:
        await server.wait_for(lambda: len(group.posts()) == POSTS)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()
    assert [one.text for one in group.posts()] == [f"Встреча {number}" for number in range(POSTS)]
    assert server.limits.refusals == []
