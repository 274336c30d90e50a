"""A VK, a community in it and the adapter that is under test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from bot.messengers.vk.messenger import VkMessenger
from talk.updates import AccountId, PictureId
from tests.messengers.vk.ears import Ears, picture
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

Make = Callable[..., VkMessenger]


@pytest.fixture
async def vk() -> AsyncIterator[VkServer]:
    """At the end of the test nothing was asked of it that the official schema does not allow."""
    async with VkServer() as server:
        yield server
    assert server.violations == []


@pytest.fixture
def community(vk: VkServer) -> Community:
    return vk.add_community("Тёзки Александровки", screen_name="alexandrovki", founder=vk.person("Анна Петрова"))


@pytest.fixture
def maria(vk: VkServer, community: Community) -> Person:
    """She has allowed the community to write to her."""
    maria = vk.person("Мария")
    maria.allows(community)
    return maria


@pytest.fixture
async def make(vk: VkServer, community: Community) -> AsyncIterator[Make]:
    """Makes adapters of the community and closes them; no thread of theirs is left."""
    made: list[VkMessenger] = []

    def make(**changes: Any) -> VkMessenger:
        facts: dict[str, Any] = {
            "account": AccountId(7),
            "token": community.key,
            "group_id": community.id,
            "api_url": vk.url,
            "pictures": stored_picture,
            "pause": no_pause,
        }
        made.append(VkMessenger(**(facts | changes)))
        return made[-1]

    yield make
    for messenger in made:
        await messenger.close()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("vk")] == []


@pytest.fixture
def messenger(make: Make) -> VkMessenger:
    return make()


@pytest.fixture
async def ears(messenger: VkMessenger) -> AsyncIterator[Ears]:
    """The adapter listens by long poll until the end of the test."""
    async with Ears(messenger) as ears:
        yield ears


async def stored_picture(number: PictureId) -> bytes:
    """Picture 404 was erased, picture 13 is no picture."""
    if number == 404:
        raise LookupError(number)
    return b"not a picture" if number == 13 else picture()


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


Pause = Callable[[float], Awaitable[None]]
