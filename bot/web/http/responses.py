"""How pages and feeds are sent: security headers, and validators (RFC 9110, 8.8) so that nothing is sent twice.

The ETag is of the content, so it is strong and the same in every process. ``Last-Modified`` is when this process first
saw that content; it is told only when a second has passed since, or two versions of one second would look alike.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
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
"""For a minute: a cancelled event must not look alive for long."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""For what changes its address with its content."""
SHORT: Final = 500
"""Bytes that are not worth compressing."""
SECOND: Final = timedelta(seconds=1)


@dataclass(slots=True, kw_only=True)
class Content:
    """What an address gives now: a representation with its validators."""

    kind: str
    """Its media type."""
    body: bytes
    since: datetime
    """When this process first had this very content there."""
    tag: str = ""
    """The ETag; computed from ``body`` when it is not given."""
    _packed: bytes | None = None

    def __post_init__(self) -> None:
        self.tag = self.tag or tag_of(self.body)

    @property
    def may_be_packed(self) -> bool:
        """Pictures are compressed already."""
        return not self.kind.startswith("image/")

    def packed(self) -> bytes | None:
        """The body as gzip, made once; None where it is not worth it."""
        if self._packed is None and self.may_be_packed and len(self.body) > SHORT:
            self._packed = gzip.compress(self.body, compresslevel=5, mtime=0)
        return self._packed


class LastModified:
    """Since when each page has been as it is, for ``most`` pages; the least recently used is forgotten first."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._seen: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def content(self, page: str, kind: str, body: bytes, now: datetime) -> Content:
        """``page`` names it, ``kind`` is the media type of ``body``."""
        tag = tag_of(body)
        return Content(kind=kind, body=body, since=self.since(page, tag, now), tag=tag)

    def since(self, page: str, tag: str, now: datetime) -> datetime:
        """When this page first had this ETag; ``now`` for a new one."""
        known = self._seen.get(page)
        if known is None or known[0] != tag:
            known = (tag, now)
        self._seen[page] = known
        self._seen.move_to_end(page)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return known[1]


def tag_of(body: bytes) -> str:
    """A strong ETag: 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(body).hexdigest()[:32]


def reply(
    request: web.Request, content: Content, now: datetime, *, cached: str = FRESH, frames: bool = False
) -> web.Response:
    """200 with the content, or 304 for whoever has it already; gzip where the client accepts it.

    ``cached`` is the ``Cache-Control``; ``frames``: any site may show it in a frame.
    """
    headers = {**HEADERS, "Cache-Control": cached}
    if content.may_be_packed:
        headers["Vary"] = "Accept-Encoding"
    if frames:
        headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(
            "frame-ancestors 'none'", "frame-ancestors *"
        )
        del headers["Cross-Origin-Opener-Policy"]
    since = content.since.replace(microsecond=0)
    settled = since if now - since > SECOND + SECOND else None
    packed = content.packed() if "gzip" in request.headers.get("Accept-Encoding", "").lower() else None
    if _has(request, content.tag, settled):
        response = web.Response(status=304, headers=headers)
    else:
        if packed is not None:
            headers["Content-Encoding"] = "gzip"
        body = content.body if packed is None else packed
        response = web.Response(body=body, headers={**headers, "Content-Type": content.kind})
    response.etag = content.tag if packed is None else f"{content.tag}-gz"
    response.last_modified = settled
    return response


def _has(request: web.Request, tag: str, since: datetime | None) -> bool:
    """Whether the browser's copy is this very content (RFC 9110, 13.2.2): a date is asked only where no tag is."""
    try:
        asked: tuple[ETag, ...] | None = request.if_none_match
        seen = request.if_modified_since
    except ValueError:
        return False
    if "If-None-Match" in request.headers:
        return any(one.value in ("*", tag, f"{tag}-gz") for one in asked or ())
    return since is not None and seen is not None and since <= seen
