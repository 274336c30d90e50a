"""The HTTP server: webhooks, health and metrics, and what else is mounted beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.health import Health, State
from bot.web.http.clients import CLIENTS, Clients
from bot.web.http.connections import Timeouts, listening, timed
from bot.web.http.counts import COUNTS, Counts
from bot.web.http.descriptors import MOST_CONNECTIONS
from bot.web.http.last_resort import last_resort
from bot.web.http.limits import BURST, PACE, Buckets, limiting
from bot.web.http.networks import LOOPBACK, networks
from bot.web.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.database import Database
    from talk.messenger import Hear, Messenger

__all__ = ["CannotListen", "Mount", "State", "application", "bare", "health_application", "serving"]

Mount = Callable[[web.Application], None]
"""Adds routes of its own."""

MOST_BODY: Final = 1_000_000
"""Bytes of a request's body; a longer one is 413."""


class CannotListen(Exception):
    """The port is taken, or the address is none of this computer; ``why`` is the system's message."""

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
    health: Health | None = None,
    clients: Clients | None = None,
    readers: Buckets | None = None,
) -> web.Application:
    """The public port: ``POST /{kind}/{account}``, ``/healthz``, ``/readyz``, ``/metrics``, and what ``mounts`` add.

    ``health``: in place of one that knows ``database`` and ``states`` alone; ``readers``: how often an address may ask.
    """
    health = health or Health(database=database, states=states, counts=Counts())
    app = bare(health.counts, clients)
    app.router.add_post(
        r"/{kind:[a-z]+}/{account:\d{1,18}}", Webhooks(database=database, messengers=messengers, hear=hear).handle
    )
    health.mount_beside_pages(app)
    for mount in mounts:
        mount(app)
    app.middlewares.append(limiting(readers or Buckets(BURST, PACE)))  # the innermost: pages make a page of its 429
    return app


def health_application(health: Health) -> web.Application:
    """The port that only the operator reaches: health and metrics alone."""
    app = bare(health.counts)
    health.mount(app)
    return app


def bare(counts: Counts, clients: Clients | None = None) -> web.Application:
    """No routes yet, but deadlines, error handling, client addresses and headers."""
    app = web.Application(client_max_size=MOST_BODY, middlewares=[timed, last_resort()])
    app[COUNTS], app[CLIENTS] = counts, clients or Clients(networks(LOOPBACK))
    app.on_response_prepare.append(_set_headers)
    return app


async def _set_headers(_: web.Request, response: web.StreamResponse) -> None:
    """No version of aiohttp for whoever looks for one with a known hole; no guessing of media types."""
    response.headers.popall("Server", None)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")


@asynccontextmanager
async def serving(
    app: web.Application, *, host: str, port: int, most: int = MOST_CONNECTIONS, timeouts: Timeouts | None = None
) -> AsyncIterator[str]:
    """Serve while the block runs; yields the address. Raises CannotListen."""
    async with AsyncExitStack() as stack:
        try:
            name, chosen = await stack.enter_async_context(listening(app, host, port, most=most, timeouts=timeouts))
        except OSError as error:
            raise CannotListen(host, port, error.strerror or type(error).__name__) from error
        yield f"http://{name}:{chosen}"
