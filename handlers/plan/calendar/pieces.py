"""A series of stored events as calendars understand it: a rule with exceptions (row 25, RFC 5545, 3.8.5).

The product keeps each occurrence as an event of its own, made from the one before, and always has one ahead. What is
said of one occurrence is said of all that follow it. So a series is cut wherever its facts or its place on the clock
change, as calendars do it for «this and the following»: each piece is a rule with a stable UID. A single cancelled
occurrence is an exception in its piece; dates that were left out are excluded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.event import PICTURED, SAID, State
from domain.time.recurrence import NotARule, Rule, occurrences, parse_rule

if TYPE_CHECKING:
    from storage.plan.events import Event

_SECOND = timedelta(seconds=1)
_FAR = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the storage knows of a series as a whole."""

    last_id: int
    """Its newest event, which need not be among those that are shown."""
    goes_on: bool
    """Another one will follow the newest."""
    first_start: datetime | None
    first_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is written together; an event that repeats nothing is a series of one."""

    events: tuple[Event, ...]
    """Those that have a start, by id."""
    ahead: Ahead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One rule of a calendar, or a single event."""

    first: Event
    rule: Rule | None = None
    """Without COUNT and UNTIL; None: it does not repeat."""
    until: datetime | None = None
    """The last moment of the rule, in UTC; None: it has no end."""
    left_out: tuple[datetime, ...] = ()
    """Occurrences of the rule that do not take place and are no events, in UTC."""
    cancelled: tuple[Event, ...] = ()


def pieces(series: Series, now: datetime) -> list[Piece]:
    """The rules and single events of a series."""
    runs: list[list[Event]] = []
    for event in series.events:
        if runs and _belongs(event, runs[-1]):
            runs[-1].append(event)
        else:
            runs.append([event])
    made = [_piece(run, None, now) for run in runs[:-1]]
    return [*made, *(_piece(run, series.ahead, now) for run in runs[-1:])]


def _belongs(event: Event, run: Sequence[Event]) -> bool:
    first, last = run[0], run[-1]
    rule = _rule_of(first)
    if rule is None or first.state is State.CANCELLED or _facts(first) != _facts(event):
        return False
    assert first.starts_at is not None
    assert last.starts_at is not None
    assert event.starts_at is not None
    if event.starts_at <= last.starts_at:
        return False
    return event.starts_at in _slots(rule, first, event.starts_at, event.starts_at + _SECOND)


def _piece(run: Sequence[Event], ahead: Ahead | None, now: datetime) -> Piece:
    first, last = run[0], run[-1]
    rule = _rule_of(first)
    if rule is None or first.state is State.CANCELLED:
        return Piece(first=first)
    endless = replace(rule, count=None, until=None)
    goes_on = ahead is not None and ahead.goes_on and ahead.last_id == last.id
    end = _end(rule, first, ahead) if goes_on and ahead else last.starts_at
    assert last.starts_at is not None
    if (end is not None and end <= last.starts_at) or not goes_on:
        if len(run) == 1:
            return Piece(first=first)
        end = last.starts_at
        known = last.starts_at
    else:
        known = max(last.starts_at, now)
    assert first.starts_at is not None
    slots = _slots(endless, first, first.starts_at, min(known, end or known) + _SECOND)
    taken = {one.starts_at for one in run}
    return Piece(
        first=first,
        rule=endless,
        until=end,
        left_out=tuple(slot for slot in slots if slot not in taken),
        cancelled=tuple(one for one in run if one.state is State.CANCELLED),
    )


def _end(rule: Rule, first: Event, ahead: Ahead) -> datetime | None:
    """The last moment in UTC; None: there is no end. COUNT is counted from the first event of all."""
    zone = ZoneInfo(first.zone)
    if rule.until is not None:
        return rule.until.replace(tzinfo=zone).astimezone(UTC)
    if rule.count is None:
        return None
    if ahead.first_start is None:
        return first.starts_at
    wall = ahead.first_start.astimezone(ZoneInfo(ahead.first_zone)).replace(tzinfo=None)
    return occurrences(rule, wall, ahead.first_zone, ahead.first_start, _FAR)[-1]


def _slots(rule: Rule, first: Event, after: datetime, before: datetime) -> list[datetime]:
    assert first.starts_at is not None
    wall = first.starts_at.astimezone(ZoneInfo(first.zone)).replace(tzinfo=None)
    return occurrences(replace(rule, count=None, until=None), wall, first.zone, after, before)


def _rule_of(event: Event) -> Rule | None:
    try:
        return parse_rule(event.repeats) if event.repeats else None
    except NotARule:
        return None


def _facts(event: Event) -> tuple[object, ...]:
    """All that the following ones have from this one."""
    lasts = event.ends_at - event.starts_at if event.ends_at and event.starts_at else None
    said = (getattr(event, name) for name in SAID if name not in PICTURED)
    return (*said, event.library_id, event.co_hosts, event.zone, lasts)
