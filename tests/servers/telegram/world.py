"""The world behind the Bot API: accounts, chats and what is written in them. No HTTP here."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.servers.telegram.accounts import Bot, Press, Update, User
from tests.servers.telegram.bell import Bell
from tests.servers.telegram.files import Files
from tests.servers.telegram.membership import Member
from tests.servers.telegram.messages import Chat, Json, Kind, Message
from tests.servers.telegram.refusals import BadRequest

FIRST_PERSON = 5_000_000_001
FIRST_GROUP = -4_100_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
"""Ids of people, groups and supergroups do not fit into 32 bits, as in life."""


class World:
    """Accounts and chats. Every change rings the bell."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.bell = Bell()
        self.files = Files()
        self.bots: dict[str, Bot] = {}
        self.people: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.talks: dict[tuple[int, int], Chat] = {}
        self.callback_seconds = 15.0
        self._numbers = iter(range(1, 10**9))
        self._chance = random.Random(7)  # noqa: S311 - update ids after a silence, no secret
        self._reordering: list[Update] | None = None

    def number(self) -> int:
        """The next number of the world: messages are ordered by it, albums and presses named after it."""
        return next(self._numbers)

    # Accounts and chats

    def add_bot(self, token: str, username: str, *, privacy: bool = True) -> Bot:
        head = token.split(":", maxsplit=1)[0]
        user = User(id=int(head), first_name=username, username=username, is_bot=True)
        bot = self.bots[token] = Bot(token=token, user=user, privacy=privacy)
        return bot

    def add_person(self, name: str, *, id: int | None = None, **facts: Any) -> User:  # noqa: A002 - Telegram's word
        number = id if id is not None else FIRST_PERSON + len(self.people)
        user = self.people[number] = User(id=number, first_name=name, **facts)
        return user

    def add_group(self, title: str, kind: Kind, *, forum: bool = False, username: str | None = None) -> Chat:
        first = FIRST_GROUP if kind == "group" else FIRST_SUPERGROUP
        chat = Chat(id=first - len(self.groups), kind=kind, title=title, is_forum=forum, username=username)
        self.groups[chat.id] = chat
        return chat

    def talk(self, bot: Bot, person: User) -> Chat:
        """The private talk of a bot with a person; it exists from the first look at it."""
        key = (bot.id, person.id)
        if key not in self.talks:
            self.talks[key] = Chat(id=person.id, kind="private", person=person, bot=bot)
        return self.talks[key]

    def chat(self, bot: Bot, name: str) -> Chat:
        """The chat that a bot calls by id or @username; BadRequest when there is none for it."""
        if name.startswith("@"):
            found = [chat for chat in self.groups.values() if chat.username == name[1:]]
            if not found:
                raise BadRequest("chat not found")
            return found[0]
        try:
            number = int(name)
        except ValueError as error:
            raise BadRequest("chat not found" if name else "chat_id is empty") from error
        if number in self.groups and bot.id in self.groups[number].members:
            return self.groups[number]
        if number in self.people:
            return self.talk(bot, self.people[number])
        raise BadRequest("chat not found")

    def bots_in(self, chat: Chat) -> list[Bot]:
        if chat.bot is not None:
            return [chat.bot]
        return [bot for bot in self.bots.values() if chat.standing(bot.id).present]

    def user(self, user_id: int) -> User | None:
        bots = {bot.id: bot.user for bot in self.bots.values()}
        return self.people.get(user_id) or bots.get(user_id)

    # What happens

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        thread: int | None = None,
        markup: Json | None = None,
        reply_to: Message | None = None,
        asked: Json | None = None,
    ) -> Message:
        """Put a message into a chat and tell the bots that may see it."""
        message = Message(
            chat=chat,
            id=chat.next_id(),
            sender=sender,
            at=self.now(),
            content=content,
            number=self.number(),
            thread=thread,
            markup=markup,
            reply_to=reply_to,
            asked=asked or {},
        )
        chat.messages[message.id] = message
        for bot in self.bots_in(chat):
            self.files.show(content, bot.id)
            if not sender.is_bot and _may_see(bot, message):
                self.tell(bot, "message", message.json(), ("chat", chat.id))
        self.bell.ring()
        return message

    def edit(self, message: Message, content: Json, markup: Json | None) -> None:
        message.versions.append(message.content)
        message.content = content
        message.markup = markup
        message.edited_at = self.now()
        for bot in self.bots_in(message.chat):
            self.files.show(content, bot.id)
            if not message.sender.is_bot and _may_see(bot, message):
                self.tell(bot, "edited_message", message.json(), ("chat", message.chat.id))
        self.bell.ring()

    def delete(self, message: Message) -> None:
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        self.bell.ring()

    def press(self, person: User, message: Message, data: str) -> Press:
        """A person presses an inline button; the bot that sent the message hears of it."""
        bot = next(bot for bot in self.bots.values() if bot.id == message.sender.id)
        press = Press(id=str(4_382_000_000_000 + self.number()), person=person, message=message, at=self.now())
        bot.presses[press.id] = press
        body = {
            "id": press.id,
            "from": person.json(),
            "message": message.json(),
            "chat_instance": str(abs(message.chat.id) * 7),
            "data": data,
        }
        self.tell(bot, "callback_query", body, ("press", person.id))
        return press

    def stand(self, chat: Chat, user: User, new: Member, *, by: User) -> None:
        """Change somebody's standing in a chat and tell those who are told of such things."""
        old = chat.standing(user.id)
        chat.members[user.id] = new
        body = {
            "chat": chat.json(),
            "from": by.json(),
            "date": int(self.now().timestamp()),
            "old_chat_member": old.json(user.json()),
            "new_chat_member": new.json(user.json()),
        }
        for bot in self.bots.values():
            if bot.id == user.id:
                self.tell(bot, "my_chat_member", body, ("chat", chat.id))
            elif chat.standing(bot.id).rules:
                self.tell(bot, "chat_member", body, ("chat", chat.id))
        self.bell.ring()

    def tell(self, bot: Bot, kind: str, body: Json, lane: tuple[str, int]) -> None:
        update = bot.hears(kind, body, lane)
        if update is not None and self._reordering is not None:
            bot.pending.remove(update)
            self._reordering.append(update)
        self.bell.ring()

    # Mischief with updates

    def deliver_again(self, bot: Bot, update: Update | None = None) -> None:
        """Queue an update once more under its own id, as if it had never been confirmed; the last one by default."""
        update = update or bot.history[-1]
        bot.pending.append(Update(id=update.id, kind=update.kind, body=update.body, lane=update.lane, again=True))
        self.bell.ring()

    def restart_update_ids(self, bot: Bot) -> None:
        """A week of silence has passed: the next update has a random id, here always a smaller one."""
        bot.next_update_id = self._chance.randrange(1_000_000, bot.next_update_id - 1_000_000)

    @contextmanager
    def out_of_order(self, bot: Bot) -> Iterator[None]:
        """What happens inside reaches the bot at the end, the last first."""
        self._reordering = []
        try:
            yield
        finally:
            held, self._reordering = self._reordering, None
            bot.pending.extend(reversed(held))
            self.bell.ring()


_SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "group_chat_created", "supergroup_chat_created",
    "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened",
)  # fmt: skip


def _may_see(bot: Bot, message: Message) -> bool:
    """Privacy mode: in groups a bot that is no administrator hears commands, replies to it and service messages."""
    if message.chat.private or not bot.privacy or message.chat.standing(bot.id).rules:
        return True
    if any(name in message.content for name in _SERVICE):
        return True
    if message.reply_to is not None and message.reply_to.sender is bot.user:
        return True
    if not message.text.startswith("/"):
        return f"@{bot.username}" in message.text
    command = message.text.split(maxsplit=1)[0]
    return "@" not in command or command.endswith(f"@{bot.username}")
