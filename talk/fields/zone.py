"""A time zone: one of Russia's by a button that tells its time now, or by a city, region or name that is typed."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.cleaning import clean
from domain.time import zones
from domain.time.cities import hours_ahead, zones_named
from talk.errors import Refused
from talk.fields.choice import Option, at_code, find, page_of, show_options
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of


@dataclass(frozen=True, slots=True)
class Zone(Field[str]):
    """The value is an IANA name; a town, a region, «МСК+2», «+7», «московское» are understood (``domain.time.cities``).

    The draft is the page that is shown, or the zones of namesakes to choose between.
    """

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        page = draft if isinstance(draft, int) else 0
        options = self._options(reading)
        if answer.code is not None:
            if (turned := page_of(answer.code, page)) is not None:
                return Half(draft=turned)
            return Taken(at_code(options, answer.code, reading).value)
        typed = clean(text_of(answer, reading, "zone")).strip()
        cities = [Option(value=option.value, label=reading.phrases.zone_city(option.value)) for option in options]
        for offered in (options, cities):
            place = find(offered, typed, reading)
            if place is not None:
                return Taken(offered[place].value)
        found = zones_named(typed)
        if not found:
            raise Refused(reading.phrases.not_a_zone())
        clocks = {hours_ahead(zone): zone for zone in reversed(found)}
        if len(clocks) > 1:
            namesakes: list[JsonValue] = [*reversed(clocks.values())]
            return Half(draft={"namesakes": namesakes}, note=reading.phrases.which_zone(typed))
        return Taken(found[0])

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        if isinstance(draft, dict) and isinstance(named := draft.get("namesakes"), list):
            offered = [(place, one) for place, one in enumerate(self._options(reading)) if _same(one.value, named)]
            return Shown(rows=tuple((Tap(label=one.label, code=str(place)),) for place, one in offered))
        page = draft if isinstance(draft, int) else 0
        return show_options(self._options(reading), page, 1, reading, lambda _place, label: label)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        if not isinstance(frozen, str) or not zones.valid_zone(frozen):
            raise ValueError("no such time zone")
        return frozen

    def words(self, value: str, reading: Reading) -> str:
        return reading.phrases.zone(value, reading.now.astimezone(ZoneInfo(value)).time())

    def _options(self, reading: Reading) -> list[Option[str]]:
        return [Option(value=zone, label=self.words(zone, reading)) for zone in zones.RUSSIAN_ZONES.values()]


def _same(zone: str, named: list[JsonValue]) -> bool:
    """Whether one of them shows the clock of that zone."""
    return any(hours_ahead(zone) == hours_ahead(str(one)) for one in named)
