"""``/healthz``, ``/readyz``, ``/metrics``: on a port of their own; at the public one they are kept to this computer.

A monitor of before, on the same computer, finds them where they were.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from aiohttp import web

from bot.web import metrics
from bot.web.http.counts import Counts
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from storage.database import Database

HOUR: Final = timedelta(hours=1)
State = Literal["starting", "listening", "standing by", "broken", "unreachable"]
"""What this process has to do with an account; standing by: another process listens to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the program says of itself."""

    database: Database
    states: Callable[[], Mapping[int, State]]
    counts: Counts
    outcomes: Callable[[], Mapping[int, Mapping[str, int]]] = dict
    """Account → what became of messages that left, since the start."""
    late: Callable[[], Mapping[str, float]] = dict
    """Job → seconds by which it is late."""

    async def healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(self, _: web.Request) -> web.Response:
        """A broken account is the operator's affair and must not take the others off the air; what to do is said."""
        accounts = {str(account): state for account, state in self.states().items()}
        try:
            async with self.database.reading() as books:
                known = await books.accounts.all()
        except StorageError:
            return web.json_response({"ready": False, "database": False, "accounts": accounts}, status=503)
        ready = "starting" not in accounts.values()
        said: dict[str, Any] = {"ready": ready, "database": True, "accounts": accounts}
        if troubles := {str(one.id): one.broken for one in known if one.broken and str(one.id) in accounts}:
            said["troubles"] = troubles
        return web.json_response(said, status=200 if ready else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        now = datetime.now(UTC)
        try:
            async with self.database.reading() as books:
                known = metrics.InDatabase(
                    counts=await books.outbox_admin.counts(),
                    unread=await books.inbox.counts(),
                    unread_since=await books.inbox.oldest(),
                    events=await books.audit.counts(since=now - HOUR),
                )
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        own = metrics.InProcess(accounts=self.states(), refused=self.counts, outcomes=self.outcomes(), late=self.late())
        text = metrics.page(own, known, now)
        return web.Response(body=text.encode(), headers={"Content-Type": metrics.CONTENT_TYPE})

    def mount(self, app: web.Application) -> None:
        """For the port of its own."""
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self.readyz)
        app.router.add_get("/metrics", self.metrics)

    def mount_beside_pages(self, app: web.Application) -> None:
        """That the program lives may be known to all; how it is, and how much it has to do, not."""
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self._near(self.readyz))
        app.router.add_get("/metrics", self._near(self.metrics))

    def _near(self, handler: Handler) -> Handler:
        async def only_near(request: web.Request) -> web.StreamResponse:
            if not _is_near(request):
                self.counts["elsewhere"] += 1
                raise web.HTTPNotFound
            return await handler(request)

        return only_near


def _is_near(request: web.Request) -> bool:
    """From this computer itself, not through a proxy on it."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
