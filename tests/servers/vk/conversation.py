"""A community and a person talk: messages in their current form, the keyboard below, who may write."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.servers.vk.formatting import Span
from tests.servers.vk.keyboard import Button, Keyboard
from tests.servers.vk.media import Attachment

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as it stands now. `cmid` counts within the conversation, `id` within the community."""

    id: int
    cmid: int
    date: int
    peer_id: int
    from_id: int
    text: str
    attachments: tuple[Attachment, ...] = ()
    keyboard: Keyboard | None = None
    spans: tuple[Span, ...] = ()
    payload: str | None = None
    ref: str | None = None
    geo: dict[str, Any] | None = None
    format_data: dict[str, Any] | None = None  # of what a person wrote; ours is in `spans`
    forwarded: tuple[Message, ...] = ()
    reply_to: Message | None = None
    random_id: int = 0
    edited: int | None = None
    put: str | None = None
    """What it said before it was edited first."""
    deleted: bool = False

    @property
    def outgoing(self) -> bool:
        return self.from_id < 0

    @property
    def first_text(self) -> str:
        """What it said when it was sent."""
        return self.text if self.put is None else self.put

    @property
    def buttons(self) -> list[list[str]]:
        """Labels of the keyboard that came with this message, row by row."""
        return self.keyboard.labels if self.keyboard else []

    @property
    def photos(self) -> list[bytes]:
        return [a.content for a in self.attachments if a.kind == "photo"]

    @property
    def documents(self) -> dict[str, bytes]:
        return {a.title: a.content for a in self.attachments if a.kind == "doc"}

    @property
    def as_json(self) -> dict[str, Any]:
        """The message object of VK (messages_message, 5.103 and later)."""
        body: dict[str, Any] = {
            "date": self.date,
            "from_id": self.from_id,
            "id": self.id,
            "version": self.id + 10_000_000,
            "out": int(self.outgoing),
            "important": False,
            "is_hidden": False,
            "attachments": [a.as_json for a in self.attachments],
            "conversation_message_id": self.cmid,
            "fwd_messages": [m.as_foreign for m in self.forwarded],
            "text": self.text,
            "peer_id": self.peer_id,
            "random_id": self.random_id,
        }
        if self.reply_to is not None:
            body["reply_message"] = self.reply_to.as_foreign
        for name in ("payload", "ref", "geo", "format_data"):
            if (value := getattr(self, name)) is not None:
                body[name] = value
        if self.edited is not None:
            body["update_time"] = self.edited
        return body

    @property
    def as_foreign(self) -> dict[str, Any]:
        """The shorter object that stands inside another message."""
        return {
            "date": self.date,
            "from_id": self.from_id,
            "text": self.text,
            "attachments": [a.as_json for a in self.attachments],
            "conversation_message_id": self.cmid,
            "peer_id": self.peer_id,
            "id": self.id,
        }


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The private chat of one person with one community."""

    community: Community
    person: Person
    messages: list[Message] = field(default_factory=list)
    keyboard: Keyboard | None = None  # the regular one; an inline one lives in its message
    allowed: bool = False  # the person wrote first or pressed "allow"
    refusal: int = 901  # which error a send meets while it is not allowed

    def add(self, **facts: Any) -> Message:
        """A new last message."""
        world = self.community.world
        message = Message(
            id=world.next_number(f"message {self.community.id}"),
            cmid=len(self.messages) + 1,
            date=world.stamp,
            peer_id=self.person.id,
            **facts,
        )
        self.messages.append(message)
        if message.outgoing and message.keyboard and not message.keyboard.inline:
            self.keyboard = message.keyboard if message.keyboard.rows else None
        return message

    def find(self, *, cmid: int | None = None, message_id: int | None = None) -> Message | None:
        for message in self.messages:
            if not message.deleted and (message.cmid == cmid if cmid else message.id == message_id):
                return message
        return None

    @property
    def seen(self) -> list[Message]:
        """What the person has before their eyes from the community, deleted messages left out."""
        return [m for m in self.messages if m.outgoing and not m.deleted]

    def button(self, label: str, message: Message | None = None) -> tuple[Button, Message | None]:
        """The button to press and the message it hangs under (None: under the conversation); LookupError if none."""
        if message is not None:
            candidates: list[tuple[Keyboard | None, Message | None]] = [(message.keyboard, message)]
        else:
            inline = [(m.keyboard, m) for m in reversed(self.seen) if m.keyboard and m.keyboard.inline]
            candidates = [*inline[:1], (self.keyboard, None), *inline[1:]]
        for keyboard, under in candidates:
            if keyboard and (button := keyboard.find(label)):
                return button, under if keyboard.inline else None
        shown = [keyboard.labels for keyboard, _ in candidates if keyboard]
        raise LookupError(f"no button {label!r}; there are {json.dumps(shown, ensure_ascii=False)}")
