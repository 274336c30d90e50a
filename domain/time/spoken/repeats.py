"""What comes again, as a rule of RFC 5545: «по вторникам», «каждый второй четверг месяца», «раз в две недели»."""

import re
from dataclasses import dataclass, replace
from typing import Final

from domain.time.recurrence import WEEKDAYS, Frequency, Rule
from domain.time.spoken.days import PLACE, Days, Weekday, WeekdayOfMonth
from domain.time.spoken.reading import Reading, Why, stop
from domain.time.spoken.wording import LAST, any_of
from domain.vocabulary import dates

_UNITS: Final = {form: unit for unit in dates.FREQUENCIES for form in dates.UNITS[unit]}
_DAY_NUMBERS: Final = {form: number for number, forms in enumerate(dates.WEEKDAYS) for form in forms}
_BY_NUMBERS: Final = {form: number for number, form in enumerate(dates.BY_WEEKDAYS)}
_EVERY: Final = any_of(*dates.EVERY)
_DAY: Final = any_of(*_DAY_NUMBERS)
_OF_MONTH: Final = rf"(?:\s+{any_of(*dates.MONTH)})"
_PLACE: Final = rf"(?:{PLACE}\s+)"
_OTHER: Final = any_of(*dates.ALTERNATELY)
_AND: Final = rf"\s*(?:,|{any_of(*dates.AND)})\s*"

_EVERY_DAY: Final = re.compile(
    rf"(?<!\w){_EVERY}\s+{_PLACE}?(?P<days>{_DAY}(?:{_AND}(?:{_EVERY}\s+)?{_DAY})*)(?P<month>{_OF_MONTH})?"
)
_OF_EVERY: Final = re.compile(rf"(?<!\w){_PLACE}(?P<days>{_DAY})\s+{_EVERY}{_OF_MONTH}")
_BY: Final = re.compile(
    rf"(?<!\w){dates.BY}\s+{_PLACE}?(?P<days>{any_of(*_BY_NUMBERS)}(?:{_AND}(?:{dates.BY}\s+)?{any_of(*_BY_NUMBERS)})*)"
    rf"(?P<month>{_OF_MONTH})?(?P<other>\s+{_OTHER})?"
)
_BY_DAYS: Final = re.compile(rf"(?<!\w){dates.BY}\s+(?P<days>{any_of(*dates.BY_DAYS)})")
_EVERY_UNIT: Final = re.compile(
    rf"(?<!\w){_EVERY}\s+(?:(?P<count>\d{{1,2}})(?:-?{any_of(*dates.PLACE_TAILS)})?\s+)?(?P<unit>{any_of(*_UNITS)})"
)
_ONCE_IN: Final = re.compile(
    rf"(?<!\w)(?:1\s+)?{dates.ONCE_IN}\s+(?:(?P<count>\d{{1,2}})\s+)?(?P<unit>{any_of(*_UNITS)})"
)
_ADVERB: Final = re.compile(rf"(?<!\w){any_of(*dates.ADVERBS)}")
_WEEK_OF_DAYS: Final = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """The rule, without its end."""

    frequency: Frequency
    interval: int = 1
    days: tuple[str, ...] = ()

    def rule(self) -> Rule:
        return Rule(frequency=self.frequency, interval=self.interval, days=self.days)


def take_repeats(reading: Reading, found: Days) -> Repeats | None:
    """The repetition; the day on which it begins is left among the days of ``found``."""
    by_days = _take_days(reading, found)
    unit = None
    if match := reading.consume(_EVERY_UNIT) or reading.consume(_ONCE_IN):
        unit = _every(dates.FREQUENCIES[_UNITS[match["unit"]]], int(match["count"] or 1))
    elif match := reading.consume(_ADVERB):
        unit = _every(dates.ADVERBS[match[0]], 1)
    if by_days is None and unit is not None and unit.days:
        found.any_of = tuple(_WEEK_OF_DAYS)
    if by_days is None or unit is None or unit.interval == by_days.interval:
        return by_days or unit
    return replace(by_days, interval=unit.interval)  # «раз в две недели по пятницам»


def _take_days(reading: Reading, found: Days) -> Repeats | None:
    if match := reading.consume(_OF_EVERY):
        return _of_month(match, found, _DAY_NUMBERS)
    if match := reading.consume(_EVERY_DAY):
        return _weekly(match, found, _DAY_NUMBERS)
    if match := reading.consume(_BY):
        return _weekly(match, found, _BY_NUMBERS)
    if match := reading.consume(_BY_DAYS):
        days = tuple(dates.BY_DAYS[match["days"]].split(","))
        found.any_of = tuple(WEEKDAYS.index(day) for day in days)
        return Repeats(frequency=Frequency.WEEKLY, days=days)
    return None


def _every(frequency: str, interval: int) -> Repeats:
    if frequency != "DAILY":
        return Repeats(frequency=Frequency(frequency), interval=interval)
    if interval != 1:
        stop(Why.NOT_UNDERSTOOD)
    return Repeats(frequency=Frequency.WEEKLY, days=WEEKDAYS)


def _weekly(match: re.Match[str], found: Days, numbers_of: dict[str, int]) -> Repeats:
    """«каждый второй четверг» is every other one, «… месяца» that of the month; a last one is always of the month."""
    place = _place(match)
    if match["month"] or (place is not None and (place < 0 or numbers_of is _BY_NUMBERS or place > 2)):  # noqa: PLR2004
        if place is None:
            stop(Why.NOT_UNDERSTOOD)
        return _of_month(match, found, numbers_of)
    interval = 2 if place == 2 or (numbers_of is _BY_NUMBERS and match["other"]) else 1  # noqa: PLR2004 - every other
    if place == 1:
        return _of_month(match, found, numbers_of)
    numbers = sorted({numbers_of[day] for day in re.findall(any_of(*numbers_of), match["days"])})
    if len(numbers) == 1:
        found.weekdays.append(Weekday(numbers[0], None))
        return Repeats(frequency=Frequency.WEEKLY, interval=interval)
    found.any_of = tuple(numbers)
    return Repeats(frequency=Frequency.WEEKLY, interval=interval, days=tuple(WEEKDAYS[day] for day in numbers))


def _of_month(match: re.Match[str], found: Days, numbers_of: dict[str, int]) -> Repeats:
    days = re.findall(any_of(*numbers_of), match["days"])
    place = _place(match)
    if len(days) != 1 or place is None:
        stop(Why.NOT_UNDERSTOOD)
    number = numbers_of[days[0]]
    found.of_months.append(WeekdayOfMonth(place=place, weekday=number, month=None))
    return Repeats(frequency=Frequency.MONTHLY, days=(f"{place}{WEEKDAYS[number]}",))


def _place(match: re.Match[str]) -> int | None:
    said = match["place"]
    return None if not said else -1 if said == LAST else int(said[0])
