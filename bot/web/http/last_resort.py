"""Exceptions that nobody caught: 400 and a count for a client's fault; 500 and a traceback, one a minute, for ours."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.web.http.connections import CLIENTS_FAULTS, Connection
from bot.web.http.counts import COUNTS

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

log = structlog.get_logger()

AGAIN: Final = 60.0
"""Seconds until the same fault of ours is logged again: the request that causes it may come a thousand times."""
MOST: Final = 200
"""Faults that are remembered; then all are forgotten."""


def last_resort() -> Middleware:
    """A middleware: lets only HTTPException out, and ConnectionResetError once an answer has begun."""
    told: dict[tuple[str, int], float] = {}

    @web.middleware
    async def catch(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except CLIENTS_FAULTS:
            if not (isinstance(request.protocol, Connection) and request.protocol.was_cut):  # that is counted
                request.app[COUNTS]["malformed"] += 1
            answer: web.HTTPException = web.HTTPBadRequest()
        except Exception as error:
            request.app[COUNTS]["failed"] += 1
            if _is_new(told, error):
                log.exception("request_failed", method=request.method, route=_route(request))
            answer = web.HTTPInternalServerError()
        if request.writer.output_size > 0:  # an answer has begun: nothing can be put in its place
            raise ConnectionResetError
        answer.force_close()
        raise answer

    return catch


def _is_new(told: dict[tuple[str, int], float], error: Exception) -> bool:
    """Whether it was not logged within the last minute: faults are told apart by the line that raised them."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
    now = monotonic()
    if now - told.get(place, -AGAIN) < AGAIN:
        return False
    if len(told) >= MOST:
        told.clear()
    told[place] = now
    return True


def _route(request: web.Request) -> str:
    """The pattern, not the address: that one may hold a secret."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""
