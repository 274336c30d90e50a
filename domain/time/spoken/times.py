"""Times of day: «15:00», «15-00», «в 3 часа дня», «в полдень», «полтретьего дня»."""

import re
from datetime import time
from typing import Final

from domain.time.spoken.reading import Reading, Why, stop
from domain.time.spoken.wording import any_of
from domain.vocabulary import dates

_PART: Final = {part: re.compile(rf"(?<!\w){any_of(*forms)}") for part, forms in dates.PARTS.items()}
PART_WORDS: Final = any_of(*(form for forms in dates.PARTS.values() for form in forms))
_PART_NAMES: Final = {form: part for part, forms in dates.PARTS.items() for form in forms}
_LUNCH: Final = re.compile(rf"(?<!\w){any_of(*dates.LUNCH)}")
_NOON: Final = re.compile(rf"(?<!\w){any_of(*dates.NOON)}")
_MIDNIGHT: Final = re.compile(rf"(?<!\w){any_of(*dates.MIDNIGHT)}")
_AT: Final = rf"(?<!\w){any_of(*dates.AT)}\s*"
HOURS: Final = "(?:" + "|".join(dates.HOUR_WORDS) + r")(?![^\W\d])"  # «18ч30» is fine
_MINUTES: Final = any_of(*dates.MINUTE_WORDS)

_COLON: Final = re.compile(rf"(?<![\d.:,])(\d{{1,2}})\s?:\s?(\d{{2}})(~?)(?![.:,]\d|\d)(?:\s*{HOURS})?")
_AT_DOTTED: Final = re.compile(rf"{_AT}(\d{{1,2}})[., -](\d{{2}})(?![\d.]\d|\d)(?:\s*{HOURS})?")
DOTTED: Final = re.compile(rf"(?<![\d.:,-])(\d{{1,2}})[.,-](\d{{2}})(?![\d.:,-]*\d)(?:\s*{HOURS})?")
_SPOKEN: Final = re.compile(
    rf"(?<![\d.:,-])(?:{_AT})?(\d{{1,2}})\s*{HOURS}\.?(?:\s*(\d{{1,2}})(?:\s*{_MINUTES}\.?|(?<=\d\d)(?![\w.:])))?"
)
_AT_HOUR: Final = re.compile(rf"{_AT}(\d{{1,2}})(?![\d.:,-]*\d)(?!\w)")
_BARE: Final = re.compile(r"(?<![\d.:,-])(\d{1,2}) ?(\d{2})?(?![\d.:,-]*\d)(?!\w)")

_SPACED: Final = re.compile(r"(?<![\d.:,-])(\d{1,2}) ?([0-5]\d)(?![\d.:,-]*\d)(?!\w)")

_FIRST_OF_AFTERNOON: Final = 12
_UNLIKELY_BY_NIGHT: Final = range(1, 8)
"""A spoken hour without minutes and without a part of day: «в 3» may be 3 or 15, «в 9» is 9."""

# Hours on the dial that each part of day may follow.
_DIALS: Final[dict[str, range]] = {
    "morning": range(1, 12),
    "day": range(10, 19),
    "evening": range(16, 24),
    "night": range(5),
}


def take_part(reading: Reading) -> str | None:
    """The part of day that is written: morning, day, evening, night."""
    parts = [part for part, pattern in _PART.items() if reading.consume_all(pattern)]
    if len(parts) > 1:
        stop(Why.NOT_UNDERSTOOD)
    return parts[0] if parts else None


def take_clear_times(reading: Reading, part: str | None) -> list[time]:
    """Times that can be nothing else, wherever they stand."""
    times = [time(13) for _ in reading.consume_all(_LUNCH)]
    times += [time(12) for _ in reading.consume_all(_NOON)]
    if reading.consume(_MIDNIGHT):
        stop(Why.NEEDS_TIME, part="midnight")  # of which of two days, nobody agrees
    for found in reading.consume_all(_COLON):
        hour, minute = int(found[1]), int(found[2])
        times.append(_spoken(reading, hour, minute, part) if found[3] or part else said_time(hour, minute))
    return times


