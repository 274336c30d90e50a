"""What only the public pages ask for: lists that are short however long the tables are (rows 18, 29, 46).

Every query here is led by an index (tests/storage/public/test_pages.py asks the databases).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.plan.event_records import (
    BY_DAY,
    BY_START,
    EVENTS,
    ON,
    PUBLIC,
    Event,
    event_of,
    hosted_by,
    in_states,
    on_between,
    starts_between,
)
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.records import record
from storage.tables import alliances, chronicle, chronicle_pictures, events, libraries, memberships, pictures, posts
from storage.tables.alliances import SHOWN_ALLIANCE
from storage.tables.chronicle import SHOWN_ENTRY, corrected
from storage.tables.libraries import SHOWN_LIBRARY
from storage.tables.moderation import hidden_now


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceLine:
    """An alliance in the list of all of them."""

    id: int
    slug: str
    settlement: str
    motto: str | None
    emblem_id: int | None
    members: int
    regions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSize:
    """How a public picture is addressed and how much room it needs."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPost:
    """The newest post of a section of a group."""

    group_id: int
    section: str
    link: str


_NOW = sa.and_(memberships.c.library_id == libraries.c.id, memberships.c.left_at.is_(None))


class PublicPages:
    """Public lists of all alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def alliances(
        self, *, folded: str = "", region: str = "", offset: int = 0, limit: int = PAGE
    ) -> Page[AllianceLine]:
        """By name; ``folded`` is a part of the folded name, ``region`` one in which the alliance has a member."""
        members = (
            sa.select(sa.func.count())
            .where(
                memberships.c.alliance_id == alliances.c.id,
                memberships.c.left_at.is_(None),
                ~hidden_now("library", memberships.c.library_id),
            )
            .correlate(alliances)
            .scalar_subquery()
        )
        regions = (
            sa.select(sa.func.count(libraries.c.region.distinct()))
            .join(memberships, _NOW)
            .where(libraries.c.alliance_id == alliances.c.id, SHOWN_LIBRARY)
            .correlate(alliances)
            .scalar_subquery()
        )
        query = sa.select(alliances.c.id, alliances.c.folded).where(SHOWN_ALLIANCE)
        if folded:
            query = query.where(alliances.c.folded.contains(folded, autoescape=True))
        if region:
            there = sa.select(libraries.c.alliance_id).join(memberships, _NOW)
            there = there.where(libraries.c.region == region, SHOWN_LIBRARY)
            query = query.where(alliances.c.id.in_(there))
        by_name = query.order_by(alliances.c.folded, alliances.c.id)
        found = await paging.page(self._connection, by_name, lambda row: int(row["id"]), offset=offset, limit=limit)
        lines = sa.select(alliances, members.label("members"), regions.label("regions"))
        lines = lines.where(alliances.c.id.in_(found.items)).order_by(alliances.c.folded, alliances.c.id)
        rows = (await self._connection.execute(lines)).mappings()
        return Page(items=tuple(record(AllianceLine, row) for row in rows), total=found.total)

    async def regions(self) -> tuple[str, ...]:
        """All regions that have a member library."""
        query = sa.select(libraries.c.region).join(memberships, _NOW).where(SHOWN_LIBRARY)
        query = query.distinct().order_by(libraries.c.region)
        return tuple((await self._connection.execute(query)).scalars())

    async def zones(self, alliance_id: int) -> tuple[str, ...]:
        """The time zones of the members."""
        query = sa.select(libraries.c.zone).join(memberships, _NOW)
        query = query.where(libraries.c.alliance_id == alliance_id, SHOWN_LIBRARY)
        return tuple((await self._connection.execute(query.distinct().order_by(libraries.c.zone))).scalars())

    async def plan(
        self, alliance_id: int, start: date, end: date | None = None, *, offset: int = 0, limit: int = PAGE
    ) -> Page[Event]:
        """The public plan from a day on (up to another, exclusive), by the hosts' calendars.

        Without an end, what is planned for that month and has no day yet comes with it.
        """
        where = [events.c.alliance_id == alliance_id, in_states(PUBLIC)]
        if end is not None:
            where += [events.c.day >= start, events.c.day < end]
        else:
            later = sa.or_(events.c.day >= start, events.c.starts_at.is_(None))
            where += [events.c.day >= start.replace(day=1), later]
        ids = sa.select(events.c.id).where(*where).order_by(*BY_DAY)
        return await self._events(ids, offset, limit)

    async def coming(self, alliance_id: int, start: datetime, *, limit: int) -> tuple[Event, ...]:
        """The next announced ones."""
        where = (events.c.alliance_id == alliance_id, events.c.starts_at >= start, in_states((State.ANNOUNCED,)))
        ids = sa.select(events.c.id).where(*where).order_by(*BY_START).limit(limit)
        return await self._many(tuple((await self._connection.execute(ids)).scalars()))

    async def on(
        self,
        alliance_id: int,
        start: datetime,
        end: datetime,
        *,
        library_ids: Collection[int] | None = None,
        begins: bool = False,
        limit: int = PAGE,
    ) -> Page[Event]:
        """What is on between two moments; with ``begins``, only what begins then."""
        when = sa.and_(starts_between(start, end), in_states(ON)) if begins else on_between(start, end)
        ids = sa.select(events.c.id).where(events.c.alliance_id == alliance_id, when)
        if library_ids is not None:
            ids = ids.where(hosted_by(library_ids))
        return await self._events(ids.order_by(*BY_START), 0, limit)

    async def of_library(self, library_id: int, start: date, *, limit: int) -> tuple[Event, ...]:
        """What the library hosts by itself from a day on."""
        where = (events.c.library_id == library_id, events.c.day >= start, in_states(PUBLIC))
        ids = sa.select(events.c.id).where(*where).order_by(*BY_DAY).limit(limit)
        return await self._many(tuple((await self._connection.execute(ids)).scalars()))

    async def month(
        self, alliance_id: int, start: date, end: date, *, most: int
    ) -> tuple[tuple[Event, ...], Mapping[date, int]]:
        """The first few events of each day, and how many each day has. What has no day yet is not among them."""
        where = (
            events.c.alliance_id == alliance_id,
            events.c.day >= start,
            events.c.day < end,
            events.c.starts_at.is_not(None),
            in_states(PUBLIC),
        )
        place = sa.func.row_number().over(partition_by=events.c.day, order_by=(events.c.starts_at, events.c.id))
        ranked = sa.select(events.c.id, place.label("place")).where(*where).subquery()
        ids = sa.select(ranked.c.id).where(ranked.c.place <= most)
        counts = sa.select(events.c.day, sa.func.count()).where(*where).group_by(events.c.day)
        shown = await self._many(tuple((await self._connection.execute(ids)).scalars()))
        return shown, {row[0]: row[1] for row in await self._connection.execute(counts)}

    async def undated(self, alliance_id: int, month: date, *, limit: int) -> tuple[Event, ...]:
        """What is planned for that month without a day."""
        where = (events.c.alliance_id == alliance_id, events.c.day == month, events.c.starts_at.is_(None))
        ids = sa.select(events.c.id).where(*where, in_states(PUBLIC)).order_by(events.c.id).limit(limit)
        return await self._many(tuple((await self._connection.execute(ids)).scalars()))

    async def years(self, alliance_id: int) -> tuple[int, int] | None:
        """The first and the last year of the public plan."""
        query = sa.select(sa.func.min(events.c.day), sa.func.max(events.c.day))
        query = query.where(events.c.alliance_id == alliance_id, in_states(PUBLIC))
        first, last = (await self._connection.execute(query)).one()
        return None if first is None else (first.year, last.year)

    async def entries(
        self,
        alliance_id: int,
        *,
        start: date | None = None,
        end: date | None = None,
        library_id: int | None = None,
        offset: int = 0,
        limit: int = PAGE,
    ) -> Page[int]:
        """The ids of entries of the chronicle, the newest day first."""
        where = [chronicle.c.alliance_id == alliance_id]
        if library_id is not None:
            where = [chronicle.c.library_id == library_id]
        if start is not None:
            where.append(chronicle.c.happened_on >= start)
        if end is not None:
            where.append(chronicle.c.happened_on < end)
        query = sa.select(chronicle.c.id).where(*where, SHOWN_ENTRY)
        query = query.order_by(chronicle.c.happened_on.desc(), chronicle.c.id.desc())
        return await paging.page(self._connection, query, lambda row: int(row["id"]), offset=offset, limit=limit)

    async def chronicle_span(self, alliance_id: int) -> tuple[date, date] | None:
        """The first and the last day that the chronicle tells of."""
        days = chronicle.c.happened_on
        mine = sa.select(days).where(chronicle.c.alliance_id == alliance_id, SHOWN_ENTRY)
        first = (await self._connection.execute(mine.order_by(days).limit(1))).scalar()
        last = (await self._connection.execute(mine.order_by(days.desc()).limit(1))).scalar()
        return None if first is None or last is None else (first, last)

    async def section_posts(self, group_ids: Collection[int]) -> tuple[SectionPost, ...]:
        """The newest post with an address in each section of these groups: the way into the section."""
        newest = sa.select(sa.func.max(posts.c.id)).where(posts.c.group_id.in_(group_ids), posts.c.link.is_not(None))
        newest = newest.group_by(posts.c.group_id, posts.c.section)
        query = sa.select(posts.c.group_id, posts.c.section, posts.c.link).where(posts.c.id.in_(newest))
        rows = await self._connection.execute(query.order_by(posts.c.group_id, posts.c.section))
        return tuple(record(SectionPost, row) for row in rows.mappings())

    async def sizes(self, picture_ids: Collection[int]) -> Mapping[int, PictureSize]:
        """Of these pictures; whether anybody may see them is asked again when they are fetched."""
        if not picture_ids:
            return {}
        query = sa.select(pictures.c.id, pictures.c.sha256, pictures.c.width, pictures.c.height)
        shown = pictures.c.id.in_(picture_ids), ~hidden_now("picture", pictures.c.id)
        rows = await self._connection.execute(query.where(*shown))
        return {row["id"]: record(PictureSize, row) for row in rows.mappings()}

    async def public_picture(self, sha256: str) -> int | None:
        """The id of an emblem, of the poster of a public event, or of what an uncorrected entry shows with consent."""
        named = sa.select(pictures.c.id).where(pictures.c.sha256 == sha256, ~hidden_now("picture", pictures.c.id))
        id_ = (await self._connection.execute(named)).scalar_one_or_none()
        if id_ is None or not (await self._connection.execute(sa.select(_shown(id_)))).scalar_one():
            return None
        return int(id_)

    async def _events(self, ids: sa.Select[tuple[int]], offset: int, limit: int) -> Page[Event]:
        found = await paging.page(self._connection, ids, lambda row: int(row["id"]), offset=offset, limit=limit)
        return Page(items=await self._many(found.items), total=found.total)

    async def _many(self, ids: Collection[int]) -> tuple[Event, ...]:
        if not ids:
            return ()
        query = EVENTS.where(events.c.id.in_(ids)).order_by(*BY_DAY)
        return tuple(event_of(row) for row in (await self._connection.execute(query)).mappings())


def _shown(picture_id: int) -> sa.ColumnElement[bool]:
    """Whether anything public shows this picture. By its number, so that each part is one look into an index."""
    return sa.or_(
        sa.exists().where(alliances.c.emblem_id == picture_id, SHOWN_ALLIANCE),
        sa.exists().where(events.c.poster_id == picture_id, in_states(PUBLIC)),
        sa.exists().where(
            chronicle_pictures.c.picture_id == picture_id,
            chronicle_pictures.c.agreed,
            ~corrected(chronicle_pictures.c.entry_id),
            ~hidden_now("entry", chronicle_pictures.c.entry_id),
        ),
    )
