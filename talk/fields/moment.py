"""A day and a time, or only a month while the day is not known: in words, or by calendar and hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.time import spoken
from domain.time.months import month_away
from talk.errors import Refused
from talk.fields import calendar
from talk.fields.clock import either_of, times_of
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.unclear import refusal
from talk.phrases import Phrases
from talk.rich import Say, join

ONLY_MONTH = "+"
"""How the code of the button «Только месяц» begins; the month follows."""
_KEPT: Final = ("day", "time", "last", "until", "repeats")
"""What is known of the moment, as the draft holds it."""
_ASKED: Final = ("times", "spans", "days")
"""What there is to choose between, as the draft holds it."""

Known = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Moment(Field[spoken.Moment]):
    """A moment ahead by the wall clock of ``zone`` (the person's own when it is not given).

    The value has ``day`` and ``time``, perhaps with the last day, the end and the repetition that were said beside
    them; or, where ``month_too`` allows it, only ``month`` (its first day). The draft holds what is known so far:
    "month" shown, "day", "time", "last", "until", "repeats"; or "times", "spans", "days" to choose between.
    """

    _: KW_ONLY
    zone: str | None = None
    month_too: bool = False

    def called(self, phrases: Phrases) -> str:
        return phrases.show_calendar

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[spoken.Moment] | Half:
        known = dict(draft) if isinstance(draft, dict) else {}
        if answer.code is None:
            return self._typed(text_of(answer, reading, "moment"), known, reading)
        month = calendar.month_of(known, self._now(reading).date())
        if (turned := calendar.month_at(answer.code, month)) is not None:
            return Half(draft={**_without(known, "day", "last", *_ASKED), "month": turned.isoformat()})
        if answer.code.startswith(ONLY_MONTH) and self.month_too:
            only = spoken.Moment(month=calendar.named_month(answer.code[1:], month))
            self.check(only, reading)
            return Taken(only)
        if (span := calendar.span_at(answer.code)) is not None:
            return self._known({**known, "until": f"{span[1]:%H:%M}"}, None, span[0], reading)
        if (at := calendar.time_at(answer.code)) is not None:
            return self._known(known, None, at, reading)
        return self._known(_without(known, *_ASKED), calendar.day_at(answer.code, month), None, reading)

    def _typed(self, text: str, known: Known, reading: Reading) -> Taken[spoken.Moment] | Half:
        if "day" in known:
            alone = spoken.parse_times(text, afternoon=True)
            if not isinstance(alone, spoken.Unclear):
                said = {**known, "until": f"{alone[1]:%H:%M}"} if alone[1] else known
                return self._known(said, None, alone[0], reading)
            if (either := either_of(alone)) is not None:
                return Half(draft={**known, "times": either})
        moment = spoken.parse_moment(text, self._now(reading))
        if isinstance(moment, spoken.Unclear):
            return self._unclear(moment, known, reading)
        if moment.month is not None:
            if self.month_too:
                return Taken(moment)
            return Half(draft={**known, "month": moment.month.isoformat()})
        if moment.day is not None:
            known = _without(known, "last")
        said = {
            name: fact for name, fact in self._frozen(moment).items() if name in ("last", "until", "repeats") and fact
        }
        return self._known({**known, **said}, moment.day, moment.time, reading)

    def _unclear(self, said: spoken.Unclear, known: Known, reading: Reading) -> Half:
        """What is half said is half an answer, and asked about. Raises Refused where nothing was understood."""
        facts, why = said.facts, spoken.Why
        before = known
        if said.reason not in (why.PAST, why.TOO_FAR, why.IMPOSSIBLE_DATE):
            known = {**known, **{name: str(facts[name]) for name in _KEPT if name in facts}}
        if said.reason is why.TIME_OR_SPAN:
            until = str(facts["until"])
            spans: list[JsonValue] = [[str(facts["time"])], [str(facts["since"]), until]]
            return Half(draft={**_without(known, "time", "until"), "spans": spans})
        if (either := either_of(said)) is not None:
            return Half(draft={**known, "times": either})
        if said.reason is why.NEEDS_TIME and "day" in facts:
            return Half(draft=known)
        if said.reason in (why.DIFFERENT_DAYS, why.MANY_DAYS):
            return self._which_day(said, known, reading)
        if said.reason is why.NEEDS_DAY and "since" in facts:
            days = [date.fromisoformat(str(facts[name])) for name in ("since", "till")]
            return Half(draft={**known, "month": str(facts["month"])}, note=reading.phrases.one_of_days(*days))
        if said.reason is why.NEEDS_DAY and "month" in facts:
            return Half(draft={**known, "month": str(facts["month"])})
        refused = refusal(said, reading.phrases.not_a_moment(month_too=self.month_too), reading.phrases)
        kept = {name: str(facts[name]) for name in ("time", "until", "repeats") if name in facts}
        today = self._now(reading).date().isoformat()
        if kept and said.reason is not why.NOT_UNDERSTOOD and facts.get("day") != today:
            return Half(draft={**before, **kept}, note=refused.text)
        raise refused

    def _which_day(self, said: spoken.Unclear, known: Known, reading: Reading) -> Half:
        """Two days that contradict each other, or several: one of them is chosen, and the time is kept."""
        facts = said.facts
        if said.reason is spoken.Why.MANY_DAYS:
            days = [date.fromisoformat(day) for day in str(facts["days"]).split(",")]
            note = reading.phrases.many_days(days)
        else:
            days = [date.fromisoformat(str(facts[name])) for name in ("first", "second")]
            note = reading.phrases.different_days(*days)
        ahead: list[JsonValue] = [day.isoformat() for day in days if day >= self._now(reading).date()]
        return Half(draft={**_without(known, "day", "last"), "days": ahead}, note=note)

    def _known(self, known: Known, day: date | None, at: time | None, reading: Reading) -> Taken[spoken.Moment] | Half:
        """Add what was just learned; whole when both the day and the time are there."""
        if day is None and at is None:
            raise Refused(reading.phrases.not_a_moment(month_too=self.month_too))
        known = _without(known, *_ASKED)
        if day is not None:
            known = {**known, "day": day.isoformat()}
        if at is not None:
            known = {**known, "time": f"{at:%H:%M}"}
        if "day" in known and "time" in known:
            moment = self.thaw(known)
            self.check(moment, reading)
            return Taken(moment)
        if day is not None:
            if day < self._now(reading).date():
                raise Refused(reading.phrases.in_the_past(reading.phrases.day(day)))
            return Half(draft={**known, "month": month_away(day, 0).isoformat()})
        return Half(draft=known)

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
        if spans := _spans_of(known.get("spans")):
            return Shown(hint=reading.phrases.pick_time(), rows=calendar.spans(spans, reading))
        if days := _days_of(known.get("days")):
            taps = (Tap(label=reading.phrases.day(day), code=f"{day:%Y%m%d}") for day in days[: reading.rows])
            return Shown(hint=_kept(known, reading, reading.phrases.pick_day()), rows=tuple((tap,) for tap in taps))
        if isinstance(kept := known.get("day"), str):
            day = date.fromisoformat(kept)
            usual = [time(hour) for hour in calendar.HOURS]
            ahead = [at for at in usual if datetime.combine(day, at, tzinfo=now.tzinfo) > now]
            hint = _kept(_without(known, "day"), reading, reading.phrases.pick_hour(day))
            return Shown(hint=hint, rows=calendar.hours(ahead, reading))
        month = calendar.month_of(known, now.date())
        rows = calendar.days(month, now.date(), reading)
        turn = calendar.turning(month, now.date(), reading)
        only = [Tap(label=reading.phrases.month_only, code=f"{ONLY_MONTH}{month:%Y%m}")] if self.month_too else []
        if only and len(rows) + 2 <= reading.rows:
            rows.append(tuple(only))
            only = []
        rows = calendar.below(rows, (*turn[:1], *only, *turn[1:]), reading)
        hint = _kept(known, reading, reading.phrases.calendar(month))
        return Shown(hint=hint, rows=tuple(row for row in rows if row))

    def back(self, draft: JsonValue) -> Half | None:
        if not isinstance(draft, dict):
            return None
        for step in (*_ASKED, "day", "time"):
            if step in draft:
                return Half(draft=_without(draft, step, "last", "until", "repeats") or None)
        return None

    def freeze(self, value: spoken.Moment) -> JsonValue:
        if value.month is not None:
            return {"month": value.month.isoformat()}
        frozen = self._frozen(value)
        return {name: frozen[name] for name in _KEPT if name in ("day", "time") or frozen[name] is not None}

    def _frozen(self, value: spoken.Moment) -> Known:
        return {
            "day": value.day.isoformat() if value.day else None,
            "time": f"{value.time:%H:%M}" if value.time else None,
            "last": value.last.isoformat() if value.last else None,
            "until": f"{value.until:%H:%M}" if value.until else None,
            "repeats": value.repeats,
        }

    def thaw(self, frozen: JsonValue) -> spoken.Moment:
        if not isinstance(frozen, dict):
            raise TypeError("not a moment")
        if "day" not in frozen:
            return spoken.Moment(month=date.fromisoformat(str(frozen["month"])))
        last, until, repeats = (frozen.get(name) for name in ("last", "until", "repeats"))
        return spoken.Moment(
            day=date.fromisoformat(str(frozen["day"])),
            time=time.fromisoformat(str(frozen["time"])),
            last=date.fromisoformat(str(last)) if last else None,
            until=time.fromisoformat(str(until)) if until else None,
            repeats=str(repeats) if repeats else None,
        )

    def words(self, value: spoken.Moment, reading: Reading) -> str:
        phrases = reading.phrases
        if value.day is None or value.time is None:
            return phrases.month(value.month) if value.month else ""
        words = phrases.day_and_clock(value.day, value.time)
        if value.last is not None:
            words = f"{phrases.days(value.day, value.last)}, {phrases.clock(value.time)}"
        if value.until is not None:
            words = words.removesuffix(phrases.clock(value.time)) + phrases.span(value.time, value.until)
        return f"{words}, {phrases.repeats(value.repeats)}" if value.repeats else words

    def shape(self) -> JsonValue:
        return [self.zone, self.month_too]

    def _now(self, reading: Reading) -> datetime:
        return reading.now.astimezone(ZoneInfo(self.zone) if self.zone else reading.zone)


def _kept(known: Mapping[str, JsonValue], reading: Reading, hint: Say) -> Say:
    """What was said already, before what is asked."""
    phrases, words = reading.phrases, []
    if isinstance(at := known.get("time"), str):
        until = known.get("until")
        words.append(
            phrases.span(time.fromisoformat(at), time.fromisoformat(until) if isinstance(until, str) else None)
        )
    if isinstance(last := known.get("last"), str):
        words.append(phrases.day(date.fromisoformat(last)))
    if isinstance(rule := known.get("repeats"), str):
        words.append(phrases.repeats(rule))
    return join(" ", (phrases.kept(words), hint)) if words else hint


def _spans_of(draft: JsonValue) -> list[tuple[time, time | None]]:
    if not isinstance(draft, list):
        return []
    pairs = [[time.fromisoformat(str(at)) for at in one] for one in draft if isinstance(one, list)]
    return [(one[0], one[1] if len(one) > 1 else None) for one in pairs]


def _days_of(draft: JsonValue) -> list[date]:
    return [date.fromisoformat(str(day)) for day in draft] if isinstance(draft, list) else []


def _without(known: Mapping[str, JsonValue], *steps: str) -> Known:
    return {name: value for name, value in known.items() if name not in steps}
