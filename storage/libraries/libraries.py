"""Libraries of an alliance and their memberships (rows 3, 4, 11, 12).

Who serves in one: storage/libraries/librarians.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.twins import Named, same
from domain.spelling import fold, plain
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.records import insert, record
from storage.tables import librarians, libraries, memberships, posts
from storage.tables.libraries import SERVES, SHOWN_LIBRARY, SPEAKS
from storage.tables.library_merges import library_merges
from storage.tables.moderation import hidden_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One library with its latest membership, which may be over; None while it never joined."""

    id: int
    alliance_id: int
    settlement: str
    settlement_type: str
    district: str
    region: str
    zone: str
    title: str
    folded: str
    parent: str
    ownership: str
    verdict: str
    checked: str
    created_at: datetime
    membership_id: int | None
    joined_at: datetime | None
    left_at: datetime | None
    hidden: bool = False
    """From everybody, by those who decide about it."""

    @property
    def is_member(self) -> bool:
        """It has joined and not left since."""
        return self.joined_at is not None and self.left_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A line of the roster."""

    library: Library
    link: str | None
    """The notice of joining, in the first group that has it published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCount:
    """How many members a region has."""

    region: str
    members: int


class LibraryChanges(TypedDict, total=False):
    """What may be corrected later."""

    settlement: str
    settlement_type: str
    district: str
    region: str
    zone: str
    title: str
    folded: str
    parent: str
    ownership: str
    verdict: str
    checked: str


_latest = memberships.alias("latest")
_newest_id = (
    sa.select(sa.func.max(memberships.c.id))
    .where(memberships.c.library_id == libraries.c.id)
    .correlate(libraries)
    .scalar_subquery()
)
_COLUMNS = (
    libraries,
    hidden_now("library", libraries.c.id).label("hidden"),
    _latest.c.id.label("membership_id"),
    _latest.c.joined_at.label("joined_at"),
    _latest.c.left_at.label("left_at"),
)
_libraries = sa.select(*_COLUMNS).select_from(
    libraries.outerjoin(_latest, sa.and_(_latest.c.library_id == libraries.c.id, _latest.c.id == _newest_id))
)
_notice = (
    sa.select(posts.c.link)
    .where(
        posts.c.subject == sa.literal("joined:") + sa.cast(_latest.c.id, sa.String(20)),
        posts.c.link.is_not(None),
    )
    .order_by(posts.c.id)
    .limit(1)
    .correlate(_latest)
    .scalar_subquery()
)
_MEMBER = sa.and_(_latest.c.joined_at.is_not(None), _latest.c.left_at.is_(None), SHOWN_LIBRARY)


def _library(row: sa.RowMapping) -> Library:
    return record(Library, row, hidden=bool(row["hidden"]))


