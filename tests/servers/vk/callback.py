"""Callback API: VK brings events to the bot's address and repeats them until it hears "ok" (VK.md §4)."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from tests.servers.vk.world import World

MAX_SERVERS = 10
DELAYED = frozenset({410, 429, 503})
ANSWER_WITHIN = aiohttp.ClientTimeout(total=10)
LONGEST_PAUSE = 1.0  # seconds; a real VK obeys Retry-After up to three hours, a test has no such time


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to bring an event: how often it was tried before, and what came back (status 0: no connection)."""

    event: dict[str, Any]
    retry: int
    status: int
    answer: str


class CallbackServer:
    """One address of a community, with its own choice of events, and the postman who serves it."""

    def __init__(self, world: World, *, number: int, url: str, title: str, secret: str) -> None:
        self._world = world
        self.id = number
        self.url = url
        self.title = title
        self.secret = secret
        self.status = "unconfigured"
        self.api_version = "5.101"
        self.enabled: set[str] = set()
        self.deliveries: list[Delivery] = []
        self._queue: deque[tuple[dict[str, Any], int]] = deque()
        self._news = asyncio.Event()
        self._postman: asyncio.Task[None] | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "creator_id": 1,
            "url": self.url,
            "secret_key": self.secret,
            "status": self.status,
        }

    @property
    def undelivered(self) -> int:
        """How many events still wait for an "ok"."""
        return len(self._queue)

    def confirm(self, group_id: int, code: str) -> None:
        """Begin (again) with the handshake; events are brought after the address has answered with the code."""
        self.close()
        self.status = "wait"
        self._postman = asyncio.create_task(self._work(group_id, code))

    def put(self, event: dict[str, Any]) -> None:
        """An event to bring."""
        self._queue.append(({**event, "secret": self.secret} if self.secret else event, 0))
        self._news.set()

    def close(self) -> None:
        """The postman goes home; what he has not brought stays."""
        if self._postman is not None:
            self._postman.cancel()

    async def stop(self) -> None:
        """Close and wait until the postman has left."""
        if self._postman is not None:
            self._postman.cancel()
            await asyncio.wait([self._postman])

    async def _work(self, group_id: int, code: str) -> None:
        async with aiohttp.ClientSession(timeout=ANSWER_WITHIN) as session:
            hello = {"type": "confirmation", "group_id": group_id, "event_id": "", "v": self.api_version}
            if self.secret:
                hello["secret"] = self.secret
            status, answer, _ = await self._post(session, hello, 0)
            self.status = "ok" if status == 200 and answer.strip() == code else "failed"
            self._world.changed()
            while self.status == "ok":
                if not self._queue:
                    self._news.clear()
                    await self._news.wait()
                await self._bring(session)

    async def _bring(self, session: aiohttp.ClientSession) -> None:
        event, retry = self._queue[-1 if self._world.out_of_order else 0]
        status, answer, pause = await self._post(session, event, retry)
        self._queue.remove((event, retry))
        if answer.strip() == "remove":
            self.status = "unconfigured"
        elif status == 0:
            # Nobody is at home: the bot is being restarted, its order is kept.
            self._queue.appendleft((event, retry + 1))
        elif status != 200 or answer.strip() != "ok":
            self._queue.append((event, retry + 1))
        if status == 200 and answer.strip() == "ok":
            pause = 0
        self._world.changed()
        await asyncio.sleep(pause)

    async def _post(self, session: aiohttp.ClientSession, event: dict[str, Any], retry: int) -> tuple[int, str, float]:
        headers = {"Content-Type": "application/json"}
        if retry:
            headers["X-Retry-Counter"] = str(retry)
        pause = self._world.callback_pause
        try:
            body = json.dumps(event, ensure_ascii=False).encode()
            async with session.post(self.url, data=body, headers=headers) as response:
                status, answer = response.status, await response.text()
                if status in DELAYED and response.headers.get("Retry-After", "").isdigit():
                    pause = min(float(response.headers["Retry-After"]), LONGEST_PAUSE)
        except (aiohttp.ClientError, TimeoutError):
            status, answer = 0, ""
        self.deliveries.append(Delivery(event=event, retry=retry, status=status, answer=answer))
        return status, answer, pause
