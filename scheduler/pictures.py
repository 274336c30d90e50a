"""Pictures that people send: fetched, proven to be pictures, made smaller, freed of what was hidden in them."""

from __future__ import annotations

import asyncio
import hashlib
import io
import warnings
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from talk.heard import PictureId

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database
    from talk.heard import Heard
    from talk.messenger import Messenger

MOST_BYTES: Final = 20_000_000
MOST_PIXELS: Final = 50_000_000
SIDE: Final = 1600
"""Pixels of the longer side of what is kept."""


class BadPicture(Exception):  # noqa: N818 - said to a person
    """The bytes are no picture that we can read, whatever their name says."""


class TooLarge(BadPicture):
    """More bytes or pixels than we take."""


async def take_pictures(
    heard: Heard, messenger: Messenger, database: Database, *, now: datetime
) -> tuple[PictureId, ...]:
    """Fetch and keep all pictures of a message. Raises BadPicture, TooLarge or Undelivered."""
    kept = []
    for file in heard.files:
        if file.size is not None and file.size > MOST_BYTES:
            raise TooLarge
        raw = await messenger.fetch(file, at_most=MOST_BYTES)
        jpeg, width, height = await asyncio.to_thread(clean, raw)
        async with database.writing() as books:
            person = await books.people.by_external(heard.account, heard.user)
            kept.append(
                PictureId(
                    await books.pictures.keep(
                        jpeg,
                        width=width,
                        height=height,
                        sha256=hashlib.sha256(jpeg).hexdigest(),
                        person_id=person.id if person else None,
                        at=now,
                    )
                )
            )
    return tuple(kept)


def clean(raw: bytes) -> tuple[bytes, int, int]:
    """A JPEG of at most 1600 pixels without metadata (a photo tells where it was made), its width and height."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP", "GIF", "BMP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise TooLarge
                upright = ImageOps.exif_transpose(opened)
                flat = Image.new("RGB", upright.size, "white")
                rgba = upright.convert("RGBA")
                flat.paste(rgba, mask=rgba)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadPicture from error
    except Image.DecompressionBombWarning as error:
        raise TooLarge from error
    flat.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), flat.width, flat.height
