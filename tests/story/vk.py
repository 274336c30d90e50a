"""The story's stage on VK: the API of a community over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.servers.vk.server import VkServer
from tests.story.stage import Actor, GroupPost, Line, Stage, T

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person

SECTIONS = ("Присоединение", "Планы", "Хроника")
"""Told apart by their hashtags: a wall has no sections."""
KEY = "vk1.a.story-of-namesakes-0123456789"


@dataclass(slots=True)
class VkActor(Actor):
    person: Person = None  # type: ignore[assignment]  # always given; dataclass inheritance wants a default
    community: Community = None  # type: ignore[assignment]  # as above

    def lines(self) -> list[Line]:
        shown = self.person.saw(self.community)
        under_the_input = tuple(label for row in self.person.keyboard(self.community) for label in row)
        return [
            Line(
                key=str(message.cmid),
                text=message.text,
                labels=tuple(label for row in message.buttons for label in row)
                or (under_the_input if message is shown[-1] else ()),
            )
            for message in shown
        ]

    async def say(self, text: str) -> None:
        self.person.writes(self.community, text)

    async def press(self, label: str) -> None:
        last = self.person.saw(self.community)[-1]
        under = last if any(label in row for row in last.buttons) else None
        self.person.presses(self.community, label, message=under)

    async def show(self, *pictures: bytes) -> None:
        self.person.sends_photo(self.community, *pictures)

    async def come(self, payload: str) -> None:
        if payload:
            self.person.writes(self.community, "Начать", ref=payload)
        else:
            self.person.starts(self.community)


class VkStage(Stage):
    def __init__(self, server: VkServer, title: str) -> None:
        self.server = server
        self.founder = server.person("Анна")
        self.community = server.add_community(
            title,
            screen_name="tezki",
            key=KEY,
            rights=("messages", "manage", "wall", "docs", "photos"),
            founder=self.founder,
        )
        self.environment = {
            "TEZKI_VK__TOKEN": KEY,
            "TEZKI_VK__GROUP_ID": str(self.community.id),
            "TEZKI_VK__API_URL": server.url,
        }
        self._first = True

    def actor(self, name: str) -> VkActor:
        person, self._first = (self.founder if self._first else self.server.person(name)), False
        return VkActor(name, self, person=person, community=self.community)

    async def ready(self) -> None:
        await self.wait(lambda: self.community.longpoll.waiting)

    async def bind_group(self, founder: Actor) -> None:
        assert isinstance(founder, VkActor)
        link = next(link for link in self._links(founder) if "ref=" in link)
        await founder.come(parse_qs(urlsplit(link).query)["ref"][0])

    def _links(self, founder: VkActor) -> list[str]:
        """Of the buttons, the newest first."""
        return [
            button.link
            for message in reversed(founder.person.saw(self.community))
            if message.keyboard
            for row in message.keyboard.rows
            for button in row
            if button.link
        ]

    def posts(self) -> list[GroupPost]:
        return [
            GroupPost(
                text=post.text,
                section=next((title for title in SECTIONS if f"#{title.lower()}" in post.text), None),
                pictures=len(post.photos) + len(post.documents),
                comments=tuple(comment.text for comment in post.comments),
            )
            for post in self.community.posts
            if post.from_id == self.community.owner_id
        ]

    async def wait(self, condition: Callable[[], T]) -> T:
        return await self.server.wait_for(condition)
