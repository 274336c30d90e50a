"""A town at a messenger that takes so many calls a second, in virtual time that waits for the database alone."""

from __future__ import annotations

import asyncio
import selectors
from collections import defaultdict
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.messengers.pace import Pace
from domain.purposes import Purpose
from handlers.turn.consent import give
from storage.tables import inbox
from talk.messenger import INTERACTIVE, Action, GroupReport, Limits, SendTicket, Sent, Tell
from talk.updates import AccountId, IncomingMessage, RemoteFile
from tests.people import LIMITS, START, SmallMessenger, Town
from tests.virtual import VirtualLoop, _Impatient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

    from storage.database import Database

RATE: Final = 10
"""Calls a second, a third of Telegram's: a third of the people make the same flood."""
TRIP: Final = 0.05
"""Seconds there and back."""
PACED: Final[Limits] = replace(LIMITS["telegram"], pace=(RATE, 1.0), chat=(20, 20.0), at_once=11)


class _Considerate(_Impatient):
    """Moves the clock only while nobody is in the database, whose threads take time of the world's."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.inside and timeout != 0:
            return selectors.SelectSelector.select(self, 0.01)
        return super().select(timeout)


class Loop(VirtualLoop):
    """The loop of a flood."""

    def __init__(self) -> None:
        self._clock = self.selector = _Considerate()
        asyncio.SelectorEventLoop.__init__(self, self._clock)

    def watch(self, database: Database) -> None:
        """Time stands still inside its transactions."""

        def watched(make: Callable[..., AbstractAsyncContextManager[Any]]) -> Callable[..., Any]:
            @asynccontextmanager
            async def inside(*args: Any, **how: Any) -> AsyncIterator[Any]:
                self.selector.inside += 1
                try:
                    async with make(*args, **how) as books:
                        yield books
                finally:
                    self.selector.inside -= 1

            return inside

        database.reading = watched(database.reading)  # type: ignore[method-assign]
        database.writing = watched(database.writing)  # type: ignore[method-assign]


class Telegram(SmallMessenger):
    """The small messenger behind a real pace."""

    def __init__(self, account: int) -> None:
        super().__init__("telegram", account)
        self.limits = PACED
        self.pace = Pace(RATE, 1.0)
        self.moments: dict[int, list[float]] = defaultdict(list)
        """When each chat heard something, in seconds of the loop's clock."""

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        async with self.pace.call(ticket):
            await asyncio.sleep(TRIP)
            done = await super().perform(action, key, ticket)
        if isinstance(action, Tell):
            self.moments[action.chat].append(asyncio.get_running_loop().time())
        return done


@dataclass(kw_only=True)
class Flood:
    """A running program and those who write to it."""

    town: Town
    telegram: Telegram
    loop: Loop
    waits: list[float] = field(default_factory=list)
    """Of those whom we know, for each of their words."""
    _events: count[int] = field(default_factory=lambda: count(1))

    async def says(self, *chats: int, text: str = "/help", **facts: Any) -> None:
        """One batch, as a long poll brings it."""
        heard = [
            IncomingMessage(
                account=AccountId(self.telegram.account),
                event_id=f"f{next(self._events)}",
                chat=chat,
                user=chat,
                at=START,
                text=text,
                **facts,
            )
            for chat in chats
        ]
        await self.town.inbox.hear(heard)

    async def shows(self, chat: int, *pictures: bytes, album: str) -> None:
        """An album in one batch: each photo is an event of its own."""
        heard = []
        for picture in pictures:
            number = next(self._events)
            self.telegram.files[f"file{number}"] = picture
            heard.append(
                IncomingMessage(
                    account=AccountId(self.telegram.account),
                    event_id=f"f{number}",
                    chat=chat,
                    user=chat,
                    at=START,
                    files=(RemoteFile(ref=f"file{number}", size=len(picture)),),
                    album=album,
                )
            )
        await self.town.inbox.hear(heard)

    def heard_by(self, chat: int) -> list[str]:
        """Their messages, the oldest first."""
        return [prompt.text.plain for _, prompt in self.telegram.chats[chat]]

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Time of the world passes, of the story none."""
        self.loop.selector.inside += 1
        try:
            yield
        finally:
            self.loop.selector.inside -= 1

    async def asks(self, chat: int, *, within: float = 60.0) -> None:
        """Somebody whom we know says a word and waits for the answer to it."""
        began, before = self.loop.time(), len(self.telegram.moments[chat])
        await self.says(chat)
        async with asyncio.timeout(within):
            while len(self.telegram.moments[chat]) == before:  # noqa: ASYNC110 - fakes tell nobody
                await asyncio.sleep(0.01)
        self.waits.append(self.telegram.moments[chat][before] - began)

    async def greets(self, *chats: int) -> None:
        """From now on we know them, since long ago."""
        async with self.town.database.writing() as books:
            for chat in chats:
                person = await books.people.meet(self.telegram.account, chat, chat, at=START - timedelta(days=30))
                await books.people.greet(person.id, at=START - timedelta(days=30))
                await give(books, person.id, Purpose.SERVICE, how="button", at=START - timedelta(days=30))

    async def until(self, reached: Callable[[], bool], *, within: float) -> None:
        async with asyncio.timeout(within):
            while not reached():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)

    async def unsent(self) -> dict[int, int]:
        """Answers that have not left, by chat."""
        async with self.town.database.reading() as books:
            query = sa.text(
                "SELECT chat, count(*) FROM outbox WHERE state IN ('waiting', 'sending') AND lane = :lane GROUP BY chat"
            )
            rows = (await books.connection.execute(query, {"lane": INTERACTIVE})).all()
            return {int(row[0]): int(row[1]) for row in rows}

    async def states(self) -> set[str]:
        """Of all that was heard."""
        async with self.town.database.reading() as books:
            return set((await books.connection.execute(sa.select(inbox.c.state).distinct())).scalars())

    def waited(self, share: float) -> float:
        """Seconds in which so large a part of the words was answered."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


def run(
    open_database: Callable[[], Coroutine[Any, Any, Database]], story: Callable[[Flood], Coroutine[Any, Any, None]]
) -> None:
    """The story, with the program running beside it."""

    async def whole() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        loop.selector.inside += 1
        database = await open_database()
        loop.watch(database)
        async with database.writing() as books:
            account = (await books.accounts.ensure("telegram", 901, at=START)).id
        telegram = Telegram(account)
        town = Town(database, [telegram])
        town.clock._wall = lambda: START + timedelta(seconds=loop.time())
        delivery = town.deliveries[0]
        delivery.idle, town.inbox.idle = 2.0, 1.0
        database.on_wake("outbox", delivery.wake)
        database.send_directly(account, delivery)
        await town.inbox.drain()
        loop.selector.inside -= 1
        tasks = [asyncio.create_task(town.inbox.run()), asyncio.create_task(delivery.run())]
        await asyncio.sleep(3.0)
        try:
            await story(Flood(town=town, telegram=telegram, loop=loop))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            loop.selector.inside += 1
            await database.close()

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(whole())
