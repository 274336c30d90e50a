"""A day that has already been: typed in words, or one of the last days on a button."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.time import spoken
from domain.vocabulary import dates
from handlers.texts.chronicle import telling as texts
from talk.errors import Refused
from talk.fields import Answer, Field, Half, Reading, Shown, Taken, Tap
from talk.fields.field import text_of
from talk.fields.text import fold
from talk.fields.unclear import refusal

LAST_DAYS: Final = 7
"""Days on buttons, today among them."""
LONGEST_AGO: Final = 30
"""Years."""
_WITH_YEAR: Final = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d{2}")
_WEEK: Final = timedelta(weeks=1)
_YEARS_TO_A_LEAP: Final = 9


@dataclass(frozen=True, slots=True)
class PastDay(Field[date]):
    """Today or earlier, by the clock of ``zone``. A date without a year is the last such date."""

    _: KW_ONLY
    zone: str

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[date] | Half:
        del draft
        today = self._today(reading)
        if answer.code is not None:
            if not (answer.code.isascii() and answer.code.isdecimal() and int(answer.code[:3]) < LAST_DAYS):
                raise Refused(reading.phrases.not_a_day())
            return Taken(today - timedelta(days=int(answer.code[:3])))
        typed = text_of(answer, reading, "day")
        day = self._read(typed, today, reading)
        self.check(day, reading)
        return Taken(day)

    def _read(self, typed: str, today: date, reading: Reading) -> date:
        said = spoken.parse_day(typed, today)
        if not isinstance(said, spoken.Unclear):
            return said if said <= today else _last_such_day(said, fold(typed), today)
        if said.reason is spoken.Why.PAST and "day" in said.facts:
            return date.fromisoformat(str(said.facts["day"]))
        raise refusal(said, reading.phrases.not_a_day(), reading.phrases)

    def check(self, value: date, reading: Reading) -> None:
        today = self._today(reading)
        if value > today:
            raise Refused(texts.STILL_AHEAD)
        if value.year < today.year - LONGEST_AGO:
            raise Refused(texts.LONG_AGO)

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del draft
        today = self._today(reading)
        labels = [texts.TODAY, texts.YESTERDAY]
        labels += [reading.phrases.day(today - timedelta(days=ago)) for ago in range(len(labels), LAST_DAYS)]
        taps = [Tap(label=label, code=str(ago)) for ago, label in enumerate(labels)]
        return Shown(rows=(tuple(taps[:2]), *((tap,) for tap in taps[2:])))

    def freeze(self, value: date) -> JsonValue:
        return value.isoformat()

    def thaw(self, frozen: JsonValue) -> date:
        return date.fromisoformat(str(frozen))

    def words(self, value: date, reading: Reading) -> str:
        return reading.phrases.day(value)

    def _today(self, reading: Reading) -> date:
        return reading.now.astimezone(ZoneInfo(self.zone)).date()


def _last_such_day(ahead: date, typed: str, today: date) -> date:
    """What was read as the next «15 ноября» or the next Saturday is the last one here; «завтра» stays ahead."""
    if any(sign.isdigit() for sign in typed):
        return ahead if _WITH_YEAR.search(typed) else _years_before(ahead, today)
    said_ahead = any(word in dates.DAYS_AWAY for word in typed.split()) or dates.IN in typed.split()
    return ahead if said_ahead or ahead - today > _WEEK else ahead - _WEEK


def _years_before(ahead: date, today: date) -> date:
    """The last such day of the calendar; 29 February waits for a leap year."""
    for year in range(today.year, today.year - _YEARS_TO_A_LEAP, -1):
        try:
            day = ahead.replace(year=year)
        except ValueError:
            continue
        if day <= today:
            return day
    return ahead
