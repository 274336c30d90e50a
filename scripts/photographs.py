"""Photographs for the screenshots, drawn in flat colours: the example has no people who could agree to real ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

SIZE: Final = (1200, 900)
_FINER: Final = 2
"""Drawn so many times larger: edges come out smooth."""
_W, _H = SIZE


class _Canvas:
    """Shapes in the coordinates of ``SIZE``."""

    def __init__(self, above: str, below: str) -> None:
        sky = Image.new("RGB", (1, 2))
        sky.putpixel((0, 0), _rgb(above))
        sky.putpixel((0, 1), _rgb(below))
        self._image = sky.resize((_W * _FINER, _H * _FINER), Image.Resampling.BILINEAR)
        self._draw = ImageDraw.Draw(self._image)

    def shape(self, colour: str, *points: tuple[float, float]) -> None:
        self._draw.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=colour)

    def box(self, colour: str, x: float, y: float, width: float, height: float) -> None:
        self._draw.rectangle((x * _FINER, y * _FINER, (x + width) * _FINER, (y + height) * _FINER), fill=colour)

    def disc(self, colour: str, x: float, y: float, radius: float, flat: float = 1) -> None:
        corners = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self._draw.ellipse([corner * _FINER for corner in corners], fill=colour)

    def line(self, colour: str, width: float, *points: tuple[float, float]) -> None:
        scaled = [(x * _FINER, y * _FINER) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _FINER), joint="curve")

    def hill(self, colour: str, top: float, height: float, waves: float, shift: float) -> None:
        """Land up to a wavy edge."""
        edge = [(x, top + height * math.sin(shift + waves * x / _W * math.tau)) for x in range(0, _W + 10, 10)]
        self.shape(colour, *edge, (_W, _H), (0, _H))

    def save(self, path: Path) -> None:
        self._image.resize(SIZE, Image.Resampling.LANCZOS).save(path, quality=88)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def draw(folder: Path) -> list[Path]:
    """Three photographs of an evening in a library, in the order in which they are sent."""
    files = [folder / f"{name}.jpg" for name in ("library", "yarn", "shawl")]
    for file, one in zip(files, (_library, _yarn, _shawl), strict=True):
        one().save(file)
    return files


def _library() -> _Canvas:
    """A wooden library in the snow, with light in its windows."""
    at = _Canvas("#2f4a6d", "#e7b7a0")
    at.disc("#f8e3c0", 960, 170, 55)
    at.hill("#7d8fae", 520, 45, 1.2, 0.4)
    at.hill("#a9b8cf", 590, 30, 1.7, 2.0)
    for x, size in ((90, 1.1), (210, 0.8), (1010, 1.0), (1120, 1.3)):
        for step in range(3):
            y, half = 640 - step * 75 * size, (85 - step * 20) * size
            at.shape("#2f4f4a", (x - half, y), (x, y - 130 * size), (x + half, y))
    at.hill("#eef2f7", 680, 18, 1.1, 1.2)
    at.box("#8a5a3c", 350, 440, 480, 260)
    for y in range(465, 700, 28):
        at.line("#774b31", 3, (350, y), (830, y))
    at.shape("#5d3327", (310, 450), (590, 270), (870, 450))
    at.shape("#f6f8fb", (300, 440), (590, 250), (880, 440), (860, 452), (590, 284), (320, 452))
    at.box("#6b3f2f", 730, 270, 46, 100)
    at.box("#f6f8fb", 724, 258, 58, 16)
    for x in (390, 690):
        at.box("#f3ead8", x - 10, 500, 110, 130)
        at.box("#ffcf70", x, 510, 90, 110)
        at.line("#f3ead8", 6, (x + 45, 510), (x + 45, 620))
        at.line("#f3ead8", 6, (x, 555), (x + 90, 555))
    at.box("#4b2f25", 540, 530, 100, 170)
    at.box("#ffcf70", 560, 550, 60, 50)
    at.box("#f3ead8", 500, 472, 180, 36)
    for x in range(515, 665, 14):
        at.box("#7a3b2e", x, 484, 8, 12)
    at.shape("#dfe7f0", (540, 700), (640, 700), (760, 900), (420, 900))
    for number in range(70):
        at.disc("#ffffff", number * 0.7549 % 1 * _W, number * 0.5698 % 1 * 700, 2 + number % 3)
    return at


def _yarn() -> _Canvas:
    """Balls of yarn, needles and an open book on a table."""
    at = _Canvas("#f0dfc4", "#e3c9a3")
    at.disc("#fff1cf", 980, 120, 300)
    at.box("#b9794f", 0, 560, _W, 340)
    for y in (650, 760, 850):
        at.line("#a96b43", 4, (0, y), (_W, y))
    at.disc("#9c5f3a", 700, 790, 330, 0.12)
    at.shape("#8f3f31", (640, 690), (1060, 640), (1110, 770), (690, 830))
    at.shape("#fffaf0", (655, 680), (865, 660), (900, 780), (695, 810))
    at.shape("#f5ecdb", (865, 660), (1050, 640), (1095, 755), (900, 780))
    for row in range(5):
        at.line("#c9bba4", 4, (690 + row * 6, 705 + row * 18), (850 + row * 6, 688 + row * 18))
        at.line("#c9bba4", 4, (890 + row * 6, 683 + row * 18), (1030 + row * 6, 667 + row * 18))
    balls = (
        (300, 520, 170, "#8ba7bd", "#6d8aa3"),
        (520, 590, 130, "#d9d4cc", "#bdb5a9"),
        (170, 680, 120, "#b5523f", "#96402f"),
    )
    for x, y, radius, light, dark in balls:
        at.disc(light, x, y, radius)
        for turn in range(-4, 5):
            bow = turn * radius / 5
            reach = math.sqrt(max(radius**2 - bow**2, 0)) * 0.94
            curve = [
                (x + t * reach / 10, y + bow + (1 - (t / 10) ** 2) * radius * 0.16 - radius * 0.07)
                for t in range(-10, 11)
            ]
            at.line(dark, 5, *curve)
    at.line("#b5523f", 7, *[(230 + t * 9, 790 + 22 * math.sin(t / 6)) for t in range(60)])
    for begin, end in (((150, 300), (420, 700)), ((470, 290), (240, 690))):
        at.line("#7b4a2b", 12, begin, end)
        at.disc("#5c341c", *begin, 17)
    return at


def _shawl() -> _Canvas:
    """A lace shawl against a dark cloth."""
    at = _Canvas("#5b3340", "#3e2430")
    middle, white, grey = (_W / 2, _H / 2), "#f5f1ea", "#d8d0c6"
    for ring in range(10):
        size = 410 - ring * 40
        corners = [(middle[0] + x * size * 1.25, middle[1] + y * size) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))]
        at.line(white if ring % 2 == 0 else grey, 9 if ring % 3 == 0 else 4, *corners, corners[0])
    for number in range(-8, 9):
        for other in range(-8, 9):
            if abs(number) + abs(other) > 8:  # noqa: PLR2004 - the shawl is eight stitches from the middle to a corner
                continue
            x, y = middle[0] + (number - other) * 31.5, middle[1] + (number + other) * 25
            if (number + other) % 2:
                at.disc(white, x, y, 6)
                continue
            for turn in range(6):
                angle = turn * math.tau / 6
                at.disc(grey, x + 11 * math.cos(angle), y + 11 * math.sin(angle), 4)
    for side in range(4):
        sign_x, sign_y = (1, -1, -1, 1)[side], (1, 1, -1, -1)[side]
        for step in range(17):
            part = step / 16
            x, y = middle[0] + sign_x * 525 * part, middle[1] + sign_y * 420 * (1 - part)
            at.disc(white, x, y, 15)
            at.disc("#4c2b38", x, y, 7)
    return at
