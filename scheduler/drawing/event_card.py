"""The picture of an event, in the groups and beside links to it: name, emblem, date, title (rows 8, 46).

1200 × 630 as Open Graph likes it.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import structlog
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from pydantic import TypeAdapter

from domain.vocabulary.together import together
from scheduler.drawing.canvas import BAND, DRAWING, INK, OFF, PAPER, QUIET, WASH, cut, font_of
from talk.prompt import Card

if TYPE_CHECKING:
    from PIL import ImageFont

log = structlog.get_logger()

WIDTH, HEIGHT = 1200, 630
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
_cards: Final = TypeAdapter(Card)


async def drawing_of(card: Card, emblem: bytes | None) -> bytes | None:
    """The PNG, drawn beside the loop; None when that failed, and the log says why."""
    try:
        return await asyncio.to_thread(draw, card, emblem)
    except (OSError, ValueError, ArithmeticError, LookupError, MemoryError) as trouble:  # what Pillow raises
        log.error("card_not_drawn", why=type(trouble).__name__)  # noqa: TRY400 - its words may hold what people wrote
        return None


def digest(card: Card) -> str:
    """The same for the same card, in every process."""
    return hashlib.sha256(_cards.dump_json(card)).hexdigest()


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
