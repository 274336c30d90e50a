"""What a test server sees of a program that is killed: when its sends came, and how many wait for their answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

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

    def draw(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        if method in SENDS:
            self.arrivals.append(time.monotonic())
        return super().draw(method, params)

    def far_away(self) -> None:
        """Every send has a round trip like that of a real messenger."""
        for method in SENDS:
            for index, seconds in enumerate(ROUND_TRIPS):
                self.sometimes(method, faults.slow(seconds), share=1 / (len(ROUND_TRIPS) - index))


class WatchedTelegram(TelegramServer):
    """Counts sends whose answer has not gone out yet."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: Watch = Watch()
        self.in_flight = 0

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        counted = request.match_info["method"] in SENDS
        self.in_flight += counted
        try:
            return await super()._serve(request)
        finally:
            self.in_flight -= counted
