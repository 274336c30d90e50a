"""A time of day: typed in words, or pressed among the usual hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from pydantic import JsonValue

from domain.time import spoken
from talk.errors import Refused
from talk.fields import calendar
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, text_of
from talk.fields.unclear import refusal


@dataclass(frozen=True, slots=True)
class Time(Field[time]):
    """Hours and minutes of a wall clock. «в 3» asks whether by day or by night."""

    usual: Sequence[int] = calendar.HOURS
    """The hours that are offered as buttons."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[time] | Half:
        del draft
        if answer.code is not None:
            at = calendar.time_at(answer.code)
            if at is None:
                raise Refused(reading.phrases.not_a_time())
            return Taken(at)
        said = spoken.parse_time(text_of(answer, reading, "time"))
        if isinstance(said, time):
            return Taken(said)
        if either := either_of(said):
            return Half(draft=either)
        raise refusal(said, reading.phrases.not_a_time(), reading.phrases)

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        offered = times_of(draft)
        if offered:
            return Shown(hint=reading.phrases.pick_part(), rows=calendar.hours(offered, reading))
        hours = [time(hour) for hour in self.usual]
        return Shown(hint=reading.phrases.pick_hour(None), rows=calendar.hours(hours, reading))

    def back(self, draft: JsonValue) -> Half | None:
        return Half(draft=None) if draft else None

    def freeze(self, value: time) -> JsonValue:
        return f"{value:%H:%M}"

    def thaw(self, frozen: JsonValue) -> time:
        return time.fromisoformat(str(frozen))

    def words(self, value: time, reading: Reading) -> str:
        return reading.phrases.clock(value)


def either_of(unclear: spoken.Unclear) -> list[JsonValue] | None:
    """The two times that «в 3» may mean, as a draft; None when the trouble is another one."""
    if unclear.reason is not spoken.Why.DAY_OR_NIGHT:
        return None
    hour, minute = int(unclear.facts["hour"]), int(unclear.facts.get("minute", 0))
    return [f"{at:%H:%M}" for at in calendar.day_or_night(hour, minute)]


def times_of(draft: JsonValue) -> list[time]:
    """The two times of a draft of ``either_of``; none where it is another draft."""
    return [time.fromisoformat(str(at)) for at in draft] if isinstance(draft, list) else []
