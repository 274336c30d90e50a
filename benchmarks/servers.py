"""A messenger for measurements: Telegram and VK in one lean process that counts, refuses and takes its time.

``python -m benchmarks.servers`` prints its address. Every key is an account of its own, opened by ``POST /open/KEY``
with an ``Opening`` as JSON; ``GET /told/KEY`` says what it saw. A call is counted as of the middle of its round trip,
which begins when it was read, also where this process wakes late for it.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from aiohttp import web

MARKED = 9_000_000_000
"""From this chat on the moment of every arrival is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How an account behaves."""

    kind: Literal["bucket", "strict"] = "strict"
    rate: int = 30
    penalty: float = 5.0
    """Seconds for which everything is refused after a call too much."""
    fastest: float = 0.05
    """Seconds there and back."""
    slowest: float = 0.15
    blocked: float = 0.0
    """The share of 403."""
    broken: float = 0.0
    """The share of 502 with a page of HTML."""
    reset: float = 0.0


@dataclass(kw_only=True)
class Told:
    """What an account saw."""

    calls: int = 0
    """That were admitted."""
    people: int = 0
    """Who got something or blocked it, each message counted."""
    refusals: int = 0
    moments: list[float] = field(default_factory=list)
    """Of the system's monotonic clock: when each of ``people`` was served."""
    marked: dict[int, float] = field(default_factory=dict)


class Account:
    """The limits and misfortunes of one key."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.told = Told()
        self._chance = random.Random(7)
        self._window: deque[float] = deque()
        self._tokens, self._last = float(opening.rate), 0.0
        self._closed_until = 0.0

    def trip(self) -> tuple[float, float]:
        """When the call that was read just now arrives, and when its answer does."""
        read, seconds = time.monotonic(), self._chance.uniform(self.opening.fastest, self.opening.slowest)
        return read + seconds / 2, read + seconds

    def refuse(self, now: float) -> float | None:
        """None when the call that arrives now is admitted, else the seconds to wait."""
        if now >= self._closed_until:
            if self._admits(now):
                self.told.calls += 1
                return None
            self._closed_until = now + self.opening.penalty
        self.told.refusals += 1
        return self._closed_until - now

    def _admits(self, now: float) -> bool:
        rate = self.opening.rate
        if self.opening.kind == "bucket":
            self._tokens = min(rate, self._tokens + (now - self._last) * rate) - 1
            self._last = now
            self._tokens += 1 if self._tokens < 0 else 0
            return self._tokens >= 0
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if len(self._window) >= rate:
            return False
        self._window.append(now)
        return True

    def misfortune(self) -> Literal["blocked", "broken", "reset"] | None:
        drawn = self._chance.random()
        for name in ("blocked", "broken", "reset"):
            drawn -= getattr(self.opening, name)
            if drawn < 0:
                return name
        return None

    def serves(self, *chats: int) -> None:
        now = time.monotonic()
        self.told.people += len(chats)
        self.told.moments += [now] * len(chats)
        self.told.marked |= {chat: now for chat in chats if chat >= MARKED}


class Server:
    """All accounts."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._messages = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/open/{key}", self.open),
            web.get("/told/{key}", self.told),
            web.post("/bot{key}/{method}", self.telegram),
            web.post("/method/{method}", self.vk),
        ]

    async def open(self, request: web.Request) -> web.Response:
        self._accounts[request.match_info["key"]] = Account(Opening(**await request.json()))
        return web.Response()

    async def told(self, request: web.Request) -> web.Response:
        told = self._accounts[request.match_info["key"]].told
        return web.json_response(asdict(told))

    async def telegram(self, request: web.Request) -> web.StreamResponse:
        account = self._accounts[request.match_info["key"]]
        given = await (request.json() if request.content_type == "application/json" else request.post())
        if request.match_info["method"].lower() != "sendmessage":
            me = {"id": 1, "is_bot": True, "first_name": "B", "username": "bench_bot"}
            return web.json_response({"ok": True, "result": me})
        chat = int(str(given["chat_id"]))
        arrives, answers = account.trip()
        await _until(arrives)
        wait, misfortune = account.refuse(arrives), account.misfortune()
        if wait is None and misfortune in {None, "blocked"}:
            account.serves(chat)
        await _until(answers)
        if wait is not None:
            seconds = int(wait) + 1
            return _telegram_error(429, "Too Many Requests", parameters={"retry_after": seconds})
        match misfortune:
            case "blocked":
                return _telegram_error(403, "Forbidden: bot was blocked by the user")
            case "broken":
                return web.Response(status=502, text="<html>502</html>", content_type="text/html")
            case "reset":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
        self._messages += 1
        message = {"message_id": self._messages, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "-"}
        return web.json_response({"ok": True, "result": message})

    async def vk(self, request: web.Request) -> web.Response:
        given = await request.post()
        account = self._accounts[str(given["access_token"])]
        arrives, answers = account.trip()
        await _until(arrives)
        wait = account.refuse(arrives)
        peers = [int(peer) for peer in str(given.get("peer_ids", "")).split(",") if peer]
        if wait is None:
            account.serves(*peers)
        await _until(answers)
        if wait is not None:
            error = {"error_code": 6, "error_msg": "Too many requests per second", "request_params": []}
            return web.json_response({"error": error})
        answer = [{"peer_id": peer, "message_id": 0, "conversation_message_id": 5} for peer in peers]
        return web.json_response({"response": answer})


async def _until(moment: float) -> None:
    await asyncio.sleep(moment - time.monotonic())


def _telegram_error(status: int, text: str, **more: Any) -> web.Response:
    said = {"ok": False, "error_code": status, "description": text, **more}
    return web.json_response(said, status=status)


async def _serve() -> None:
    app = web.Application()
    app.add_routes(Server().routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


class Messengers:
    """The running server, as a measurement sees it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def open(self, key: str, opening: Opening) -> None:
        self._ask(f"/open/{key}", json.dumps(asdict(opening)).encode())

    def told(self, key: str) -> Told:
        told = Told(**json.loads(self._ask(f"/told/{key}")))
        told.marked = {int(chat): moment for chat, moment in told.marked.items()}
        return told

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.url + path, data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
            found: bytes = answer.read()
            return found


@contextmanager
def messengers() -> Iterator[Messengers]:
    """A server of one's own beside us."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.servers"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Messengers(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve())
