"""A VK of our tests and a bot that speaks to it, for the tests of the server itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers.vk.client import Bot, Bots
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer


@pytest.fixture
async def vk() -> AsyncIterator[VkServer]:
    async with VkServer() as server:
        yield server
    assert server.violations == []


@pytest.fixture
def bots(vk: VkServer) -> Iterator[Bots]:
    with Bots(vk.url) as opened:
        yield opened


@pytest.fixture
def community(vk: VkServer) -> Community:
    return vk.add_community()


@pytest.fixture
def bot(community: Community, bots: Bots) -> Bot:
    return bots.with_key(community.key)
