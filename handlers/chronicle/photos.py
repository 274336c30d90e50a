"""A part of two dialogues: photographs, words for those who do not see them, and that the people agreed (row 30)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from handlers.chronicle.told import Told
from handlers.texts.chronicle import telling as texts
from storage.chronicle.chronicle import ChroniclePicture
from talk.fields import Choice, Line, Option, Photos
from talk.fields.photos import caption_of
from talk.play import Talk
from talk.prompt import ShownPicture
from talk.updates import PictureId

MOST_PHOTOS: Final = 10
LONGEST_ALT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What was said of the people in these very photographs: with other photographs it has to be said anew."""

    people: Literal["agreed", "nobody", "unsure"]
    photos: tuple[PictureId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shots:
    """What came of the questions."""

    count: int
    alts: tuple[str, ...]
    consented: bool

    pictures: tuple[ChroniclePicture, ...]
    """Those that may be published: all or none."""


async def ask_photos(talk: Talk, question: str, told: Told | None = None) -> Shots:
    """Ask for photographs; none is an answer, too. ``told``: what came before, and what it shows is not asked for."""
    begun = Photos(least=0, most=MOST_PHOTOS)
    if told is not None and told.album is not None:
        begun = Photos(least=0, most=MOST_PHOTOS, begun=told.pictures, album=told.album)
    whole = told is not None and told.album is None
    photos = await talk.ask(
        "photos",
        question,
        begun,
        optional=True,
        label=texts.PHOTOS_LABEL,
        known=told.pictures[:MOST_PHOTOS] if told is not None and whole and told.pictures else None,
    )
    if not photos:
        return Shots(count=0, alts=(), consented=False, pictures=())
    alts = []
    captions = [caption_of(photo) for photo in photos]
    photos = tuple(PictureId(int(photo)) for photo in photos)
    for place, (photo, caption) in enumerate(zip(photos, captions, strict=True), 1):
        if told is None:
            await talk.say(texts.of_photo(place, len(photos)), pictures=(ShownPicture(id=photo),))
        alt = await talk.ask(
            f"alt-{photo}",
            texts.alt(place, len(photos)),
            Line(most=LONGEST_ALT),
            optional=True,
            label=texts.ALT_LABEL,
            suggest=caption,
            passed=told is not None,
        )
        alts.append(alt or "")
    consent = await talk.ask("people", texts.PEOPLE, _consents(photos), label=texts.PEOPLE_LABEL)
    agreed = consent.people != "unsure"
    pictures = tuple(
        ChroniclePicture(picture_id=photo, alt=alt, agreed=True) for photo, alt in zip(photos, alts, strict=True)
    )
    return Shots(count=len(photos), alts=tuple(alts), consented=agreed, pictures=pictures if agreed else ())


def _consents(photos: tuple[PictureId, ...]) -> Choice[Consent]:
    return Choice(
        [
            Option(value=Consent(people="agreed", photos=photos), label=texts.THEY_AGREED),
            Option(value=Consent(people="nobody", photos=photos), label=texts.NOBODY),
            Option(value=Consent(people="unsure", photos=photos), label=texts.NOT_SURE),
        ]
    )
