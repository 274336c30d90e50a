"""The picture that a messenger shows beside a link to an event: name, emblem, date, title (rows 8, 46).

1200 × 630 as Open Graph likes it. The font comes with the product (``fonts/``, its licence beside it): a container has
none of its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

WIDTH, HEIGHT = 1200, 630
FONTS: Final = Path(__file__).parent / "fonts"
PAPER, INK, QUIET, BAND, OFF = "#fbf8f1", "#23211d", "#5c564b", "#2f5d50", "#a3231c"
_MARGIN: Final = 80
_BAND: Final = 24
_EMBLEM: Final = 150
_TITLE_SIZES: Final = (76, 66, 56, 48, 42)
_WHEN_SIZES: Final = (40, 36, 32, 28)
_MOST_LINES: Final = 4
_DRAWING: Final = threading.Lock()
"""A font is not made for two threads at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The words of a card."""

    name: str
    title: str
    when: str
    library: str
    where: str
    mark: str
    """«Отменено»; empty for what is simply coming."""

    def digest(self, emblem: int | None) -> str:
        """The same for the same card."""
        return hashlib.sha256(json.dumps([asdict(self), emblem]).encode("utf-8", "replace")).hexdigest()


def draw(card: Card, emblem: bytes | None) -> bytes:
    """A PNG; an emblem that cannot be read is left out. Takes some 100 ms: not in the event loop."""
    with _DRAWING:
        picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, _BAND, HEIGHT), fill=BAND)
        wide = WIDTH - 2 * _MARGIN
        beside = wide - (_EMBLEM + 40 if emblem and _paste(picture, emblem) else 0)
        _line(pen, (_MARGIN, 62), card.name, _font("bold", 44), ink=BAND, wide=beside)
        if card.mark:
            _line(pen, (_MARGIN, 128), card.mark, _font("bold", 38), ink=OFF, wide=beside)
        font, lines = _title(pen, card.title, wide)
        top = 200
        for line in lines:
            pen.text((_MARGIN, top), line, font=font, fill=INK)
            top += round(font.size * 1.2)
        told = " ".join(card.when.split())
        fitting = (size for size in _WHEN_SIZES if pen.textlength(told, font=_font("bold", size)) <= wide)
        when = _font("bold", next(fitting, _WHEN_SIZES[-1]))
        _line(pen, (_MARGIN, HEIGHT - 178), told, when, ink=INK, wide=wide)
        _line(pen, (_MARGIN, HEIGHT - 118), card.library, _font("book", 28), ink=QUIET, wide=wide)
        _line(pen, (_MARGIN, HEIGHT - 78), card.where, _font("book", 28), ink=QUIET, wide=wide)
        file = io.BytesIO()
        picture.save(file, "PNG", optimize=False, compress_level=6)
    return file.getvalue()


def _title(pen: ImageDraw.ImageDraw, title: str, wide: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """As large as it fits; the longest titles end in «…»."""
    for size in _TITLE_SIZES:
        font = _font("bold", size)
        lines = _wrapped(pen, title, font, wide)
        if len(lines) * size * 1.2 <= 4 * 62 and len(lines) <= _MOST_LINES:
            return font, lines
    lines = lines[:_MOST_LINES]
    lines[-1] = _cut(pen, f"{lines[-1]}…", font, wide)
    return font, lines


def _wrapped(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: int) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= wide:
            lines[-1] = longer
        else:
            lines.append(_cut(pen, word, font, wide))
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
    pen.text(at, _cut(pen, " ".join(words.split()), font, wide), font=font, fill=ink)


def _cut(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    if pen.textlength(words, font=font) <= wide:
        return words
    words = words[:200]
    while words and pen.textlength(f"{words}…", font=font) > wide:
        words = words[:-1]
    return f"{words.rstrip(' ,.;:…')}…"


def _paste(picture: Image.Image, emblem: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(emblem), formats=["JPEG", "PNG"]) as opened:
            small = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False
    small.thumbnail((_EMBLEM, _EMBLEM))
    picture.paste(small, (WIDTH - _MARGIN - small.width, 50))
    return True


@lru_cache(maxsize=16)
def _font(weight: Literal["bold", "book"], size: int) -> ImageFont.FreeTypeFont:
    file = "DejaVuSans-Bold.ttf" if weight == "bold" else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / file), size, layout_engine=ImageFont.Layout.BASIC)
