"""A calendar → the rows of a table: what repeats stands there day by day, as its calendar would show it (RFC 5545).

RRULE and RDATE make days, EXDATE takes them away, a VEVENT with RECURRENCE-ID stands in the place of one of them, and
what is cancelled is gone. Days are counted on the clock of the event's own zone. A rule without an end has none here
either, so what repeats is told for ``AHEAD`` only; of what has been only the last time is told.

What a rule may cost is known before it is counted: so many rules, so long a list, so many days, and no year behind
the last one that is told, in which a rule that never fits («30 February») would be looked for up to the year 9999.

TooMany                   more rules or days than that
ValueError and its like   what icalendar raises for damaged calendars
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any, Final

import icalendar
from dateutil import rrule

from domain.plan.dates import AHEAD, ONCE, REPEATS

MOST_RULES: Final = 500
"""Events of one calendar that repeat."""
MOST_STEPS: Final = 100_000
"""Days that all rules of one calendar are counted through, those before today and those taken out among them."""
OLDEST: Final = timedelta(days=100 * 366)
"""A rule that began earlier is of no use: it would be counted through centuries."""
MOST_PARTS: Final = 62
"""Numbers that one part of a rule lists: days of a month from either end."""
LONGEST_RULE: Final = 500
"""Characters."""
MOST_DAYS: Final = 400
"""Rows of one event: every day of a year, and a little more."""
_OFTEN: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_WITHIN_A_DAY: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_OF_EVENT: Final = ("SUMMARY", "LOCATION", "DESCRIPTION", "URL")
Moment = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """One time that an event takes place; by its calendar's clock."""

    start: Moment
    event: Any
    mark: str = ""


def rows_of(text: str, today: date) -> Iterator[list[object]]:
    """Start, end, then ``_OF_EVENT``, for each time that each event takes place, in the order of the file."""
    calendar: Any = icalendar.Calendar.from_ical(text)  # its stubs know nothing of what a property holds
    events = [one for one in calendar.walk("VEVENT") if one.get("DTSTART") is not None]
    if sum(len(_rules(one)) for one in events) > MOST_RULES:
        raise TooMany
    counting = _Counting(today)
    instead: dict[str, dict[str, Any]] = {}
    for one in events:
        if (moved := one.get("RECURRENCE-ID")) is not None:
            instead.setdefault(str(one.get("UID", "")), {})[_key(moved.dt, one)] = one
    whole = {str(one.get("UID", "")) for one in events if one.get("RECURRENCE-ID") is None}
    for one in events:
        uid = str(one.get("UID", ""))
        if one.get("RECURRENCE-ID") is None:
            times = _times(one, instead.get(uid, {}), counting)
        else:  # of a series that is in the file it stands in its place there
            times = iter(()) if uid in whole else iter([_Time(start=one["DTSTART"].dt, event=one)])
        yield from (_row(at) for at in times if str(at.event.get("STATUS", "")).upper() != "CANCELLED")


def _row(at: _Time) -> list[object]:
    lasts = _lasts(at.event)
    end = at.start + lasts if lasts and isinstance(at.start, datetime) else None
    said = (" ".join(str(at.event.get(name, "")).split("\0")) for name in _OF_EVENT)
    return [f"{at.start.isoformat()} {at.mark}".rstrip(), end.isoformat() if end else "", *said]


def _lasts(event: Any) -> timedelta | None:
    start, end = event["DTSTART"].dt, event.get("DTEND")
    if end is not None:
        alike = isinstance(end.dt, datetime) == isinstance(start, datetime)
        same_clock = alike and (not isinstance(start, datetime) or (start.tzinfo is None) == (end.dt.tzinfo is None))
        return end.dt - start if same_clock else None
    return event["DURATION"].dt if event.get("DURATION") is not None else None


def _times(event: Any, instead: dict[str, Any], counting: _Counting) -> Iterator[_Time]:
    start: Moment = event["DTSTART"].dt
    if not any(event.get(name) for name in ("RRULE", "RDATE")):
        yield _Time(start=start, event=event)
        return
    try:
        starts = sorted(set(_starts(event, start, counting)), key=_instant)
    except _TooOften:
        yield _Time(start=start, event=event, mark=ONCE)
        return
    gone = {_key(one, event) for one in _listed(event, "EXDATE")}
    left = [one for one in starts if _key(one, event) not in gone]
    coming = [one for one in left if _day(one) >= counting.today][:MOST_DAYS]
    for one in coming or left[-1:]:
        other = instead.get(_key(one, event))
        if other is not None:
            yield _Time(start=other["DTSTART"].dt, event=other, mark=REPEATS)
        else:
            yield _Time(start=one, event=event, mark=REPEATS)


