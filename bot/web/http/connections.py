"""The open connections of one server: a deadline for each part of a request, and a cap on how many there are.

A client has so much time for a head, for a body, to take the answer and to ask again; whoever is late is cut off. At
the cap a new connection takes the place of the one that has been waited for longest: half requests keep nobody out,
however many they are. Why it is ours: docs/decisions/http-door.md.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.http.counts import COUNTS, Counts
from bot.web.http.descriptors import MOST_CONNECTIONS, connection_limit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import StreamReader
    from aiohttp.typedefs import Handler

CLIENTS_FAULTS: Final = (HttpProcessingError, web.RequestPayloadError, ConnectionError)
"""What a client can cause by itself: it is counted, never logged."""
SERVER: Final = "tezki"
"""The header ``Server`` of answers that aiohttp gives to what it cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds after which a client that is waited for is cut off."""

    head: float = 10.0
    body: float = 30.0
    answer: float = 120.0
    """For the last byte of an answer to be taken: a photograph over a village's telephone line."""
    idle: float = 15.0
    """From an answer to the whole head of the next request."""


class Connection(web.RequestHandler):
    """aiohttp's handler of one connection, which tells ``Connections`` what is waited for."""

    def __init__(self, connections: Connections, server: web.Server, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(server, loop=loop, access_log=None, keepalive_timeout=connections.timeouts.idle)  # type: ignore[arg-type]
        self._connections = connections
        self._open_transport: asyncio.Transport | None = None
        self._answering = False
        self.was_cut = False
        """Whether the server ended it: what fails after that is no fault of the client's."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """From here on a head is waited for."""
        super().connection_made(transport)
        self._open_transport = self.transport
        self._connections.opened(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """By whichever side, for whatever reason."""
        self._connections.closed(self)
        super().connection_lost(exc)

    def cut(self) -> None:
        """Close it now, not when the client has taken what it was sent: that would hold the descriptor."""
        self.was_cut = True
        if self._open_transport is not None:
            self._open_transport.abort()

    def head_came(self, body: StreamReader) -> None:
        """The head of a request is whole: its body is waited for, or nothing while it is being answered."""
        self._answering = True
        if body.is_eof():
            self._connections.stop_waiting(self)
        else:
            self._connections.wait_for(self, self._connections.timeouts.body)
            body.on_eof(self._body_came)

    def _body_came(self) -> None:
        if self._answering:  # the rest of a body that nobody wanted may come after the answer
            self._connections.stop_waiting(self)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """The answer is complete: it must be taken, then the next head comes."""
        timeouts = self._connections.timeouts
        self._answering = False
        self._connections.wait_for(self, timeouts.answer)
        done = await super().finish_response(request, resp, start_time)
        taken = self.transport is None or not self.transport.get_write_buffer_size()
        self._connections.wait_for(self, timeouts.idle if taken else timeouts.answer)
        return done

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """A client's fault is a 4xx without details; no answer tells the version of aiohttp."""
        if isinstance(exc, CLIENTS_FAULTS):
            status, message = min(status, 499) if status < 500 else 400, "Bad request"  # noqa: PLR2004 - HTTP's own
        answer = super().handle_error(request, status, exc, message)
        answer.headers["Server"] = SERVER  # aiohttp would tell its version
        return answer

    def log_exception(self, *args: Any, **how: Any) -> None:
        """A client's fault is counted instead."""
        if not isinstance(how.get("exc_info"), CLIENTS_FAULTS):
            super().log_exception(*args, **how)
        elif not self.was_cut:  # that is counted
            self._connections.counts["malformed"] += 1


class Connections:
    """The connections of one server, ``most`` at once, and until when each is waited for."""

    def __init__(self, most: int, timeouts: Timeouts, counts: Counts) -> None:
        self.timeouts = timeouts
        self.counts = counts
        self._most = most
        self._open: set[Connection] = set()
        self._until: dict[Connection, float] = {}
        """Deadline, by the loop's clock, of each that is waited for; whichever was last set to wait stands last."""

    def opened(self, one: Connection) -> None:
        """At the cap, the one that has been waited for longest is cut off; the new one when none is waited for."""
        self._open.add(one)
        if len(self._open) > self._most:
            late = next(iter(self._until), one)
            self._cut(late, "crowded")
        if one in self._open:
            self.wait_for(one, self.timeouts.head)

    def closed(self, one: Connection) -> None:
        """It does not count any more; twice is harmless."""
        self._open.discard(one)
        self._until.pop(one, None)

    def wait_for(self, one: Connection, seconds: float) -> None:
        """From now on, in place of what was waited for before; a closed one is not."""
        self._until.pop(one, None)
        if one in self._open:
            self._until[one] = asyncio.get_running_loop().time() + seconds

    def stop_waiting(self, one: Connection) -> None:
        """It has no deadline while the program answers."""
        self._until.pop(one, None)

    async def watch(self) -> None:
        """Cut off whoever is late, until cancelled; at most a tenth of the shortest deadline after it."""
        timeouts = self.timeouts
        pause = min(timeouts.head, timeouts.body, timeouts.answer, timeouts.idle) / 10
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(pause)
            now = loop.time()
            for one in [one for one, until in self._until.items() if until <= now]:
                self._cut(one, "late")

    def _cut(self, one: Connection, why: str) -> None:
        self.counts[why] += 1
        self.closed(one)
        one.cut()


@web.middleware
async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost middleware: the head has come, and its deadline ends."""
    connection = request.protocol
    if isinstance(connection, Connection):
        connection.head_came(request.content)
    return await handler(request)


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, *, most: int = MOST_CONNECTIONS, timeouts: Timeouts | None = None
) -> AsyncIterator[tuple[str, int]]:
    """Serve while the block runs; yields host and port as they were bound. Raises OSError when they cannot be."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    loop = asyncio.get_running_loop()
    served = runner.server
    assert served is not None
    connections = Connections(connection_limit(most), timeouts or Timeouts(), app[COUNTS])
    watching = asyncio.create_task(connections.watch())
    try:
        server = await loop.create_server(lambda: Connection(connections, served, loop), host, port, backlog=128)
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
