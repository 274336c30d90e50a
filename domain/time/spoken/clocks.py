"""Whose clock is meant: «в 15:00 мск», «по местному времени», «по Омску», «по екатеринбургскому времени»."""

import re
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from domain.spelling import plain
from domain.time import zones
from domain.time.cities import hours_ahead, zones_named
from domain.time.spoken.reading import Reading
from domain.time.spoken.wording import any_of
from domain.vocabulary import dates

_OWN: Final = re.compile(rf"(?<!\w){any_of(*dates.OWN_CLOCK)}")
_UTC: Final = tuple(map(plain, ("utc", "gmt")))
_AHEAD: Final = re.compile(
    rf"(?<!\w)(?:{dates.BY_CLOCK} )?(?P<from>{any_of(*map(plain, dates.MOSCOW_CLOCK), *_UTC)})"
    rf"(?:\s?(?P<hours>[+-]\s?\d{{1,2}})(?![\d:.]))?"
)
_OF: Final = re.compile(
    rf"(?<!\w){dates.BY_CLOCK} (?P<place>[^\W\d][\w-]+(?: [^\W\d][\w-]+)?)(?: {any_of(*dates.CLOCK_TIME)})?"
)
_OF_ONE: Final = re.compile(rf"(?<!\w){dates.BY_CLOCK} (?P<place>[^\W\d][\w-]+)(?: {any_of(*dates.CLOCK_TIME)})?")


def take_clock(reading: Reading) -> tzinfo | None:
    """The zone that is named; None for the own one, and where none is."""
    reading.consume(_OWN)
    if ahead := reading.consume(_AHEAD):
        home = 3 if ahead["from"] not in _UTC else 0
        hours = home + int((ahead["hours"] or "0").replace(" ", ""))
        return zones_of_offset(hours)
    for pattern in (_OF, _OF_ONE):
        for found in pattern.finditer(reading.rest):
            named = zones_named(found["place"])
            if len({hours_ahead(zone) for zone in named}) == 1:
                reading.rest = f"{reading.rest[: found.start()]} | {reading.rest[found.end() :]}"
                return ZoneInfo(named[0])
    return None


def zones_of_offset(hours: int) -> tzinfo:
    """The Russian zone of that clock; a bare offset where there is none."""
    name = zones.RUSSIAN_ZONES.get(hours)
    return ZoneInfo(name) if name else timezone(timedelta(hours=hours))
