"""What every picture is drawn with: the font, the colours of the pages by day, lines cut short with «…».

The font comes with the product (``fonts/``, its licence beside it): a container has none of its own.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PIL import ImageFont

if TYPE_CHECKING:
    from PIL import ImageDraw

FONTS: Final = Path(__file__).parent / "fonts"
PAPER, INK, QUIET, BAND, WASH, OFF = "#faf5ec", "#2b2320", "#62554b", "#8a2c1c", "#f2e6d6", "#9b1f17"
"""The colours of the pages by day."""
DRAWING: Final = threading.Lock()
"""A font is not made for two threads at once."""


def cut(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    """The words, or as many of their letters as fit into ``wide`` pixels, and «…»."""
    if pen.textlength(words, font=font) <= wide:
        return words
    words = words[:200]
    while words and pen.textlength(f"{words}…", font=font) > wide:
        words = words[:-1]
    return f"{words.rstrip(' ,.;:…')}…"


@lru_cache(maxsize=16)
def font_of(weight: Literal["bold", "book"], size: int) -> ImageFont.FreeTypeFont:
    """``size``: of a letter, in pixels."""
    file = "DejaVuSans-Bold.ttf" if weight == "bold" else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / file), size, layout_engine=ImageFont.Layout.BASIC)
