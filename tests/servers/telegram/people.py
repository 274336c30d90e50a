"""People as actors of a test: they write, press, send pictures, block; and they see what is on their screen."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.servers.telegram import html
from tests.servers.telegram.accounts import Bot, User
from tests.servers.telegram.call import Call
from tests.servers.telegram.membership import KICKED, PLAIN
from tests.servers.telegram.messages import Chat, Json, Message
from tests.servers.telegram.world import World

if TYPE_CHECKING:
    from tests.servers.telegram.groups import Group

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Person:
    """A person with a telephone. Where no place is named, they talk privately with the first bot."""

    def __init__(self, world: World, user: User, calls: list[Call]) -> None:
        self.user = user
        self._world = world
        self._calls = calls

    @property
    def id(self) -> int:
        return self.user.id

    # They write

    async def sends(
        self,
        text: str,
        *,
        to: "Bot | Group | None" = None,
        topic: str | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Write a text, to a bot or in a group (in one of its sections)."""
        marks = html.with_found(text, [])
        content: Json = {"text": text, **({"entities": marks} if marks else {})}
        return self._post(content, to, topic, reply_to)

    async def command(self, text: str, *, to: "Bot | Group | None" = None, topic: str | None = None) -> Message:
        """Send a command: `/start payload`."""
        assert text.startswith("/"), "a command begins with a slash"
        return await self.sends(text, to=to, topic=topic)

    async def follows(self, link: str) -> Message:
        """Open a link to a bot, t.me/tezki_bot?start=payload, and press «Начать»."""
        parts = urlsplit(link)
        payload = parse_qs(parts.query).get("start", [""])[0]
        assert _PAYLOAD.fullmatch(payload), f"a start parameter is up to 64 of A-Za-z0-9_-, not {payload!r}"
        bot = next((bot for bot in self._world.bots.values() if bot.username == parts.path.strip("/")), None)
        assert bot is not None, f"{link} leads to no bot"
        return await self.sends(f"/start {payload}".strip(), to=bot)

    async def sends_photo(
        self, data: bytes, *, caption: str = "", to: "Bot | Group | None" = None, topic: str | None = None
    ) -> Message:
        return self._post(self._photo(data) | _caption(caption), to, topic)

    async def sends_album(
        self, pictures: list[bytes], *, caption: str = "", to: "Bot | Group | None" = None, topic: str | None = None
    ) -> list[Message]:
        """Several pictures at once: as many messages, of one media group, the caption under the first."""
        album = {"media_group_id": str(13_000_000_000_000_000 + self._world.number())}
        captions = [caption, *[""] * (len(pictures) - 1)]
        return [
            self._post(self._photo(data) | _caption(text) | album, to, topic)
            for data, text in zip(pictures, captions, strict=True)
        ]

    async def sends_document(
        self, data: bytes, *, name: str, caption: str = "", to: "Bot | Group | None" = None
    ) -> Message:
        content = self._world.files.keep("document", name, data).content()
        return self._post(content | _caption(caption), to, None)

    async def sends_contact(self, phone: str = "+79000000000", *, to: Bot | None = None) -> Message:
        """Share one's own number, as the button of a reply keyboard does."""
        contact = {"phone_number": phone, "first_name": self.user.first_name, "user_id": self.id}
        return self._post({"contact": contact}, to, None)

    async def sends_location(self, latitude: float, longitude: float, *, to: Bot | None = None) -> Message:
        return self._post({"location": {"latitude": latitude, "longitude": longitude}}, to, None)

    async def sends_venue(self, title: str, address: str, latitude: float, longitude: float) -> Message:
        """A place of a map with its name; its location comes beside it, too."""
        point = {"latitude": latitude, "longitude": longitude}
        venue = {"location": point, "title": title, "address": address}
        return self._post({"venue": venue, "location": point}, None, None)

    async def sends_marked(self, text: str, *marks: Json) -> Message:
        """Words with entities: links behind words, bold."""
        return self._post({"text": text, "entities": list(marks)}, None, None)

    async def edits(self, message: Message, text: str) -> None:
        """Correct one's own message."""
        assert message.sender is self.user, "people edit their own messages only"
        kept = {name: value for name, value in message.content.items() if name not in ("text", "caption", "entities")}
        self._world.edit(message, kept | ({"text": text} if "text" in message.content else _caption(text)), None)

    # They press

    async def presses(self, label: str, *, on: Message | None = None) -> None:
        """Press a button by its label: under this message, else under the last that has it, else of the keyboard.

        A button that opens a link to a bot is followed.
        """
        shown = [on] if on else [message for message in reversed(self.saw) if _has(message, label)]
        if shown:
            button = shown[0].button(label)
            if "url" in button:
                await self.follows(button["url"])
                return
            assert "callback_data" in button, f"{label!r} is no button that the bot hears: {button}"
            await self.presses_data(button["callback_data"], on=shown[0])
            return
        assert any(label in row for row in self.keyboard), (
            f"no button {label!r}; there are {[one.buttons for one in self.saw if one.buttons]}, {self.keyboard}"
        )
        await self.sends(label)

    async def presses_data(self, data: str, *, on: Message) -> None:
        """Press with data of one's own making: old, or forged."""
        self._world.press(self.user, on, data)

    @property
    def alerts(self) -> list[str]:
        """The texts that answered this person's presses."""
        texts = []
        for call in self._calls:
            press = call.bot.presses.get(call.text("callback_query_id") or "")
            if call.method == "answerCallbackQuery" and call.ok and press is not None and press.person is self.user:
                texts.append(call.text("text") or "")
        return [text for text in texts if text]

    @property
    def spinning(self) -> bool:
        """Whether a pressed button still shows its clock."""
        mine = [
            press for bot in self._world.bots.values() for press in bot.presses.values() if press.person is self.user
        ]
        return any(not press.answered for press in mine)

    # They see

    @property
    def saw(self) -> list[Message]:
        """What the bots wrote in the private talks, in its current form; deleted messages are gone."""
        talks = [chat for (_, person), chat in self._world.talks.items() if person == self.id]
        seen = [
            message
            for chat in talks
            for message in list(chat.messages.values())
            if message.sender.is_bot and message.is_post
        ]
        return sorted(seen, key=lambda message: message.number)

    @property
    def last(self) -> Message:
        """The last message a bot wrote to this person."""
        assert self.saw, f"{self.user.first_name} has seen nothing yet"
        return self.saw[-1]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard that is now under the input line."""
        for message in reversed(self.saw):
            if message.markup and "remove_keyboard" in message.markup:
                return []
            if message.markup and "keyboard" in message.markup:
                rows = message.markup["keyboard"]
                return [[button if isinstance(button, str) else button["text"] for button in row] for row in rows]
        return []

    def file(self, file_id: str) -> bytes:
        """The bytes of a picture or document on the screen."""
        return self._world.files.data(file_id)

    # They leave and come back

    async def blocks(self, bot: Bot | None = None) -> None:
        self._set_blocked(bot, blocked=True)

    async def unblocks(self, bot: Bot | None = None) -> None:
        self._set_blocked(bot, blocked=False)

    def deletes_account(self) -> None:
        """From now on bots hear «user is deactivated»."""
        self.user.deactivated = True

    def _set_blocked(self, bot: Bot | None, *, blocked: bool) -> None:
        bot = bot or self._first_bot()
        chat = self._world.talk(bot, self.user)
        chat.blocked = blocked
        chat.members.setdefault(bot.id, PLAIN)
        self._world.stand(chat, bot.user, KICKED if blocked else PLAIN, by=self.user)

    # How it is done

    def _first_bot(self) -> Bot:
        assert self._world.bots, "add a bot first: server.add_bot(...)"
        return next(iter(self._world.bots.values()))

    def _place(self, to: "Bot | Group | None", topic: str | None) -> tuple[Chat, int | None]:
        if to is None or isinstance(to, Bot):
            chat = self._world.talk(to or self._first_bot(), self.user)
            chat.started = True
            if chat.blocked:  # writing to a blocked bot unblocks it
                self._set_blocked(chat.bot, blocked=False)
            return chat, None
        if not to.chat.standing(self.id).present:
            to.admits(self)
        return to.chat, to.topic(topic).id if topic else None

    def _post(
        self, content: Json, to: "Bot | Group | None", topic: str | None, reply_to: Message | None = None
    ) -> Message:
        chat, thread = self._place(to, topic)
        if reply_to is None and thread is not None:
            reply_to = chat.messages.get(thread)  # Telegram shows the opening of the section as the message replied to
        return self._world.post(chat, self.user, content, thread=thread, reply_to=reply_to)

    def _photo(self, data: bytes) -> Json:
        return self._world.files.keep("photo", "photo.jpg", data, strict=False).content()


def _caption(text: str) -> Json:
    marks = html.with_found(text, [])
    return {"caption": text, **({"caption_entities": marks} if marks else {})} if text else {}


def _has(message: Message, label: str) -> bool:
    return any(label in row for row in message.buttons)
