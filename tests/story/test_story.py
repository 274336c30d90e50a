"""The acceptance test: the whole story in the real program, which is killed between any two turns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.servers.telegram import TelegramServer
from tests.servers.vk.server import VkServer
from tests.story import story
from tests.story.process import Nursery, RunningProgram
from tests.story.stage import Stage
from tests.story.telegram import TelegramStage
from tests.story.vk import VkStage

pytestmark = [pytest.mark.story, pytest.mark.timeout(900)]

GROUP = "Тёзки Александровки"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


@asynccontextmanager
async def on_stage(messenger: str) -> AsyncIterator[Stage]:
    """The stage on that messenger; a request that the official schema does not allow fails the test."""
    if messenger == "telegram":
        async with TelegramServer() as telegram:
            yield TelegramStage(telegram, GROUP)
            assert telegram.violations == []
    else:
        async with VkServer() as vk:
            yield VkStage(vk, GROUP)
            assert vk.violations == []


@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_the_story_survives_a_kill_between_any_two_turns(
    messenger: str, database_url: str, nursery: Nursery, tmp_path: Path
) -> None:
    async with on_stage(messenger) as stage:
        environment = stage.environment | {"TEZKI_DATABASE_URL": database_url}
        stage.program = RunningProgram(nursery, environment, tmp_path)
        stage.kill_between_turns = True
        stage.program.start()
        try:
            await stage.ready()
            await story.whole(stage)
        finally:
            stage.program.stop()
        assert stage.program.kills > 80
        if messenger == "vk":
            assert_nothing_twice(stage)


def assert_nothing_twice(stage: Stage) -> None:
    """On VK no post may ever double: a repeated call is the same call (RELIABILITY: I3)."""
    posts = [post.text for post in stage.posts()]
    assert len(posts) == len(set(posts))
