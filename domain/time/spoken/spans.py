"""From when till when: «с 15 до 17», «14-16», «15-20 декабря», «с 28 декабря по 8 января»."""

import re
from datetime import date, time, timedelta
from typing import Final

from domain.time.spoken.days import (
    ANY_MONTH,
    EDGE,
    MONTH_NUMBERS,
    TAIL,
    YEAR,
    YEAR_SIGN,
    check_year,
    real_day,
    take_number,
)
from domain.time.spoken.days import next_date as next_
from domain.time.spoken.reading import Reading, Stuck, Why, stop
from domain.time.spoken.times import HOURS, PART_WORDS, part_named, said_time, spoken_time
from domain.time.spoken.wording import any_of
from domain.vocabulary import dates

_SINCE: Final = rf"(?:{any_of(*dates.SINCE)}\s+)"
_BETWEEN: Final = rf"\s*(?:-|{any_of(*dates.UNTIL)})\s*"
_CENTURY: Final = 2000

_IN_WORDS: Final = re.compile(
    rf"{EDGE}{_SINCE}?(?P<first>\d{{1,2}}){TAIL}(?:\s*(?P<word1>{ANY_MONTH})(?:\s*(?P<year1>{YEAR}){YEAR_SIGN})?)?{_BETWEEN}"
    rf"(?P<last>\d{{1,2}}){TAIL}\s*(?P<word2>{ANY_MONTH})(?:,?\s*(?P<year>{YEAR})(?!\d){YEAR_SIGN})?"
)
_WITH_DOTS: Final = re.compile(
    rf"{EDGE}{_SINCE}?(?P<first>\d{{1,2}})(?:\.(?P<month1>\d{{1,2}})(?:\.(?P<year1>\d{{4}}|\d{{2}}))?)?{YEAR_SIGN}{_BETWEEN}"
    rf"(?P<last>\d{{1,2}})\.(?P<month2>\d{{1,2}})(?:\.(?P<year>\d{{4}}|\d{{2}}))?(?![\d.:]){YEAR_SIGN}"
)
_OF_MONTH: Final = re.compile(
    rf"{EDGE}{_SINCE}?(?P<first>\d{{1,2}}){TAIL}{_BETWEEN}(?P<last>\d{{1,2}}){TAIL}\s*{any_of(*dates.NUMBER_OF_MONTH)}"
)
_SEVERAL: Final = re.compile(
    rf"{EDGE}(?P<days>\d{{1,2}}{TAIL}(?:\s*(?:,|{any_of(*dates.AND)})\s*\d{{1,2}}{TAIL})+)\s*(?P<word>{ANY_MONTH})"
    rf"(?:,?\s*(?P<year>{YEAR})(?!\d){YEAR_SIGN})?"
)


def _clock(at: int) -> str:
    part = rf"(?:\s*(?P<part{at}>{PART_WORDS}))?"
    minutes = rf"(?:\s?[:.]\s?(?P<minute{at}>[0-5]\d)|[- ](?P<other{at}>[0-5]\d)(?![\d.:]))?"
    return rf"(?P<hour{at}>\d{{1,2}}){minutes}(?P<dial{at}>~)?(?:\s*{HOURS}\.?)?{part}"


_TIMES: Final = re.compile(
    rf"(?<![\w.:,-])(?P<since>{_SINCE})?{_clock(1)}\s*(?P<sign>-|{any_of(*dates.UNTIL)})\s*{_clock(2)}(?![\d.:-]*\d)(?!\w)"
)
_TILL: Final = re.compile(rf"(?<!\w){dates.TILL}\s+{_clock(1)}(?![\d.:-]*\d)(?!\w)")
_BARE_DASH: Final = re.compile(r"\d{1,2}-\d{2}")
_ROUND_MINUTES: Final = 5
_HOURS_A_DAY: Final = 24
_AFTERNOON: Final = 12


def take_days_between(reading: Reading, today: date) -> tuple[date, date] | None:
    """The first and the last day of a range. Stops at «5 и 6 декабря»: those are two days, not a range."""
    if several := reading.consume(_SEVERAL):
        _stop_at(several, today)
    if found := reading.consume(_IN_WORDS):
        last_month = MONTH_NUMBERS[found["word2"].rstrip(".")]
        month = MONTH_NUMBERS[found["word1"].rstrip(".")] if found["word1"] else last_month
        return _range(
            (int(found["first"]), month, found["year1"]), (int(found["last"]), last_month, found["year"]), today
        )
    if (found := _WITH_DOTS.search(reading.rest)) and _are_months(found):
        reading.consume(_WITH_DOTS)
        last_month = int(found["month2"])
        first = (int(found["first"]), int(found["month1"] or last_month), found["year1"])
        return _range(first, (int(found["last"]), last_month, found["year"]), today)
    if found := reading.consume(_OF_MONTH):
        last = take_number(int(found["last"]), [], today)
        return _ordered(real_day(int(found["first"]), last.month, last.year), last)
    return None


