"""The accounts: people, and bots with their queue of updates and their settings."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.servers.telegram.messages import Json, Message

DEFAULT_UPDATES = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
    "chat_join_request",
})  # fmt: skip
"""What arrives when allowed_updates was never set: all but chat_member and the reactions."""


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False
    language_code: str | None = None
    deactivated: bool = False

    def json(self) -> Json:
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            body["username"] = self.username
        if self.language_code:
            body["language_code"] = self.language_code
        return body


@dataclass(slots=True, kw_only=True, eq=False)
class Update:
    """Something a bot is to hear. `lane` is what the webhook keeps in order: a chat, or who pressed."""

    id: int
    kind: str
    body: Json
    lane: tuple[str, int]
    again: bool = False

    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


def without(said: Any, names: set[str]) -> Any:
    """What a server of another age says: it does not know these fields."""
    match said:
        case dict():
            return {name: without(value, names) for name, value in said.items() if name not in names}
        case list():
            return [without(one, names) for one in said]
    return said


@dataclass(slots=True, kw_only=True, eq=False)
class Press:
    """A press of an inline button that waits for its answer."""

    id: str
    person: User
    message: Message
    at: datetime
    answered: bool = False


@dataclass(slots=True, kw_only=True)
class Webhook:
    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_at: datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Bot:
    """A bot's account. `privacy` is the setting of @BotFather: in groups it hears only what concerns it."""

    token: str
    user: User
    privacy: bool = True
    pending: deque[Update] = field(default_factory=deque)
    history: list[Update] = field(default_factory=list)
    next_update_id: int = 850_000_001
    last_message_id: int = 0
    allowed: frozenset[str] = DEFAULT_UPDATES
    allowed_as_given: list[str] | None = None
    webhook: Webhook | None = None
    poller: object | None = None
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    about: dict[tuple[str, str], str] = field(default_factory=dict)
    menu: dict[int | None, Json] = field(default_factory=dict)
    logged_out: bool = False
    untold: set[str] = field(default_factory=set)
    """Fields that the bot's server does not know: it is older than the official schema, or newer."""

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def username(self) -> str:
        return self.user.username or ""

    def json(self) -> Json:
        return {
            **self.user.json(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def hears(self, kind: str, body: Json, lane: tuple[str, int]) -> Update | None:
        """Queue an update, unless the bot said that it does not want this kind."""
        if kind not in self.allowed or self.logged_out:
            return None
        update = Update(id=self.next_update_id, kind=kind, body=body, lane=lane)
        self.next_update_id += 1
        self.pending.append(update)
        self.history.append(update)
        return update

    def option(self, scope: Any, language: str | None) -> tuple[str, str]:
        """The key under which commands of a scope and language are kept."""
        scope = scope or {"type": "default"}
        return ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope), language or ""
