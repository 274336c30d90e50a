"""A month of days and a day of hours as buttons. What is past is not offered."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from pydantic import JsonValue

from domain.time.months import month_away
from talk.fields.field import Reading, Tap

WEEK: Final = 7
YEARS: Final = 10
"""How far ahead the calendar can be turned, like the spoken dates."""
HOURS: Final = range(8, 22)
"""When libraries have events; any other time can be typed."""


def month_of(draft: JsonValue, today: date) -> date:
    """The month that is shown: the draft's, within what can be turned to."""
    shown = month_away(today, 0)
    if isinstance(draft, dict) and isinstance(kept := draft.get("month"), str):
        shown = month_away(date.fromisoformat(kept), 0)
    return min(max(shown, month_away(today, 0)), month_away(today, 12 * YEARS))


def days(month: date, today: date, reading: Reading) -> list[tuple[Tap, ...]]:
    """The days that are not past: weeks from Monday where a row holds seven, filled rows where it does not."""
    last = month_away(month, 1) - timedelta(days=1)
    left = [month.replace(day=number) for number in range(1, last.day + 1) if month.replace(day=number) >= today]
    taps = [(day, Tap(label=str(day.day), code=str(day.day))) for day in left]
    if reading.limits.columns < WEEK:
        row = reading.limits.columns
        return [tuple(tap for _, tap in taps[at : at + row]) for at in range(0, len(taps), row)]
    weeks: dict[date, list[Tap]] = {}
    for day, tap in taps:
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(tap)
    return [tuple(week) for week in weeks.values()]


def turning(month: date, today: date, reading: Reading) -> list[Tap]:
    """◀ and ▶, where there is something to turn to."""
    taps = []
    if month > month_away(today, 0):
        taps.append(Tap(label=reading.phrases.earlier, code="<"))
    if month < month_away(today, 12 * YEARS):
        taps.append(Tap(label=reading.phrases.later, code=">"))
    return taps


def hours(offered: list[time], reading: Reading) -> tuple[tuple[Tap, ...], ...]:
    """These times as buttons, at most four a row."""
    taps = [Tap(label=reading.phrases.clock(at), code=f"{at:%H%M}") for at in offered]
    row = min(4, reading.limits.columns)
    return tuple(tuple(taps[at : at + row]) for at in range(0, len(taps), row))


def day_at(code: str, month: date) -> date | None:
    """The day of a button; None when it is none (a forged code)."""
    return next((month + timedelta(days=at) for at in range(31) if code == str(at + 1) and at < _length(month)), None)


def time_at(code: str) -> time | None:
    """The time of a button; None when it is none (a forged code)."""
    if len(code) == 4 and code.isascii() and code.isdecimal() and int(code[:2]) < 24 and int(code[2:]) < 60:  # noqa: PLR2004 - HHMM
        return time(int(code[:2]), int(code[2:]))
    return None


def day_or_night(hour: int, minute: int) -> list[time]:
    """What «в 3» may mean: 15:00, or 3:00."""
    return [time((hour + 12) % 24, minute), time(hour % 24, minute)]


def _length(month: date) -> int:
    return (month_away(month, 1) - month).days
