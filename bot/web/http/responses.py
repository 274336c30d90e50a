"""What a page is sent as: headers that keep a browser safe, and a validator so that nothing is sent twice.

The ETag is of the content, so it is strong and the same in every process. ``Last-Modified`` is when this process first
saw that content; it is told only when a second has passed since, or two versions of one second would look alike.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from aiohttp import ETag, web

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FRESH: Final = "public, max-age=60"
"""A cancelled event must not look alive for long."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
SHORT: Final = 500
"""Bytes that are not worth packing."""
SECOND: Final = timedelta(seconds=1)


class Memory:
    """Since when each page has been as it is; the pages that nobody asks for are forgotten first."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._seen: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def since(self, page: str, tag: str, now: datetime) -> datetime | None:
        """None while it is younger than a second."""
        known = self._seen.get(page)
        if known is None or known[0] != tag:
            known = (tag, now)
        self._seen[page] = known
        self._seen.move_to_end(page)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)
        changed = known[1].replace(microsecond=0)
        return changed if now - changed > SECOND + SECOND else None


def answer(
    request: web.Request,
    body: bytes,
    *,
    kind: str,
    memory: Memory,
    now: datetime,
    cached: str = FRESH,
    packed: bool = True,
) -> web.Response:
    """The body, or 304 for whoever has it already; packed where that is understood."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {**HEADERS, "Cache-Control": cached}
    if packed:
        headers["Vary"] = "Accept-Encoding"
    since = memory.since(request.path_qs, tag, now)
    zipped = packed and len(body) > SHORT and "gzip" in request.headers.get("Accept-Encoding", "").lower()
    if has_already(request, tag, since):
        response = web.Response(status=304, headers=headers)
    else:
        if zipped:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=5, mtime=0)
        response = web.Response(body=body, headers={**headers, "Content-Type": kind})
    response.etag = f"{tag}-gz" if zipped else tag
    response.last_modified = since
    return response


def has_already(request: web.Request, tag: str, since: datetime | None) -> bool:
    """Whether the browser's copy is this very content; a date is asked only where no tag is (RFC 9110, 13.2.2)."""
    try:
        asked: tuple[ETag, ...] | None = request.if_none_match
        seen = request.if_modified_since
    except ValueError:
        return False
    if "If-None-Match" in request.headers:
        return any(one.value in ("*", tag, f"{tag}-gz") for one in asked or ())
    return since is not None and seen is not None and since <= seen
