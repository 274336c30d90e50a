"""VK keeps what every messenger promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.messengers.vk import api
from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import Messenger
from tests.messengers.contract import OverNetwork, Trouble
from tests.messengers.vk.conftest import Make
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

NOWHERE = "http://127.0.0.1:9"
"""A port at which nobody listens."""


@dataclass(slots=True)
class VkGround:
    messenger: VkMessenger
    vk: VkServer
    community: Community
    maria: Person
    make: Make
    knows_repeats = True

    @property
    def secrets(self) -> Sequence[str]:
        return (self.community.key,)

    @property
    def chat(self) -> int:
        return self.maria.id

    async def reads(self) -> Sequence[str]:
        return [message.text for message in self.maria.saw(self.community)]

    async def _heard(self) -> None:
        """VK tells a bot only of what happens while it listens."""
        await self.vk.wait_for(lambda: self.community.longpoll.waiting)

    async def asks(self) -> Sequence[Sequence[str]]:
        boards = [message.keyboard for message in self.maria.saw(self.community)]
        return [[label for row in board.labels for label in row] if board is not None else [] for board in boards]

    async def says(self, text: str) -> None:
        await self._heard()
        self.maria.writes(self.community, text)

    async def says_told_twice(self, text: str) -> None:
        await self._heard()
        self.vk.deliver_twice = True
        self.maria.writes(self.community, text)
        self.vk.deliver_twice = False

    async def presses(self, label: str) -> None:
        await self._heard()
        self.maria.presses(self.community, label)

    async def follows(self, payload: str) -> None:
        await self._heard()
        self.maria.starts(self.community, ref=payload)

    async def shows(self, picture: bytes) -> None:
        await self._heard()
        self.maria.sends_document(self.community, picture, "афиша.jpg")

    async def blocks(self) -> None:
        self.maria.forbids(self.community)

    async def does_something_unheard_of(self) -> None:
        await self._heard()
        self.community.longpoll_events = {*self.community.longpoll_events, "story_new"}
        self.community.emits("story_new", {"owner_id": self.maria.id, "story": {"id": 1}})

    async def suffers(self, trouble: Trouble) -> None:
        match trouble:
            case Trouble.TOO_FAST:
                self.vk.fails("messages.send", *[6] * api.TRIES)
            case Trouble.OVERLOADED:
                self.vk.fails("messages.send", *[10] * api.TRIES)
            case Trouble.ANSWER_LOST:  # the adapter asks again by itself
                self.vk.faults.next("messages.send", *[faults.reset_after_done()] * api.TRIES)
            case Trouble.KEY_REVOKED:
                self.community.revokes_key()

    async def unplugged(self) -> Messenger:
        return self.make(api_url=NOWHERE)


class TestContract(OverNetwork):
    @pytest.fixture
    async def ground(  # noqa: PLR0917 - fixtures
        self,
        messenger: VkMessenger,
        vk: VkServer,
        community: Community,
        maria: Person,
        make: Make,
        monkeypatch: pytest.MonkeyPatch,
    ) -> VkGround:
        monkeypatch.setattr(api, "FIRST_PAUSE", 0)
        return VkGround(messenger, vk, community, maria, make)
