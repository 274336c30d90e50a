"""A day ahead: typed in words, or pressed in a calendar."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.time import spoken
from talk.errors import Refused
from talk.fields import calendar
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, text_of
from talk.fields.unclear import refusal
from talk.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Day(Field[date]):
    """Today or later, by the clock of ``zone`` (the person's own when it is not given)."""

    _: KW_ONLY
    zone: str | None = None

    def called(self, phrases: Phrases) -> str:
        return phrases.show_calendar

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[date] | Half:
        today = self._today(reading)
        month = calendar.month_of(draft, today)
        if answer.code is not None:
            if (turned := calendar.month_at(answer.code, month)) is not None:
                return Half(draft={"month": turned.isoformat()})
            day = calendar.day_at(answer.code, month)
            if day is None:
                raise Refused(reading.phrases.not_a_day())
        else:
            said = spoken.parse_day(text_of(answer, reading, "day"), today)
            if isinstance(said, spoken.Unclear):
                if said.reason is spoken.Why.NEEDS_DAY and "month" in said.facts:
                    return Half(draft={"month": str(said.facts["month"])})
                raise refusal(said, reading.phrases.not_a_day(), reading.phrases)
            day = said
        self.check(day, reading)
        return Taken(day)

    def check(self, value: date, reading: Reading) -> None:
        if value < self._today(reading):
            raise Refused(reading.phrases.in_the_past(reading.phrases.day(value)))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        today = self._today(reading)
        month = calendar.month_of(draft, today)
        rows = calendar.days(month, today, reading)
        rows = calendar.below(rows, tuple(calendar.turning(month, today, reading)), reading)
        return Shown(hint=reading.phrases.calendar(month), rows=tuple(rows))

    def freeze(self, value: date) -> JsonValue:
        return value.isoformat()

    def thaw(self, frozen: JsonValue) -> date:
        return date.fromisoformat(str(frozen))

    def words(self, value: date, reading: Reading) -> str:
        return reading.phrases.day(value)

    def _today(self, reading: Reading) -> date:
        return reading.now.astimezone(ZoneInfo(self.zone) if self.zone else reading.zone).date()
