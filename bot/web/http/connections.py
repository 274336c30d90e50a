"""The open connections of one server: none is waited for without end, and there are never too many.

A client has so much time for a head, for a body, to take the answer and to ask again; whoever is late is cut off. Where
there are as many connections as there may be, a new one takes the place of the one that has been waited for longest:
half requests keep nobody out, however many they are. Why it is ours: docs/decisions/http-door.md.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.http.counts import COUNTS, Counts
from bot.web.http.descriptors import MOST_CONNECTIONS, room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import StreamReader
    from aiohttp.typedefs import Handler

CLIENTS_FAULTS: Final = (HttpProcessingError, web.RequestPayloadError, ConnectionError)
"""What a client can cause by itself: it is counted, never logged."""
NAME: Final = "tezki"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds after which a client that is waited for is cut off."""

    head: float = 10.0
    body: float = 30.0
    answer: float = 120.0
    """For the last of an answer to be taken: a photograph by a village's telephone line."""
    idle: float = 15.0
    """From an answer to the whole head of the next request."""


class Connection(web.RequestHandler):
    """One connection; it says itself what is waited for."""

    def __init__(self, crowd: Connections, server: web.Server, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(server, loop=loop, access_log=None, keepalive_timeout=crowd.patience.idle)  # type: ignore[arg-type]
        self._crowd = crowd
        self._wire: asyncio.Transport | None = None
        self._answering = False
        self.was_cut = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wire = self.transport
        self._crowd.came(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._crowd.left(self)
        super().connection_lost(exc)

    def cut(self) -> None:
        """Now, and not when it has taken what it was sent: that would hold its descriptor."""
        self.was_cut = True
        if self._wire is not None:
            self._wire.abort()

    def head_came(self, body: StreamReader) -> None:
        """The request is being answered, or its body is still to come."""
        self._answering = True
        if body.is_eof():
            self._crowd.attends(self)
        else:
            self._crowd.waits(self, self._crowd.patience.body)
            body.on_eof(self._body_came)

    def _body_came(self) -> None:
        if self._answering:  # the rest of a body that nobody wanted may come after the answer
            self._crowd.attends(self)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        patience = self._crowd.patience
        self._answering = False
        self._crowd.waits(self, patience.answer)
        done = await super().finish_response(request, resp, start_time)
        taken = self.transport is None or not self.transport.get_write_buffer_size()
        self._crowd.waits(self, patience.idle if taken else patience.answer)
        return done

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What is no HTTP gets a bare number."""
        if isinstance(exc, CLIENTS_FAULTS):
            status, message = min(status, 499) if status < 500 else 400, "Bad request"  # noqa: PLR2004 - HTTP's own
        answer = super().handle_error(request, status, exc, message)
        answer.headers["Server"] = NAME  # aiohttp would tell its version
        return answer

    def log_exception(self, *args: Any, **how: Any) -> None:
        if not isinstance(how.get("exc_info"), CLIENTS_FAULTS):
            super().log_exception(*args, **how)
        elif not self.was_cut:  # that is counted
            self._crowd.counts["malformed"] += 1


class Connections:
    """Those of one server. ``most`` at once."""

    def __init__(self, most: int, patience: Patience, counts: Counts) -> None:
        self.patience = patience
        self.counts = counts
        self._most = most
        self._open: set[Connection] = set()
        self._until: dict[Connection, float] = {}
        """Those that are waited for, the longest first, with the loop's time when it ends."""

    def __len__(self) -> int:
        return len(self._open)

    def came(self, one: Connection) -> None:
        self._open.add(one)
        if len(self._open) > self._most:
            late = next(iter(self._until), one)  # all are being answered: then the new one goes
            self._cut(late, "crowded")
        if one in self._open:
            self.waits(one, self.patience.head)

    def left(self, one: Connection) -> None:
        self._open.discard(one)
        self._until.pop(one, None)

    def waits(self, one: Connection, seconds: float) -> None:
        self._until.pop(one, None)
        if one in self._open:
            self._until[one] = asyncio.get_running_loop().time() + seconds

    def attends(self, one: Connection) -> None:
        """It is the program's turn."""
        self._until.pop(one, None)

    async def watch(self) -> None:
        """For ever: cut off whoever is late."""
        patience = self.patience
        pause = min(patience.head, patience.body, patience.answer, patience.idle) / 10
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(pause)
            now = loop.time()
            for one in [one for one, until in self._until.items() if until <= now]:
                self._cut(one, "late")

    def _cut(self, one: Connection, why: str) -> None:
        self.counts[why] += 1
        self.left(one)
        one.cut()


@web.middleware
async def attended(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost middleware: the head is here."""
    connection = request.protocol
    if isinstance(connection, Connection):
        connection.head_came(request.content)
    return await handler(request)


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, *, most: int = MOST_CONNECTIONS, patience: Patience | None = None
) -> AsyncIterator[tuple[str, int]]:
    """Serve while the block runs; yields host and port. Raises OSError."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    loop = asyncio.get_running_loop()
    served = runner.server
    assert served is not None
    crowd = Connections(room(most), patience or Patience(), app[COUNTS])
    watching = asyncio.create_task(crowd.watch())
    try:
        server = await loop.create_server(lambda: Connection(crowd, served, loop), host, port, backlog=128)
        try:
            chosen: tuple[str, int] = server.sockets[0].getsockname()[:2]
            yield chosen
        finally:
            server.close()
    finally:
        await runner.cleanup()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
