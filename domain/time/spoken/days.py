"""Days and months: «5 декабря», «05.12.2027», «15 числа», «в следующую субботу», «через неделю», «в декабре»."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from domain.time.spoken.holidays import take_feasts, weekday_of_month
from domain.time.spoken.reading import Reading, Why, stop
from domain.time.spoken.wording import LAST, any_of
from domain.vocabulary import dates

YEARS_AHEAD: Final = 10
"""A year that lies farther ahead is a slip of the finger."""
_CENTURY: Final = 2000
_LONGEST_MONTH: Final = 31
_CALENDAR_CYCLE: Final = 9
"""Years in which every real day of the calendar, 29 February included, comes at least once."""

MONTH_NUMBERS: Final = {form: number for number, forms in enumerate(dates.MONTHS, start=1) for form in forms}
_WEEKDAY_NUMBERS: Final = {form: number for number, forms in enumerate(dates.WEEKDAYS) for form in forms}
_UNITS: Final = {form: unit for unit, forms in dates.UNITS.items() for form in forms}

YEAR: Final = r"(?:19|2[01])\d{2}"
YEAR_SIGN: Final = rf"(?:\s*{any_of(*dates.YEAR_SIGNS)}\.?)?"
ANY_MONTH: Final = rf"{any_of(*MONTH_NUMBERS)}\.?"
EDGE: Final = r"(?<![\w.:,/-])"
_END: Final = r"(?![./:-]?\d)"
TAIL: Final = rf"(?:-?\s?{any_of(*dates.ORDINAL_TAILS)})?"

_ISO: Final = re.compile(rf"{EDGE}(?P<year>\d{{4}})[-./](?P<month>\d{{1,2}})[-./](?P<day>\d{{1,2}}){_END}")
_NUMERIC: Final = re.compile(
    rf"{EDGE}(?P<day>\d{{1,2}})\s?(?P<sign>[./])\s?(?P<month>\d{{1,2}})\s?(?P=sign)\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)"
    rf"{YEAR_SIGN}",
)
_DASHED: Final = re.compile(
    rf"{EDGE}(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-(?P<year>\d{{4}}|\d{{2}})(?!\d){YEAR_SIGN}"
)
_SPACED: Final = re.compile(rf"{EDGE}(?P<day>\d{{1,2}}) (?P<month>\d{{1,2}}) (?P<year>20\d{{2}})(?![\d.:]){YEAR_SIGN}")
_WORDED: Final = re.compile(
    rf"{EDGE}(?P<day>\d{{1,2}}){TAIL}\s*(?P<word>{ANY_MONTH})"
    rf"(?:,?\s*(?P<year>{YEAR})(?!\d){YEAR_SIGN}|\s*(?P<short>\d{{2}})\s*{any_of(*dates.YEAR_SIGNS)}\.?)?",
)
_SHORT: Final = re.compile(rf"{EDGE}(?P<day>\d{{1,2}})(?P<sign>[./])(?P<month>\d{{1,2}})(?![.:/-]?\d)")
_SPACED_SHORT: Final = re.compile(
    rf"{EDGE}(?P<day>\d{{1,2}}) (?P<month>\d{{2}}) (?={any_of(*dates.AT)} |\d{{1,2}} \d{{2}}$)"
)
_MONTH_YEAR: Final = re.compile(rf"{EDGE}(?P<month>\d{{1,2}})[./](?P<year>\d{{4}})(?!\d){YEAR_SIGN}")
_MONTH_WORD: Final = re.compile(rf"{EDGE}(?P<word>{ANY_MONTH})(?:\s*(?P<year>{YEAR})(?!\d){YEAR_SIGN})?")
_OF_MONTH: Final = re.compile(
    rf"{EDGE}(?P<day>\d{{1,2}})(?:{TAIL}\s*{any_of(*dates.NUMBER_OF_MONTH)}|-?{any_of(*dates.ORDINAL_TAILS)})",
)
_AWAY: Final = re.compile(rf"(?<!\w){any_of(*dates.DAYS_AWAY)}")
_OFFSET: Final = re.compile(rf"(?<!\w){dates.IN}\s+(?P<count>\d{{1,3}})\s*(?P<unit>{any_of(*_UNITS)})")
PLACE: Final = rf"(?P<place>{re.escape(LAST)}|[1-9]-?\s?{any_of(*dates.PLACE_TAILS)})"
_PLACE_IN_MONTH: Final = re.compile(
    rf"(?<!\w){PLACE}\s+(?P<weekday>{any_of(*_WEEKDAY_NUMBERS)})"
    rf"(?P<own>\s+(?:{any_of(*dates.THIS)}\s+)?{any_of(*dates.MONTH)})?"
)
_LAST_DAY: Final = re.compile(
    rf"(?<!\w){re.escape(LAST)}\s+{any_of(*dates.UNITS['day'])}(?P<own>\s+{any_of(*dates.MONTH)})?"
)
_WEEKS_ON: Final = re.compile(
    rf"(?<!\w){dates.IN}\s+(?P<count>\d{{1,2}})\s*{any_of(*dates.UNITS['week'])}\s+(?=(?:{any_of(*dates.AT)}\s+)?{any_of(*_WEEKDAY_NUMBERS)})"
)
_BESIDE: Final = any_of(*dates.THIS, *dates.NEXT, *dates.NEAREST, *dates.LAST)
_WEEKDAY: Final = re.compile(rf"(?<!\w)(?:(?P<which>{_BESIDE})\s+)?(?P<weekday>{any_of(*_WEEKDAY_NUMBERS)})\.?")
_WHICH_WEEK: Final = re.compile(rf"(?<!\w)(?P<which>{_BESIDE})\s+{any_of(*dates.WEEK)}")
_WHICH_MONTH: Final = re.compile(rf"(?<!\w)(?P<which>{_BESIDE})\s+{any_of(*dates.MONTH)}")
_WHICH_YEAR: Final = re.compile(rf"(?<!\w)(?P<which>{_BESIDE})\s+{any_of(*dates.YEAR)}")


class Weekday(NamedTuple):
    """A weekday as it was written; which date it is may hang on the time."""

    number: int
    week: int | None
    """0 this calendar week, 1 the next, -1 the last; None for the nearest."""


class WeekdayOfMonth(NamedTuple):
    """«вторая суббота декабря», «последняя пятница»: of the next month that has it where none is named."""

    place: int
    """1 the first, -1 the last."""
    weekday: int
    """Monday is 0; -1: any, as in «последний день месяца»."""
    month: date | None


@dataclass(slots=True, kw_only=True)
class Days:
    """What a text says of the day, before it is put together."""

    days: list[date] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """«15 числа»."""
    months: list[date] = field(default_factory=list)
    weekdays: list[Weekday] = field(default_factory=list)
    of_months: list[WeekdayOfMonth] = field(default_factory=list)
    any_of: tuple[int, ...] = ()
    """The nearest of these weekdays, Monday is 0: «по вторникам и четвергам»."""
    weeks: int = 0
    """«через неделю в субботу»: so many weeks after the nearest one."""
    last: date | None = None
    """The last day of several."""
    own: bool = False
    """«День села»: a day that nobody but those who live there knows."""
    week_of: tuple[date, date] | None = None
    """«на Масленицу»: one of these days."""
    instant: datetime | None = None
    """«через 2 часа»: the day and the time at once."""
    week: int | None = None
    """«на следующей неделе» without a day."""

    @property
    def some(self) -> bool:
        """Whether any day of the calendar is named."""
        dated = self.days or self.numbers or self.weekdays or self.of_months or self.any_of
        return bool(dated or self.months or self.own or self.week_of)


def take_days(reading: Reading, now: datetime) -> Days:
    """All days, months and weekdays of the text, except pairs of numbers that might be a time."""
    today = now.date()
    found = Days()
    _take_feasts(reading, today, found)
    year = _shift(reading, _WHICH_YEAR)
    said_year = None if year is None else today.year + year
    _take_offsets(reading, now, found)
    places = reading.consume_all(_PLACE_IN_MONTH)
    for pattern in (_ISO, _NUMERIC, _DASHED, _SPACED, _WORDED):
        found.days += [_day(match, today, said_year) for match in reading.consume_all(pattern)]
    found.numbers = [int(match["day"]) for match in reading.consume_all(_OF_MONTH)]
    found.days += [today + timedelta(days=dates.DAYS_AWAY[match[0]]) for match in reading.consume_all(_AWAY)]
    for pattern in (_MONTH_YEAR, _MONTH_WORD):
        found.months += [_month(match, today, said_year) for match in reading.consume_all(pattern)]
    month = _shift(reading, _WHICH_MONTH)
    if month is not None:
        found.months.append(today.replace(day=1) + relativedelta(months=month))
    _take_places(reading, places, found)
    found.week = _shift(reading, _WHICH_WEEK)
    for match in reading.consume_all(_WEEKDAY):
        week = found.week if match["which"] is None else _which(match["which"])
        found.weekdays.append(Weekday(_WEEKDAY_NUMBERS[match["weekday"]], week))
    spaced = None if found.some else _SPACED_SHORT.search(reading.rest)
    if spaced and 1 <= int(spaced["month"]) <= len(dates.MONTHS):
        reading.consume(_SPACED_SHORT)
        found.days.append(next_date(int(spaced["day"]), int(spaced["month"]), today))
    if said_year is not None and not (found.days or found.months or found.numbers):
        stop(Why.NEEDS_DAY)
    return found


def _take_feasts(reading: Reading, today: date, found: Days) -> None:
    for feast in take_feasts(reading, today):
        if feast.first is None or feast.last is None:
            found.own = True
        elif feast.first == feast.last:
            found.days.append(feast.first)
        else:
            found.week_of = (feast.first, feast.last)


def _take_places(reading: Reading, places: list[re.Match[str]], found: Days) -> None:
    """«первая суббота декабря», «последний день месяца»; a month that is named belongs to it."""
    for match in places:
        place = -1 if match["place"] == LAST else int(match["place"][0])
        month = found.months.pop(0) if found.months else None
        found.of_months.append(WeekdayOfMonth(place, _WEEKDAY_NUMBERS[match["weekday"]], month))
    if reading.consume(_LAST_DAY):
        found.of_months.append(WeekdayOfMonth(-1, -1, found.months.pop(0) if found.months else None))


def settle_place(said: WeekdayOfMonth, today: date) -> date:
    """The date of «вторая суббота»; without a month, of the first month in which it lies ahead."""
    month = said.month or today.replace(day=1)
    for _ in range(_CALENDAR_CYCLE):
        day = _place_in(month, said)
        if day is not None and (day >= today or said.month is not None):
            return day
        if said.month is not None:
            stop(Why.IMPOSSIBLE_DATE, month=month.month)
        month += relativedelta(months=1)
    return stop(Why.NOT_UNDERSTOOD)


def _place_in(month: date, said: WeekdayOfMonth) -> date | None:
    if said.weekday < 0:
        return month + relativedelta(months=1, days=-1)
    try:
        return weekday_of_month(month, said.place, said.weekday)
    except ValueError:
        return None


def weekday_near(weekday: int, day: date, today: date) -> date:
    """That day if it is such a weekday, else the nearest such one that lies ahead."""
    near = day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)
    return near if near >= today or near == day else near + timedelta(weeks=1)


def settle_any(weekdays: tuple[int, ...], now: datetime, *, still_today: bool) -> date:
    """The nearest of these weekdays."""
    return min(settle_weekday(Weekday(one, None), now, still_today=still_today) for one in weekdays)


def take_short_days(reading: Reading, today: date, *, only: bool, weekday: int | None = None) -> list[date]:
    """«05.12», the first such pair. One that is no day, or not that weekday, stays for the time, unless `only`."""
    match = _SHORT.search(reading.rest)
    if match is None:
        return []
    day, month = int(match["day"]), int(match["month"])
    is_month = 1 <= month <= len(dates.MONTHS)
    if not only and match["sign"] == "." and not is_month and day <= time.max.hour:
        return []
    candidate = next_date(day, month, today)
    if weekday is not None and candidate.weekday() != weekday and match["sign"] == "." and not only:
        return []
    reading.consume(_SHORT)
    _stop_at_more(reading, candidate, today)
    return [candidate]


def _stop_at_more(reading: Reading, first: date, today: date) -> None:
    """«05.12, 12.12»: two days, and not a day at twelve minutes past twelve."""
    others = []
    for match in _SHORT.finditer(reading.rest):
        before = reading.rest[: match.start()].split()[-1:]
        day, month = int(match["day"]), int(match["month"])
        if (before and before[0] in dates.AT) or not 1 <= month <= len(dates.MONTHS) or len(match["month"]) != 2:  # noqa: PLR2004
            continue
        if 1 <= day <= _LONGEST_MONTH:
            others.append(next_date(day, month, today))
    if others:
        stop(Why.MANY_DAYS, days=",".join(day.isoformat() for day in (first, *others)))


def take_number(number: int, months: list[date], today: date) -> date:
    """«15 числа»: of the month that is named, otherwise of the next one that has such a day; uses the month up."""
    if len(months) == 1:
        month = months.pop()
        if not 1 <= number <= calendar.monthrange(month.year, month.month)[1]:
            stop(Why.IMPOSSIBLE_DATE, day=number, month=month.month)
        return month.replace(day=number)
    if not 1 <= number <= calendar.monthrange(today.year, 1)[1]:
        stop(Why.IMPOSSIBLE_DATE, day=number)
    month = today.replace(day=1)
    while number > calendar.monthrange(month.year, month.month)[1] or month.replace(day=number) < today:
        month += relativedelta(months=1)
    return month.replace(day=number)


def settle_weekday(weekday: Weekday, now: datetime, *, still_today: bool) -> date:
    """The date of a weekday. Of this or the next week: by the calendar, which begins on Monday. Otherwise the nearest.

    Today counts as the nearest only if a time is said that is still ahead: whoever means today says «сегодня».
    """
    today = now.date()
    ahead = weekday.number - today.weekday()
    if weekday.week is not None:
        return today + timedelta(days=ahead, weeks=weekday.week)
    if ahead == 0:
        return today if still_today else today + timedelta(weeks=1)
    return today + timedelta(days=ahead % 7)


def next_date(day: int, month: int, today: date) -> date:
    """The next such day of the calendar, today included; 29 February waits for a leap year."""
    for year in range(today.year, today.year + _CALENDAR_CYCLE):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    return stop(Why.IMPOSSIBLE_DATE, day=day, month=month)


def real_day(day: int, month: int, year: int) -> date:
    """That day; stops where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        stop(Why.IMPOSSIBLE_DATE, day=day, month=month, year=year)


