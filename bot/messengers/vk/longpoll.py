"""Bots Long Poll: one thread waits at VK's server, the event loop stores what came, then the wait goes on.

The place in the queue (``ts``) moves only when the updates are stored: what was not, comes again.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import requests
import structlog
from vk_api.exceptions import ApiError, VkApiError

from bot.messengers.catalogue import PollCursor
from bot.messengers.vk.api import VERSION, Garbled, Key
from bot.messengers.vk.failures import NO_RIGHT, undelivered
from bot.messengers.vk.hearing import EVENTS, Hearing
from bot.messengers.vk.sessions import Sessions
from domain.cleaning import whole
from talk.backoff import backoff
from talk.messenger import Broken, Hear, Impossible

WAIT = 25
"""Seconds that VK holds an empty answer."""
SLACK = 10
"""Seconds more until we believe that the line is dead."""
ASK_AGAIN = 600.0
"""Seconds after which the settings are set once more: an administrator may have switched something off meanwhile."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0

log = structlog.get_logger()


async def nothing_more() -> None:
    """Whoever has no other way of hearing."""


class LongPoll:
    """Hears one community. ``listen`` can be cancelled at any moment and started again.

    ``asked`` is called whenever VK was told what we want to hear this way: so another way is not needed any more.
    """

    def __init__(
        self,
        key: Key,
        group_id: int,
        hearing: Hearing,
        *,
        cursor: PollCursor | None = None,
        asked: Callable[[], Awaitable[None]] = nothing_more,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key = key
        self._group_id = group_id
        self._hearing = hearing
        self._cursor = cursor
        self._pause = pause
        self._server = ""
        self._secret: str | None = None
        self._ts = ""
        self._troubles = 0
        self._asked = asked
        self._clock = clock
        self._asked_at = -math.inf
        self._sessions: Sessions | None = None

    def cut(self) -> None:
        """End the wait that is under way."""
        if self._sessions is not None:
            self._sessions.cut()

    async def listen(self, hear: Hear) -> None:
        """For ever. Raises Broken when the key is refused."""
        self._secret = None
        if not self._ts and self._cursor is not None:
            self._ts = await self._cursor.read() or ""
        self._sessions = sessions = Sessions()
        thread = ThreadPoolExecutor(1, thread_name_prefix="vk-longpoll")
        try:
            while True:
                try:
                    if self._secret is None or self._clock() - self._asked_at >= ASK_AGAIN:
                        await self._ask_for_events()
                        await self._asked()
                    if self._secret is None:
                        await self._enter()
                    await self._poll_once(thread, sessions, hear)
                except (VkApiError, requests.RequestException) as trouble:
                    await self._outlive(trouble)
                else:
                    self._troubles = 0
        finally:
            await _end(thread, sessions)

    async def drain(self, hear: Hear) -> None:
        """Hear what is left in the queue since it was read last, and switch it off: events come another way by now.

        Best effort: raises only what ``hear`` raises.
        """
        self._ts = await self._cursor.read() or "" if self._cursor is not None else ""
        if not self._ts or self._cursor is None:
            return
        self._sessions = sessions = Sessions()
        thread = ThreadPoolExecutor(1, thread_name_prefix="vk-longpoll")
        try:
            await self._enter()
            before = ""
            while before != self._ts:
                before = self._ts
                await self._poll_once(thread, sessions, hear, wait=0)
            settings = {"group_id": self._group_id, "enabled": False}
            await self._key.call("groups.setLongPollSettings", **settings)
            await self._cursor.write("")
        except (VkApiError, requests.RequestException) as trouble:
            log.info("vk.longpoll_not_drained", group_id=self._group_id, reason=str(undelivered(trouble)))
        finally:
            self._secret, self._ts = None, ""
            await _end(thread, sessions)

    async def _ask_for_events(self) -> None:
        """A key without the right ``manage`` hears what the community's settings say.

        Any other switches on what it needs, also after somebody has switched it off.
        """
        try:
            await self._key.call(
                "groups.setLongPollSettings",
                group_id=self._group_id,
                enabled=True,
                api_version=VERSION,
                **dict.fromkeys(EVENTS, True),
            )
        except ApiError as trouble:
            if trouble.code not in NO_RIGHT:
                raise
            log.warning("vk.longpoll_settings", group_id=self._group_id, reason=str(undelivered(trouble)))
        self._asked_at = self._clock()

    async def _enter(self) -> None:
        found = await self._key.call("groups.getLongPollServer", group_id=self._group_id)
        try:
            self._server, self._secret, ts = str(found["server"]), str(found["key"]), str(found["ts"])
        except (TypeError, KeyError):
            raise Garbled("no long poll server") from None
        self._ts = self._ts or ts

    async def _poll_once(self, thread: ThreadPoolExecutor, sessions: Sessions, hear: Hear, *, wait: int = WAIT) -> None:
        """One wait, and what follows from its answer."""
        params = {"act": "a_check", "key": self._secret, "ts": self._ts, "wait": str(wait)}
        answer = await asyncio.get_running_loop().run_in_executor(thread, _wait, sessions, self._server, params)
        match answer:
            case {"failed": 1, "ts": int() | str() as ts}:
                log.warning("vk.longpoll_gap", group_id=self._group_id)
                await self._move(str(ts))
            case {"failed": 2}:
                self._secret = None
            case {"failed": 3}:
                self._secret, self._ts = None, ""
            case {"ts": int() | str() as ts, "updates": list(updates)}:
                new_updates = self._hearing.understand(updates)
                if new_updates:
                    await hear(new_updates)
                await self._move(str(ts))
            case _:
                raise Garbled("not a long poll answer")

    async def _move(self, ts: str) -> None:
        if ts != self._ts and self._cursor is not None:
            await self._cursor.write(ts)
        self._ts = ts

    async def _outlive(self, trouble: VkApiError | requests.RequestException) -> None:
        """Wait longer each time. Raises Broken when no waiting helps."""
        failure = undelivered(trouble)
        if isinstance(failure, Broken):
            raise failure from None
        if isinstance(failure, Impossible) and isinstance(trouble, ApiError):
            advice = "Switch on Bots Long Poll in the settings of the community, or make a key that may manage it"
            raise Broken(f"{failure}. {advice}") from None
        self._secret = None  # perhaps the server moved
        self._troubles += 1
        pause = backoff(self._troubles, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        log.info("vk.longpoll_trouble", group_id=self._group_id, reason=str(failure), pause=round(pause, 2))
        await self._pause(pause)


async def _end(thread: ThreadPoolExecutor, sessions: Sessions) -> None:
    sessions.cut()
    thread.shutdown(wait=False, cancel_futures=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await asyncio.to_thread(thread.shutdown)
    sessions.close()


def _wait(sessions: Sessions, server: str, params: Mapping[str, str | None]) -> Any:
    """Blocks for up to ``WAIT`` seconds."""
    response = sessions.mine().get(server, params=params, timeout=(5, WAIT + SLACK))
    if response.status_code != requests.codes.ok:
        raise Garbled(f"HTTP status {response.status_code}")
    return response.json(parse_int=whole)
