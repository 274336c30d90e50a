"""Events that come again: the next one of a series is planned and announced when the last one is over (row 25).

There is always one ahead, so that the plan and the groups are not flooded with a year of weekly meetings.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State, said_of
from domain.time.recurrence import Frequency, NotARule, Rule, occurrences, parse_rule
from handlers.plan.actions import make_public, over_at

if TYPE_CHECKING:
    from storage.books import Books
    from storage.plan.events import Event

HORIZON: Final = timedelta(days=366 * 9)
"""Nothing that this product offers pauses longer: 29 February leaves out eight years once a century."""
_MONTHS: Final = {Frequency.YEARLY: 12, Frequency.MONTHLY: 1}


async def continue_series(books: Books, event: Event, now: datetime) -> Event | None:
    """The next event of the series, announced; None when there is one, it has ended, or the host is no member.

    Nor where nobody speaks for the host any more: nobody could call it off. Once somebody does it goes on.
    """
    await books.schedule.series_alone()  # its librarian and the job may both have come to it
    if await books.schedule.is_followed(event.id):
        return None
    rule = _rule_of(event)
    host = await books.libraries.get(event.library_id)
    if rule is None or host is None or not host.is_member:
        return None
    if not await books.librarians.is_spoken_for(host.id):
        return None
    start = month = None
    if event.starts_at is None:
        month = next_month(rule, event.day, now.astimezone(ZoneInfo(event.zone)).date())
    else:
        first = await books.events.get(event.series_id) if event.series_id and rule.count else event
        start = next_start(rule, first or event, event, now)
    if start is None and month is None:
        return None
    made = await books.events.add(
        alliance_id=event.alliance_id,
        at=now,
        library_id=event.library_id,
        month=month,
        starts_at=start,
        ends_at=start + (event.ends_at - event.starts_at) if start and event.ends_at and event.starts_at else None,
        zone=event.zone,
        series_id=event.series_id or event.id,
        co_hosts=event.co_hosts,
        **said_of(event),
    )
    await make_public(books, made, now)
    return made


def is_due(event: Event, now: datetime) -> bool:
    """Whether the next one is to be planned: this one is over, or its month is."""
    if event.state in (State.HELD, State.CHRONICLED):
        return True
    end = over_at(event)
    if end is not None:
        return end <= now
    today = now.astimezone(ZoneInfo(event.zone)).date()
    return event.day < today.replace(day=1)


def next_start(rule: Rule, first: Event, last: Event, now: datetime) -> datetime | None:
    """The next occurrence after the last one that still lies ahead, in UTC; what was missed is left out."""
    if first.starts_at is None or last.starts_at is None:
        return None
    wall = first.starts_at.astimezone(ZoneInfo(first.zone)).replace(tzinfo=None)
    after = max(last.starts_at, now) + timedelta(seconds=1)
    found = occurrences(rule, wall, first.zone, after, after + HORIZON)
    return found[0].astimezone(UTC) if found else None


def next_month(rule: Rule, month: date, today: date) -> date | None:
    """The same for what has only a month; what comes every week has none."""
    step = _MONTHS.get(rule.frequency)
    if step is None or rule.count is not None:
        return None
    place = month.year * 12 + month.month - 1
    while True:
        place += step * rule.interval
        following = date(place // 12, place % 12 + 1, 1)
        if following >= today.replace(day=1):
            break
    return None if rule.until is not None and following > rule.until.date() else following


def _rule_of(event: Event) -> Rule | None:
    try:
        return parse_rule(event.repeats) if event.repeats else None
    except NotARule:
        return None
