"""A day and a time, or only a month while the day is not known: in words, or by calendar and hours."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.time import spoken
from domain.time.months import month_away
from talk.errors import Refused
from talk.fields import calendar
from talk.fields.clock import either_of, times_of
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.unclear import refusal

ONLY_MONTH = "+"
"""How the code of the button «Только месяц» begins; the month follows."""


@dataclass(frozen=True, slots=True)
class Moment(Field[spoken.Moment]):
    """A moment ahead by the wall clock of ``zone`` (the person's own when it is not given).

    The value has ``day`` and ``time``, or, where ``month_too`` allows it, only ``month`` (its first day).
    The draft holds what is known so far: "month" shown, "day", "time", or "times" to choose between.
    """

    _: KW_ONLY
    zone: str | None = None
    month_too: bool = False

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[spoken.Moment] | Half:
        known = dict(draft) if isinstance(draft, dict) else {}
        if answer.code is None:
            return self._typed(text_of(answer, reading, "moment"), known, reading)
        month = calendar.month_of(known, self._now(reading).date())
        if (turned := calendar.month_at(answer.code, month)) is not None:
            return Half(draft={**_without(_without(known, "day"), "times"), "month": turned.isoformat()})
        if answer.code.startswith(ONLY_MONTH) and self.month_too:
            only = spoken.Moment(month=calendar.named_month(answer.code[1:], month))
            self.check(only, reading)
            return Taken(only)
        if (at := calendar.time_at(answer.code)) is not None:
            return self._known(known, None, at, reading)
        return self._known(_without(known, "times"), calendar.day_at(answer.code, month), None, reading)

    def _typed(self, text: str, known: dict[str, JsonValue], reading: Reading) -> Taken[spoken.Moment] | Half:
        if "day" in known:
            alone = spoken.parse_time(text)
            if isinstance(alone, time):
                return self._known(known, None, alone, reading)
            if (either := either_of(alone)) is not None:
                return Half(draft={**known, "times": either})
        said = spoken.parse_moment(text, self._now(reading))
        if isinstance(said, spoken.Unclear):
            return self._unclear(said, known, reading)
        if said.month is not None:
            if self.month_too:
                return Taken(said)
            return Half(draft={**known, "month": said.month.isoformat()})
        return self._known(known, said.day, said.time, reading)

    def _unclear(self, said: spoken.Unclear, known: dict[str, JsonValue], reading: Reading) -> Half:
        """What is half said is half an answer. Raises Refused for the rest."""
        if day := said.facts.get("day") if said.reason in (spoken.Why.NEEDS_TIME, spoken.Why.DAY_OR_NIGHT) else None:
            known = {**known, "day": str(day)}
        if (either := either_of(said)) is not None:
            return Half(draft={**known, "times": either})
        if said.reason is spoken.Why.NEEDS_TIME and day:
            return Half(draft=known)
        if said.reason is spoken.Why.NEEDS_DAY and "month" in said.facts:
            return Half(draft={**known, "month": str(said.facts["month"])})
        raise refusal(said, reading.phrases.not_a_moment(month_too=self.month_too), reading.phrases)

    def _known(
        self, known: dict[str, JsonValue], day: date | None, at: time | None, reading: Reading
    ) -> Taken[spoken.Moment] | Half:
        """Add what was just learned; whole when both the day and the time are there."""
        if day is None and at is None:
            raise Refused(reading.phrases.not_a_moment(month_too=self.month_too))
        if day is None and isinstance(kept := known.get("day"), str):
            day = date.fromisoformat(kept)
        if at is None and isinstance(kept := known.get("time"), str):
            at = time.fromisoformat(kept)
        if day is not None and at is not None:
            moment = spoken.Moment(day=day, time=at)
            self.check(moment, reading)
            return Taken(moment)
        if day is not None:
            if day < self._now(reading).date():
                raise Refused(reading.phrases.in_the_past(reading.phrases.day(day)))
            return Half(draft={"month": month_away(day, 0).isoformat(), "day": day.isoformat()})
        return Half(draft={**_without(known, "times"), "time": f"{at:%H:%M}"})

    def check(self, value: spoken.Moment, reading: Reading) -> None:
        now = self._now(reading)
        if value.day is None or value.time is None:
            if value.month is None or not self.month_too:
                raise Refused(reading.phrases.not_a_moment(month_too=self.month_too))
            if value.month < month_away(now.date(), 0):
                raise Refused(reading.phrases.in_the_past(reading.phrases.month(value.month)))
            return
        at = datetime.combine(value.day, value.time, tzinfo=now.tzinfo)
        words = reading.phrases.day_and_clock(value.day, value.time)
        if at.astimezone(UTC) <= reading.now:
            raise Refused(reading.phrases.in_the_past(words))
        if at.astimezone(UTC).astimezone(now.tzinfo).time() != value.time:
            raise Refused(reading.phrases.no_such_clock(words))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        known = draft if isinstance(draft, dict) else {}
        now = self._now(reading)
        if times := times_of(known.get("times")):
            return Shown(hint=reading.phrases.pick_part(), rows=calendar.hours(times, reading))
        if isinstance(kept := known.get("day"), str):
            day = date.fromisoformat(kept)
            usual = [time(hour) for hour in calendar.HOURS]
            ahead = [at for at in usual if datetime.combine(day, at, tzinfo=now.tzinfo) > now]
            return Shown(hint=reading.phrases.pick_hour(day), rows=calendar.hours(ahead, reading))
        month = calendar.month_of(known, now.date())
        rows = calendar.days(month, now.date(), reading)
        turn = calendar.turning(month, now.date(), reading)
        only = [Tap(label=reading.phrases.month_only, code=f"{ONLY_MONTH}{month:%Y%m}")] if self.month_too else []
        if only and len(rows) + 2 <= reading.rows:
            rows.append(tuple(only))
            only = []
        rows = calendar.below(rows, (*turn[:1], *only, *turn[1:]), reading)
        return Shown(hint=reading.phrases.calendar(month), rows=tuple(row for row in rows if row))

    def back(self, draft: JsonValue) -> Half | None:
        if not isinstance(draft, dict):
            return None
        for step in ("times", "day", "time"):
            if step in draft:
                return Half(draft=_without(draft, step) or None)
        return None

    def freeze(self, value: spoken.Moment) -> JsonValue:
        if value.month is not None:
            return {"month": value.month.isoformat()}
        return {
            "day": value.day.isoformat() if value.day else None,
            "time": f"{value.time:%H:%M}" if value.time else None,
        }

    def thaw(self, frozen: JsonValue) -> spoken.Moment:
        if not isinstance(frozen, dict):
            raise TypeError("not a moment")
        if "month" in frozen:
            return spoken.Moment(month=date.fromisoformat(str(frozen["month"])))
        return spoken.Moment(day=date.fromisoformat(str(frozen["day"])), time=time.fromisoformat(str(frozen["time"])))

    def words(self, value: spoken.Moment, reading: Reading) -> str:
        if value.day is not None and value.time is not None:
            return reading.phrases.day_and_clock(value.day, value.time)
        return reading.phrases.month(value.month) if value.month else ""

    def shape(self) -> JsonValue:
        return [self.zone, self.month_too]

    def _now(self, reading: Reading) -> datetime:
        return reading.now.astimezone(ZoneInfo(self.zone) if self.zone else reading.zone)


def _without(known: dict[str, JsonValue], step: str) -> dict[str, JsonValue]:
    return {name: value for name, value in known.items() if name != step}
