"""One key of VK: vk_api with an address, timeouts, pace and patience of our own.

vk_api 11.10 holds one lock around the whole request, waits for ever and repeats error 6 without an end;
so ``method`` is replaced whole. Everything else of the library keeps working, for it goes through ``method``.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, NoReturn, TypeVar
from weakref import WeakValueDictionary

import jconfig  # type: ignore[import-untyped]  # comes with vk_api, has no types
import requests
import vk_api
from vk_api.exceptions import (
    CAPTCHA_ERROR_CODE,
    TOO_MANY_RPS_CODE,
    ApiError,
    ApiHttpError,
    Captcha,
    VkApiError,
)

from bot.messengers.pace import Call, Pace
from bot.messengers.vk.failures import never_sent
from bot.messengers.vk.sessions import Sessions
from talk.backoff import backoff
from talk.messenger import Later, SendTicket

VERSION = "5.199"
API_URL = "https://api.vk.ru"
GROUP_PACE = 20
"""Calls a second that VK takes with a community key, and with a person's."""
USER_PACE = 3
THREADS = 36
"""A call waits for its turn in one: ten of each of the three lanes, the long poll, and stopped spinners of buttons."""
TRIES = 4
"""How often one call is made at most, when a repeat cannot do it twice."""
FIRST_PAUSE = 0.35
"""Seconds before the first repeat, about; each next one waits twice as long."""
LONGEST_PAUSE = 10.0

REPEATABLE_ERRORS = frozenset({1, 10, 13, 36})
"""Troubles inside VK, after which nobody knows whether the call was carried out."""

T = TypeVar("T")


class Garbled(VkApiError):  # type: ignore[misc]  # vk_api has no types
    """The answer is not what VK answers: a proxy's page, a body that breaks off."""


_paces: WeakValueDictionary[bytes, Pace] = WeakValueDictionary()
_paces_lock = threading.Lock()


def pace_of(url: str, token: str, per_second: int) -> Pace:
    """The one pace of a key in this process: VK counts by key, not by who uses it."""
    name = sha256(f"{url} {token}".encode()).digest()
    with _paces_lock:
        pace = _paces.get(name)
        if pace is None:
            pace = _paces[name] = Pace(per_second, 1.0)
        return pace


