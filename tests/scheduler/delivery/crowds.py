"""A town whose messenger tells many people by one call, as VK does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.outbox import Notice, Putting
from storage.tables import outbox
from talk.messenger import BULK, SendTicket, Sent, Tell, Undelivered
from talk.prompt import Prompt
from talk.rich import rich
from tests.people import START, SmallMessenger, Town

TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One call to many."""

    key: int
    chats: tuple[int, ...]


class CrowdMessenger(SmallMessenger):
    """Tells up to a hundred by one call; the same call again is swallowed for whom it reached, as VK does."""

    def __init__(self, kind: str, account: int) -> None:
        super().__init__(kind, account)
        self.limits = replace(self.limits, together=TOGETHER)
        self.calls: list[Call] = []
        self.answers: dict[int, Undelivered] = {}
        """What is answered about a chat, once."""
        self.done_but: list[Undelivered] = []
        """Raised by the next calls to many, after they were carried out."""
        self._reached: dict[tuple[int, int], Sent] = {}

    def is_one_message(self, prompt: Prompt) -> bool:
        return len(prompt.text.plain) <= self.limits.text

    async def tell_many(
        self,
        chats: Sequence[int],
        prompt: Prompt,
        key: int,
        ticket: SendTicket,  # noqa: ARG002 - it has no pace
    ) -> Mapping[int, Sent | Undelivered]:
        self.calls.append(Call(key, tuple(chats)))
        if self.failures:
            raise self.failures.pop(0)
        outcomes = {chat: self._one(chat, prompt, key) for chat in chats}
        if self.done_but:
            raise self.done_but.pop(0)
        return outcomes

    def _one(self, chat: int, prompt: Prompt, key: int) -> Sent | Undelivered:
        if chat in self.answers:
            return self.answers.pop(chat)
        if (key, chat) not in self._reached:
            try:
                self._reached[key, chat] = self._tell(Tell(chat=chat, prompt=prompt), str(next(self._refs)))
            except Undelivered as failure:
                return failure
        return self._reached[key, chat]


@pytest.fixture
async def crowd_town(database: Database) -> Town:
    async with database.writing() as books:
        account = await books.accounts.ensure("vk", 901, at=START)
    return Town(database, [CrowdMessenger("vk", account.id)])


def messenger_of(town: Town) -> CrowdMessenger:
    found = town.messenger()
    assert isinstance(found, CrowdMessenger)
    return found


async def tell_all(town: Town, chats: Sequence[int], text: str = "Завтра ёлка", *, lane: int = BULK) -> None:
    prompt = Prompt(text=rich(text))
    puttings = [
        Putting(
            account_id=town.messenger().account,
            chat=chat,
            action=Tell(chat=chat, prompt=prompt),
            lane=lane,
            key=f"{text[:50]}:{chat}",
            notice=Notice(kind="word", subject=f"word:{chat}"),
        )
        for chat in chats
    ]
    async with town.database.writing() as books:
        await books.outbox.put_many(puttings, now=town.time)


async def states(town: Town) -> dict[int, str]:
    """Chat → the state of its only row."""
    async with town.database.reading() as books:
        return dict((await books.connection.execute(sa.select(outbox.c.chat, outbox.c.state))).all())


def heard(town: Town, chat: int) -> list[str]:
    return [prompt.text.plain for _, prompt in town.messenger().chats[chat]]
