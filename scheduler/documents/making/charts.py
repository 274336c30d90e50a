"""Bars for reports, drawn as pictures: a document then looks the same in Word, in LibreOffice and on a telephone.

Whatever a bar shows stands beside it as a number, in the table below and in the words for those who do not see it.
Colours differ in lightness, so that a black-and-white print is read as well.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from scheduler.drawing.canvas import DRAWING, INK, QUIET, cut, font_of

WIDTH: Final = 1600
MOST_BARS: Final = 15
"""More are not told apart; the table has them all."""
COLOURS: Final = ("#2f5d50", "#9cc5b5", "#d9a441")
_WHITE: Final = "#ffffff"
_LABEL: Final = 560
_MARGIN: Final = 24
_BAR, _STEP = 44, 66
_LEGEND: Final = 84
_SIZE, _SMALL, _SMALLER = 28, 25, 22
_ROOM: Final = 130
"""For the number behind the longest bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line: its name, and its parts in the order of the legend."""

    label: str
    parts: tuple[int, ...]
    place: str = ""
    """Where that is: many libraries bear one name."""

    @property
    def whole(self) -> int:
        return sum(self.parts)


def chart(legend: Sequence[str], bars: Sequence[Bar]) -> bytes:
    """A PNG. The numbers of the parts stand in them where they fit, the whole behind them."""
    with DRAWING:
        picture = Image.new("RGB", (WIDTH, _LEGEND + _STEP * len(bars) + _MARGIN), _WHITE)
        pen = ImageDraw.Draw(picture)
        _legend(pen, legend)
        longest = max((bar.whole for bar in bars), default=0)
        for place, bar in enumerate(bars):
            _bar(pen, bar, _LEGEND + place * _STEP, longest)
        out = io.BytesIO()
        picture.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _legend(pen: ImageDraw.ImageDraw, legend: Sequence[str]) -> None:
    left = _MARGIN
    for colour, name in zip(COLOURS, legend, strict=False):
        pen.rectangle((left, 26, left + 32, 58), fill=colour, outline=INK)
        pen.text((left + 46, 42), name, font=font_of("book", _SIZE), fill=INK, anchor="lm")
        left += 46 + round(pen.textlength(name, font=font_of("book", _SIZE))) + 60


def _bar(pen: ImageDraw.ImageDraw, bar: Bar, top: int, longest: int) -> None:
    middle = top + _BAR // 2
    wide = _LABEL - 2 * _MARGIN
    size = _SMALL if bar.place else _SIZE
    label = cut(pen, " ".join(bar.label.split()), font_of("book", size), wide)
    height = middle - _SMALL // 2 - 2 if bar.place else middle
    pen.text((_LABEL - _MARGIN, height), label, font=font_of("book", size), fill=INK, anchor="rm")
    if bar.place:
        place = cut(pen, bar.place, font_of("book", _SMALLER), wide)
        pen.text(
            (_LABEL - _MARGIN, middle + _SMALLER // 2 + 4),
            place,
            font=font_of("book", _SMALLER),
            fill=QUIET,
            anchor="rm",
        )
    unit = (WIDTH - _LABEL - _MARGIN - _ROOM) / longest if longest else 0
    left = float(_LABEL)
    for colour, part in zip(COLOURS, bar.parts, strict=False):
        if not part:
            continue
        right = left + part * unit
        pen.rectangle((left, top, max(left + 2, right), top + _BAR), fill=colour, outline=_WHITE, width=2)
        said = str(part)
        if right - left > pen.textlength(said, font=font_of("bold", _SIZE)) + 16 and part != bar.whole:
            ink = _WHITE if colour == COLOURS[0] else INK
            pen.text(((left + right) / 2, middle), said, font=font_of("bold", _SIZE), fill=ink, anchor="mm")
        left = right
    ink = INK if bar.whole else QUIET
    pen.text((left + 16, middle), str(bar.whole), font=font_of("bold", _SIZE), fill=ink, anchor="lm")
