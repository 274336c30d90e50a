"""What is to be said → the messages that Telegram can carry it in.

A keyboard hangs on one message, never on an album; a caption holds a quarter of a message. So:
words alone are split, the keyboard is on the last part; one picture takes short words as its caption; long words
come before their pictures; an album comes before the words that carry the keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiogram.types import InlineKeyboardMarkup

from bot.messengers.telegram import render
from talk.messenger import Impossible
from talk.rich import Rich, italic, paragraphs
from talk.updates import PictureId

ALBUM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture at hand: its bytes, or the id under which Telegram has it already."""

    id: PictureId
    file: bytes | str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A message of text."""

    text: Rich
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A message with one picture."""

    picture: Picture
    caption: Rich = field(default_factory=Rich)
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """Two to ten messages that are shown as one."""

    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A message with a document; it comes before the words that speak of it."""

    name: str
    raw: bytes = field(repr=False)


Piece = Words | Photo | Album


def lay_out(text: Rich, pictures: Sequence[Picture], keyboard: InlineKeyboardMarkup | None) -> tuple[Piece, ...]:
    """The pieces in the order of sending. Raises Impossible when there is nothing that could be sent."""
    text = render.strip(text)
    if len(pictures) == 1:
        return _one_picture(text, pictures[0], keyboard)
    words = _words(text, keyboard)
    pieces = _with_albums(text, words, pictures) if pictures else words
    if not pieces or (keyboard is not None and not words):
        raise Impossible("there are no words: Telegram takes no empty message, and none to hang a keyboard on")
    return pieces


def single(pieces: Sequence[Piece]) -> tuple[Words | Photo, ...]:
    """The pieces as messages, one by one: an album is as many messages as it has photos."""
    messages: list[Words | Photo] = []
    for piece in pieces:
        messages.extend(piece.photos if isinstance(piece, Album) else (piece,))
    return tuple(messages)


def _words(text: Rich, keyboard: InlineKeyboardMarkup | None) -> tuple[Piece, ...]:
    parts = render.split(text)
    last = len(parts) - 1
    return tuple(Words(text=part, keyboard=keyboard if at == last else None) for at, part in enumerate(parts))


def _one_picture(text: Rich, picture: Picture, keyboard: InlineKeyboardMarkup | None) -> tuple[Piece, ...]:
    caption = paragraphs(text, italic(picture.alt))
    if render.fits(caption, render.CAPTION):
        return (Photo(picture=picture, caption=caption, keyboard=keyboard),)
    return (*_words(text, keyboard), Photo(picture=picture, caption=_alt(picture)))


def _with_albums(text: Rich, words: tuple[Piece, ...], pictures: Sequence[Picture]) -> tuple[Piece, ...]:
    described = any(picture.alt for picture in pictures)
    has_keyboard = bool(words) and isinstance(words[-1], Words) and words[-1].keyboard is not None
    if has_keyboard or (described and render.fits(text, render.CAPTION)):
        return (*_albums(pictures), *words)
    if render.fits(text, render.CAPTION):
        return _albums(pictures, text)  # one caption in an album is shown under the whole
    return (*words, *_albums(pictures))


def _albums(pictures: Sequence[Picture], caption: Rich | None = None) -> tuple[Piece, ...]:
    photos = [Photo(picture=picture, caption=_alt(picture)) for picture in pictures]
    if caption is not None:
        photos[0] = Photo(picture=pictures[0], caption=caption)
    groups = [tuple(photos[at : at + ALBUM]) for at in range(0, len(photos), ALBUM)]
    return tuple(Album(photos=group) if len(group) > 1 else group[0] for group in groups)


def _alt(picture: Picture) -> Rich:
    """The words for those who do not see the picture, as far as a caption holds them (row 101)."""
    parts = render.split(italic(picture.alt), render.CAPTION)
    return parts[0] if parts else Rich()
