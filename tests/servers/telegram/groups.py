"""Groups as places of a test: bots come and go, rights change, the title changes, the group becomes a supergroup."""

import re
from urllib.parse import parse_qs, urlsplit

from tests.servers.telegram.accounts import Bot
from tests.servers.telegram.membership import (
    GONE,
    KICKED,
    MUTED,
    OWNER,
    PLAIN,
    Member,
    administrator,
)
from tests.servers.telegram.messages import Chat, Json, Message, Topic
from tests.servers.telegram.people import Person
from tests.servers.telegram.world import World

ALL_RIGHTS = frozenset({
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
})  # fmt: skip
GENERAL_TOPIC = "General"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Group:
    """A group, supergroup or forum. `chat` is where it lives now; `migrates` moves it."""

    def __init__(self, world: World, chat: Chat, owner: Person) -> None:
        self.chat = chat
        self.owner = owner
        self._world = world
        chat.members[owner.id] = OWNER

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.title

    # Bots

    async def adds_bot(
        self,
        bot: Bot,
        *,
        rights: frozenset[str] | set[str] | None = ALL_RIGHTS,
        start_payload: str | None = None,
        by: Person | None = None,
    ) -> None:
        """Add a bot as administrator with these rights (`None`: as a plain member).

        A payload comes from a link t.me/bot?startgroup=payload: the one who adds then says /start@bot payload.
        """
        actor = (by or self.owner).user
        self._world.stand(self.chat, bot.user, _standing(rights), by=actor)
        added: Json = {"new_chat_members": [bot.user.json()]}
        self._world.post(self.chat, actor, added)
        if start_payload is not None:
            assert _PAYLOAD.fullmatch(start_payload), "a startgroup parameter is 1 to 64 of A-Za-z0-9_-"
            await (by or self.owner).sends(f"/start@{bot.username} {start_payload}", to=self)

    async def follows(self, link: str, *, by: Person | None = None) -> None:
        """Add a bot by a link t.me/bot?startgroup=payload&admin=pin_messages+manage_topics."""
        parts = urlsplit(link)
        query = parse_qs(parts.query)
        bot = next(bot for bot in self._world.bots.values() if bot.username == parts.path.strip("/"))
        rights = {f"can_{name}" for name in query["admin"][0].split()} if "admin" in query else None
        await self.adds_bot(bot, rights=rights, start_payload=query.get("startgroup", [None])[0], by=by)

    async def removes_bot(self, bot: Bot, *, by: Person | None = None) -> None:
        self._world.stand(self.chat, bot.user, KICKED, by=(by or self.owner).user)

    async def changes_rights(
        self, bot: Bot, rights: frozenset[str] | set[str] | None, *, by: Person | None = None
    ) -> None:
        """Make the bot an administrator with exactly these rights, or (`None`) a plain member."""
        self._world.stand(self.chat, bot.user, _standing(rights), by=(by or self.owner).user)

    async def mutes_bot(self, bot: Bot) -> None:
        """The bot may read but not write."""
        self._world.stand(self.chat, bot.user, MUTED, by=self.owner.user)

    def forbids(self, *permissions: str) -> None:
        """From now on plain members may not («can_send_photos»); nobody is told."""
        self.chat.forbidden |= set(permissions)

    def allows(self, *permissions: str) -> None:
        self.chat.forbidden -= set(permissions)

    def hides_members(self) -> None:
        """Who is in the group is shown to its administrators only."""
        self.chat.hidden_members = True

    # People

    def admits(self, person: Person, *, rights: frozenset[str] | set[str] | None = None) -> None:
        """A person is in from now on, with rights as administrator; nobody is told but administrators."""
        self._world.stand(self.chat, person.user, _standing(rights), by=person.user)

    async def loses(self, person: Person) -> None:
        self._world.stand(self.chat, person.user, GONE, by=person.user)
        self._world.post(self.chat, person.user, {"left_chat_member": person.user.json()})

    # The group itself

    async def renames(self, title: str, *, by: Person | None = None) -> None:
        self.chat.title = title
        self._world.post(self.chat, (by or self.owner).user, {"new_chat_title": title})

    async def migrates(self) -> None:
        """The basic group becomes a supergroup under a new id; the old id is dead and says so."""
        old = self.chat
        assert old.kind == "group", "only a basic group becomes a supergroup"
        new = self._world.add_group(old.title, "supergroup")
        new.members = dict(old.members)
        self._world.post(old, self.owner.user, {"migrate_to_chat_id": new.id})
        self._world.post(new, self.owner.user, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        self.chat = new

    # Sections

    @property
    def topics(self) -> list[Topic]:
        return list(self.chat.topics.values())

    def topic(self, name: str) -> Topic:
        found = [topic for topic in self.topics if topic.name == name]
        assert found, f"no section {name!r}; there are {[topic.name for topic in self.topics]}"
        return found[0]

    async def opens_topic(self, name: str, *, by: Person | None = None) -> Topic:
        """A person opens a section by hand; the bots see its service message."""
        service: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self._world.post(self.chat, (by or self.owner).user, service)
        message.thread = message.id
        topic = self.chat.topics[message.id] = Topic(id=message.id, name=name)
        return topic

    async def closes_topic(self, name: str) -> None:
        topic = self.topic(name)
        topic.closed = True
        self._world.post(self.chat, self.owner.user, {"forum_topic_closed": {}}, thread=topic.id)

    def switches_topics(self, *, on: bool) -> None:
        """«Темы» in the group's settings; those that there were come back."""
        self.chat.is_forum = on

    async def deletes_topic(self, name: str) -> None:
        """The section is gone with all it held; nobody tells the bots."""
        topic = self.topic(name)
        for message in [message for message in self.chat.messages.values() if message.thread == topic.id]:
            self._world.delete(message)
        del self.chat.topics[topic.id]

    # What is to be read there

    def posts(self, topic: str | None = None) -> list[Message]:
        """What bots wrote here, in its current form; of one section by name («General» for the first), or all."""
        written = [message for message in self.chat.messages.values() if message.sender.is_bot and message.is_post]
        if topic is None:
            return written
        thread = None if topic == GENERAL_TOPIC else self.topic(topic).id
        return [message for message in written if message.thread == thread]


def _standing(rights: frozenset[str] | set[str] | None) -> Member:
    return PLAIN if rights is None else administrator(frozenset(rights))
