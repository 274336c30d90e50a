"""What is known of an event, read in one query with its host, co-hosts and tags."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from domain.event import EVENT, Kind, Said, SaidFacts, State
from domain.plan.co_hosting import CO_HOSTING, CoHosting
from storage.sql.records import record
from storage.sql.states import stands_in
from storage.tables import alliances, event_hosts, event_tags, events, libraries
from storage.tables.moderation import hidden_now

PUBLIC = EVENT.public
"""States that anybody may see."""
ON = (State.ANNOUNCED, State.HELD)
"""States in which one may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The library that holds an event, as far as a line about the event names it."""

    id: int
    title: str
    settlement: str
    settlement_type: str
    district: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Said):
    """One item of the plan with everything that is shown of it. ``month`` or ``starts_at``, never both."""

    id: int
    alliance_id: int
    alliance: str
    """The name that they share."""
    library_id: int
    host: Host
    co_hosts: tuple[int, ...]
    """Library ids, ascending: of those who have agreed."""
    invited: tuple[int, ...] = ()
    """Of those who have not answered yet."""
    declined: tuple[int, ...] = ()
    month: date | None
    day: date
    """Of the start by the host's calendar, or ``month``."""
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    series_id: int | None
    state: State
    sequence: int
    cancel_reason: str | None
    asked: int
    ask_at: datetime | None
    created_at: datetime
    hidden: bool = False
    """From everybody but its hosts and those who decide about it."""


class EventFacts(SaidFacts, total=False):
    """What is said of an event, whose it is and when; anything may change later."""

    library_id: int
    month: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    series_id: int | None
    co_hosts: Collection[int]
    """Those who have agreed, all of them."""
    invited: Collection[int]
    """Those who are asked and have not answered, all of them; who has answered already keeps to it."""


_HOST = ("id", "title", "settlement", "settlement_type", "district", "region")
TOGETHER = stands_in(event_hosts.c.state, CO_HOSTING.public)
"""Whether the library of a row of ``event_hosts`` holds the event, as everybody may know."""
_hosting = sa.cast(event_hosts.c.library_id, sa.String(20)) + ":" + event_hosts.c.state
_co_hosts = (
    sa.select(sa.func.aggregate_strings(_hosting, ","))
    .where(event_hosts.c.event_id == events.c.id)
    .correlate(events)
    .scalar_subquery()
)
_tags = (
    sa.select(sa.func.aggregate_strings(event_tags.c.tag, ","))
    .where(event_tags.c.event_id == events.c.id)
    .correlate(events)
    .scalar_subquery()
)
HIDDEN = hidden_now("event", events.c.id)
_poster = sa.case((hidden_now("picture", events.c.poster_id), sa.null()), else_=events.c.poster_id)
EVENTS = (
    sa.select(
        *(column for column in events.c if column is not events.c.poster_id),
        _poster.label("poster_id"),
        HIDDEN.label("hidden"),
        alliances.c.settlement.label("alliance"),
        _co_hosts.label("hosting"),
        _tags.label("tags"),
        *(libraries.c[name].label(f"host_{name}") for name in _HOST),
    )
    .join(alliances, alliances.c.id == events.c.alliance_id)
    .join(libraries, libraries.c.id == events.c.library_id)
)
BY_START = (events.c.starts_at, events.c.id)
BY_DAY = (events.c.day, events.c.starts_at.asc().nulls_first(), events.c.id)


def event_of(row: sa.RowMapping) -> Event:
    """The record of a row of ``EVENTS``."""
    hosting = [one.split(":") for one in (row["hosting"] or "").split(",") if one]
    libraries = {
        state: tuple(sorted(int(library) for library, stands in hosting if stands == state)) for state in CoHosting
    }
    return record(
        Event,
        row,
        host=Host(**{name: row[f"host_{name}"] for name in _HOST}),
        co_hosts=libraries[CoHosting.AGREED],
        invited=libraries[CoHosting.INVITED],
        declined=libraries[CoHosting.DECLINED],
        tags=tuple(sorted(one for one in (row["tags"] or "").split(",") if one)),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        hidden=bool(row["hidden"]),
    )


def first_day(month: date | None, starts_at: datetime | None, zone: str) -> date:
    """The day that plans go by. Raises ValueError when neither a month nor a start is given."""
    if starts_at is not None:
        return starts_at.astimezone(ZoneInfo(zone)).date()
    if month is None:
        raise ValueError("an event has either a month or a start")
    return month.replace(day=1)


def hosted_by(library_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """The host or a co-host is one of these."""
    together = sa.select(event_hosts.c.event_id).where(event_hosts.c.library_id.in_(library_ids), TOGETHER)
    return sa.or_(events.c.library_id.in_(library_ids), events.c.id.in_(together))


def in_states(states: Collection[State]) -> sa.ColumnElement[bool]:
    """The event is in one of these, and nobody has hidden it."""
    return sa.and_(stands_in(events.c.state, states), ~HIDDEN)


def starts_between(start: datetime, end: datetime) -> sa.ColumnElement[bool]:
    """It begins from one moment on and before the other."""
    return sa.and_(events.c.starts_at >= start, events.c.starts_at < end)


def on_between(start: datetime, end: datetime) -> sa.ColumnElement[bool]:
    """It begins before the end and is not over at the start; an exhibition lasts for weeks."""
    finish = sa.func.coalesce(events.c.ends_at, events.c.starts_at)
    return sa.and_(events.c.starts_at < end, finish >= start, in_states(ON))
