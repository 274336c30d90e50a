"""The real program, assembled and run inside a test, against messengers of our own."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.program import Program, assemble
from bot.settings import Settings
from bot.web.server import State
from storage.database import Database
from tests.patience import PATIENCE
from tests.servers.vk.server import VkServer
from tests.story.process import Nursery

TOKEN = "123456:AAfakefakefakefakefakefakefakefake00"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine and no ``.env`` reaches a test."""
    import os  # noqa: PLC0415 - only here

    for name in list(os.environ):
        if name.upper().startswith("TEZKI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


OPERATOR: Final = {
    "name": "Александровская сельская библиотека",
    "address": "село Александровка, улица Мира, 1",
    "email": "data@example.ru",
}


def given(**facts: Any) -> Settings:
    """Settings as they would come from the environment; a free port; it is said who answers for the data."""
    usual: dict[str, Any] = {"http": {"port": 0}, "operator": OPERATOR}
    return Settings(**(usual | facts))


@pytest.fixture
async def vk() -> AsyncIterator[VkServer]:
    """A VK. At the end nothing was asked of it that the real one would refuse as malformed."""
    async with VkServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


class Watched(dict[int, State]):
    """The program's states, with a bell."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[tuple[int, State]] = []
        self._rung = asyncio.Event()

    def __setitem__(self, account: int, state: State) -> None:
        super().__setitem__(account, state)
        self.history.append((account, state))
        self._rung.set()

    async def until(self, *wanted: State) -> None:
        """Until the accounts, in the order of their numbers, are in these states."""
        async with asyncio.timeout(PATIENCE):
            while [state for _, state in sorted(self.items())] != list(wanted):
                self._rung.clear()
                await self._rung.wait()


@dataclass(slots=True, kw_only=True)
class Running:
    """A program that runs."""

    program: Program
    address: str
    task: asyncio.Task[None]
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def states(self) -> Watched:
        assert isinstance(self.program.states, Watched)
        return self.program.states

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.address + path) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, body: bytes | io.BytesIO = b"{}", **headers: str) -> int:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.address + path, data=body, headers=names) as answer,
        ):
            return answer.status

    async def stops(self) -> None:
        self.stop.set()
        await asyncio.wait_for(self.task, PATIENCE)


@asynccontextmanager
async def running(settings: Settings, *, name: str = "one", lease: float = 15) -> AsyncIterator[Running]:
    """``tezki run`` within the test; stopped politely at the end unless it has ended before."""
    database = await Database.open(settings.database_url)
    program = await assemble(settings, database, tick=0.1)
    program.name = name
    program.states = Watched()
    program.lease = timedelta(seconds=lease)
    program.rest = program.breath = 0.05
    stop, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(program.run(stop, started=address.set_result))
    await asyncio.wait([task, address], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await database.close()
        task.result()
    run = Running(program=program, address=await address, task=task, stop=stop)
    try:
        yield run
    finally:
        if not task.done():
            await run.stops()
        await database.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


Say = Callable[[str], None]


class Printed(list[str]):
    """What a command says."""

    def __call__(self, line: str) -> None:
        self.append(line)

    @property
    def text(self) -> str:
        return "\n".join(self)


@pytest.fixture
def printed() -> Printed:
    return Printed()
