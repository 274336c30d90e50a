"""Where: in words, as a point on the map, or as a link."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Final

from pydantic import JsonValue, TypeAdapter

from domain.cleaning import address_of, clean
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as it was told. ``text`` is what people read, a venue's name and address; it is empty only for a link."""

    text: str = ""
    link: str = ""
    """Given when the place is on the web, or when the person sent an address of a map or a point."""
    latitude: float | None = None
    """Degrees."""
    longitude: float | None = None


MAP: Final = "https://yandex.ru/maps/?pt={longitude},{latitude}&z=17&l=map"
"""Where a point is shown to everybody, whatever they have."""
_spots: TypeAdapter[Spot] = TypeAdapter(Spot)


@dataclass(frozen=True, slots=True)
class Place(Field[Spot]):
    """Free text of one line, a shared location, or a link (only http and https)."""

    _: KW_ONLY
    most: int = 300

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Spot] | Half:
        del draft
        point = answer.heard.place
        if point is not None:
            latitude, longitude = round(point[0], 6), round(point[1], 6)
            called = " ".join(clean(answer.text).split())[: self.most] or reading.phrases.on_map
            on_map = MAP.format(latitude=latitude, longitude=longitude)
            return Taken(Spot(text=called, link=on_map, latitude=latitude, longitude=longitude))
        typed = " ".join(clean(text_of(answer, reading, "place")).split())
        if not typed:
            raise Refused(reading.phrases.empty())
        if len(typed) > self.most:
            raise Refused(reading.phrases.too_long(self.most, len(typed)))
        looks_like_link = "://" in typed or ("/" in typed and " " not in typed)
        link = address_of(typed) if looks_like_link else None
        if looks_like_link and link is None and "://" in typed and " " not in typed:
            raise Refused(reading.phrases.not_a_link())
        return Taken(Spot(link=link) if link is not None else Spot(text=typed))

    def freeze(self, value: Spot) -> JsonValue:
        frozen: JsonValue = _spots.dump_python(value, mode="json")
        return frozen

    def thaw(self, frozen: JsonValue) -> Spot:
        return _spots.validate_python(frozen)

    def words(self, value: Spot, reading: Reading) -> str:
        del reading
        return value.text or value.link
