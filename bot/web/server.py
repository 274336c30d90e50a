"""The HTTP server: webhooks, health and metrics, and whatever pages are mounted beside them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from aiohttp import web

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from storage.database import Database
    from talk.messenger import Hear, Messenger

Mount = Callable[[web.Application], None]
"""Adds routes of its own."""

MOST_BODY: Final = 1_000_000
"""Bytes of a webhook's body."""


def application(
    *,
    database: Database,
    messengers: Mapping[int, Messenger],
    hear: Hear,
    listening: Callable[[], bool],
    mounts: tuple[Mount, ...] = (),
) -> web.Application:
    """``/telegram/{account}``, ``/vk/{account}``, ``/healthz``, ``/readyz``; ``mounts`` add theirs."""

    async def knock(request: web.Request) -> web.Response:
        account = int(request.match_info["account"])
        messenger = messengers.get(account)
        if messenger is None or messenger.kind != request.match_info["kind"]:
            raise web.HTTPNotFound
        status, text = await messenger.knock(request.headers, await request.read(), hear)
        return web.Response(status=status, text=text)

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        try:
            async with database.reading() as books:
                await books.settings.get("ready")
        except StorageError:
            return web.json_response({"ready": False, "why": "database"}, status=503)
        ready = listening()
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    app = web.Application(client_max_size=MOST_BODY)
    app.router.add_post(r"/{kind:telegram|vk}/{account:\d{1,18}}", knock)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    for mount in mounts:
        mount(app)
    return app


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the block runs; yields the address. Raises OSError when the port is taken."""
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        name, chosen = runner.addresses[0][:2]
        yield f"http://{name}:{chosen}"
    finally:
        await runner.cleanup()
