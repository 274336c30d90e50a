"""A community: its settings, managers, wall and conversations, and the events that all of it causes."""

from __future__ import annotations

import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.servers.vk.callback import CallbackServer
from tests.servers.vk.conversation import Conversation, Message
from tests.servers.vk.events import DEFAULT_VERSION, envelope
from tests.servers.vk.longpoll import LongPoll
from tests.servers.vk.wall import Comment, Post

if TYPE_CHECKING:
    from tests.servers.vk.person import Person
    from tests.servers.vk.world import World

ROLES = {"moderator": 1, "editor": 2, "administrator": 3, "creator": 3}


class Community:
    """One community of the test world. Its `key` is what the bot is configured with."""

    def __init__(self, world: World, *, number: int, title: str, screen_name: str, key: str, founder: Person) -> None:
        self.world = world
        self.id = number
        self.title = title
        self.screen_name = screen_name
        self.key = key
        self.user_token: str | None = None
        self.founder = founder
        self.managers: dict[int, str] = {founder.id: "creator"}
        self.members: set[int] = {founder.id}
        self.wall: list[Post] = []
        self.bot_features = True  # "Возможности ботов" in the settings; off means 912 for keyboards
        self.messages_on = True  # the community accepts messages at all
        self.longpoll = LongPoll(world.changed)
        self.longpoll_on = False
        self.longpoll_version = DEFAULT_VERSION
        self.longpoll_events: set[str] = {"message_new"}
        self.callbacks: dict[int, CallbackServer] = {}
        self.confirmation = secrets.token_hex(4)
        self.presses: dict[str, Press] = {}
        self.sent: dict[tuple[int, tuple[int, ...]], dict[int, Message]] = defaultdict(dict)  # by random_id and peers
        self.happened: list[tuple[str, dict[str, Any]]] = []
        self._conversations: dict[int, Conversation] = {}

    @property
    def owner_id(self) -> int:
        """The community as an owner or author: its id with a minus."""
        return -self.id

    @property
    def spinning(self) -> list[str]:
        """Ids of button presses that nobody has answered yet."""
        return [event_id for event_id, press in self.presses.items() if not press.answered]

    def conversation(self, person: Person) -> Conversation:
        if person.id not in self._conversations:
            self._conversations[person.id] = Conversation(community=self, person=person)
        return self._conversations[person.id]

    def post(self, number: int) -> Post | None:
        return next((p for p in self.wall if p.id == number and not p.deleted), None)

    @property
    def posts(self) -> list[Post]:
        """The wall as a visitor sees it: published, not deleted, in order of appearance."""
        return [p for p in self.wall if p.kind == "post" and not p.deleted]

    # What people who run the community do by hand.

    def says(self, person: Person, text: str) -> Message:
        """A manager answers the person by hand: the bot hears message_reply."""
        message = self.conversation(person).add(from_id=self.owner_id, text=text)
        self.emits("message_reply", message.as_json)
        return message

    def renames(self, title: str, *, by: Person | None = None) -> None:
        changes = {"title": {"old_value": self.title, "new_value": title}}
        self.title = title
        self.emits("group_change_settings", {"user_id": (by or self.founder).id, "changes": changes})

    def appoints(self, person: Person, role: str = "administrator") -> None:
        """Gives a person a role (moderator, editor, administrator)."""
        self._change_officer(person, role)

    def dismisses(self, person: Person) -> None:
        """Takes a manager's role away."""
        self._change_officer(person, None)

    def posts_by_hand(self, text: str) -> Post:
        """A manager writes on the wall in the community's name."""
        return self.add_post(from_id=self.owner_id, text=text)

    def forbids_messages(self) -> None:
        """Messages are switched off in the settings: nobody writes, and nothing can be written."""
        self.messages_on = False
        self.world.changed()

    def takes_messages(self) -> None:
        """Messages are switched on (again)."""
        self.messages_on = True
        self.world.changed()

    def polls(self, *events: str) -> None:
        """Long Poll is switched on in the settings, with these events ticked; with none it is switched off."""
        self.longpoll_on, self.longpoll_events = bool(events), set(events)
        self.longpoll.expires_key()

    def changes_rights(self, *rights: str) -> None:
        """The key may do this from now on, and nothing else."""
        self.world.tokens[self.key].rights = frozenset(rights)

    def revokes_key(self) -> None:
        """The key is taken back in the settings: every call with it answers error 5."""
        self.world.tokens[self.key].revoked = True

    # What the API and the actors do.

    def add_post(self, *, from_id: int, text: str, **facts: Any) -> Post:
        number = self.world.next_number(f"post {self.id}")
        post = Post(id=number, owner_id=self.owner_id, from_id=from_id, date=self.world.stamp, text=text, **facts)
        self.wall.append(post)
        if post.kind != "postpone":
            self.emits("wall_post_new", post.as_json)
        return post

    def add_comment(self, post: Post, *, from_id: int, text: str, **facts: Any) -> Comment:
        comment = Comment(
            id=self.world.next_number(f"post {self.id}"),
            owner_id=self.owner_id,
            post_id=post.id,
            from_id=from_id,
            date=self.world.stamp,
            text=text,
            **facts,
        )
        post.comments.append(comment)
        self.emits("wall_reply_new", comment.as_json)
        return comment

    def emits(self, kind: str, body: dict[str, Any]) -> None:
        """Tell the bot by every transport that is on and has asked for this type of event."""
        event_id = secrets.token_hex(20)
        self.happened.append((kind, body))
        for _ in range(2 if self.world.deliver_twice else 1):
            if self.longpoll_on and kind in self.longpoll_events:
                self.longpoll.append(
                    envelope(kind, body, group_id=self.id, event_id=event_id, api_version=self.longpoll_version)
                )
            for server in self.callbacks.values():
                if kind in server.enabled:
                    server.put(
                        envelope(kind, body, group_id=self.id, event_id=event_id, api_version=server.api_version)
                    )
        self.world.changed()

    def _change_officer(self, person: Person, role: str | None) -> None:
        old = ROLES.get(self.managers.pop(person.id, ""), 0)
        if role is not None:
            self.managers[person.id] = role
        body = {
            "admin_id": self.founder.id,
            "user_id": person.id,
            "level_old": old,
            "level_new": ROLES[role] if role else 0,
        }
        self.emits("group_officers_edit", body)


class Press:
    """A press of a callback button that waits for its answer."""

    LIFETIME = 60  # seconds

    def __init__(self, person: Person, pressed_at: int) -> None:
        self.person = person
        self.pressed_at = pressed_at
        self.answered = False
