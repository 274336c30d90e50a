"""What feeds ask for: events in pieces, so that a long list never holds up the program (rows 18, 46).

Every query here is led by an index (tests/storage/public/test_feeds.py asks the databases).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.plan.audience import wanted_by
from storage.plan.event_records import EVENTS, HIDDEN, PUBLIC, Event, event_of, hosted_by, in_states
from storage.sql.records import record
from storage.tables import alliances, chronicle, event_tags, events, libraries, memberships, subscriptions
from storage.tables.alliances import SHOWN_ALLIANCE
from storage.tables.chronicle import SHOWN_ENTRY, corrected
from storage.tables.libraries import SHOWN_LIBRARY

_SERIES = sa.func.coalesce(events.c.series_id, events.c.id)
_GOES_ON = (State.ANNOUNCED, State.HELD, State.CHRONICLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEnd:
    """The newest event of a series and how the series began."""

    last_id: int
    goes_on: bool
    """The newest one was not cancelled, repeats, and its host is a member: another will follow."""
    first_start: datetime | None
    first_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A public thing for a map of the site: a library or an entry of a chronicle."""

    id: int
    slug: str
    """Of its alliance."""


class Feeds:
    """Long lists of public things."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def dated(
        self,
        alliance_id: int,
        since: date,
        *,
        library_id: int | None = None,
        tag: str | None = None,
        before: date | None = None,
        undated: bool = False,
    ) -> tuple[int, ...]:
        """Ids of public events that have a day, those of one series side by side; of a series all, however old.

        ``before``: only what has a day before it, and the whole of each series that has any such day.
        ``undated``: together with those that have only a month yet.
        """
        where = [events.c.alliance_id == alliance_id, _shown(since, undated=undated)]
        if library_id is not None:
            where = [hosted_by((library_id,)), _shown(since, undated=undated)]
        if tag is not None:
            where.append(events.c.id.in_(sa.select(event_tags.c.event_id).where(event_tags.c.tag == tag)))
        if before is not None:
            within = sa.select(_SERIES).where(*where, events.c.day >= since, events.c.day < before)
            where.append(_SERIES.in_(within))
        return await self._ids(sa.and_(*where))

    async def wanted(self, person_id: int, since: date) -> tuple[int, ...]:
        """The same of all that this person is subscribed to and has not declined."""
        theirs = sa.select(subscriptions.c.alliance_id).where(subscriptions.c.person_id == person_id)
        return await self._ids(
            sa.and_(events.c.alliance_id.in_(theirs), _shown(since), wanted_by(sa.literal(person_id)))
        )

    async def events(self, event_ids: Collection[int]) -> tuple[Event, ...]:
        """In the order of ``dated``."""
        query = EVENTS.where(events.c.id.in_(event_ids), ~HIDDEN).order_by(_SERIES, events.c.id)
        return tuple(event_of(row) for row in (await self._connection.execute(query)).mappings())

    async def series(self, series_ids: Sequence[int]) -> Mapping[int, SeriesEnd]:
        """By the id of the first event of each."""
        if not series_ids:
            return {}
        within = sa.or_(events.c.id.in_(series_ids), events.c.series_id.in_(series_ids))
        newest = sa.select(_SERIES.label("series"), sa.func.max(events.c.id).label("last"))
        newest = newest.where(within, events.c.state != State.DRAFT.value).group_by(_SERIES)
        lasts = newest.subquery()
        first = events.alias("first")
        member = sa.exists().where(memberships.c.library_id == events.c.library_id, memberships.c.left_at.is_(None))
        goes_on = sa.and_(events.c.repeats.is_not(None), in_states(_GOES_ON), member)
        query = (
            sa.select(lasts.c.series, events.c.id, goes_on.label("goes_on"), first.c.starts_at, first.c.zone)
            .join(events, events.c.id == lasts.c.last)
            .join(first, first.c.id == lasts.c.series)
        )
        return {
            row.series: SeriesEnd(
                last_id=row.id, goes_on=bool(row.goes_on), first_start=row.starts_at, first_zone=row.zone
            )
            for row in await self._connection.execute(query)
        }

    async def public_events(self, after: int, limit: int) -> tuple[int, ...]:
        """The next ids."""
        query = sa.select(events.c.id).where(events.c.id > after, in_states(PUBLIC))
        return tuple((await self._connection.execute(query.order_by(events.c.id).limit(limit))).scalars())

    async def public_libraries(self, after: int, limit: int) -> tuple[MapLine, ...]:
        """The next by id of those who ever joined."""
        joined = sa.exists().where(memberships.c.library_id == libraries.c.id)
        query = sa.select(libraries.c.id, alliances.c.slug).join(alliances, alliances.c.id == libraries.c.alliance_id)
        query = query.where(libraries.c.id > after, joined, SHOWN_LIBRARY)
        return await self._map(query.order_by(libraries.c.id).limit(limit))

    async def told_entries(self, after: int, limit: int) -> tuple[MapLine, ...]:
        """The next by id of those that nobody corrected."""
        query = sa.select(chronicle.c.id, alliances.c.slug).join(alliances, alliances.c.id == chronicle.c.alliance_id)
        query = query.where(chronicle.c.id > after, SHOWN_ENTRY, ~corrected(chronicle.c.id))
        return await self._map(query.order_by(chronicle.c.id).limit(limit))

    async def greatest(self, of: Literal["events", "libraries", "entries"]) -> int:
        """The greatest id of all, 0 when there is none."""
        id_ = {"events": events.c.id, "libraries": libraries.c.id, "entries": chronicle.c.id}[of]
        return int((await self._connection.execute(sa.select(sa.func.max(id_)))).scalar_one() or 0)

    async def slugs(self) -> tuple[tuple[int, str], ...]:
        """Every alliance that is not hidden: id and the name in its address."""
        query = sa.select(alliances.c.id, alliances.c.slug).where(SHOWN_ALLIANCE).order_by(alliances.c.id)
        rows = await self._connection.execute(query)
        return tuple((row.id, row.slug) for row in rows)

    async def _map(self, query: sa.Select[Any]) -> tuple[MapLine, ...]:
        return tuple(record(MapLine, row) for row in (await self._connection.execute(query)).mappings())

    async def _ids(self, where: sa.ColumnElement[bool]) -> tuple[int, ...]:
        query = sa.select(events.c.id).where(where).order_by(_SERIES, events.c.id)
        return tuple((await self._connection.execute(query)).scalars())


def _shown(since: date, *, undated: bool = False) -> sa.ColumnElement[bool]:
    recent = sa.or_(events.c.day >= since, events.c.repeats.is_not(None), events.c.series_id.is_not(None))
    dated = () if undated else (events.c.starts_at.is_not(None),)
    return sa.and_(recent, *dated, in_states(PUBLIC))
