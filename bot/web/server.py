"""The HTTP server: webhooks, health and metrics, and whatever pages are mounted beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import structlog
from aiohttp import web

from bot.web import metrics
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.database import Database
    from talk.messenger import Hear, Messenger

log = structlog.get_logger()

Mount = Callable[[web.Application], None]
"""Adds routes of its own."""
State = Literal["starting", "listening", "standing by", "broken", "unreachable"]
"""What this process has to do with an account; standing by: another process listens to it."""

MOST_BODY: Final = 1_000_000
"""Bytes of a webhook's body."""


class CannotListen(Exception):
    """The port is taken, or the address is not ours."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(why)
        self.host, self.port, self.why = host, port, why


def application(
    *,
    database: Database,
    messengers: Mapping[int, Messenger],
    hear: Hear,
    states: Callable[[], Mapping[int, State]],
    mounts: tuple[Mount, ...] = (),
) -> web.Application:
    """``POST /{kind}/{account}``, ``/healthz``, ``/readyz``, ``/metrics``; ``mounts`` add theirs."""

    async def knock(request: web.Request) -> web.Response:
        messenger = messengers.get(int(request.match_info["account"]))
        if messenger is None or messenger.kind != request.match_info["kind"]:
            raise web.HTTPNotFound
        try:
            status, text = await messenger.handle_webhook(request.headers, await request.read(), hear)
        except StorageError as trouble:  # not stored, so not confirmed: the messenger will knock again
            log.error("knock_not_stored", account=messenger.account, why=str(trouble))  # noqa: TRY400 - not a bug
            raise web.HTTPServiceUnavailable from None
        return web.Response(status=status, text=text)

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        """A broken account is the operator's affair and must not take the others off the air; what to do is said."""
        accounts = {str(account): state for account, state in states().items()}
        try:
            async with database.reading() as books:
                known = await books.accounts.all()
        except StorageError:
            return web.json_response({"ready": False, "database": False, "accounts": accounts}, status=503)
        ready = "starting" not in accounts.values()
        said: dict[str, Any] = {"ready": ready, "database": True, "accounts": accounts}
        if troubles := {str(one.id): one.broken for one in known if one.broken and str(one.id) in accounts}:
            said["troubles"] = troubles
        return web.json_response(said, status=200 if ready else 503)

    async def measure(_: web.Request) -> web.Response:
        try:
            async with database.reading() as books:
                counts = await books.outbox_admin.counts()
                unread = await books.inbox.counts()
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        text = metrics.page(states(), counts, unread, datetime.now(UTC))
        return web.Response(body=text.encode(), headers={"Content-Type": metrics.CONTENT_TYPE})

    app = web.Application(client_max_size=MOST_BODY)
    app.router.add_post(r"/{kind:[a-z]+}/{account:\d{1,18}}", knock)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", measure)
    for mount in mounts:
        mount(app)
    return app


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the block runs; yields the address. Raises CannotListen."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotListen(host, port, error.strerror or type(error).__name__) from error
        name, chosen = runner.addresses[0][:2]
        yield f"http://{name}:{chosen}"
    finally:
        await runner.cleanup()
