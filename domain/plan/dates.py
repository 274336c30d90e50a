"""When an event of a table takes place: what stands in its cells, and in the line above them.

A cell may hold a date as people write it, a range («10–15 декабря», «с 10 по 15 декабря»), an ISO date or moment, the
number by which Excel counts days, a bare day of the month that stands above, or only a month.
"""

import re
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - a cell of Clues is called date
from datetime import datetime, timedelta
from datetime import time as Time  # noqa: N812 - and another one time
from typing import Final

from domain.plan.rows import Remark
from domain.spelling import plain
from domain.time import spoken
from domain.time.spoken.days import YEARS_AHEAD
from domain.vocabulary import plan_file as words

_EPOCH: Final = Date(1899, 12, 30)
"""Day 0 of Excel."""
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,](\d+))?")
_SERIALS: Final = range(36_526, 73_051)
"""2000 to 2099: other numbers are no dates."""
_FRACTION: Final = re.compile(r"0[.,]\d+")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?")
_DASH: Final = r"\s*[-\u2010-\u2015\u2212]\s*"
_CLOCKS: Final = re.compile(
    rf"(?:{words.FROM}\s*)?(\d{{1,2}}[:.]\d{{2}})(?:{_DASH}|\s*(?:{words.UNTIL}|{words.BETWEEN})\s*)(\d{{1,2}}[:.]\d{{2}})"
)
_DAYS: Final = re.compile(rf"(?:{words.FROM}\s+)?(\d{{1,2}})(?:{_DASH}|\s+{words.BETWEEN}\s+)(\d{{1,2}})\s+(\D.*)")
_DATES: Final = re.compile(
    rf"(?:{words.FROM}\s+)?(\S.{{2,40}}?)"
    rf"(?:\s*[\u2010-\u2015\u2212]\s*|\s+-\s+|\s+{words.BETWEEN}\s+|(?<=\d\d)-(?=\d\d?[./]))(\S.{{2,40}})"
)
_BARE: Final = re.compile(r"(\d{1,2})(?:[.,]0+)?\.?")
_ASIDE: Final = re.compile(r"\([^)]*\)")
LONGEST_MONTH: Final = 24
"""Characters of «в сентябре 2026 года» and a little more."""
REPEATS: Final = "RRULE"
"""Stands behind a date that is one of many of a calendar's event."""
ONCE: Final = "RRULE-ONCE"
"""Stands behind the first date of an event that repeats nobody knows how."""
AHEAD: Final = timedelta(days=365)
"""How far what repeats is told: a calendar may have no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """The cells that say when."""

    date: str = ""
    time: str = ""
    end: str = ""
    month: str = ""
    above: Date | None = None
    """The month that stood alone in a line above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What they say: a day with or without a time, or a month, or a trouble."""

    day: Date | None = None
    at: Time | None = None
    month: Date | None = None
    until: datetime | None = None
    unclear_time: str = ""
    """What stands where the time should be, if it is none."""
    trouble: Remark | None = None
    """Why no day is known."""
    repeats: bool = False
    once: bool = False
    """It repeats, and only this day is known."""


def read_when(clues: Clues, now: datetime) -> When:
    """The moment by the host's clock; ``now`` is aware, in the host's zone."""
    once, repeats = ONCE in clues.date, REPEATS in clues.date
    text = clues.date.replace(ONCE, "").replace(REPEATS, "").strip()
    month = month_of(clues.month, now) or clues.above
    first, last = _split(text)
    when = replace(_day(first, month, now), repeats=repeats and not once, once=once)
    if when.day is None:
        return when
    at, ends_at, unclear = when.at, None, when.unclear_time
    if clues.time:
        at, ends_at, unclear = _times(clues.time)
    if when.day < now.date() or (when.day == now.date() and at is not None and at <= now.time()):
        return When(trouble=Remark.PAST)
    end = _end(clues.end, last, when.day, month=month, ends_at=ends_at, at=at, now=now) or when.until
    begins = datetime.combine(when.day, at or Time.min)
    return replace(when, at=at, unclear_time="" if at else unclear, until=end if at and end and end > begins else None)


def month_of(text: str, now: datetime) -> Date | None:
    """The first day of the month that the text names and nothing besides; the next such month."""
    cleaned = text.strip().rstrip(".:")
    if not cleaned or len(cleaned) > LONGEST_MONTH:
        return None
    if (bare := _BARE.fullmatch(cleaned)) and 1 <= int(bare[1]) <= 12:  # noqa: PLR2004 - months of a year
        number = int(bare[1])
        return Date(now.year + (number < now.month), number, 1)
    moment = spoken.parse_moment(cleaned, now)
    return moment.month if isinstance(moment, spoken.Moment) else None


def _split(text: str) -> tuple[str, str]:
    """The first and the last day of a range; the last is empty where there is none."""
    cleaned = " ".join(_ASIDE.sub(" ", text).split())
    if _ISO_DAY.fullmatch(cleaned):
        return cleaned, ""
    if days := _DAYS.fullmatch(cleaned):
        return f"{days[1]} {days[3]}", f"{days[2]} {days[3]}"
    if (dates := _DATES.fullmatch(cleaned)) and any(sign.isdigit() for sign in dates[2]):
        return dates[1], dates[2]
    return cleaned, ""


def _day(text: str, month: Date | None, now: datetime) -> When:
    said = plain(text)
    if not said or any(part in said for part in words.ALL_MONTH):
        return _month(month, now)
    if any(part in said for part in words.ALL_YEAR):
        return _month(month, now) if month else When(trouble=Remark.DATE_UNCLEAR)
    if stored := _stored(text, now):
        return stored
    if (bare := _BARE.fullmatch(said)) and month is not None:
        try:
            return When(day=month.replace(day=int(bare[1])))
        except ValueError:
            return When(trouble=Remark.DATE_UNCLEAR)
    return _spoken(text, now)


def _month(month: Date | None, now: datetime) -> When:
    if month is None:
        return When(trouble=Remark.NO_DATE)
    return When(month=month) if month >= now.date().replace(day=1) else When(trouble=Remark.PAST)


def _stored(text: str, now: datetime) -> When | None:
    """As programs write it: ISO, or Excel's count of days."""
    if _ISO_DAY.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return When(trouble=Remark.DATE_UNCLEAR)
        if moment.tzinfo is not None:
            moment = moment.astimezone(now.tzinfo)
        at = moment.time().replace(second=0, microsecond=0) if len(text) > len("2026-12-05") else None
        return _not_too_far(When(day=moment.date(), at=at), now)
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) in _SERIALS:
        at = _of_fraction(f"0.{serial[2]}") if serial[2] and int(serial[2]) else None
        return _not_too_far(When(day=_EPOCH + timedelta(days=int(serial[1])), at=at), now)
    return None


