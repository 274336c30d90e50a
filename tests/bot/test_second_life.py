"""The same community is served from an empty database: its outbox begins at row 1 again, and VK remembers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.accounts import idempotency_salt, unsalted_rows
from storage.migrations import upgrade
from talk.messenger import BULK, Publish, Tell
from talk.prompt import Post, Prompt, Section
from talk.rich import rich
from tests.bot.conftest import given, running

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database
    from tests.servers.vk.server import VkServer


async def test_posts_and_messages_of_a_second_life_are_no_repeats_of_the_first(vk: VkServer, tmp_path: Path) -> None:
    community, maria = vk.add_community(), vk.person("Мария")
    maria.allows(community)
    account = {"token": community.key, "group_id": community.id, "api_url": vk.url}
    for life in ("первая", "вторая"):
        url = f"sqlite+aiosqlite:///{tmp_path}/{life}.db"
        await upgrade(url)
        async with running(given(database_url=url, vk=account)) as bots:
            await bots.states.until("listening")
            async with bots.program.database.writing() as books:
                now = datetime.now(UTC)
                post = Publish(group=community.id, post=Post(section=Section.PLANS, text=rich(life)))
                await books.outbox.put(1, community.id, post, lane=BULK, now=now)
                word = Tell(chat=maria.id, prompt=Prompt(text=rich(life)))
                await books.outbox.put(1, maria.id, word, lane=BULK, now=now)
            await vk.wait_for(lambda: life in [post.text for post in community.posts])  # noqa: B023 - at once
            await vk.wait_for(lambda: life in [said.text for said in maria.saw(community)])  # noqa: B023 - at once
    assert [post.text for post in community.posts] == ["первая", "вторая"]


async def test_rows_of_a_version_that_put_no_salt_into_guids_keep_their_old_ones(database: Database) -> None:
    async with database.writing() as books:
        assert await unsalted_rows(books) == 0, "a fresh database has none"
        await idempotency_salt(books)
    async with database.writing() as books:
        assert await unsalted_rows(books) == 0, "and never will"


async def test_an_older_database_says_up_to_which_row(database: Database) -> None:
    async with database.writing() as books:
        account = await books.accounts.ensure("vk", 7, at=datetime.now(UTC))
        await idempotency_salt(books)  # all that the older version did
        word = Tell(chat=5, prompt=Prompt(text=rich("Добрый день")))
        row = await books.outbox.put(account.id, 5, word, lane=BULK, now=datetime.now(UTC))
    async with database.writing() as books:
        assert await unsalted_rows(books) == row
        await books.outbox.put(account.id, 5, word, lane=BULK, now=datetime.now(UTC))
        assert await unsalted_rows(books) == row
