"""Who may talk to the page: only a browser on this machine that has opened it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.messengers.webhook_body import same

TOKEN: Final = "X-Playground-Token"  # noqa: S105 - the name of a header
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
    return path in ("/", "/playground") or path.startswith("/playground/")


def guarding(token: str) -> Middleware:
    """A middleware. A foreign name in ``Host`` is DNS rebinding; a POST without the page's token is another site's."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_ours(request.path):
            if not _is_local(f"//{request.host}"):
                raise web.HTTPForbidden(text="The playground is for this computer only.")
            if request.method not in ("GET", "HEAD"):
                _check(request, token)
        return await handler(request)

    return guard


async def shield(request: web.Request, response: web.StreamResponse) -> None:
    """Headers that every answer of the playground bears."""
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
    """None: nothing that a browser sends."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _is_local(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOCAL
    except ValueError:
        return False