def _not_too_far(when: When, now: datetime) -> When:
    return When(trouble=Remark.TOO_FAR) if when.day and when.day.year > now.year + YEARS_AHEAD else when


def _of_fraction(text: str) -> Time:
    minutes = round(float(text.replace(",", ".")) * 24 * 60) % (24 * 60)
    return Time(minutes // 60, minutes % 60)


def _spoken(text: str, now: datetime) -> When:
    moment = spoken.parse_moment(text, now)
    if isinstance(moment, spoken.Moment):
        if moment.day is None and moment.month is None:
            return When(trouble=Remark.NO_DATE)
        if moment.repeats is not None:
            return When(trouble=Remark.MANY_DAYS)
        return When(day=moment.day, at=moment.time, month=moment.month, until=moment.ends)
    match moment.reason:
        case spoken.Why.PAST:
            return When(trouble=Remark.PAST)
        case spoken.Why.TOO_FAR:
            return When(trouble=Remark.TOO_FAR)
        case spoken.Why.MANY_DAYS:
            return When(trouble=Remark.MANY_DAYS)
        case spoken.Why.NEEDS_TIME | spoken.Why.DAY_OR_NIGHT | spoken.Why.DIFFERENT_TIMES | spoken.Why.TIME_OR_SPAN:
            known = moment.facts.get("day")
            if isinstance(known, str):
                return When(day=Date.fromisoformat(known), unclear_time=text)
    return When(trouble=Remark.DATE_UNCLEAR)


def _times(text: str) -> tuple[Time | None, Time | None, str]:
    """Start, end, and the text itself when it is no time."""
    said = " ".join(text.split())
    if clock := _CLOCK.fullmatch(said):
        return Time(int(clock[1]), int(clock[2])), None, ""
    if _FRACTION.fullmatch(said):
        return _of_fraction(said), None, ""
    if both := _CLOCKS.fullmatch(said):
        start, end = spoken.parse_time(both[1]), spoken.parse_time(both[2])
        if isinstance(start, Time):
            return start, end if isinstance(end, Time) else None, ""
    moment = spoken.parse_time(said)
    return (moment, None, "") if isinstance(moment, Time) else (None, None, text)


def _end(
    cell: str, last: str, day: Date, *, month: Date | None, ends_at: Time | None, at: Time | None, now: datetime
) -> datetime | None:
    """The end, from its own column, from a range of days or from a range of times."""
    if cell:
        alone, _, _ = _times(cell)
        if alone is not None:
            return datetime.combine(day, alone)
        found = _day(_split(cell)[0], month, now)
        return datetime.combine(found.day, found.at or at or Time.max) if found.day else None
    if last:
        found = _day(last, month, now)
        if found.day is not None:
            return datetime.combine(found.day, found.at or ends_at or at or Time.max)
    return datetime.combine(day, ends_at) if ends_at is not None else None
