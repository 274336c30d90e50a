"""What a test server sees of a program that is killed: when its sends came, and how many wait for their answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import ClientSession, TCPConnector, web

from tests.servers import faults
from tests.servers.faults import Fault, Faults
from tests.servers.telegram import TelegramServer

SENDS: Final = ("sendMessage", "messages.send")
ROUND_TRIPS: Final = (0.05, 0.1, 0.15)
"""Seconds, in equal shares. The message is there at once and the answer takes it all: the worst time to be killed."""
ROUND_TRIP: Final = sum(ROUND_TRIPS) / len(ROUND_TRIPS)


class Watch(Faults):
    """The script of misfortunes, which also notes the moments at which sends came."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: list[float] = []
        """By ``time.monotonic``, oldest first."""
        self.suffered: list[float] = []
        """The same of whatever met with a misfortune."""

    def draw(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        now, fault = time.monotonic(), super().draw(method, params)
        if method in SENDS:
            self.arrivals.append(now)
        if fault is not None:
            self.suffered.append(now)
        return fault

    def far_away(self) -> None:
        """Every send has a round trip like that of a real messenger."""
        for method in SENDS:
            for index, seconds in enumerate(ROUND_TRIPS):
                self.sometimes(method, faults.slow(seconds), share=1 / (len(ROUND_TRIPS) - index))


ROUNDS: Final = 3
"""Of the server's loop, at least: one to read a call, one to carry it out, one to spare."""


class WatchedTelegram(TelegramServer):
    """Counts sends whose answer never went out: whoever sent them was gone."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: Watch = Watch()
        self.unanswered = 0

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            return await super()._serve(request)
        except asyncio.CancelledError:
            self.unanswered += request.match_info["method"] in SENDS
            raise

    async def hears_out(self) -> None:
        """All that was sent to it so far is carried out, however busy the machine is: who comes last is served last."""
        async with ClientSession(connector=TCPConnector(force_close=True)) as somebody:
            for _ in range(ROUNDS):
                async with somebody.get(self.url) as answer:
                    await answer.read()
