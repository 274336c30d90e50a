"""Photographs, one after the other or as albums, until «Готово»; a single picture is taken at once."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Self

from pydantic import JsonValue

from domain.cleaning import clean
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Takes
from talk.updates import PictureId


class Captioned(int):
    """The number of a picture that came with words under it."""

    caption: str

    def __new__(cls, picture: int, caption: str) -> Self:
        made = super().__new__(cls, picture)
        made.caption = caption
        return made


def caption_of(picture: PictureId) -> str | None:
    """The words that came under it."""
    return picture.caption if isinstance(picture, Captioned) else None


@dataclass(frozen=True, slots=True)
class Photos(Field[tuple[PictureId, ...]]):
    """From ``least`` to ``most`` stored pictures, in the order they came, each once.

    An album comes as several events: only the first of them is answered, so that the chat stays quiet.
    """

    _: KW_ONLY
    most: int = 10
    least: int = 1
    begun: tuple[PictureId, ...] = ()
    """Those that came before the question."""
    album: str | None = None
    """The mark of their album, of which more may come."""

    @property
    def has_begun(self) -> bool:
        return bool(self.begun)

    @property
    def gathers(self) -> bool:
        return self.most > 1

    @property
    def takes(self) -> Takes:
        return "photos"

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[tuple[PictureId, ...]] | Half:
        phrases = reading.phrases
        have, album = self._read(draft)
        if answer.done:
            value = tuple(have)
            self.check(value, reading)
            return Taken(value)
        if answer.came != "photo":
            raise Refused(phrases.wrong_kind("photo" if self.gathers else "picture", answer.came))
        if not answer.heard.pictures:
            raise Refused(phrases.picture_unreadable())
        came = _captioned(answer)
        if not self.gathers:
            return Taken(came[:1])
        every = [*have, *(picture for picture in came if picture not in have)]
        kept, known = every[: self.most], answer.heard.album is not None and answer.heard.album == album
        on_its_way: JsonValue = {"pictures": [_frozen(picture) for picture in kept], "album": answer.heard.album}
        if len(every) > self.most and not (known and len(have) == self.most and _full(draft)):
            return Half(draft={**_facts(on_its_way), "full": True}, note=phrases.too_many_photos(self.most))
        if known:
            return Half(draft={**_facts(on_its_way), "full": _full(draft)}, quiet=True)
        return Half(draft=on_its_way)

    def check(self, value: tuple[PictureId, ...], reading: Reading) -> None:
        if len(value) < self.least:
            raise Refused(reading.phrases.no_photos())
        if len(value) > self.most:
            raise Refused(reading.phrases.too_many_photos(self.most))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        if not self.gathers:
            return Shown()
        have, album = self._read(draft)
        if album is not None and not _full(draft):
            return Shown(hint=reading.phrases.album())
        return Shown(hint=reading.phrases.photos(len(have), self.most))

    def _read(self, draft: JsonValue) -> tuple[list[PictureId], str | None]:
        return (list(self.begun), self.album) if draft is None else _read(draft)

    def resumed(self, draft: JsonValue) -> JsonValue:
        """The album has come to its end."""
        return {**_facts(draft), "album": None}

    def freeze(self, value: tuple[PictureId, ...]) -> JsonValue:
        return [_frozen(picture) for picture in value]

    def thaw(self, frozen: JsonValue) -> tuple[PictureId, ...]:
        if not isinstance(frozen, list):
            raise TypeError("not pictures")
        return tuple(picture for one in frozen if (picture := _thawed(one)) is not None)

    def words(self, value: tuple[PictureId, ...], reading: Reading) -> str:
        return reading.phrases.count(len(value))


def _captioned(answer: Answer) -> tuple[PictureId, ...]:
    """The pictures; words under several are about the first of them, as messengers show it."""
    first, *others = answer.heard.pictures
    words = " ".join(clean(answer.text).split())
    return (PictureId(Captioned(first, words)) if words else first, *others)


def _frozen(picture: PictureId) -> JsonValue:
    words = caption_of(picture)
    return int(picture) if words is None else [int(picture), words]


def _thawed(frozen: JsonValue) -> PictureId | None:
    match frozen:
        case int():
            return PictureId(frozen)
        case [int(picture), str(words)]:
            return PictureId(Captioned(picture, words))
    return None


def _facts(draft: JsonValue) -> dict[str, JsonValue]:
    return draft if isinstance(draft, dict) else {}


def _full(draft: JsonValue) -> bool:
    return _facts(draft).get("full") is True


def _read(draft: JsonValue) -> tuple[list[PictureId], str | None]:
    facts = _facts(draft)
    pictures, album = facts.get("pictures"), facts.get("album")
    ids = [one for each in pictures if (one := _thawed(each)) is not None] if isinstance(pictures, list) else []
    return ids, album if isinstance(album, str) else None
