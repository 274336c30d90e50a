"""How long something lasts: «2», «2 часа», «полтора часа», «час двадцать», «до 17:00»."""

import re
from datetime import time, timedelta
from typing import Final

from domain.time.spoken.reading import Reading, Stuck, Unclear, Why, stop
from domain.time.spoken.spans import end_after, take_till, take_times_between
from domain.time.spoken.wording import any_of
from domain.vocabulary import dates

LONGEST: Final = timedelta(days=31)
_UNITS: Final = {form: unit for unit, forms in dates.UNITS.items() for form in forms}
_HOURS: Final = any_of(*dates.UNITS["hour"])
_MINUTES: Final = any_of(*dates.UNITS["minute"], *dates.MINUTE_WORDS)
_DAYS: Final = any_of(*dates.UNITS["day"], *dates.UNITS["week"])
_FOR: Final = any_of(*dates.FOR)
_MORE: Final = rf"(?:\s*(?:{dates.AND[0]} )?(?P<more>\d{{1,2}})(?:\s*{_MINUTES}\.?|(?!\s*[\w:])))?"
_CLOCK: Final = rf"(?P<hours>\d{{1,3}})\s*{_HOURS}\.?{_MORE}"
_SHORT: Final = rf"(?P<minutes>\d{{1,4}})\s*{_MINUTES}\.?"
_LONG: Final = rf"(?:(?P<days>\d{{1,2}})\s*)?(?P<unit>{_DAYS})"
_AFTER: Final = rf"{_HOURS} (?P<hours>\d{{1,2}})"
_SAID: Final = [re.compile(rf"(?<![\w.:-])(?:{_FOR}:?\s*)?{one}") for one in (_CLOCK, _SHORT, _LONG, _AFTER)]
_BESIDE: Final = [re.compile(rf"(?<!\w){_FOR}:?\s*{one}") for one in (_CLOCK, _SHORT)]
_DAYS_BESIDE: Final = re.compile(rf"(?<!\w){_FOR}:?\s*{_LONG}")
_COLON: Final = re.compile(r"(?P<hours>\d{1,2})[:.](?P<more>\d{2})")
_DECIMAL: Final = re.compile(r"(?P<whole>\d{1,2})[.,](?P<part>5|25|75)(?!\d)")
_BARE: Final = re.compile(r"(?P<bare>\d{1,3})")
_MOST_HOURS: Final = 14
"""A bare number up to that is hours, beyond it minutes."""


def parse_length(text: str, starts: time | None = None) -> timedelta | Unclear:
    """How long it lasts. «2» is two hours, «45» minutes; «до 17:00» needs the time of day at which it starts."""
    try:
        return _length(Reading(text, afternoon=True), starts)
    except Stuck as stuck:
        return stuck.answer


def take_length(reading: Reading) -> timedelta | None:
    """«на 2 часа» beside a start."""
    for pattern in _BESIDE:
        if found := reading.consume(pattern):
            return _of(found)
    return None


def take_days_long(reading: Reading) -> int | None:
    """«на 3 дня»: how many days an event lasts."""
    found = reading.consume(_DAYS_BESIDE)
    return _of(found).days if found else None


def _length(reading: Reading, starts: time | None) -> timedelta:
    if (span := take_times_between(reading, day_known=True)) is not None:
        reading.finish()
        return end_after(*span)
    if (till := take_till(reading, starts)) is not None:
        reading.finish()
        if starts is None:
            stop(Why.NEEDS_TIME, until=f"{till:%H:%M}")
        return end_after(starts, till)
    for pattern in (*_SAID, _COLON, _DECIMAL, _BARE):
        if found := reading.consume(pattern):
            reading.finish()
            return _checked(_of(found))
    return stop(Why.NOT_UNDERSTOOD)


def _of(found: re.Match[str]) -> timedelta:
    said = found.groupdict()
    if said.get("bare"):
        bare = int(said["bare"])
        return timedelta(hours=bare) if bare <= _MOST_HOURS else timedelta(minutes=bare)
    if said.get("whole"):
        return timedelta(hours=float(f"{said['whole']}.{said['part']}"))
    if said.get("unit"):
        weeks = 7 if _UNITS[said["unit"]] == "week" else 1
        return timedelta(days=int(said["days"] or 1) * weeks)
    return timedelta(hours=int(said.get("hours") or 0), minutes=int(said.get("more") or said.get("minutes") or 0))


def _checked(length: timedelta) -> timedelta:
    if not timedelta() < length <= LONGEST:
        stop(Why.NOT_UNDERSTOOD)
    return length
