"""Feasts: «на Троицу», «в День библиотек», «на Масленицу». Moving ones are computed (dateutil, the Orthodox Easter)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from dateutil.easter import EASTER_ORTHODOX, easter

from domain.time.spoken.reading import Reading
from domain.vocabulary import dates
from domain.vocabulary.holidays import DAY_WORDS, HOLIDAYS

OWN: Final = "own"
"""Of a feast that every place has on its own day."""
_WEEK: Final = 7
_YEARS: Final = 3
"""Years in which the next one is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feast:
    """The next one: its day, its first and last day, or none where no calendar knows it."""

    first: date | None
    last: date | None


def take_feasts(reading: Reading, today: date) -> list[Feast]:
    """All that are named; the year may stand behind."""
    found = []
    for match in reading.consume_all(_any_name()):
        rule = _rules()[str(next(name for name in _rules() if match[name]))]
        found.append(_next(rule, today, int(match["year"]) if match["year"] else None))
    return found


def feast_days(rule: str, year: int) -> tuple[date, date] | None:
    """The first and the last day of that year's; one day twice; None where each place has its own."""
    if rule == OWN:
        return None
    if rule.startswith("week:"):
        first, last = rule.removeprefix("week:").split(":")
        return _from_easter(first, year), _from_easter(last, year)
    if rule.startswith("easter"):
        day = _from_easter(rule, year)
    elif ":" in rule:
        month, place, weekday = map(int, rule.split(":"))
        day = weekday_of_month(date(year, month, 1), place, weekday)
    else:
        month, number = map(int, rule.split("-"))
        day = date(year, month, number)
    return day, day


def weekday_of_month(month: date, place: int, weekday: int) -> date:
    """The first, second … weekday of the month that begins on that day; from its end where ``place`` is negative.

    Raises ValueError where the month has no such day: there need not be a fifth Saturday.
    """
    if place < 0:
        following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        last = following - timedelta(days=1)
        day = last - timedelta(days=(last.weekday() - weekday) % _WEEK, weeks=-place - 1)
    else:
        day = month + timedelta(days=(weekday - month.weekday()) % _WEEK, weeks=place - 1)
    if day.month != month.month:
        raise ValueError("the month has no such weekday")
    return day


def _from_easter(rule: str, year: int) -> date:
    return easter(year, EASTER_ORTHODOX) + timedelta(days=int(rule.removeprefix("easter")))


def _next(rule: str, today: date, year: int | None) -> Feast:
    for one in (year,) if year else range(today.year, today.year + _YEARS):
        days = feast_days(rule, one)
        if days is None:
            return Feast(first=None, last=None)
        if days[1] >= today or year:
            return Feast(first=days[0], last=days[1])
    raise AssertionError("every feast comes once a year")


def _spelled(name: str) -> str:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in name.split()]
    if words[0] == DAY_WORDS[0]:
        words[0] = "(?:" + "|".join(DAY_WORDS) + ")"
    return r"[\s,]+".join(words)


def _names() -> Iterator[tuple[str, str]]:
    """Each name with the rule of its feast, the longest first."""
    every = [(name, one.day) for one in HOLIDAYS for name in one.names]
    return iter(sorted(every, key=lambda pair: len(pair[0]), reverse=True))


@cache
def _rules() -> dict[str, str]:
    return {f"n{at}": rule for at, (_, rule) in enumerate(_names())}


@cache
def _any_name() -> re.Pattern[str]:
    names = "|".join(f"(?P<n{at}>{_spelled(name)})" for at, (name, _) in enumerate(_names()))
    signs = "|".join(dates.YEAR_SIGNS)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)(?:,?\s+(?P<year>20\d\d)(?:\s*(?:{signs})(?!\w)\.?)?)?")
