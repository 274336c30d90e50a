"""A time zone: one of Russia's by a button that tells its time now, or by a city, region or name that is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.cleaning import clean
from domain.time import zones
from talk.errors import Refused
from talk.fields.choice import Option, at_code, find, page_of, show_options
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, text_of

_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s*\+\s*(\d{1,2})(?::?00)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone(Field[str]):
    """The value is an IANA name; «+7» and «UTC+7» mean the Russian zone of that clock."""

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
        found = self._named(typed)
        if found is None:
            raise Refused(reading.phrases.not_a_zone())
        return Taken(found)

    def _named(self, typed: str) -> str | None:
        offset = _OFFSET.fullmatch(typed)
        if offset is not None:
            return zones.RUSSIAN_ZONES.get(int(offset[1]))
        if "/" in typed and zones.valid_zone(typed):
            return typed
        return zones.zone_of_region(typed)

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
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
