"""``/healthz``, ``/readyz``, ``/metrics``: on a port of their own, and on the public one.

There ``/healthz`` answers everybody, the other two only this computer: for monitors older than the other port.
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
State = Literal["starting", "listening", "standing by", "deaf", "broken", "unreachable"]
"""State of an account in this process; standing by: another process listens to it; deaf: nothing that people write
comes here, though it is listened for."""
READY: Final[frozenset[State]] = frozenset({"listening", "standing by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The handlers of the three addresses, and what they read."""

    database: Database
    states: Callable[[], Mapping[int, State]]
    """Account → its state."""
    counts: Counts
    outcomes: Callable[[], Mapping[int, Mapping[str, int]]] = dict
    """Account → outcome of a sent message → how often since the start."""
    late: Callable[[], Mapping[str, float]] = dict
    """Job → seconds by which it is late."""
    deaf: Callable[[], Mapping[int, str]] = dict
    """Account that hears nothing → why."""

    async def healthz(self, _: web.Request) -> web.Response:
        """Always 200: the process answers."""
        return web.json_response({"alive": True})

    async def readyz(self, _: web.Request) -> web.Response:
        """200, or 503 while an account does not do its work or the database does not answer.

        JSON: ``ready``, ``database``, ``accounts`` (id → state), ``troubles`` (id → what is wrong with it). It is for
        whoever keeps the program; a balancer asks ``/healthz``, or one broken account takes the others off the air.
        """
        accounts = {str(account): state for account, state in self.states().items()}
        try:
            async with self.database.reading() as books:
                known = await books.accounts.all()
        except StorageError:
            return web.json_response({"ready": False, "database": False, "accounts": accounts}, status=503)
        ready = READY.issuperset(accounts.values())
        said: dict[str, Any] = {"ready": ready, "database": True, "accounts": accounts}
        troubles = {str(account): why for account, why in self.deaf().items() if accounts.get(str(account)) == "deaf"}
        troubles |= {str(one.id): one.broken for one in known if one.broken and str(one.id) in accounts}
        if troubles:
            said["troubles"] = troubles
        return web.json_response(said, status=200 if ready else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """Raises HTTPServiceUnavailable when the database does not answer."""
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
        """All three for whoever asks: for the port that only the operator reaches."""
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self.readyz)
        app.router.add_get("/metrics", self.metrics)

    def mount_beside_pages(self, app: web.Application) -> None:
        """For the public port: ``/healthz`` for everybody, 404 for the other two unless this computer asks."""
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
    """Whether this computer itself asks, not a proxy on it."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
