"""Where an event goes: «на час позже», «на неделю раньше», «перенести на 12 декабря в 16», «на субботу»."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from domain.time.spoken.moments import Moment, parse_moment
from domain.time.spoken.reading import Reading, Stuck, Unclear, Why, stop
from domain.time.spoken.wording import any_of, worded
from domain.vocabulary import dates

_UNITS: Final = {form: unit for unit, forms in dates.UNITS.items() for form in forms}
_LATER: Final = any_of(*dates.LATER)
_SHIFT: Final = rf"(?:{dates.ON}\s+)?(?P<count>\d{{1,3}})\s*(?P<unit>{any_of(*_UNITS)})"
_RELATIVE: Final = tuple(
    re.compile(pattern)
    for pattern in (rf"(?<!\w){_SHIFT}\s+(?P<way>{_LATER})", rf"(?<!\w)(?P<way>{_LATER})\s+{_SHIFT}")
)
_ORDER: Final = re.compile(rf"(?<!\w){any_of(*dates.MOVE)}")
_BARE_SHIFT: Final = re.compile(rf"\s*{dates.ON}\s+\d{{1,3}}\s*{any_of(*_UNITS)}\s*")
_WEEKDAY: Final = re.compile(rf"(?<!\w){any_of(*(form for forms in dates.WEEKDAYS for form in forms))}")
_BESIDE: Final = re.compile(
    rf"(?<!\w){any_of(*dates.THIS, *dates.NEXT, *dates.NEAREST, *dates.DAYS_AWAY, *dates.WEEK, dates.IN)}"
)
_NEAR: Final = 3
"""Days before an event in which a weekday is looked for."""
_ON_HOUR: Final = re.compile(rf"(?<!\w){dates.ON} (?=\d{{1,2}}(?:[:-]\d{{2}})?(?![\w.:])(?! ?(?:[^\W\d]|-)))")


def moved(text: str, start: datetime, now: datetime) -> Moment | Unclear:
    """The day and the time to which that text moves what begins at ``start``; both aware, ``now`` in any zone.

    What the text leaves out stays: «на 16:00» is of the same day, «на субботу» at the same hour. A ``last`` or an
    ``until`` is there only if it was said. «на час» alone is unclear: an hour later, or at one o'clock.
    """
    try:
        return _moved(text, start, now)
    except Stuck as stuck:
        return stuck.answer


def is_move(text: str) -> bool:
    """Whether the words ask to move something: they begin so, or say how much later or earlier."""
    try:
        reading = Reading(text, afternoon=True)
    except Stuck:
        return False
    return _ORDER.match(reading.rest.strip()) is not None or any(one.search(reading.rest) for one in _RELATIVE)


def _moved(text: str, start: datetime, now: datetime) -> Moment | Unclear:
    reading = Reading(text, afternoon=True)
    for pattern in _RELATIVE:
        if found := reading.consume(pattern):
            reading.consume_all(_ORDER)
            reading.finish()
            return _ahead(_shifted(found, start), now)
    rest = " ".join(_ORDER.sub(" ", worded(text)).split())
    if _BARE_SHIFT.fullmatch(rest):
        stop(Why.NOT_UNDERSTOOD)
    rest = _ON_HOUR.sub(f"{dates.INTO} ", rest)
    near = start - timedelta(days=_NEAR)
    since = max(now.astimezone(start.tzinfo), near) if _of_its_week(rest) else now.astimezone(start.tzinfo)
    said = parse_moment(rest, since)
    if isinstance(said, Unclear):
        return said
    if said.month is not None:
        return said
    day, at = said.day or start.date(), said.time or start.time().replace(second=0, microsecond=0)
    if said.day == start.date() and said.time is None and _of_its_week(rest):
        day += timedelta(weeks=1)  # whoever moves what is on a Saturday to Saturday means the next one
    moment = Moment(day=day, time=at, last=said.last, until=said.until)
    _check(datetime.combine(day, at, tzinfo=start.tzinfo), now)
    return moment


def _of_its_week(text: str) -> bool:
    """Whether a weekday alone is named: «на субботу» is the one near the event, not near today."""
    return _WEEKDAY.search(text) is not None and _BESIDE.search(text) is None


def _shifted(found: re.Match[str], start: datetime) -> datetime:
    """So much later, or earlier: days by the calendar, hours by the clock that goes on."""
    count, unit = int(found["count"]) * dates.LATER[found["way"]], _UNITS[found["unit"]]
    if unit in {"hour", "minute"}:
        later = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
        return (start.astimezone(UTC) + later).astimezone(start.tzinfo)
    steps = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
    return start + relativedelta(**{steps[unit]: count})  # type: ignore[arg-type]  # the keys are those of relativedelta


def _ahead(at: datetime, now: datetime) -> Moment:
    _check(at, now)
    return Moment(day=at.date(), time=at.time().replace(second=0, microsecond=0))


def _check(at: datetime, now: datetime) -> None:
    if at.astimezone(UTC) <= now.astimezone(UTC):
        stop(Why.PAST, day=at.date().isoformat(), time=f"{at:%H:%M}")
