"""Telegram keeps what every messenger promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Messenger
from tests.messengers.contract import OverNetwork, Trouble
from tests.messengers.telegram.conftest import TOKEN, Make
from tests.servers import faults
from tests.servers.telegram import Bot, Person, TelegramServer

NOWHERE = "http://127.0.0.1:9"
"""A port at which nobody listens."""


def refusal(code: int, words: str) -> faults.Fault:
    return faults.reply(f'{{"ok": false, "error_code": {code}, "description": "{words}"}}', status=code)


TROUBLES = {
    Trouble.TOO_FAST: faults.retry_after(35),
    Trouble.OVERLOADED: refusal(500, "Internal Server Error"),
    Trouble.ANSWER_LOST: faults.reset_after_done(),
    Trouble.KEY_REVOKED: refusal(401, "Unauthorized"),
}


@dataclass(slots=True)
class TelegramGround:
    messenger: TelegramMessenger
    server: TelegramServer
    bot: Bot
    maria: Person
    make: Make
    knows_repeats = False
    secrets = (TOKEN, TOKEN.partition(":")[2])

    @property
    def chat(self) -> int:
        return self.maria.id

    async def reads(self) -> Sequence[str]:
        return [message.text for message in self.maria.saw]

    async def asks(self) -> Sequence[Sequence[str]]:
        return [[label for row in message.buttons for label in row] for message in self.maria.saw]

    async def says(self, text: str) -> None:
        await self.maria.sends(text)

    async def says_told_twice(self, text: str) -> None:
        await self.maria.sends(text)
        self.server.deliver_twice(self.bot)

    async def presses(self, label: str) -> None:
        await self.maria.presses(label)

    async def follows(self, payload: str) -> None:
        await self.maria.follows(self.messenger.invitation(payload))

    async def shows(self, picture: bytes) -> None:
        await self.maria.sends_document(picture, name="афиша.jpg")

    async def blocks(self) -> None:
        await self.maria.blocks()

    async def does_something_unheard_of(self) -> None:
        """A notice inside a message, which Telegram adds to every year."""
        body = {name: value for name, value in self.bot.history[-1].body.items() if name != "text"}
        notice = {"message_auto_delete_timer_changed": {"message_auto_delete_time": 5}}
        self.bot.hears("message", {**body, **notice}, ("chat", self.maria.id))

    async def suffers(self, trouble: Trouble) -> None:
        self.server.faults.next("sendMessage", TROUBLES[trouble])

    async def unplugged(self) -> Messenger:
        return self.make(api_url=NOWHERE)


class TestContract(OverNetwork):
    @pytest.fixture
    async def ground(
        self, messenger: TelegramMessenger, server: TelegramServer, account: Bot, maria: Person, make: Make
    ) -> TelegramGround:
        await maria.command("/start")
        return TelegramGround(messenger, server, account, maria, make)