def check_year(year: int, today: date) -> None:
    """Stop at a year that must be a slip of the finger."""
    if year > today.year + YEARS_AHEAD:
        stop(Why.TOO_FAR, year=year)


def _day(match: re.Match[str], today: date, said_year: int | None) -> date:
    groups = match.groupdict()
    day = int(groups["day"])
    month = int(groups["month"]) if "month" in groups else MONTH_NUMBERS[groups["word"].rstrip(".")]
    written = groups.get("year") or groups.get("short")
    if written is None and said_year is None:
        return next_date(day, month, today)
    year = said_year if written is None else int(written)
    assert year is not None
    if written is not None and len(written) <= len("27"):
        year += _CENTURY
    check_year(year, today)
    return real_day(day, month, year)


def _month(match: re.Match[str], today: date, said_year: int | None) -> date:
    groups = match.groupdict()
    number = int(groups["month"]) if "month" in groups else MONTH_NUMBERS[groups["word"].rstrip(".")]
    if not 1 <= number <= len(dates.MONTHS):
        stop(Why.IMPOSSIBLE_DATE, month=number)
    if groups["year"] is None and said_year is None:
        return date(today.year + (number < today.month), number, 1)
    year = int(groups["year"]) if groups["year"] else said_year
    assert year is not None
    check_year(year, today)
    return date(max(year, MINYEAR), number, 1)


