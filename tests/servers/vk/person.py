"""A person with the VK application open: writes, presses buttons, sees what the community sent."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from tests.servers.vk import formatting
from tests.servers.vk.community import Press
from tests.servers.vk.conversation import Message
from tests.servers.vk.events import CLIENT_INFO
from tests.servers.vk.media import Attachment
from tests.servers.vk.wall import Comment, Post

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.world import World


class Person:
    """Somebody with a page in VK. Every deed is instant; the bot hears of it through the community's events."""

    def __init__(self, world: World, *, number: int, name: str, screen_name: str = "") -> None:
        self.world = world
        self.id = number
        self.first_name, _, self.last_name = name.partition(" ")
        self.screen_name = screen_name or f"id{number}"
        self.facts: dict[str, Any] = {}  # more fields of users.get: city, timezone, sex …
        self.client_info = dict(CLIENT_INFO)  # an old application knows fewer `button_actions`
        self.snackbars: list[str] = []
        self.opened: list[str] = []  # links that buttons opened

    # Words

    def writes(self, community: Community, text: str, *, ref: str | None = None) -> Message:
        """A message; `ref` is the parameter of a link vk.me/name?ref=…"""
        return self._sends(community, text=text, ref=ref)

    def writes_formatted(self, community: Community, text: str, *items: dict[str, Any]) -> Message:
        """Words of which some are bold or lead somewhere, as the application marks them."""
        formatting.parse(json.dumps({"version": 1, "items": items}), text)
        return self._sends(community, text=text, format_data={"version": "1", "items": list(items)})

    def edits(self, community: Community, message: Message, text: str) -> None:
        """Corrects what they wrote before: VK tells of it with the whole message and without `client_info`."""
        message.text, message.edited = text, self.world.stamp
        community.emits("message_edit", message.as_json)

    def starts(self, community: Community, *, ref: str | None = None) -> Message:
        """Presses «Начать», which is shown when the conversation is empty."""
        return self._sends(community, text="Начать", payload='{"command":"start"}', ref=ref)

    def replies(self, community: Community, message: Message, text: str) -> Message:
        return self._sends(community, text=text, reply_to=message)

    def forwards(self, community: Community, *messages: Message, text: str = "") -> Message:
        return self._sends(community, text=text, forwarded=messages)

    def sends_photo(self, community: Community, *pictures: bytes, text: str = "") -> Message:
        """One message with all these pictures."""
        media = self.world.media
        return self._sends(community, text=text, attachments=tuple(media.photo(self.id, p) for p in pictures))

    def sends_document(self, community: Community, content: bytes, title: str, *, text: str = "") -> Message:
        document = self.world.media.document(self.id, content, title)
        return self._sends(community, text=text, attachments=(document,))

    def sends_sticker(self, community: Community) -> Message:
        sticker = Attachment(kind="sticker", body={"product_id": 1, "sticker_id": 163, "images": []})
        return self._sends(community, text="", attachments=(sticker,))

    def sends_location(
        self,
        community: Community,
        latitude: float,
        longitude: float,
        *,
        place: dict[str, Any] | None = None,
        **facts: Any,
    ) -> Message:
        """A point on the map; VK adds what it calls the `place` there, mostly its city."""
        geo: dict[str, Any] = {"type": "point", "coordinates": {"latitude": latitude, "longitude": longitude}}
        if place is not None:
            geo["place"] = place
        return self._sends(community, text="", geo=geo, **facts)

    def _sends(self, community: Community, **facts: Any) -> Message:
        conversation = community.conversation(self)
        if not conversation.allowed:
            # Who writes first has allowed the community to write back.
            conversation.allowed = True
            community.emits("message_allow", {"user_id": self.id, "key": ""})
        message = conversation.add(from_id=self.id, **facts)
        community.emits("message_new", {"message": message.as_json, "client_info": self.client_info})
        return message

    # Buttons

    def presses(self, community: Community, label: str, *, message: Message | None = None) -> str | None:
        """Presses the button with this label, the newest one first, or that of the given message.

        A text button sends its label with the payload; a callback button gives its event id back (answer in
        `snackbars`, `opened`); a link button opens its link. LookupError when there is no such button.
        """
        conversation = community.conversation(self)
        button, under = conversation.button(label, message)
        match button.kind:
            case "callback":
                return self._calls_back(community, button.payload, under)
            case "open_link":
                assert button.link is not None
                self.opened.append(button.link)
                return button.link
            case "location":
                self.sends_location(community, 56.8587, 35.9176, payload=button.payload)
            case _:
                self._sends(community, text=button.label, payload=button.payload)
        if conversation.keyboard and conversation.keyboard.one_time and under is None:
            conversation.keyboard = None
        return None

    def _calls_back(self, community: Community, payload: str | None, under: Message | None) -> str:
        event_id = secrets.token_hex(6)
        community.presses[event_id] = Press(self, self.world.stamp)
        body: dict[str, Any] = {
            "user_id": self.id,
            "peer_id": self.id,
            "event_id": event_id,
            # The schema says string, real events carry the object.
            "payload": json.loads(payload) if payload else {},
        }
        if under is not None:
            body["conversation_message_id"] = under.cmid
        community.emits("message_event", body)
        return event_id

    # Permissions and membership

    def forbids(self, community: Community, *, code: int = 901) -> None:
        """Forbids the community to write: simply (901), by its blacklist (900) or by privacy settings (902)."""
        conversation = community.conversation(self)
        conversation.allowed, conversation.refusal = False, code
        community.emits("message_deny", {"user_id": self.id})

    def allows(self, community: Community, *, key: str = "") -> None:
        community.conversation(self).allowed = True
        community.emits("message_allow", {"user_id": self.id, "key": key})

    def joins(self, community: Community, *, how: str = "join") -> None:
        community.members.add(self.id)
        community.emits("group_join", {"user_id": self.id, "join_type": how})

    def leaves(self, community: Community) -> None:
        community.members.discard(self.id)
        community.emits("group_leave", {"user_id": self.id, "self": 1})

    # The wall

    def comments(self, community: Community, post: Post, text: str) -> Comment:
        return community.add_comment(post, from_id=self.id, text=text)

    # Eyes

    def saw(self, community: Community) -> list[Message]:
        """Messages from the community in their current form, deleted ones left out."""
        return community.conversation(self).seen

    def keyboard(self, community: Community) -> list[list[str]]:
        """Labels of the regular keyboard below the conversation; empty when it is hidden."""
        keyboard = community.conversation(self).keyboard
        return keyboard.labels if keyboard else []
