"""Scripted misfortunes of a messenger's HTTP interface, the same for every test server.

    server.faults.next("sendMessage", faults.html_error(502), faults.reset())   # the next two calls
    server.faults.always("getUpdates", faults.retry_after(3))                   # until `clear()`
    server.faults.sometimes("*", faults.lost_answer(), share=0.1)               # a seeded coin
    server.faults.next("sendMessage", faults.hang(), when=lambda params: params["chat_id"] == "5")

`"*"` means any method. A server draws a fault for every call and lets `perform` act it out around
the call itself:

    fault = self.faults.draw(method, params)
    return await perform(fault, request, process, flood=self._too_many_requests)

The application's runner needs `handler_cancellation=True`, so that a hanging call ends when its client leaves.
"""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiohttp import web

When = Callable[[Mapping[str, Any]], bool]


class Effect(Enum):
    """What the client sees."""

    ANSWER = "an answer of our own: status, body, content type"
    FLOOD = "the messenger's own «too many requests», with seconds to wait"
    HANG = "nothing, until the client gives up (or `seconds` pass and the connection is reset)"
    RESET = "a connection reset"
    SLOW = "the true answer, `seconds` later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misfortune. `done` says whether the call was carried out all the same."""

    effect: Effect
    done: bool = False
    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    seconds: float | None = None


def html_error(status: int = 502, *, done: bool = False) -> Fault:
    """A proxy's page instead of JSON: what nginx says when the messenger is down."""
    page = f"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>"
    return Fault(effect=Effect.ANSWER, status=status, body=page, content_type="text/html", done=done)


def reply(body: str, *, status: int = 200, done: bool = False) -> Fault:
    """The given JSON text, word for word (an error of the messenger's own)."""
    return Fault(effect=Effect.ANSWER, status=status, body=body, done=done)


def retry_after(seconds: int) -> Fault:
    """«Too many requests»; each server says it in its own words (Telegram 429, VK error 6)."""
    return Fault(effect=Effect.FLOOD, seconds=seconds)


def hang(seconds: float | None = None) -> Fault:
    """Not carried out, never answered."""
    return Fault(effect=Effect.HANG, seconds=seconds)


def lost_answer(seconds: float | None = None) -> Fault:
    """Carried out, never answered: the client cannot know."""
    return Fault(effect=Effect.HANG, seconds=seconds, done=True)


def reset() -> Fault:
    """The connection breaks before the call is carried out."""
    return Fault(effect=Effect.RESET)


def reset_after_done() -> Fault:
    """The connection breaks after the call was carried out."""
    return Fault(effect=Effect.RESET, done=True)


def invalid_json(*, done: bool = True) -> Fault:
    """A body cut in the middle, status 200."""
    return Fault(effect=Effect.ANSWER, body='{"ok": tru', done=done)


def slow(seconds: float) -> Fault:
    """Carried out at once, answered truly, `seconds` later."""
    return Fault(effect=Effect.SLOW, seconds=seconds, done=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    method: str
    fault: Fault
    when: When
    share: float = 1
    once: bool = False

    def fits(self, method: str, params: Mapping[str, Any]) -> bool:
        return self.method in ("*", method) and self.when(params)


def _whatever(_params: Mapping[str, Any]) -> bool:
    return True


class Faults:
    """The script of misfortunes. Queued ones come first, in order; then the standing ones."""

    def __init__(self, seed: int = 0) -> None:
        self.happened: list[tuple[str, Fault]] = []
        self._rules: list[_Rule] = []
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable coin, no secret
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many queued faults have not happened yet (standing ones are not counted)."""
        return sum(rule.once for rule in self._rules)

    def next(self, method: str, *faults: Fault, when: When = _whatever) -> None:
        """The next calls of this method suffer these faults, one each, in this order."""
        with self._lock:
            once = [_Rule(method=method, fault=fault, when=when, once=True) for fault in faults]
            standing = next((i for i, rule in enumerate(self._rules) if not rule.once), len(self._rules))
            self._rules[standing:standing] = once

    def always(self, method: str, fault: Fault, *, when: When = _whatever) -> None:
        """Every call of this method suffers the fault until `clear`."""
        self.sometimes(method, fault, share=1, when=when)

    def sometimes(self, method: str, fault: Fault, *, share: float, when: When = _whatever) -> None:
        """A share (0…1) of the calls suffers the fault until `clear`."""
        with self._lock:
            self._rules.append(_Rule(method=method, fault=fault, when=when, share=share))

    def clear(self, method: str | None = None) -> None:
        """Forget the script, of one method or whole."""
        with self._lock:
            self._rules = [rule for rule in self._rules if method is not None and rule.method != method]

    def draw(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        """The fault this call suffers, if any; a queued one is used up."""
        with self._lock:
            for index, rule in enumerate(self._rules):
                if not rule.fits(method, params) or (rule.share < 1 and self._chance.random() >= rule.share):
                    continue
                if rule.once:
                    del self._rules[index]
                self.happened.append((method, rule.fault))
                return rule.fault
            return None


async def perform(
    fault: Fault | None,
    request: web.Request,
    process: Callable[[], Awaitable[web.StreamResponse]],
    *,
    flood: Callable[[float], web.StreamResponse],
) -> web.StreamResponse:
    """Carry a call out under a fault. `process` does the call, `flood` words a «too many requests»."""
    if fault is None:
        return await process()
    if fault.effect is Effect.FLOOD:
        return flood(fault.seconds or 0)
    answer = await process() if fault.done else None
    match fault.effect:
        case Effect.ANSWER:
            return web.Response(status=fault.status, text=fault.body, content_type=fault.content_type)
        case Effect.SLOW:
            await asyncio.sleep(fault.seconds or 0)
            assert answer is not None
            return answer
        case Effect.HANG:
            await _nothing(fault.seconds)
    return cut(request)


async def _nothing(seconds: float | None) -> None:
    if seconds is None:
        await asyncio.Event().wait()  # ended by the client's leaving, or by the server's closing
    else:
        await asyncio.sleep(seconds)


def cut(request: web.Request) -> web.Response:
    """Break the connection with a TCP reset; the response returned goes nowhere."""
    transport = request.transport
    if transport is not None:
        peer = transport.get_extra_info("socket")
        if peer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