def _take_offsets(reading: Reading, now: datetime, found: Days) -> None:
    if on := reading.consume(_WEEKS_ON):
        found.weeks = int(on["count"])
    matches = reading.consume_all(_OFFSET)
    for match in matches:
        count, unit = int(match["count"]), _UNITS[match["unit"]]
        if unit in {"hour", "minute"}:
            if len(matches) > 1:
                stop(Why.NOT_UNDERSTOOD)
            later = now.astimezone(UTC) + (timedelta(hours=count) if unit == "hour" else timedelta(minutes=count))
            found.instant = later.astimezone(now.tzinfo)  # through UTC: an hour is an hour when clocks change
            continue
        check_year(now.year + (count if unit == "year" else 0), now.date())
        step = {"day": {"days": count}, "week": {"weeks": count}, "month": {"months": count}, "year": {"years": count}}
        day = now.date() + relativedelta(**step[unit])  # type: ignore[arg-type]  # the keys are those of relativedelta
        check_year(day.year, now.date())
        found.days.append(day)


def _shift(reading: Reading, pattern: re.Pattern[str]) -> int | None:
    match = reading.consume(pattern)
    return _which(match["which"]) if match else None


def _which(word: str) -> int | None:
    if word in dates.NEAREST:
        return None
    return 0 if word in dates.THIS else 1 if word in dates.NEXT else -1
