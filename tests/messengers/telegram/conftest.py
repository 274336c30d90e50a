"""A bot of ours on the Telegram of our tests, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.updates import AccountId, GroupChanged, IncomingMessage, PictureId, ReachabilityChanged
from tests.servers.telegram import Bot, Person, TelegramServer, picture

TOKEN = "123456:AAfakefakefakefakefakefakefakefake00"
ACCOUNT = AccountId(7)
Update = IncomingMessage | GroupChanged | ReachabilityChanged


class Pictures:
    """Stored pictures; remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[PictureId] = []
        self.stored = {PictureId(number): picture(size=(320, 200 + number)) for number in range(1, 13)}

    async def __call__(self, number: PictureId) -> bytes:
        self.asked.append(number)
        return self.stored[number]


@dataclass
class Ear:
    """What was heard and stored; ``trouble`` is raised instead of storing."""

    server: TelegramServer
    heard: list[Update] = field(default_factory=list)
    batches: list[Sequence[Update]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    async def __call__(self, batch: Sequence[Update]) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.batches.append(batch)
        self.heard.extend(batch)
        self.server.world.bell.ring()

    async def next(self) -> Update:
        """The oldest thing heard that has not been taken yet."""
        await self.server.wait_for(lambda: bool(self.heard))
        return self.heard.pop(0)


@dataclass
class Rest:
    """Pauses that do not last; the test sees how long they would have been."""

    taken: list[float] = field(default_factory=list)
    thrice: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= 3:
            self.thrice.set()
        await asyncio.sleep(0)


@pytest.fixture
def server(strict_telegram: TelegramServer) -> TelegramServer:
    return strict_telegram


@pytest.fixture
def account(server: TelegramServer) -> Bot:
    return server.add_bot(TOKEN, "tezki_bot")


@pytest.fixture
def maria(server: TelegramServer, account: Bot) -> Person:
    assert account.token == TOKEN
    return server.person("Мария <b>&")


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture
def rest() -> Rest:
    return Rest()


@pytest.fixture
def ear(server: TelegramServer) -> Ear:
    return Ear(server)


Make = Callable[..., TelegramMessenger]


@pytest.fixture
async def make(server: TelegramServer, account: Bot, pictures: Pictures, rest: Rest) -> AsyncIterator[Make]:
    """Makes messengers and closes them."""
    made: list[TelegramMessenger] = []

    def make(**settings: object) -> TelegramMessenger:
        known: dict[str, object] = {
            "account": ACCOUNT, "token": account.token, "api_url": server.url, "pictures": pictures,
            "poll_seconds": 5, "pause": rest, "chance": lambda: 1.0,
        }  # fmt: skip
        messenger = TelegramMessenger(**(known | settings))  # type: ignore[arg-type]  # a test names its settings
        made.append(messenger)
        return messenger

    yield make
    for messenger in made:
        await messenger.close()


@pytest.fixture
def messenger(make: Make) -> TelegramMessenger:
    return make()


@asynccontextmanager
async def listening(messenger: TelegramMessenger, ear: Ear) -> AsyncIterator[asyncio.Task[None]]:
    """The messenger listens meanwhile."""
    task = asyncio.create_task(messenger.listen(ear))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