def _line(row: sa.RowMapping) -> RosterLine:
    return RosterLine(library=_library(row), link=row["link"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That a library is, or was, a member."""

    id: int
    library_id: int
    joined_at: datetime
    left_at: datetime | None
    reason: str | None
    """Why it left, for a year."""


class Libraries:
    """Libraries, and when they were members."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def register(
        self,
        *,
        alliance_id: int,
        settlement: str,
        region: str,
        zone: str,
        title: str,
        folded: str,
        ownership: str,
        verdict: str,
        at: datetime,
        settlement_type: str = "",
        district: str = "",
        parent: str = "",
        checked: str = "unchecked",
    ) -> Library:
        """A library that is known from now on and is no member yet: see ``join``. Look with ``find`` first."""
        registering = sa.insert(libraries).values(
            alliance_id=alliance_id,
            settlement=settlement,
            settlement_type=settlement_type,
            district=district,
            region=region,
            zone=zone,
            title=title,
            folded=folded,
            parent=parent,
            ownership=ownership,
            verdict=verdict,
            checked=checked,
            created_at=at,
        )
        row = (await self._connection.execute(registering.returning(*libraries.c))).mappings().one()
        return record(Library, row, membership_id=None, joined_at=None, left_at=None)

    async def get(self, library_id: int, *, hidden: bool = False) -> Library | None:
        """The library; the one that it turned out to be, if it is no more (``storage.libraries.merges``).

        None for one that is hidden, unless that is asked for.
        """
        shown = () if hidden else (SHOWN_LIBRARY,)
        row = (
            (await self._connection.execute(_libraries.where(libraries.c.id == library_id, *shown))).mappings().first()
        )
        if row is not None:
            return _library(row)
        kept = sa.select(library_merges.c.kept_id).where(
            library_merges.c.gone_id == library_id, library_merges.c.undone_at.is_(None)
        )
        row = (await self._connection.execute(_libraries.where(libraries.c.id.in_(kept), *shown))).mappings().first()
        return None if row is None else _library(row)

    async def many(self, library_ids: Collection[int]) -> tuple[Library, ...]:
        """These libraries, by region and title, without hidden ones."""
        query = _libraries.where(libraries.c.id.in_(library_ids), SHOWN_LIBRARY)
        return await self._many(query.order_by(libraries.c.region, libraries.c.title, libraries.c.id))

    async def find(
        self, alliance_id: int, *, settlement: str, region: str, district: str, folded: str, title: str = ""
    ) -> Library | None:
        """The same library, however it was typed: the same place and the same title.

        The title as it is folded; else the one that looks like ``title`` (``domain.libraries.twins``). Former members,
        too, and hidden ones: nobody makes a second card of them.
        """
        place = fold(settlement), plain(region), plain(district)
        every = await self.of_alliance(alliance_id, hidden=True)
        for library in every:
            there = fold(library.settlement), plain(library.region), plain(library.district)
            if library.folded == folded and there == place:
                return library
        wanted = Named(settlement=settlement, region=region, district=district, title=title)
        return next((library for library in every if title and same(library, wanted)), None)

    async def of_alliance(self, alliance_id: int, *, hidden: bool = False) -> tuple[Library, ...]:
        """All that were ever registered there, members or not, the oldest first; hidden ones if that is asked for."""
        query = _libraries.where(libraries.c.alliance_id == alliance_id, *(() if hidden else (SHOWN_LIBRARY,)))
        return await self._many(query.order_by(libraries.c.id))

    async def join(self, library_id: int, at: datetime) -> int:
        """The id of its membership: a new one, or the one that it has already."""
        joining = (
            insert(self._connection, memberships)
            .from_select(
                ["library_id", "alliance_id", "joined_at"],
                sa.select(libraries.c.id, libraries.c.alliance_id, sa.literal(at, memberships.c.joined_at.type)).where(
                    libraries.c.id == library_id
                ),
            )
            .on_conflict_do_nothing(index_elements=["library_id"], index_where=memberships.c.left_at.is_(None))
            .returning(memberships.c.id)
        )
        joined = (await self._connection.execute(joining)).scalar_one_or_none()
        if joined is not None:
            return int(joined)
        query = sa.select(memberships.c.id).where(
            memberships.c.library_id == library_id, memberships.c.left_at.is_(None)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def leave(self, library_id: int, at: datetime, reason: str | None = None) -> int | None:
        """The id of the membership that ended; None when the library was no member."""
        query = (
            sa.update(memberships)
            .where(memberships.c.library_id == library_id, memberships.c.left_at.is_(None))
            .values(left_at=at, reason=reason)
            .returning(memberships.c.id)
        )
        ended: int | None = (await self._connection.execute(query)).scalar_one_or_none()
        return ended

    async def roster(
        self, alliance_id: int, *, region: str | None = None, offset: int = 0, limit: int = PAGE
    ) -> Page[RosterLine]:
        """The members by region, settlement's district and title."""
        query = _libraries.add_columns(_notice.label("link")).where(libraries.c.alliance_id == alliance_id, _MEMBER)
        if region is not None:
            query = query.where(libraries.c.region == region)
        query = query.order_by(libraries.c.region, libraries.c.district, libraries.c.title, libraries.c.id)
        return await paging.page(self._connection, query, _line, offset=offset, limit=limit)

    async def members(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Library]:
        """The members in the order of the roster, without links."""
        query = _libraries.where(libraries.c.alliance_id == alliance_id, _MEMBER)
        query = query.order_by(libraries.c.region, libraries.c.district, libraries.c.title, libraries.c.id)
        return await paging.page(self._connection, query, _library, offset=offset, limit=limit)

    async def titles(self, *, limit: int) -> tuple[tuple[int, str, str], ...]:
        """Id, title and settlement of all members: to find the one that was meant."""
        of_member = sa.exists().where(memberships.c.library_id == libraries.c.id, memberships.c.left_at.is_(None))
        query = sa.select(libraries.c.id, libraries.c.title, libraries.c.settlement).where(of_member, SHOWN_LIBRARY)
        rows = await self._connection.execute(query.order_by(libraries.c.id).limit(limit))
        return tuple((row.id, row.title, row.settlement) for row in rows)

    async def former(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Library]:
        """Those that have left, the latest first."""
        query = _libraries.where(libraries.c.alliance_id == alliance_id, _latest.c.left_at.is_not(None), SHOWN_LIBRARY)
        query = query.order_by(_latest.c.left_at.desc(), libraries.c.id)
        return await paging.page(self._connection, query, _library, offset=offset, limit=limit)

    async def all_unchecked(self) -> tuple[Library, ...]:
        """The same of all alliances, whether members or not: for a registry that has just been loaded."""
        return await self._many(_libraries.where(libraries.c.checked == "unchecked").order_by(libraries.c.id))

    async def regions(self, alliance_id: int) -> tuple[RegionCount, ...]:
        """The regions of the members: more than one makes the alliance inter-regional (row 1)."""
        query = (
            sa.select(libraries.c.region, sa.func.count().label("members"))
            .join(memberships, memberships.c.library_id == libraries.c.id)
            .where(libraries.c.alliance_id == alliance_id, memberships.c.left_at.is_(None), SHOWN_LIBRARY)
            .group_by(libraries.c.region)
            .order_by(libraries.c.region)
        )
        return tuple(record(RegionCount, row) for row in (await self._connection.execute(query)).mappings())

    async def count(self, alliance_id: int) -> int:
        """How many members there are now."""
        query = sa.select(sa.func.count()).where(
            memberships.c.alliance_id == alliance_id,
            memberships.c.left_at.is_(None),
            ~hidden_now("library", memberships.c.library_id),
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def times_joined(self, library_id: int) -> int:
        """How many memberships it has had, the present one included."""
        query = sa.select(sa.func.count()).where(memberships.c.library_id == library_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def memberships_of(self, alliance_id: int) -> tuple[Membership, ...]:
        """All that ever were, of hidden libraries, too, in the order in which they began."""
        query = sa.select(memberships).where(memberships.c.alliance_id == alliance_id).order_by(memberships.c.id)
        return tuple(record(Membership, row) for row in (await self._connection.execute(query)).mappings())

    async def served_by(self, person_id: int, *, vouched: bool = False) -> tuple[Library, ...]:
        """The libraries that this person serves, members first, without hidden ones. ``vouched``: they speak for it."""
        query = _libraries.join(librarians, librarians.c.library_id == libraries.c.id)
        query = query.where(librarians.c.person_id == person_id, SPEAKS if vouched else SERVES, SHOWN_LIBRARY)
        return await self._many(query.order_by(_latest.c.left_at.is_not(None), libraries.c.title, libraries.c.id))

    async def confirm_settlement(self, library_id: int) -> bool:
        """A coordinator vouches for the settlement; False when nothing was left to confirm."""
        query = (
            sa.update(libraries)
            .where(libraries.c.id == library_id, libraries.c.checked == "unchecked")
            .values(checked="confirmed")
            .returning(libraries.c.id)
        )
        return (await self._connection.execute(query)).first() is not None

    async def change(self, library_id: int, **columns: Unpack[LibraryChanges]) -> Library:
        """The library as it is from now on. Raises NoResultFound for an unknown one."""
        await self._connection.execute(sa.update(libraries).where(libraries.c.id == library_id).values(**columns))
        return _library(
            (await self._connection.execute(_libraries.where(libraries.c.id == library_id))).mappings().one()
        )

    async def _many(self, query: sa.Select[Any]) -> tuple[Library, ...]:
        return tuple(_library(row) for row in (await self._connection.execute(query)).mappings())
