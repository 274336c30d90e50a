"""Several photos as one picture, for where a post takes only one."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

from scheduler.drawing.canvas import PAPER

if TYPE_CHECKING:
    from collections.abc import Sequence

CELL: Final = (640, 480)
"""Pixels of one photo, at most."""
GAP: Final = 12
QUALITY: Final = 85


def collage(pictures: Sequence[bytes]) -> bytes:
    """All of them whole, side by side and one below the other, in their order; JPEG. What is no picture stays blank.

    Takes a while: not in the event loop.
    """
    across = math.ceil(math.sqrt(len(pictures)))
    down = math.ceil(len(pictures) / across)
    wide, high = CELL
    canvas = Image.new("RGB", (across * (wide + GAP) + GAP, down * (high + GAP) + GAP), PAPER)
    for number, raw in enumerate(pictures):
        row, column = divmod(number, across)
        try:
            with Image.open(BytesIO(raw)) as picture:
                picture.draft("RGB", CELL)  # a JPEG is read no larger than it is shown
                shown = ImageOps.pad(ImageOps.exif_transpose(picture).convert("RGB"), CELL, color=PAPER)
        except (OSError, SyntaxError, ValueError):  # what PIL raises for what is none
            continue
        canvas.paste(shown, (GAP + column * (wide + GAP), GAP + row * (high + GAP)))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