def take_times(reading: Reading, part: str | None, *, alone: bool = False) -> list[time]:
    """Times by their words and signs; `alone` also takes bare numbers, where nothing but a time is asked for."""
    times = []
    for pattern in (_SPOKEN, _AT_DOTTED):
        for found in reading.consume_all(pattern):
            hour, minute = int(found[1]), int(found[2] or 0)
            written = part is None and pattern is _AT_DOTTED
            times.append(
                said_time(hour, minute) if written else _spoken(reading, hour, minute, part, round_=found[2] is None)
            )
    patterns = (_AT_HOUR, DOTTED, _BARE) if alone else (_AT_HOUR,)
    for pattern in patterns:
        for found in reading.consume_all(pattern):
            hour, minute = int(found[1]), int(found[2] or 0) if pattern is not _AT_HOUR else 0
            times.append(_spoken(reading, hour, minute, part, round_=pattern is _AT_HOUR or found[2] is None))
    if not times and part is not None and (found_ := reading.consume(_BARE)):
        times.append(_spoken(reading, int(found_[1]), int(found_[2] or 0), part))
    return times


def take_dotted_times(reading: Reading, part: str | None, *, spaced: bool) -> list[time]:
    """«15.00», «15-00» where no day can be meant any more; ``spaced``: «15 00» too."""
    patterns = (DOTTED, _SPACED) if spaced else (DOTTED,)
    pairs = [(int(found[1]), int(found[2])) for one in patterns for found in reading.consume_all(one)]
    return [_spoken(reading, hour, minute, part) if part else said_time(hour, minute) for hour, minute in pairs]


def only_one(times: list[time]) -> time | None:
    """The time, if one is said; saying it twice is allowed."""
    different = sorted(set(times))
    if len(different) > 1:
        stop(Why.DIFFERENT_TIMES, first=f"{different[0]:%H:%M}", second=f"{different[1]:%H:%M}")
    return different[0] if different else None


def part_named(words: str | None) -> str | None:
    """morning, day, evening, night."""
    return _PART_NAMES[words] if words else None


def said_time(hour: int, minute: int) -> time:
    """A time as it is written; stops where there is none."""
    if (hour, minute) == (24, 0):
        stop(Why.NEEDS_TIME, part="midnight")
    if hour > time.max.hour or minute > time.max.minute:
        stop(Why.IMPOSSIBLE_TIME, hour=hour, minute=minute)
    return time(hour, minute)


def _spoken(reading: Reading, hour: int, minute: int, part: str | None, *, round_: bool = True) -> time:
    if not round_ and part is None:
        return said_time(hour, minute)
    return spoken_time(hour, minute, part, afternoon=reading.afternoon)


def spoken_time(hour: int, minute: int, part: str | None, *, afternoon: bool = False) -> time:
    """A time as it is said: a twelve-hour dial if the part of day says so; «в 3» is 15:00 where that is the custom."""
    said = said_time(hour, minute)
    if part is None:
        if hour not in _UNLIKELY_BY_NIGHT:
            return said
        if afternoon:
            return time(hour + _FIRST_OF_AFTERNOON, minute)
        stop(Why.DAY_OR_NIGHT, hour=hour, minute=minute)
    if hour > _FIRST_OF_AFTERNOON:
        fits = hour in _DIALS[part] or (part == "night" and hour in _DIALS["evening"])
    elif part == "night":
        hour = {12: 0, 10: 22, 11: 23}.get(hour, hour)
        fits = hour in _DIALS["night"] or hour in _DIALS["evening"]
    else:
        fits = hour in _DIALS[part]
        if not fits and hour < _FIRST_OF_AFTERNOON:
            hour += _FIRST_OF_AFTERNOON
            fits = hour in _DIALS[part]
    if not fits:
        stop(Why.IMPOSSIBLE_TIME, hour=said.hour, minute=minute)
    return time(hour, minute)
