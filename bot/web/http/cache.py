"""A cache of responses in memory: many calendars ask for the same thing every hour.

Each has its validators (RFC 9110, 8.8): a strong ETag, the SHA-256 of the bytes, and since when it has been the same.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from bot.web.http.responses import FRESH, HEADERS, SHORT, has_already

FRESH_FOR: Final = timedelta(seconds=60)
"""As long as browsers may keep it (``FRESH``): a cancelled event must not look alive for long."""
MOST: Final = 64_000_000
"""Bytes that are kept in all."""
PERSONAL: Final = "private, max-age=60"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One composed content."""

    kind: str
    body: bytes
    packed: bytes | None
    tag: str
    since: datetime
    """When this process first had this very content."""
    made: datetime


class Larder:
    """Least recently used out first (``most`` bytes in all); what is asked for at the same time is composed once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._size = 0

    async def get(
        self,
        key: Hashable,
        now: datetime,
        compose: Callable[[], Awaitable[tuple[str, bytes]]],
        *,
        fresh_for: timedelta | None = FRESH_FOR,
    ) -> Kept:
        """``compose`` gives the media type and the content; ``fresh_for=None``: it stays as it is for its key."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                known = self._kept.get(key)
                if known and (fresh_for is None or timedelta(0) <= now - known.made < fresh_for):
                    self._kept.move_to_end(key)
                    return known
                kind, body = await compose()
                made = await asyncio.to_thread(_kept, kind, body, now)
                if known and known.tag == made.tag:
                    made = _kept_since(made, known.since)
                self._keep(key, made)
                return made
        finally:
            if not lock.locked():
                self._locks.pop(key, None)

    def _keep(self, key: Hashable, made: Kept) -> None:
        old = self._kept.pop(key, None)
        self._size += _size(made) - (_size(old) if old else 0)
        self._kept[key] = made
        while self._size > self._most and self._kept:
            _, gone = self._kept.popitem(last=False)
            self._size -= _size(gone)


def reply(
    request: web.Request, kept: Kept, now: datetime, *, cached: str = FRESH, frames: bool = False, file: str = ""
) -> web.Response:
    """The content, or 304 for whoever has it.

    ``frames``: any site may show it in a frame; ``file``: a name to save it under.
    """
    headers = {**HEADERS, "Cache-Control": cached, "Vary": "Accept-Encoding"}
    if frames:
        headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(
            "frame-ancestors 'none'", "frame-ancestors *"
        )
        del headers["Cross-Origin-Opener-Policy"]
    if file:
        headers["Content-Disposition"] = f'inline; filename="{file}"'
    zipped = kept.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "").lower()
    # A content of the very second in which it is asked for could still change within that second.
    since = kept.since.replace(microsecond=0)
    settled = since if now - since > timedelta(seconds=2) else None
    if has_already(request, kept.tag, settled):
        response = web.Response(status=304, headers=headers)
    else:
        body = kept.body
        if zipped and kept.packed is not None:
            headers["Content-Encoding"] = "gzip"
            body = kept.packed
        response = web.Response(body=body, headers={**headers, "Content-Type": kept.kind})
    response.etag = f"{kept.tag}-gz" if zipped else kept.tag
    response.last_modified = settled
    return response


def _kept(kind: str, body: bytes, now: datetime) -> Kept:
    pack = len(body) > SHORT and not kind.startswith("image/")
    return Kept(
        kind=kind,
        body=body,
        packed=gzip.compress(body, compresslevel=5, mtime=0) if pack else None,
        tag=hashlib.sha256(body).hexdigest()[:32],
        since=now,
        made=now,
    )


def _kept_since(made: Kept, since: datetime) -> Kept:
    return Kept(kind=made.kind, body=made.body, packed=made.packed, tag=made.tag, since=since, made=made.made)


def _size(kept: Kept) -> int:
    return len(kept.body) + len(kept.packed or b"")
