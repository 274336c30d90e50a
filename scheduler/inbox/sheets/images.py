"""A file → a picture: proven to be one, made smaller, freed of what was hidden in it. Runs in the sandbox.

BadPicture      the bytes are no picture that we can read, whatever their name says
├── Heic        a photograph as iPhones keep it
├── TooLarge    more bytes or pixels than we take
└── Busy        we did not come to read them: they may come again
"""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 20_000_000
MOST_PIXELS: Final = 50_000_000
SIDE: Final = 1600
"""Pixels of the longer side of what is kept."""
SLENDER: Final = 18
"""A picture may be so many times longer than wide: no messenger takes 20. Beyond that it gets white beside it."""
MOST_EXIF: Final = 20
"""Pieces. A camera writes one, a panorama some more; Pillow copies all that came before for each of them."""
HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
"""Brands of the family (ISO/IEC 23008-12)."""
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


class BadPicture(Exception):
    """The bytes are no picture that we can read, whatever their name says."""


class Heic(BadPicture):
    """A photograph as iPhones keep it, sent as a file: as a photo the messenger makes a JPEG of it."""


class Busy(BadPicture):
    """Of the picture nothing is known."""


class TooLarge(BadPicture):
    """More bytes or pixels than we take."""


def clean(raw: bytes) -> tuple[bytes, int, int]:
    """A JPEG of at most 1600 pixels without metadata (a photo tells where it was made), its width and height."""
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC:
        raise Heic
    if raw.count(b"Exif\0\0") > MOST_EXIF:
        raise BadPicture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd about a file; how large it is we look at ourselves
            with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise TooLarge
                flat = _flat(opened)
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, ArithmeticError, LookupError) as error:
        raise BadPicture from error  # what Pillow raises for damaged files
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), flat.width, flat.height


def _flat(opened: Image.Image) -> Image.Image:
    """Upright, small, on white. Made small as early as possible: a large photo unpacked takes hundreds of megabytes."""
    opened.draft("RGB", (SIDE, SIDE))
    picture: Image.Image = opened
    if picture.mode not in ("L", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if _may_be_seen_through(picture) else "RGB")
    picture.thumbnail((SIDE, SIDE))
    picture = ImageOps.exif_transpose(picture)
    least = -(-max(picture.size) // SLENDER)
    size = max(picture.width, least), max(picture.height, least)
    flat = Image.new("RGB", size, "white")  # a new picture: comments hang on the old one and on its copies
    place = (size[0] - picture.width) // 2, (size[1] - picture.height) // 2
    flat.paste(picture, place, mask=picture if picture.mode == "RGBA" else None)
    return flat


def _may_be_seen_through(picture: Image.Image) -> bool:
    return picture.has_transparency_data
