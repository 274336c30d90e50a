"""When a notice is to be sent: leads, quiet hours, the weekly digest and the morning after (rows 46, 61).

Every function takes and gives aware instants, the answers in UTC. Wall-clock times that a zone skips in spring mean the
moment after the gap; those it repeats in autumn mean the first of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LEADS: Final = (
    timedelta(weeks=1),
    timedelta(days=3),
    timedelta(days=1),
    timedelta(hours=3),
    timedelta(hours=1),
    timedelta(minutes=15),
)
"""How long before an event a person may ask to be reminded."""
MINUTES: Final = tuple(int(lead / timedelta(minutes=1)) for lead in LEADS)
"""The same, as it is stored."""

JUST_BEFORE_QUIET: Final = timedelta(minutes=1)
"""How long before the quiet hours a reminder is sent that the morning would be too late for."""
NIGHT_ENDS: Final = time(4)
"""What ended before this belongs to the evening before: its morning after is the same day's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which nothing rings, by the person's own clock: the start is quiet, the end no longer is.

    May cross midnight (22:00–08:00). Equal ends mean that there are no quiet hours.
    """

    start: time
    end: time

    def covers(self, at: time) -> bool:
        """Whether that time on the wall is quiet."""
        at = at.replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def due(start: datetime, lead: timedelta) -> datetime:
    """The instant that lies so long before the start; a day is 24 hours, whatever the clocks do meanwhile."""
    return _utc(start) - lead


def still_helps(now: datetime, event_start: datetime) -> bool:
    """Whether a late reminder is worth sending: only until the event has begun."""
    return now < event_start


def ring_time(
    due_at: datetime,
    quiet: Quiet | None,
    zone: str,
    event_start: datetime,
    now: datetime | None = None,
) -> datetime | None:
    """When a reminder due at that instant is really sent; None if it could only come after the start.

    Outside quiet hours: when due. Inside them: in the morning, as soon as they end. If the event will have begun by
    then, in the evening, the minute before they begin. If that evening has passed already (`now`), when due after all:
    whoever subscribes at night to something before the morning wants the call.
    """
    due_at, event_start = _utc(due_at), _utc(event_start)
    if due_at >= event_start:
        return None
    where = ZoneInfo(zone)

    def rings(at: datetime) -> bool:
        return quiet is None or not quiet.covers(at.astimezone(where).time())

    if quiet is None or rings(due_at):
        return due_at
    today = due_at.astimezone(where).date()
    mornings = [at for at in _around(today, quiet.end, where) if at > due_at and rings(at)]
    if mornings and min(mornings) < event_start:
        return min(mornings)
    starts = (at - JUST_BEFORE_QUIET for at in _around(today, quiet.start, where))
    evenings = [at for at in starts if at < due_at and rings(at)]
    if evenings and (now is None or max(evenings) >= _utc(now)):
        return max(evenings)
    return due_at


def digest_due(weekday: int, at: time, zone: str, now: datetime) -> datetime:
    """The next weekly digest strictly after now: Monday is 0, the time is the person's own."""
    where = ZoneInfo(zone)
    today = _utc(now).astimezone(where).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, 16))
    instants = (_instant(day, at, where) for day in days if day.weekday() == weekday)
    return min(instant for instant in instants if instant > now)


def morning_after(moment: datetime, zone: str, at: time = time(10)) -> datetime:
    """The morning on which the host is asked how it went: the next one on the host's clock.

    An evening that ran past midnight is asked about when that same night is over.
    """
    where = ZoneInfo(zone)
    local = _utc(moment).astimezone(where)
    day = local.date()
    if local.time() >= min(NIGHT_ENDS, at):
        day += timedelta(days=1)
    return _instant(day, at, where)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(UTC)


def _instant(day: date, at: time, where: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=where).replace(fold=fold).astimezone(UTC)


def _around(day: date, at: time, where: ZoneInfo) -> Iterator[datetime]:
    """That time on the days nearby, in both readings of a skipped or repeated hour; a zone may skip a day."""
    for shift in range(-2, 3):
        for fold in (0, 1):
            yield _instant(day + timedelta(days=shift), at, where, fold)