def take_times_between(reading: Reading, *, day_known: bool) -> tuple[time, time] | None:
    """When it begins and when it ends. A bare «14-16» is one only where nothing but a time can be meant.

    Stops at «10-15», which may be a quarter past ten.
    """
    found = _TIMES.search(reading.rest)
    if found is None:
        return None
    bare = _BARE_DASH.fullmatch(found[0].strip())
    if bare:
        return _of_bare(reading, found) if day_known else None
    clear = found["minute1"] or found["minute2"] or found["part2"] or found["part1"]
    if not day_known and not clear and found["sign"] != dates.TILL:
        return None  # «с 5 по 10»: days as likely as hours
    reading.consume(_TIMES)
    return _start_and_end(found, reading)


def take_till(reading: Reading, starts: time | None) -> time | None:
    """«до 17:00», after that start if it is known."""
    found = reading.consume(_TILL)
    return _end(found, 1, starts) if found else None


def end_after(starts: time, ends: time) -> timedelta:
    """From the one to the other, over midnight if it must be."""
    length = timedelta(hours=ends.hour - starts.hour, minutes=ends.minute - starts.minute)
    return length if length > timedelta() else length + timedelta(days=1)


def _of_bare(reading: Reading, found: re.Match[str]) -> tuple[time, time] | None:
    """«14-16»: hours; «14-30», «14-00»: minutes; «10-15» may be either."""
    hour, other = int(found["hour1"]), int(found["hour2"])
    hours = hour < other <= _HOURS_A_DAY and not found["hour2"].startswith("0")
    if not hours or hour >= _HOURS_A_DAY:
        return None
    reading.consume(_TIMES)
    if other % _ROUND_MINUTES == 0:
        until = time(other % _HOURS_A_DAY)
        stop(Why.TIME_OR_SPAN, time=f"{time(hour, other):%H:%M}", until=f"{until:%H:%M}", since=f"{time(hour):%H:%M}")
    return _start_and_end(found, reading)


def _start_and_end(found: re.Match[str], reading: Reading) -> tuple[time, time]:
    hour, minute, part = int(found["hour1"]), _minute(found, 1), part_named(found["part1"])
    end_part = part_named(found["part2"])
    if part is None and end_part is not None and hour <= int(found["hour2"]):
        part = end_part if _fits(hour, end_part) else None
    if part is not None:
        start = spoken_time(hour, minute, part)
    elif found["minute1"] and not found["dial1"]:
        start = said_time(hour, minute)
    else:
        start = spoken_time(hour, minute, None, afternoon=reading.afternoon or hour > int(found["hour2"]))
    return start, _end(found, 2, start)


def _end(found: re.Match[str], at: int, starts: time | None) -> time:
    """The end lies after the start: «с 10 до 2» is till 14:00."""
    hour, minute, part = int(found[f"hour{at}"]), _minute(found, at), part_named(found[f"part{at}"])
    if part is not None:
        return spoken_time(hour, minute, part)
    if hour == _HOURS_A_DAY and not minute:
        return time()
    end = said_time(hour, minute)
    later = hour < _AFTERNOON and (
        (starts is None and hour < _AFTERNOON // 2 + 2) or (starts is not None and end <= starts)
    )
    if later and (starts is None or time(hour + _AFTERNOON, minute) > starts):
        return time(hour + _AFTERNOON, minute)
    return end


def _minute(found: re.Match[str], at: int) -> int:
    return int(found[f"minute{at}"] or found[f"other{at}"] or 0)


def _fits(hour: int, part: str) -> bool:
    try:
        spoken_time(hour, 0, part)
    except Stuck:
        return False
    return True


def _are_months(found: re.Match[str]) -> bool:
    return all(1 <= int(found[name]) <= len(dates.MONTHS) for name in ("month1", "month2") if found[name])


def _range(first: tuple[int, int, str | None], last: tuple[int, int, str | None], today: date) -> tuple[date, date]:
    """Without a year: the next such range, today's included; the first day is the nearest before the last."""
    year = _year(last[2])
    end = next_(last[0], last[1], today) if year is None else real_day(last[0], last[1], year)
    check_year(end.year, today)
    own = _year(first[2])
    start_year = own if own is not None else end.year - ((first[1], first[0]) > (last[1], last[0]))
    return _ordered(real_day(first[0], first[1], start_year), end)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + (_CENTURY if len(written) <= len("27") else 0)


def _ordered(first: date, last: date) -> tuple[date, date]:
    if first > last:
        stop(Why.DIFFERENT_DAYS, first=first.isoformat(), second=last.isoformat())
    return first, last


def _stop_at(several: re.Match[str], today: date) -> None:
    month = MONTH_NUMBERS[several["word"].rstrip(".")]
    numbers = [int(one) for one in re.findall(r"\d{1,2}", several["days"])]
    year = int(several["year"]) if several["year"] else None
    days = [next_(one, month, today) if year is None else real_day(one, month, year) for one in numbers]
    stop(Why.MANY_DAYS, days=",".join(day.isoformat() for day in days))
