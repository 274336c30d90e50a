"""The playground keeps what every messenger promises; its network is a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.messengers.playground import lines
from bot.messengers.playground.messenger import PlaygroundMessenger
from bot.messengers.playground.visitor import Upload, Visitor
from scheduler.clock import Clock
from storage.database import Database
from talk.updates import AccountId
from tests.messengers.contract import Contract
from tests.people import START


async def nobody(_: object) -> None:
    """What the visitor does is heard by whoever listens."""


@dataclass(slots=True)
class PlaygroundGround:
    messenger: PlaygroundMessenger
    database: Database
    visitor: Visitor
    chat: int
    knows_repeats = True
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def key(self) -> str:
        return f"key-{next(self.keys):08}"

    async def _lines(self) -> list[tuple[int, lines.Body]]:
        async with self.database.reading() as books:
            found = await books.playground.since(0)
        return [(line.id, dict(line.body)) for line in found if line.mine and line.chat == self.chat]

    async def reads(self) -> Sequence[str]:
        return ["".join(span["text"] for span in body["text"]) for _, body in sorted(await self._lines())]

    async def asks(self) -> Sequence[Sequence[str]]:
        return [[one["label"] for row in body["rows"] for one in row] for _, body in sorted(await self._lines())]

    async def says(self, text: str) -> None:
        await self.visitor.says(self.chat, text, key=self.key())

    async def says_told_twice(self, text: str) -> None:
        """The page has not seen the answer and asks again."""
        key = self.key()
        for _ in range(2):
            await self.visitor.says(self.chat, text, key=key)

    async def presses(self, label: str) -> None:
        newest, body = max(await self._lines())
        press = next(one["press"] for row in body["rows"] for one in row if one["label"] == label)
        await self.visitor.presses(self.chat, newest, press, key=self.key())

    async def follows(self, payload: str) -> None:
        await self.visitor.follows(self.chat, payload, key=self.key())

    async def shows(self, picture: bytes) -> None:
        upload = Upload(name="афиша.jpg", size=len(picture), raw=picture)
        await self.visitor.says(self.chat, "", key=self.key(), files=[upload])

    async def blocks(self) -> None:
        await self.visitor.blocks(self.chat, blocked=True, key=self.key())

    async def does_something_unheard_of(self) -> None:
        """A line that is for the page only."""
        async with self.database.writing() as books:
            body = {"kind": "dance"}
            await books.playground.append(lines.SHELF, None, mine=False, body=body, key=self.key(), at=START)


class TestContract(Contract):
    @pytest.fixture
    async def ground(self, database: Database) -> PlaygroundGround:
        clock = Clock(wall=lambda: START)
        async with database.writing() as books:
            account = await books.accounts.ensure("playground", 1, at=START)
            player = await books.playground.add("Мария", "библиотекарь")
        messenger = PlaygroundMessenger(
            account=AccountId(account.id), database=database, clock=clock, base="http://127.0.0.1:8080"
        )
        return PlaygroundGround(messenger, database, Visitor(database, messenger, clock, nobody), player.id)
