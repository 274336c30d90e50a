"""A message and the chat it stands in, in their current form, as both people and bots see them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from tests.servers.telegram import html
from tests.servers.telegram.membership import GONE, Member

if TYPE_CHECKING:
    from tests.servers.telegram.accounts import Bot, User

Json = dict[str, Any]
Kind = Literal["private", "group", "supergroup", "channel"]
GENERAL = 1


@dataclass(slots=True, kw_only=True)
class Topic:
    """A section of a forum; `id` is the thread's id, that of the message that opened it."""

    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Chat:
    """A private talk of one bot with one person, or a group."""

    id: int
    kind: Kind
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    person: "User | None" = None
    bot: "Bot | None" = None
    members: dict[int, Member] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    """Permissions that plain members do not have."""
    hidden_members: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    blocked: bool = False
    started: bool = False

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def standing(self, user_id: int) -> Member:
        return self.members.get(user_id, GONE)

    def next_id(self) -> int:
        """Ids grow per bot in private talks and per chat in groups."""
        if self.bot is not None:
            self.bot.last_message_id += 1
            return self.bot.last_message_id
        self.last_id += 1
        return self.last_id

    def json(self) -> Json:
        body: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            body["first_name"] = self.person.first_name
            if self.person.username:
                body["username"] = self.person.username
            return body
        body["title"] = self.title
        if self.username:
            body["username"] = self.username
        if self.is_forum:
            body["is_forum"] = True
        return body


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message. `content` holds the fields of the Bot API's Message that say what it is."""

    chat: Chat
    id: int
    sender: "User"
    at: datetime
    content: Json
    number: int
    thread: int | None = None
    markup: Json | None = None
    reply_to: "Message | None" = None
    edited_at: datetime | None = None
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)
    asked: Json = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<message {self.id} in {self.chat.id}: {self.text!r} {self.buttons}>"

    @property
    def text(self) -> str:
        """The plain text, or the caption."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def first_text(self) -> str:
        """What it said when it was sent."""
        first = self.versions[0] if self.versions else self.content
        return str(first.get("text", first.get("caption", "")))

    @property
    def is_post(self) -> bool:
        """Whether it says something, unlike a service message («pinned», «new title»)."""
        return any(name in self.content for name in ("text", "photo", "document", "contact", "location"))

    @property
    def entities(self) -> list[Json]:
        return [*self.content.get("entities", ()), *self.content.get("caption_entities", ())]

    @property
    def html(self) -> str:
        return html.unparse(self.text, self.entities)

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def photos(self) -> list[str]:
        """The file id of the picture in its largest size; a message holds one picture, an album is several messages."""
        return [self.content["photo"][-1]["file_id"]] if "photo" in self.content else []

    @property
    def document(self) -> Json | None:
        return self.content.get("document")

    @property
    def album(self) -> str | None:
        return self.content.get("media_group_id")

    @property
    def links(self) -> list[str]:
        """Addresses in the text and on the buttons."""
        inside = [entity["url"] for entity in self.entities if "url" in entity]
        rows = (self.markup or {}).get("inline_keyboard", [])
        return inside + [button["url"] for row in rows for button in row if "url" in button]

    @property
    def link(self) -> str:
        """The address of a message in a supergroup."""
        assert self.chat.kind in ("supergroup", "channel"), "only messages of supergroups have addresses"
        place = self.chat.username or f"c/{str(self.chat.id).removeprefix('-100')}"
        thread = f"{self.thread}/" if self.thread else ""
        return f"https://t.me/{place}/{thread}{self.id}"

    def button(self, label: str) -> Json:
        """The inline button with this label; AssertionError when there is none."""
        for row in (self.markup or {}).get("inline_keyboard", []):
            for button in row:
                if button["text"] == label:
                    return dict(button)
        raise AssertionError(f"no button {label!r} in {self!r}")

    def json(self, *, nested: bool = False) -> Json:
        body: Json = {
            "message_id": self.id,
            "date": int(self.at.timestamp()),
            "chat": self.chat.json(),
            "from": self.sender.json(),
        }
        if self.edited_at is not None:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.thread is not None:
            body["message_thread_id"] = self.thread
            body["is_topic_message"] = True
        if self.reply_to is not None and not nested:
            body["reply_to_message"] = self.reply_to.json(nested=True)
        body |= self.content
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body
