"""A lean Bot API with people in it: each writes, waits for the answer, thinks, and writes again.

It knows nothing of Telegram's limits: what is measured against it is the bot alone. For its manners see tests/servers.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

TOLD_TWICE: Final = 100
"""The most updates in one answer, as at Telegram."""
PUBLISHED: Final = 1_790_000_000


@dataclass(slots=True)
class Human:
    """One of the crowd."""

    id: int
    said: int = 0
    """How many times: chooses the next words."""
    asked_at: float = 0.0
    waits: bool = False


@dataclass(slots=True)
class Crowd:
    """The people of one bot and their updates that the bot has not fetched."""

    people: int
    words: Callable[[int, int], str]
    """What a person (number) says at their so many-th time."""
    first_id: int = 1000
    think: float = 0.0
    """Seconds of thinking on average; 0: at once."""
    latencies: list[float] = field(default_factory=list)
    polled_at: float = 0.0
    """When the bot asked for updates for the first time."""
    silent: bool = True
    pending: deque[tuple[int, str]] = field(default_factory=deque)
    humans: dict[int, Human] = field(default_factory=dict)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: int = field(default_factory=lambda: int(time.time()) * 1000)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self) -> None:
        """Everybody writes; those who are still waiting for an answer go on waiting."""
        self.silent = False
        for number in range(self.first_id, self.first_id + self.people):
            human = self.humans.setdefault(number, Human(number))
            if not human.waits:
                delay = random.uniform(0, 2 * self.think) if self.think else 0.0
                asyncio.get_running_loop().call_later(delay, self.say, human)

    async def rest(self) -> None:
        """Nobody writes any more; returns when everybody was answered, or after a while."""
        self.silent = True
        for _ in range(500):
            if not any(human.waits for human in self.humans.values()):
                return
            await asyncio.sleep(0.01)

    def say(self, human: Human) -> None:
        if self.silent or human.waits:
            return
        words = self.words(human.id, human.said)
        human.said += 1
        human.asked_at = time.perf_counter()
        human.waits = True
        self.write(human.id, words)

    def write(self, chat: int, words: str) -> None:
        """Somebody writes, whether they were answered or not; nobody looks how long they wait."""
        self._numbers += 1
        update = {
            "update_id": self._numbers,
            "message": {
                "message_id": self._numbers,
                "date": PUBLISHED,
                "chat": {"id": chat, "type": "private", "first_name": "Мария"},
                "from": {"id": chat, "is_bot": False, "first_name": "Мария", "language_code": "ru"},
                "text": words,
            },
        }
        if words.startswith("/"):
            update["message"]["entities"] = [  # type: ignore[index]  # it is the dictionary above
                {"type": "bot_command", "offset": 0, "length": len(words)}
            ]
        self.pending.append((self._numbers, json.dumps(update, ensure_ascii=False)))
        self._bell.set()

    def answered(self, chat: int) -> None:
        human = self.humans.get(chat)
        if human is None or not human.waits:
            return
        human.waits = False
        self.latencies.append(time.perf_counter() - human.asked_at)
        loop = asyncio.get_running_loop()
        if self.think:
            loop.call_later(random.uniform(0, 2 * self.think), self.say, human)
        else:
            loop.call_soon(self.say, human)

    async def fetch(self, offset: int, wait: float) -> str:
        self.polled_at = self.polled_at or time.time()
        while self.pending and self.pending[0][0] < offset:
            self.pending.popleft()
        if not self.pending and wait:
            self._bell.clear()
            try:
                await asyncio.wait_for(self._bell.wait(), wait)
            except TimeoutError:
                return "[]"
        return "[" + ",".join(update for _, update in list(self.pending)[:TOLD_TWICE]) + "]"


class Server:
    """Bots by their tokens, each with a crowd."""

    def __init__(self) -> None:
        self.crowds: dict[str, Crowd] = {}
        self.url = ""
        self._numbers = 0
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._serve))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.Response:
        _, bot, method = request.path.split("/")
        crowd = self.crowds[bot.removeprefix("bot")]
        body = (await request.read()).decode()
        if request.content_type == "application/json":
            form = {name: [str(value)] for name, value in json.loads(body).items()}
        else:
            form = parse_qs(body)
        return _answer(await self._call(crowd, bot, method.lower(), form))

    async def _call(self, crowd: Crowd, bot: str, method: str, form: dict[str, list[str]]) -> str:
        if method == "getupdates":
            return await crowd.fetch(int(form.get("offset", ["0"])[0]), float(form.get("timeout", ["0"])[0]))
        if method == "sendmessage":
            chat = int(form["chat_id"][0])
            self._numbers += 1
            crowd.answered(chat)
            return (
                f'{{"message_id":{self._numbers},"date":{PUBLISHED},'
                f'"chat":{{"id":{chat},"type":"private","first_name":"Мария"}},'
                f'"from":{_me(bot)},"text":{json.dumps(form["text"][0], ensure_ascii=False)}}}'
            )
        return _me(bot) if method == "getme" else "true"


def _answer(result: str) -> web.Response:
    return web.Response(body=f'{{"ok":true,"result":{result}}}'.encode(), content_type="application/json")


def _me(bot: str) -> str:
    number = bot.removeprefix("bot").partition(":")[0]
    return f'{{"id":{number},"is_bot":true,"first_name":"Тёзки","username":"tezki_bot","can_join_groups":true}}'
