"""The picture that stands where a photograph was taken back and its message may not go."""

from __future__ import annotations

import asyncio
import io
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from handlers.texts.groups.standing import PHOTO_REMOVED
from scheduler.drawing.canvas import DRAWING, PAPER, QUIET, font_of
from talk.updates import PictureId

CARD: Final = PictureId(0)
"""Its id among pictures that went up already; no stored picture has it."""
_SIZE: Final = (1280, 960)
_LETTERS: Final = 56


async def vacated_card() -> bytes:
    """The JPEG, drawn beside the loop."""
    return await asyncio.to_thread(_draw)


@lru_cache(maxsize=1)
def _draw() -> bytes:
    with DRAWING:
        card = Image.new("RGB", _SIZE, PAPER)
        middle = (_SIZE[0] // 2, _SIZE[1] // 2)
        ImageDraw.Draw(card).text(middle, PHOTO_REMOVED, font=font_of("book", _LETTERS), fill=QUIET, anchor="mm")
        file = io.BytesIO()
        card.save(file, "JPEG", quality=85)
    return file.getvalue()
