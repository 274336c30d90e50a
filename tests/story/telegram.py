"""The story's stage on Telegram: the Bot API over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.telegram import TelegramServer
from tests.story.stage import Actor, GroupPost, Line, Stage, T

if TYPE_CHECKING:
    from tests.servers.telegram.people import Person

TOKEN = "4242:story-of-namesakes-0123456789abcdef"


@dataclass(slots=True)
class TelegramActor(Actor):
    person: Person = None  # type: ignore[assignment]  # always given; dataclass inheritance wants a default

    def lines(self) -> list[Line]:
        return [
            Line(
                key=str(message.id), text=message.text, labels=tuple(label for row in message.buttons for label in row)
            )
            for message in self.person.saw
        ]

    async def say(self, text: str) -> None:
        await self.person.sends(text)

    async def press(self, label: str) -> None:
        await self.person.presses(label)

    async def show(self, *pictures: bytes) -> None:
        if len(pictures) == 1:
            await self.person.sends_photo(pictures[0])
        else:
            await self.person.sends_album(list(pictures))

    async def come(self, payload: str) -> None:
        await self.person.sends(f"/start {payload}".strip())


class TelegramStage(Stage):
    albums_apart = True
    repeats_after_a_kill = True

    def __init__(self, server: TelegramServer, title: str) -> None:
        self.server = server
        self.bot = server.add_bot(token=TOKEN, username="tezki_bot")
        self.title = title
        self.environment = {"TEZKI_TELEGRAM__TOKEN": TOKEN, "TEZKI_TELEGRAM__API_URL": server.url}

    def actor(self, name: str) -> TelegramActor:
        return TelegramActor(name, self, person=self.server.person(name))

    async def ready(self) -> None:
        """Telegram keeps what nobody has fetched yet."""

    async def bind_group(self, founder: Actor) -> None:
        assert isinstance(founder, TelegramActor)
        self.group = self.server.group(self.title, forum=True, owner=founder.person)
        link = next(link for message in reversed(founder.person.saw) for link in message.links if "startgroup" in link)
        await self.group.follows(link, by=founder.person)
        await self.group.changes_rights(self.bot, {"can_manage_topics", "can_pin_messages"})

    def posts(self) -> list[GroupPost]:
        topics = {topic.id: topic.name for topic in self.group.topics}
        return [
            GroupPost(text=message.text, section=topics.get(message.thread or 0), pictures=len(message.photos))
            for message in self.group.posts()
        ]

    async def wait(self, condition: Callable[[], T]) -> T:
        return await self.server.wait_for(condition)
