"""Smaller copies of public pictures: made when somebody first asks, kept while they are asked for (row 30).

A list shows many photographs, and a phone in a village has little bandwidth. What is kept is known by the content,
so it is never stale; whether it may still be shown must be asked each time, before this.
"""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from PIL import Image, UnidentifiedImageError

WIDTHS: Final = (240, 480, 960)
"""Pixels: an emblem, a photograph of a list, the same on a sharp screen or the only one of its page."""
MOST: Final = 32_000_000
"""Bytes that are kept in all."""
QUALITY: Final = 80
"""Of the JPEG, as Pillow counts it."""


class Thumbs:
    """The copies of one process, ``most`` bytes of them; the least recently used are forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._drawing = asyncio.Lock()

    async def of(self, sha256: str, width: int, whole: Callable[[], Awaitable[bytes]]) -> bytes:
        """A JPEG ``width`` pixels wide; the picture as it is where that is no wider.

        ``whole`` reads the picture, and only when no copy is kept; what it raises is raised.
        """
        key = (sha256, width)
        if key not in self._kept:
            async with self._drawing:  # one at a time: an unpacked picture is large
                if key not in self._kept:
                    self._keep(key, await asyncio.to_thread(smaller, await whole(), width))
        self._kept.move_to_end(key)
        return self._kept[key]

    def _keep(self, key: tuple[str, int], jpeg: bytes) -> None:
        """The newest stays, however large: somebody waits for it."""
        self._kept[key] = jpeg
        self._size += len(jpeg)
        while self._size > self._most and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])


def smaller(jpeg: bytes, width: int) -> bytes:
    """A JPEG ``width`` pixels wide; what cannot be read or is small already stays as it is."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
            if opened.width <= width:
                return jpeg
            height = max(1, round(opened.height * width / opened.width))
            opened.draft("RGB", (width, height))
            small = opened.resize((width, height), Image.Resampling.LANCZOS)
            file = io.BytesIO()
            small.save(file, "JPEG", quality=QUALITY, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return jpeg
    return file.getvalue()
