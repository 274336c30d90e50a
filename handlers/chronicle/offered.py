"""Photographs that nobody asked for: from which event they are, while the rest of their album comes (rows 29, 31)."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields import Answer, Field, Half, Option, Reading, Shown, Taken, Tap
from talk.fields.choice import find
from talk.fields.field import Takes, text_of
from talk.fields.text import fold, says
from talk.updates import PictureId


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What was answered, with all that has come by then."""

    event: int | None
    """None: they are from none of these."""
    pictures: tuple[PictureId, ...]


@dataclass(frozen=True, slots=True)
class FromWhich(Field[Offer]):
    """One of the events, or none of them; more of the same album is gathered in silence."""

    options: tuple[tuple[int, str], ...]
    """Number of the event, and the label of its button."""
    none: str
    """The label of «none of these»."""
    _: KW_ONLY
    begun: tuple[PictureId, ...]
    most: int

    @property
    def has_a_no(self) -> bool:
        return True

    @property
    def takes(self) -> Takes:
        return "photos"

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Offer] | Half:
        have = self._have(draft)
        if answer.came == "photo":
            came = [one for one in answer.heard.pictures if one not in have]
            kept: list[JsonValue] = [int(one) for one in (*have, *came)]
            return Half(draft=kept[: self.most], quiet=answer.heard.album is not None)
        place = self._pressed(answer.code) if answer.code is not None else self._said(answer, reading)
        if place is None:
            raise Refused(reading.phrases.no_such_option())
        event = self.options[place][0] if place < len(self.options) else None
        return Taken(Offer(event=event, pictures=tuple(have)))

    def names(self, typed: str, reading: Reading) -> bool:
        return self._place(typed, reading) is not None

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del draft, reading
        labels = [*(label for _, label in self.options), self.none]
        taps = [Tap(label=label, code=str(place)) for place, label in enumerate(labels)]
        return Shown(rows=tuple((tap,) for tap in taps))

    def freeze(self, value: Offer) -> JsonValue:
        return {"event": value.event, "pictures": [int(one) for one in value.pictures]}

    def thaw(self, frozen: JsonValue) -> Offer:
        match frozen:
            case {"event": int() | None as event, "pictures": list(pictures)}:
                return Offer(event=event, pictures=tuple(PictureId(one) for one in pictures if isinstance(one, int)))
        raise TypeError("no offer")

    def words(self, value: Offer, reading: Reading) -> str:
        del reading
        return dict(self.options).get(value.event or 0, self.none)

    def shape(self) -> JsonValue:
        return [number for number, _ in self.options]

    def _pressed(self, code: str) -> int | None:
        known = code.isascii() and code.isdecimal() and int(code[:3]) <= len(self.options)
        return int(code[:3]) if known else None

    def _said(self, answer: Answer, reading: Reading) -> int | None:
        return self._place(text_of(answer, reading, "option"), reading)

    def _place(self, text: str, reading: Reading) -> int | None:
        labels = [*(label for _, label in self.options), self.none]
        options = [Option(value=place, label=label) for place, label in enumerate(labels)]
        if (place := find(options, fold(text), reading)) is not None:
            return place
        said, phrases = says(fold(text), reading.phrases.polite_words), reading.phrases
        if said in phrases.no_words or said in phrases.none_words:
            return len(self.options)
        return 0 if said in phrases.yes_words and len(self.options) == 1 else None

    def _have(self, draft: JsonValue) -> list[PictureId]:
        kept = draft if isinstance(draft, list) else list(self.begun)
        return [PictureId(one) for one in kept if isinstance(one, int)][: self.most]