class Key(vk_api.VkApiGroup):  # type: ignore[misc]  # vk_api has no types
    """A key and the threads that call with it. Raises what vk_api and requests raise; see ``failures``."""

    def __init__(
        self,
        token: str,
        *,
        url: str | None = None,
        per_second: int = GROUP_PACE,
        threads: int = THREADS,
        timeouts: tuple[float, float] = (5, 30),
    ) -> None:
        super().__init__(token=token, api_version=VERSION, config=jconfig.MemoryConfig, session=requests.Session())
        self.http.close()  # every thread has its own
        self.url = (url or API_URL).rstrip("/")
        self.timeouts = timeouts
        self.sessions = Sessions()
        self._pace = pace_of(self.url, token, per_second)
        self._turns: set[Future[Call]] = set()
        """Threads that wait for their turn."""
        self._closing = threading.Event()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="vk")

    async def call(self, name: str, /, **params: Any) -> Any:
        """The ``response`` of one method. Parameters that are None are not sent."""
        return await self.run(lambda: self.method(name, params))

    async def run(self, work: Callable[[], T]) -> T:
        """Blocking work in this key's own threads."""
        if self._closing.is_set():
            raise closing()
        self._loop = asyncio.get_running_loop()
        return await self._loop.run_in_executor(self._threads, work)

    async def close(self) -> None:
        """Cut what is under way and wait for the threads, for a second at most."""
        self._closing.set()
        for turn in list(self._turns):
            turn.cancel()
        self.sessions.cut()
        self._threads.shutdown(wait=False, cancel_futures=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await asyncio.to_thread(self._threads.shutdown)
        self.sessions.close()

    def method(  # noqa: PLR0917 - vk_api's own signature
        self,
        method: str,
        values: Mapping[str, Any] | None = None,
        captcha_sid: str | None = None,
        captcha_key: str | None = None,
        success_token: str | None = None,
        raw: bool = False,  # noqa: FBT001, FBT002 - vk_api's own signature
        with_cookies: bool = False,  # noqa: ARG002, FBT001, FBT002 - there are never cookies
        *,
        ticket: SendTicket | None = None,
    ) -> Any:
        """One call, repeated a few times where a repeat is safe. Blocks: threads only."""
        given = dict(values or {})
        given.update(captcha_sid=captcha_sid, captcha_key=captcha_key, success_token=success_token)
        params = form(given)
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._post(method, params, ticket)
                if "error" in answer:
                    self._refuse(method, params, answer["error"])
            except (ApiError, requests.ConnectionError) as trouble:
                if isinstance(trouble, ApiError) and trouble.code == TOO_MANY_RPS_CODE:
                    self._loop.call_soon_threadsafe(self._pace.refused, FIRST_PAUSE)
                if attempt == TRIES or not may_repeat(trouble, method, params) or self._stopped(attempt):
                    raise
            else:
                return answer if raw else answer["response"]
        raise AssertionError("the last try returns or raises")

    def _post(self, method: str, params: Mapping[str, str], ticket: SendTicket | None) -> Mapping[str, Any]:
        body = {"v": self.api_version, **params, "access_token": self.token["access_token"]}
        turn = self._wait_for_turn(ticket)
        turn.left = self._loop.time()  # the loop let it go some time ago: this thread had to wake
        try:
            response = self.sessions.mine().post(
                f"{self.url}/method/{method}", body, timeout=self.timeouts, allow_redirects=False
            )
        finally:
            leaving = partial(self._pace.leave, turn, at=self._loop.time())
            with suppress(RuntimeError):  # the loop is closed: nobody counts any more
                self._loop.call_soon_threadsafe(leaving)
        if response.status_code != requests.codes.ok:
            raise ApiHttpError(self, method, params, raw=False, response=response)
        try:
            answer = response.json()
        except (requests.JSONDecodeError, RecursionError):
            raise Garbled("not JSON") from None
        if not isinstance(answer, dict) or not ("response" in answer or isinstance(answer.get("error"), dict)):
            raise Garbled("neither a response nor an error")
        return answer

    def _wait_for_turn(self, ticket: SendTicket | None) -> Call:
        """In a thread, while the pace lives in the loop."""
        turn = asyncio.run_coroutine_threadsafe(self._pace.enter(ticket), self._loop)
        self._turns.add(turn)
        try:
            if self._closing.is_set():
                turn.cancel()
            return turn.result()
        except CancelledError:
            raise closing() from None
        finally:
            self._turns.discard(turn)

    def _refuse(self, method: str, params: Mapping[str, str], error: Mapping[str, Any]) -> NoReturn:
        if not isinstance(error.get("error_code"), int):
            raise Garbled("an error without a code")
        if error["error_code"] == CAPTCHA_ERROR_CODE:
            kwargs = {"values": params}
            where = {"url": error.get("captcha_img"), "redirect_uri": error.get("redirect_uri")}
            raise Captcha(self, error.get("captcha_sid"), self.method, (method,), kwargs, **where)
        raise ApiError(self, method, params, raw=False, error={"error_msg": "", **error})

    def _stopped(self, attempt: int) -> bool:
        return self._closing.wait(backoff(attempt, first=1.5 * FIRST_PAUSE, longest=LONGEST_PAUSE))


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one send by a key: each waits for its turn in the pace by the send's ticket."""

    key: Key
    ticket: SendTicket

    async def call(self, name: str, /, **params: Any) -> Any:
        """As ``Key.call``."""
        return await self.key.run(lambda: self.method(name, params))

    def method(self, method: str, values: Mapping[str, Any]) -> Any:
        """As ``Key.method``, and the part of it that vk_api's tools ask for. Blocks: threads only."""
        return self.key.method(method, values, ticket=self.ticket)


def closing() -> Later:
    return Later("the messenger is closing", after=1, everyone=True)


def form(values: Mapping[str, Any]) -> dict[str, str]:
    """Parameters as VK reads them: 0 and 1 for a bool, JSON for an object, commas in a list, nothing for None."""
    return {name: _field(value) for name, value in values.items() if value is not None}


def _field(value: Any) -> str:
    match value:
        case bool():
            return str(int(value))
        case Mapping():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case list() | tuple():
            return ",".join(map(str, value))
    return str(value)


def may_repeat(trouble: ApiError | requests.ConnectionError, method: str, params: Mapping[str, str]) -> bool:
    """Whether the call was surely not carried out, or carrying it out twice is the same as once."""
    if isinstance(trouble, ApiError):
        return trouble.code == TOO_MANY_RPS_CODE or (
            trouble.code in REPEATABLE_ERRORS and is_repeatable(method, params)
        )
    if isinstance(trouble, requests.Timeout):
        return False  # the outbox repeats it, without holding a thread
    return never_sent(trouble) or is_repeatable(method, params)


def is_repeatable(method: str, params: Mapping[str, str]) -> bool:
    """VK swallows the repeat of a random_id or guid; reading and setting can be repeated anyway."""
    if method == "messages.send":
        return params.get("random_id", "0") != "0"
    if method in {"wall.post", "wall.createComment"}:
        return "guid" in params
    verb = method.partition(".")[2]
    return verb.startswith(("get", "set", "is")) or method in {"messages.edit", "wall.edit"}
