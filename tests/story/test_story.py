"""The acceptance test: the whole story in the real program, which is killed between any two turns, or steps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.messengers.playground.browser import Browser
from tests.servers.telegram import TelegramServer
from tests.servers.vk.server import VkServer
from tests.soak import soaking
from tests.story import story
from tests.story.playground import IN_A_BROWSER, PlaygroundStage
from tests.story.process import Nursery, RunningProgram
from tests.story.stage import Stage
from tests.story.telegram import TelegramStage
from tests.story.vk import VkStage

pytestmark = [pytest.mark.waits, pytest.mark.timeout(900)]

GROUP = "Тёзки Александровки"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


@asynccontextmanager
async def on_stage(messenger: str, folder: Path) -> AsyncIterator[Stage]:
    """The stage on that messenger; what its schema, or the browser, complains of fails the test."""
    if messenger == "telegram":
        async with TelegramServer() as telegram:
            yield TelegramStage(telegram, GROUP)
            assert telegram.violations == []
    elif messenger == "vk":
        async with VkServer() as vk:
            yield VkStage(vk, GROUP)
            assert vk.violations == []
    else:
        browser = Browser(folder / "profile")
        try:
            yield PlaygroundStage(browser, folder, GROUP)
            complaints = browser.complaints()
        finally:
            browser.closes()
        assert [one for one in complaints if "ERR_" not in one and "403" not in one] == []


@pytest.mark.parametrize(
    ("messenger", "database_url"),
    [("telegram", "sqlite"), ("vk", "postgresql"), *soaking(("telegram", "postgresql"), ("vk", "sqlite"))],
    indirect=["database_url"],
)
async def test_the_story_survives_a_kill_between_any_two_turns(
    messenger: str, database_url: str, nursery: Nursery, tmp_path: Path
) -> None:
    async with on_stage(messenger, tmp_path) as stage:
        stage.kill_between_turns = True
        await play(stage, database_url, nursery, tmp_path)
        assert stage.program.kills > 80
        if messenger == "vk":
            assert_nothing_twice(stage)


@pytest.mark.parametrize(
    ("messenger", "database_url"),
    [pytest.param("playground", one, marks=IN_A_BROWSER) for one in ("sqlite", *soaking("postgresql"))],
    indirect=["database_url"],
)
async def test_the_story_survives_a_kill_between_any_two_steps(
    messenger: str, database_url: str, nursery: Nursery, tmp_path: Path
) -> None:
    """In a browser. On PostgreSQL a new process waits until the lease of the dead one runs out."""
    async with on_stage(messenger, tmp_path) as stage:
        stage.kill_between_steps = True
        await play(stage, database_url, nursery, tmp_path)
        assert stage.program.kills == 9
        assert_nothing_twice(stage)


async def play(stage: Stage, database_url: str, nursery: Nursery, folder: Path) -> None:
    """The whole story in a program of its own."""
    environment = stage.environment | {"TEZKI_DATABASE_URL": database_url}
    stage.program = RunningProgram(nursery, environment, folder, command=stage.command)
    stage.program.start()
    try:
        await stage.ready()
        await story.whole(stage)
    finally:
        stage.program.stop()


def assert_nothing_twice(stage: Stage) -> None:
    """Only on Telegram may a post double: elsewhere a repeated call is the same call (RELIABILITY: I3)."""
    posts = [post.text for post in stage.posts()]
    assert len(posts) == len(set(posts))