class TooMany(Exception):
    """More than a plan of events has."""


class _TooOften(ValueError):
    """A rule that this product has no use for: every hour, every minute, or no rule at all."""


class _Counting:
    """The days of one calendar, and how many have been counted."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.last = today + AHEAD
        self._steps = 0

    def through(self, walls: Iterable[datetime]) -> Iterator[datetime]:
        """Up to the last day. Raises TooMany."""
        with _no_year_behind(self.last.year):
            for wall in walls:
                self._steps += 1
                if self._steps > MOST_STEPS:
                    raise TooMany
                if wall.date() > self.last:
                    return
                yield wall


@contextmanager
def _no_year_behind(year: int) -> Iterator[None]:
    """For dateutil, which has no other way to say how far a rule without an end is looked for."""
    known = rrule.datetime  # type: ignore[attr-defined]  # a module that it imports
    rrule.datetime = SimpleNamespace(**vars(known) | {"MAXYEAR": year})  # type: ignore[attr-defined, assignment]
    try:
        yield
    finally:
        rrule.datetime = known  # type: ignore[attr-defined]


def _starts(event: Any, start: Moment, counting: _Counting) -> Iterable[Moment]:
    listed = (one for one in _listed(event, "RDATE") if _day(one) <= counting.last)
    return chain(_ruled(event, start, counting), listed)


def _ruled(event: Any, start: Moment, counting: _Counting) -> Iterator[Moment]:
    """The days of the rule, the start among them, by the clock on the wall there. Raises _TooOften, TooMany."""
    yield start
    for rule in _rules(event):
        _check(rule, start, counting.today)
        until = next((_wall(one, start) for one in rule.get("UNTIL", [])), None)
        spelled = ";".join(part for part in _spelled(rule).split(";") if not part.upper().startswith("UNTIL="))
        try:
            walls = rrule.rrulestr(spelled, dtstart=_wall(start, start), cache=False)
        except (ValueError, TypeError, KeyError) as error:
            raise _TooOften from error
        for wall in counting.through(walls):
            if until is not None and wall > until:
                break
            yield wall.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else wall.date()


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE") or []
    return rules if isinstance(rules, list) else [rules]


def _check(rule: Any, start: Moment, today: date) -> None:
    """What can be known of a rule before it is counted. Raises _TooOften."""
    often = [str(part).upper() for part in rule.get("FREQ", [])]
    many = any(len(rule.get(part, [])) > 1 for part in _WITHIN_A_DAY)
    long = any(len(rule.get(name, [])) > MOST_PARTS for name in rule) or len(_spelled(rule)) > LONGEST_RULE
    if often not in [[one] for one in _OFTEN] or many or long or _day(start) < today - OLDEST:
        raise _TooOften


def _spelled(rule: Any) -> str:
    return str(rule.to_ical().decode())


def _listed(event: Any, name: str) -> Iterator[Moment]:
    """RDATE and EXDATE stand once or many times, each with many moments; an RDATE may be a period."""
    found = event.get(name) or []
    for listed in found if isinstance(found, list) else [found]:
        for one in listed.dts:
            yield one.dt[0] if isinstance(one.dt, tuple) else one.dt


def _wall(moment: Moment, start: Moment) -> datetime:
    """What the clock on the wall shows then, where the event takes place; a day counts whole."""
    if not isinstance(moment, datetime):
        ends = time.max if moment is not start else time.min
        return datetime.combine(moment, ends)
    zone = start.tzinfo if isinstance(start, datetime) else None
    return (moment.astimezone(zone) if moment.tzinfo and zone else moment).replace(tzinfo=None)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _instant(moment: Moment) -> datetime:
    """By which times are put in order; a clock without a zone is taken for Greenwich's, as all of its calendar are."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _key(moment: Moment, event: Any) -> str:
    """By which EXDATE and RECURRENCE-ID know a time of a series: the instant, or the day where one of them is a day."""
    start = event["DTSTART"].dt
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if not isinstance(start, datetime):
        return moment.date().isoformat()
    return _instant(moment).isoformat()
