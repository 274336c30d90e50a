"""Who may use the playground: only a browser on this computer that has opened its page."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.messengers.webhook_body import same

TOKEN: Final = "X-Playground-Token"  # noqa: S105 - the name of a header
"""The header in which the page sends its token."""
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY: Final = (
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_ours(path: str) -> bool:
    """Whether the playground answers it; everything else is the public pages'."""
    return path in ("/", "/playground") or path.startswith("/playground/")


def guarding(token: str) -> Middleware:
    """A middleware: 403 for a foreign ``Host`` (DNS rebinding), and for a POST of another site or without the token."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_ours(request.path):
            if not _is_local(f"//{request.host}"):
                raise web.HTTPForbidden(text="The playground is for this computer only.")
            if request.method not in ("GET", "HEAD"):
                _check(request, token)
        return await handler(request)

    return guard


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """``on_response_prepare``: security headers on every answer of the playground."""
    if is_ours(request.path):
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-cache")


def _check(request: web.Request, token: str) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) != request.host:
        raise web.HTTPForbidden(text="The request came from another site.")
    if not same(request.headers.get(TOKEN, ""), token):
        raise web.HTTPForbidden(text="Reload the page.")


def _host(origin: str) -> str | None:
    """Host and port of an origin; None for what no browser sends."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _is_local(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOCAL
    except ValueError:
        return False
