"""How often one address may ask: a token bucket each (docs/operations.md says how much)."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.http.clients import CLIENTS
from bot.web.http.counts import COUNTS

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

BURST: Final = 200
"""Requests that an address may make at once: a page brings forty photographs, a library has a dozen readers."""
PACE: Final = 10.0
"""Requests a second for as long as it likes."""
MOST: Final = 10_000
"""Addresses that are remembered; the one that asked longest ago is forgotten, and would have its bucket full again."""


class Buckets:
    """Token buckets by key: ``burst`` at once, then ``pace`` a second; ``clock`` in seconds."""

    def __init__(self, burst: int, pace: float, *, clock: Callable[[], float] = monotonic, most: int = MOST) -> None:
        self._burst = burst
        self._pace = pace
        self._clock = clock
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Key → tokens, and when they were counted."""

    def take(self, key: str) -> bool:
        """Take one token; False when there is none."""
        left, now = self._count(key)
        taken = left >= 1
        self._left[key] = (left - 1 if taken else left, now)
        self._left.move_to_end(key)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return taken

    def wait(self, key: str) -> int:
        """Whole seconds until there is a token, rounded up; 0: there is one."""
        left, _ = self._count(key)
        return max(0, math.ceil((1 - left) / self._pace))

    def _count(self, key: str) -> tuple[float, float]:
        now = self._clock()
        left, counted = self._left.get(key, (float(self._burst), now))
        return min(float(self._burst), left + (now - counted) * self._pace), now


def limiting(buckets: Buckets) -> Middleware:
    """A middleware: GET and HEAD beyond the bucket of their address are 429 with ``Retry-After``.

    What is posted has limits of its own (``bot/web/webhooks.py``).
    """

    @web.middleware
    async def limit(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method in ("GET", "HEAD"):
            address = request.app[CLIENTS].address_of(request)
            if address is not None and not buckets.take(address):
                request.app[COUNTS]["limited"] += 1
                raise too_many(buckets.wait(address))
        return await handler(request)

    return limit


def too_many(wait: int) -> web.HTTPTooManyRequests:
    """To be raised; ``wait`` in seconds."""
    return web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})
