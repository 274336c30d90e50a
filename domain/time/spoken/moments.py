"""Days and times put together: the questions that a text can answer."""

import datetime as dt  # a field of Moment is called time
from dataclasses import dataclass, field, replace
from typing import Final

from domain.time.recurrence import Rule
from domain.time.spoken import days as days_
from domain.time.spoken import times as times_
from domain.time.spoken.clocks import take_clock
from domain.time.spoken.lengths import take_days_long, take_length
from domain.time.spoken.reading import Fact, Reading, Stuck, Unclear, Why, stop
from domain.time.spoken.repeats import Repeats, take_repeats
from domain.time.spoken.spans import end_after, take_days_between, take_till, take_times_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known: a day, a time, both, or only a month (its first day). Never nothing; wall clock of the asker."""

    day: dt.date | None = None
    time: dt.time | None = None
    month: dt.date | None = None
    last: dt.date | None = None
    """The last day, where it lasts several; after ``day``."""
    until: dt.time | None = None
    """When it ends, on its last day; not after ``time``: in the night that follows."""
    repeats: str | None = None
    """An RFC 5545 rule that begins on ``day``."""

    @property
    def ends(self) -> dt.datetime | None:
        """The end on the same clock, naive; None while it is not known."""
        if self.day is None or self.time is None or (self.last is None and self.until is None):
            return None
        if self.last is None and self.until is not None:
            start = dt.datetime.combine(self.day, self.time)
            return start + end_after(self.time, self.until)
        return dt.datetime.combine(self.last or self.day, self.until or ALL_DAY)


ALL_DAY: Final = dt.time(23, 59)
"""When something ends of which only the last day is known."""


@dataclass(slots=True, kw_only=True)
class _Clock:
    """What a text says of the time of day."""

    at: dt.time | None = None
    until: dt.time | None = None
    trouble: Unclear | None = None
    length: dt.timedelta | None = None
    days_long: int | None = None
    zone: dt.tzinfo | None = None


@dataclass(slots=True, kw_only=True)
class _Known:
    """What stays understood when something else is unclear."""

    facts: dict[str, Fact] = field(default_factory=dict)

    def note(self, **facts: dt.date | dt.time | str | None) -> None:
        for name, fact in facts.items():
            if fact is not None:
                self.facts[name] = fact if isinstance(fact, str) else _iso(fact)


def parse_moment(text: str, now: dt.datetime, *, afternoon: bool = True) -> Moment | Unclear:
    """The day, the time or the month in that text; `now` is aware, in the zone of whoever writes.

    ``afternoon``: «в 3» is 15:00, as events have it; otherwise it is asked.
    """
    known = _Known()
    try:
        return _moment(Reading(text, afternoon=afternoon), now, known, only_day=False)
    except Stuck as stuck:
        if stuck.answer.reason is Why.NOT_UNDERSTOOD:
            return stuck.answer
        return replace(stuck.answer, facts={**known.facts, **stuck.answer.facts})


def parse_day(text: str, today: dt.date) -> dt.date | Unclear:
    """The day in that text, not before today; a time beside it is allowed and left out, even an unclear one."""
    known = _Known()
    try:
        midnight = dt.datetime.combine(today, dt.time(), tzinfo=dt.UTC)
        moment = _moment(Reading(text, afternoon=True), midnight, known, only_day=True)
    except Stuck as stuck:
        day = stuck.answer.facts.get("day", known.facts.get("day"))
        about_time = stuck.answer.reason in _ABOUT_TIME
        return dt.date.fromisoformat(day) if about_time and isinstance(day, str) else stuck.answer
    if moment.day is None:
        facts = {"month": moment.month.isoformat()} if moment.month else {}
        return Unclear(reason=Why.NEEDS_DAY, facts=facts)
    return moment.day


def parse_time(text: str, *, afternoon: bool = False) -> dt.time | Unclear:
    """The time of day in that text, which may be a bare number: «15», «15 30», «3 дня»."""
    span = parse_times(text, afternoon=afternoon)
    if isinstance(span, Unclear):
        return span
    if span[1] is not None:
        facts: dict[str, Fact] = {"first": f"{span[0]:%H:%M}", "second": f"{span[1]:%H:%M}"}
        return Unclear(reason=Why.DIFFERENT_TIMES, facts=facts)
    return span[0]


def parse_times(text: str, *, afternoon: bool = False) -> tuple[dt.time, dt.time | None] | Unclear:
    """The same with the end, if one is said: «14-16», «с 10 до 12», «в 15 на 2 часа»."""
    try:
        if days_.take_days(Reading(text), _ANY_NOW).some:
            stop(Why.NOT_UNDERSTOOD)
        reading = Reading(text, afternoon=afternoon)
        clock = _Clock(length=take_length(reading))
        _read_clock(reading, clock, days_.Days(), None, alone=True)
        reading.finish()
        if clock.trouble is not None:
            return clock.trouble
        assert clock.at is not None, "a time that is not known is a trouble"
    except Stuck as stuck:
        return stuck.answer
    return clock.at, clock.until


_ANY_NOW: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_ABOUT_TIME: Final = frozenset({Why.NEEDS_TIME, Why.DAY_OR_NIGHT, Why.DIFFERENT_TIMES, Why.TIME_OR_SPAN})


def _moment(reading: Reading, now: dt.datetime, known: _Known, *, only_day: bool) -> Moment:
    today = now.date()
    clock = _Clock(zone=take_clock(reading), length=take_length(reading), days_long=take_days_long(reading))
    repeats_in = days_.Days()
    repeats = take_repeats(reading, repeats_in)
    between, day_trouble = None, None
    try:
        between = take_days_between(reading, today)
        found = days_.take_days(reading, now)  # before the part of day: «через 3 дня» is not «3 часа дня»
    except Stuck as stuck:
        found, day_trouble = days_.Days(own=True), stuck  # first the time: the question about the day must not lose it
    _join(found, repeats_in, between, repeats)
    if only_day:
        _take_short_days(reading, found, today, only=True)
    try:
        _read_clock(reading, clock, found, today, alone=False)
    except Stuck as stuck:
        if stuck.answer.reason not in _ABOUT_TIME:
            raise
        clock.trouble = stuck.answer
    known.note(time=clock.at, until=clock.until)
    if day_trouble is not None:
        raise day_trouble
    if clock.trouble is None:
        reading.finish()
    if found.instant is not None:
        return _later(found, clock)
    rule = _rule(repeats, between, found)
    known.note(repeats=str(rule) if rule else None)
    since = now if between is None or rule is None else max(now, _midnight(between[0], now))
    day = _day(found, since, clock.at)
    last = _last(day, between, clock, repeats)
    day, last, clock = _on_own_clock(day, last, clock, now)
    known.note(day=day, last=last, time=clock.at, until=clock.until)
    _check_not_past(day, clock.at, now)
    if clock.trouble is not None:
        stop(clock.trouble.reason, **clock.trouble.facts)
    if day is None and (found.months or found.week is not None or found.own or found.week_of):
        return _day_wanted(found, clock.at, today)
    if day is None and clock.at is None:
        stop(Why.NOT_UNDERSTOOD)
    return Moment(day=day, time=clock.at, last=last, until=clock.until, repeats=str(rule) if rule else None)


def _join(
    found: days_.Days,
    repeated: days_.Days,
    between: tuple[dt.date, dt.date] | None,
    repeats: Repeats | None,
) -> None:
    """What the repetition and the range say of the day, with the rest."""
    found.weekdays += repeated.weekdays
    found.of_months += [one._replace(month=found.months.pop(0) if found.months else None) for one in repeated.of_months]
    found.any_of = repeated.any_of
    if between is not None and repeats is None:
        found.days.append(between[0])


def _read_clock(reading: Reading, clock: _Clock, found: days_.Days, today: dt.date | None, *, alone: bool) -> None:
    """The time and the end; pairs like 05.12 are days first, if no day is known yet."""
    span = take_times_between(reading, day_known=alone or found.some)
    part = times_.take_part(reading) if span is None else None
    if span is not None:
        clock.at, clock.until = span
        if today is not None:
            _take_short_days(reading, found, today, only=False)
        return
    said = times_.take_clear_times(reading, part)
    till = take_till(reading, said[0] if said else None)
    said += times_.take_times(reading, part, alone=alone)
    if today is not None:
        _take_short_days(reading, found, today, only=False)
    clock.at = times_.only_one(said + times_.take_dotted_times(reading, part, spaced=found.some))
    if clock.at is None and (part is not None or alone):
        clock.trouble = Unclear(reason=Why.NEEDS_TIME, facts={"part": part} if part else {})
    if till is not None:
        clock.until = till
    elif clock.length is not None and clock.at is not None:
        clock.until = (dt.datetime.combine(_ANY_NOW, clock.at) + clock.length).time()


def _take_short_days(reading: Reading, found: days_.Days, today: dt.date, *, only: bool) -> None:
    if not found.days and found.instant is None:
        weekday = found.weekdays[0].number if found.weekdays else None
        found.days += days_.take_short_days(reading, today, only=only, weekday=weekday)


def _day(found: days_.Days, now: dt.datetime, at: dt.time | None) -> dt.date | None:
    """The one day that all the words mean; stops if they mean several."""
    today = now.date()
    days = found.days + [days_.take_number(number, found.months, today) for number in found.numbers]
    days += [days_.settle_place(one, today) for one in found.of_months]
    still_today = at is not None and at > now.time()
    if found.any_of and not days:
        days.append(days_.settle_any(found.any_of, now, still_today=still_today))
    for weekday in found.weekdays:
        # Beside a date, «суббота» only confirms it, however far it is.
        if days and weekday.week is None:
            days.append(days_.weekday_near(weekday.number, days[0], today))
        else:
            nearest = days_.settle_weekday(weekday, now, still_today=still_today)
            days.append(nearest + dt.timedelta(weeks=found.weeks))
    different = list(dict.fromkeys(days))
    if len(different) > 1:
        stop(Why.DIFFERENT_DAYS, first=different[0].isoformat(), second=different[1].isoformat())
    if different and found.week_of and found.week_of[0] <= different[0] <= found.week_of[1]:
        found.week_of = None
    if different and any(month != different[0].replace(day=1) for month in found.months):
        stop(Why.DIFFERENT_DAYS, first=different[0].isoformat(), second=found.months[0].isoformat())
    return different[0] if different else None


def _last(
    day: dt.date | None, between: tuple[dt.date, dt.date] | None, clock: _Clock, repeats: Repeats | None
) -> dt.date | None:
    if day is None or repeats is not None:
        return None
    if between is not None:
        return between[1] if between[1] > day else None
    if clock.days_long is not None and clock.days_long > 1:
        return day + dt.timedelta(days=clock.days_long - 1)
    return None


def _rule(repeats: Repeats | None, between: tuple[dt.date, dt.date] | None, found: days_.Days) -> Rule | None:
    """The rule; «с 1 по 29 декабря» beside it is its first and last day."""
    if repeats is None:
        return None
    rule = repeats.rule()
    if between is None:
        return rule
    found.days += [between[0]] if not (found.weekdays or found.any_of or found.of_months) else []
    return replace(rule, until=dt.datetime.combine(between[1], dt.time(23, 59, 59)))


def _on_own_clock(
    day: dt.date | None, last: dt.date | None, clock: _Clock, now: dt.datetime
) -> tuple[dt.date | None, dt.date | None, _Clock]:
    """What was said by another zone's clock, by the own one."""
    if clock.zone is None or clock.at is None:
        return day, last, clock
    there = dt.datetime.combine(day or now.date(), clock.at, tzinfo=clock.zone)
    here = there.astimezone(now.tzinfo)
    shift = here.date() - there.date()
    until = clock.until
    if until is not None:
        until = dt.datetime.combine(last or there.date(), until, tzinfo=clock.zone).astimezone(now.tzinfo).time()
    own = replace(clock, at=here.time(), until=until)
    return (day + shift if day else None), (last + shift if last else None), own


