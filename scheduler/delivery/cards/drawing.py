"""The picture of an event, in the groups and beside links to it: name, emblem, date, title (rows 8, 46).

1200 × 630 as Open Graph likes it. The font comes with the product (``fonts/``, its licence beside it): a container has
none of its own.
"""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from domain.vocabulary.together import together

if TYPE_CHECKING:
    from talk.prompt import Card

WIDTH, HEIGHT = 1200, 630
FONTS: Final = Path(__file__).parent / "fonts"
PAPER, INK, QUIET, BAND, WASH, OFF = "#faf5ec", "#2b2320", "#62554b", "#8a2c1c", "#f2e6d6", "#9b1f17"
"""The colours of the pages by day."""
_MARGIN: Final = 80
_BAND: Final = 24
_EMBLEM: Final = 150
_TITLE_SIZES: Final = (76, 66, 56, 48, 42)
_TITLE_HEIGHT: Final = 232
_NAME_SIZES: Final = (44, 38, 32, 28)
_WHEN_SIZES: Final = (40, 36, 32, 28, 24)
_MOST_LINES: Final = 4
_SHARPER: Final = 4
"""A circle is drawn so many times larger and made small: its edge is smooth then."""
DRAWING: Final = threading.Lock()
"""A font is not made for two threads at once."""


def draw(card: Card, emblem: bytes | None) -> bytes:
    """A PNG; in the place of an emblem that is not there or cannot be read stands the first letter of the name.

    Takes some 100 ms: not in the event loop.
    """
    with DRAWING:
        picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, _BAND, HEIGHT), fill=BAND)
        wide = WIDTH - 2 * _MARGIN
        beside = wide - _EMBLEM - 40
        picture.paste(_round(emblem) or _letter(card.name), (WIDTH - _MARGIN - _EMBLEM, 44), _circle())
        name = _fitting(pen, card.name, _NAME_SIZES, beside)
        _line(pen, (_MARGIN, 66), card.name, name, ink=BAND, wide=beside)
        if card.mark:
            _label(pen, (_MARGIN, 128), card.mark)
        font, lines = _title(pen, card.title, wide)
        top = 200
        for line in lines:
            pen.text((_MARGIN, top), line, font=font, fill=INK)
            top += round(font.size * 1.2)
        when = _fitting(pen, card.when, _WHEN_SIZES, wide)
        _line(pen, (_MARGIN, HEIGHT - 178), card.when, when, ink=INK, wide=wide)
        _line(pen, (_MARGIN, HEIGHT - 118), card.library, font_of("book", 28), ink=QUIET, wide=wide)
        _line(pen, (_MARGIN, HEIGHT - 78), card.where, font_of("book", 28), ink=QUIET, wide=wide)
        file = io.BytesIO()
        picture.save(file, "PNG", optimize=False, compress_level=6)
    return file.getvalue()


def _fitting(pen: ImageDraw.ImageDraw, words: str, sizes: tuple[int, ...], wide: int) -> ImageFont.FreeTypeFont:
    """The largest of the sizes in which the words fit on a line; the smallest where none does."""
    told = " ".join(words.split())
    fitting = (size for size in sizes if pen.textlength(told, font=font_of("bold", size)) <= wide)
    return font_of("bold", next(fitting, sizes[-1]))


def _label(pen: ImageDraw.ImageDraw, at: tuple[int, int], words: str) -> None:
    font = font_of("bold", 30)
    left, top = at
    pen.rounded_rectangle((left, top, left + pen.textlength(words, font=font) + 36, top + 50), 12, fill=OFF)
    pen.text((left + 18, top + 25), words, font=font, fill=PAPER, anchor="lm")


def _title(pen: ImageDraw.ImageDraw, title: str, wide: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """As large as it fits; the longest titles end in «…»."""
    for size in _TITLE_SIZES:
        font = font_of("bold", size)
        lines = _wrapped(pen, title, font, wide)
        if len(lines) * size * 1.2 <= _TITLE_HEIGHT and len(lines) <= _MOST_LINES:
            return font, lines
    lines = lines[:_MOST_LINES]
    lines[-1] = cut(pen, f"{lines[-1]}…", font, wide)
    return font, lines


def _wrapped(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: int) -> list[str]:
    lines = [""]
    for word in together(" ".join(words.split())).replace("\u2060", "").split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= wide:
            lines[-1] = longer
        else:
            lines.append(cut(pen, word, font, wide))
    return [line for line in lines if line] or [""]


def _line(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    words: str,
    font: ImageFont.FreeTypeFont,
    *,
    ink: str,
    wide: int,
) -> None:
    pen.text(at, cut(pen, " ".join(words.split()), font, wide), font=font, fill=ink)


def cut(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    if pen.textlength(words, font=font) <= wide:
        return words
    words = words[:200]
    while words and pen.textlength(f"{words}…", font=font) > wide:
        words = words[:-1]
    return f"{words.rstrip(' ,.;:…')}…"


def _round(emblem: bytes | None) -> Image.Image | None:
    """The middle of the emblem, as the pages show it; None for what is no picture."""
    if emblem is None:
        return None
    try:
        with Image.open(io.BytesIO(emblem), formats=["JPEG", "PNG"]) as opened:
            return ImageOps.fit(opened.convert("RGB"), (_EMBLEM, _EMBLEM))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _letter(name: str) -> Image.Image:
    picture = Image.new("RGB", (_EMBLEM, _EMBLEM), WASH)
    middle = (_EMBLEM // 2, _EMBLEM // 2)
    ImageDraw.Draw(picture).text(middle, name[:1].upper(), font=font_of("bold", 76), fill=BAND, anchor="mm")
    return picture


@lru_cache(maxsize=1)
def _circle() -> Image.Image:
    large = Image.new("L", (_EMBLEM * _SHARPER, _EMBLEM * _SHARPER), 0)
    ImageDraw.Draw(large).ellipse((0, 0, large.width - 1, large.height - 1), fill=255)
    return large.resize((_EMBLEM, _EMBLEM))


@lru_cache(maxsize=16)
def font_of(weight: Literal["bold", "book"], size: int) -> ImageFont.FreeTypeFont:
    file = "DejaVuSans-Bold.ttf" if weight == "bold" else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / file), size, layout_engine=ImageFont.Layout.BASIC)
