"""A month of days and a day of hours as buttons. What is past is not offered.

Codes: ``20261205`` a day, ``<202611`` and ``>202701`` a month to turn to, ``1530`` a time, ``1000-1500`` with
its end. Older versions named the day within the month that was shown, and no month.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from pydantic import JsonValue

from domain.time.months import month_away
from talk.fields.field import NOTHING, Reading, Tap

WEEK: Final = 7
BLANK: Final = "\u00b7"
"""On a button that stands for no day: messengers take none without a sign, and Telegram counts a space as none."""
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
    """The days that are not past: weeks under their weekdays where a row holds seven.

    Where it does not each day says its own, and rows are filled; what is left over: ``below``.
    """
    last = month_away(month, 1) - timedelta(days=1)
    left = [month.replace(day=number) for number in range(1, last.day + 1) if month.replace(day=number) >= today]
    taps = {day: Tap(label=str(day.day), code=f"{day:%Y%m%d}") for day in left}
    if reading.limits.columns < WEEK:
        row = reading.limits.columns
        ahead = [
            replace(tap, label=f"{day.day} {reading.phrases.weekdays[day.weekday()].lower()}")
            for day, tap in taps.items()
        ]
        return [tuple(ahead[at : at + row]) for at in range(0, len(ahead), row)]
    rows = [tuple(Tap(label=name, code=f"{NOTHING}{at}") for at, name in enumerate(reading.phrases.weekdays))]
    monday = left[0] - timedelta(days=left[0].weekday()) if left else last
    while monday <= last:
        week = [monday + timedelta(days=at) for at in range(WEEK)]
        rows.append(tuple(taps.get(day) or Tap(label=BLANK, code=f"{NOTHING}{day:%d%m}") for day in week))
        monday += timedelta(days=WEEK)
    return rows


def below(rows: list[tuple[Tap, ...]], ways: tuple[Tap, ...], reading: Reading) -> list[tuple[Tap, ...]]:
    """The rows with the ways to other months under them; a last day or two share their row with these."""
    if len(rows[-1:]) and len(rows[-1]) + len(ways) <= reading.limits.columns < WEEK:
        return [*rows[:-1], (*rows[-1], *ways)]
    return [*rows, ways] if ways else rows


def turning(month: date, today: date, reading: Reading) -> list[Tap]:
    """◀ and ▶, where there is something to turn to."""
    taps = []
    if month > month_away(today, 0):
        taps.append(Tap(label=reading.phrases.earlier, code=f"<{month_away(month, -1):%Y%m}"))
    if month < month_away(today, 12 * YEARS):
        taps.append(Tap(label=reading.phrases.later, code=f">{month_away(month, 1):%Y%m}"))
    return taps


def hours(offered: list[time], reading: Reading) -> tuple[tuple[Tap, ...], ...]:
    """These times as buttons, at most four a row."""
    taps = [Tap(label=reading.phrases.clock(at), code=f"{at:%H%M}") for at in offered]
    row = min(4, reading.limits.columns)
    return tuple(tuple(taps[at : at + row]) for at in range(0, len(taps), row))


def spans(offered: list[tuple[time, time | None]], reading: Reading) -> tuple[tuple[Tap, ...], ...]:
    """Beginnings with and without an end as buttons: ``1000-1500``."""
    taps = (
        Tap(label=reading.phrases.span(at, until), code=f"{at:%H%M}" + (f"-{until:%H%M}" if until else ""))
        for at, until in offered
    )
    return tuple((tap,) for tap in taps)


def span_at(code: str) -> tuple[time, time] | None:
    """The beginning and the end of a button; None when it has not both."""
    ends = [time_at(half) for half in code.split("-")]
    return (ends[0], ends[1]) if len(ends) == len("se") and ends[0] and ends[1] else None


def month_at(code: str, month: date) -> date | None:
    """The month that a button turns to; None when it turns none. Of an older version it names none: the next one."""
    if code[0] not in "<>":
        return None
    if code in ("<", ">"):
        return month_away(month, 1 if code == ">" else -1)
    return named_month(code[1:], month)


def named_month(digits: str, month: date) -> date:
    """``202612``; the month that is shown when it is none (a forged code)."""
    return (day_at(f"{digits}01", month) if len(digits) == len("202612") else None) or month


def day_at(code: str, month: date) -> date | None:
    """The day of a button; None when it is none (a forged code)."""
    if len(code) == len("20261205") and code.isascii() and code.isdecimal():
        with suppress(ValueError):
            day = date(int(code[:4]), int(code[4:6]), int(code[6:]))
            return day if abs(day.year - month.year) <= YEARS else None
        return None
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