def _check_not_past(day: dt.date | None, at: dt.time | None, now: dt.datetime) -> None:
    if day is None:
        return
    if day < now.date() or (day == now.date() and at is not None and at <= now.time()):
        stop(Why.PAST, day=day.isoformat())


def _day_wanted(found: days_.Days, at: dt.time | None, today: dt.date) -> Moment:
    """Only a month, or words that leave the day open."""
    if found.own:
        stop(Why.OWN_DAY)
    if found.week_of:
        first, last = found.week_of
        stop(Why.NEEDS_DAY, month=first.replace(day=1).isoformat(), since=first.isoformat(), till=last.isoformat())
    months = list(dict.fromkeys(found.months))
    if len(months) > 1:
        stop(Why.DIFFERENT_DAYS, first=months[0].isoformat(), second=months[1].isoformat())
    if not months or at is not None:
        stop(Why.NEEDS_DAY, **({"month": months[0].isoformat()} if months else {}))
    if months[0] < today.replace(day=1):
        stop(Why.PAST, month=months[0].isoformat())
    return Moment(month=months[0])


def _later(found: days_.Days, clock: _Clock) -> Moment:
    assert found.instant is not None
    if clock.at is not None or found.some:
        stop(Why.NOT_UNDERSTOOD)
    instant = found.instant.replace(second=0, microsecond=0)
    until = (instant + clock.length).time() if clock.length else None
    return Moment(day=instant.date(), time=instant.time(), until=until)


def _midnight(day: dt.date, now: dt.datetime) -> dt.datetime:
    """As the moment before that day, so that the day itself lies ahead."""
    return dt.datetime.combine(day - dt.timedelta(days=1), dt.time(23, 59), tzinfo=now.tzinfo)


def _iso(fact: dt.date | dt.time) -> str:
    return f"{fact:%H:%M}" if isinstance(fact, dt.time) else fact.isoformat()
