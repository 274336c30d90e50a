"""Days and times put together: the three questions that a text can answer."""

import datetime as dt  # a field of Moment is called time
from dataclasses import dataclass
from typing import Final

from domain.time.spoken import days as days_
from domain.time.spoken import times as times_
from domain.time.spoken.reading import Reading, Stuck, Unclear, Why, stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known: a day, a time, both, or only a month (its first day). Never nothing; wall clock of the asker."""

    day: dt.date | None = None
    time: dt.time | None = None
    month: dt.date | None = None


def parse_moment(text: str, now: dt.datetime) -> Moment | Unclear:
    """The day, the time or the month in that text; `now` is aware, in the zone of whoever writes."""
    try:
        return _moment(Reading(text), now, only_day=False)
    except Stuck as stuck:
        return stuck.answer


def parse_day(text: str, today: dt.date) -> dt.date | Unclear:
    """The day in that text, not before today; a time beside it is allowed and left out, even an unclear one."""
    try:
        moment = _moment(Reading(text), dt.datetime.combine(today, dt.time(), tzinfo=dt.UTC), only_day=True)
    except Stuck as stuck:
        day = stuck.answer.facts.get("day")
        about_time = stuck.answer.reason in {Why.NEEDS_TIME, Why.DAY_OR_NIGHT, Why.DIFFERENT_TIMES}
        return dt.date.fromisoformat(day) if about_time and isinstance(day, str) else stuck.answer
    if moment.day is None:
        facts = {"month": moment.month.isoformat()} if moment.month else {}
        return Unclear(reason=Why.NEEDS_DAY, facts=facts)
    return moment.day


def parse_time(text: str) -> dt.time | Unclear:
    """The time of day in that text, which may be a bare number: «15», «15 30», «3 дня»."""
    try:
        if days_.take_days(Reading(text), _ANY_NOW).some:
            stop(Why.NOT_UNDERSTOOD)
        reading = Reading(text)
        part = times_.take_part(reading)
        said = times_.take_clear_times(reading, part) + times_.take_times(reading, part, alone=True)
        reading.finish()
        answer = times_.only_one(said)
        if answer is None:
            stop(Why.NEEDS_TIME, **({"part": part} if part else {}))
    except Stuck as stuck:
        return stuck.answer
    return answer


_ANY_NOW: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _moment(reading: Reading, now: dt.datetime, *, only_day: bool) -> Moment:
    today = now.date()
    found = days_.take_days(reading, now)  # before the part of day: «через 3 дня» is not «3 часа дня»
    if only_day:
        _take_short_days(reading, found, today, only=True)
    part = times_.take_part(reading)
    try:
        at = _time(reading, found, part, today)
        trouble = None
    except Stuck as stuck:
        if stuck.answer.reason not in {Why.NEEDS_TIME, Why.DAY_OR_NIGHT, Why.DIFFERENT_TIMES}:
            raise
        at, trouble = None, stuck.answer
    if trouble is None:
        reading.finish()
    if found.instant is not None:
        return _later(found, at)
    day = _day(found, now, at)
    _check_not_past(day, at, now)
    if trouble is not None:
        stop(trouble.reason, **trouble.facts, **_fact_of(day))
    if part is not None and at is None:
        stop(Why.NEEDS_TIME, part=part, **_fact_of(day))
    if day is None and (found.months or found.week is not None):
        return _month_alone(found, at, today)
    if day is None and at is None:
        stop(Why.NOT_UNDERSTOOD)
    return Moment(day=day, time=at)


def _time(reading: Reading, found: days_.Days, part: str | None, today: dt.date) -> dt.time | None:
    """The time; pairs like 05.12 are days first, if no day is known yet."""
    said = times_.take_clear_times(reading, part) + times_.take_times(reading, part)
    _take_short_days(reading, found, today, only=False)
    return times_.only_one(said + times_.take_dotted_times(reading, part))


def _take_short_days(reading: Reading, found: days_.Days, today: dt.date, *, only: bool) -> None:
    if not found.days and found.instant is None:
        weekday = found.weekdays[0].number if found.weekdays else None
        found.days += days_.take_short_days(reading, today, only=only, weekday=weekday)


def _day(found: days_.Days, now: dt.datetime, at: dt.time | None) -> dt.date | None:
    """The one day that all the words mean; stops if they mean several."""
    days = found.days + [days_.take_number(number, found.months, now.date()) for number in found.numbers]
    still_today = at is not None and at > now.time()
    for weekday in found.weekdays:
        # Beside a date, «суббота» only confirms it, however far it is.
        agrees = weekday.week is None and days and days[0].weekday() == weekday.number
        days.append(days[0] if agrees else days_.settle_weekday(weekday, now, still_today=still_today))
    different = list(dict.fromkeys(days))
    if len(different) > 1:
        stop(Why.DIFFERENT_DAYS, first=different[0].isoformat(), second=different[1].isoformat())
    if different and any(month != different[0].replace(day=1) for month in found.months):
        stop(Why.DIFFERENT_DAYS, first=different[0].isoformat(), second=found.months[0].isoformat())
    return different[0] if different else None


def _check_not_past(day: dt.date | None, at: dt.time | None, now: dt.datetime) -> None:
    if day is None:
        return
    if day < now.date() or (day == now.date() and at is not None and at <= now.time()):
        stop(Why.PAST, day=day.isoformat())


def _month_alone(found: days_.Days, at: dt.time | None, today: dt.date) -> Moment:
    months = list(dict.fromkeys(found.months))
    if len(months) > 1:
        stop(Why.DIFFERENT_DAYS, first=months[0].isoformat(), second=months[1].isoformat())
    if not months or at is not None:
        stop(Why.NEEDS_DAY, **({"month": months[0].isoformat()} if months else {}))
    if months[0] < today.replace(day=1):
        stop(Why.PAST, month=months[0].isoformat())
    return Moment(month=months[0])


def _later(found: days_.Days, at: dt.time | None) -> Moment:
    assert found.instant is not None
    if at is not None or found.some:
        stop(Why.NOT_UNDERSTOOD)
    instant = found.instant.replace(second=0, microsecond=0)
    return Moment(day=instant.date(), time=instant.time())


def _fact_of(day: dt.date | None) -> dict[str, str]:
    return {"day": day.isoformat()} if day else {}
