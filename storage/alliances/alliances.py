"""Alliances: who shares a name, and under which colours (rows 1, 6, 8)."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.records import insert, record
from storage.tables import alliances, coordinators, groups, librarians, libraries, memberships, posts
from storage.tables.alliances import SHOWN_ALLIANCE, in_office
from storage.tables.libraries import SERVES, SPEAKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliance:
    """One alliance of namesakes."""

    id: int
    slug: str
    settlement: str
    folded: str
    form: str
    form_own: str | None
    wide: bool
    goals: tuple[str, ...]
    motto: str | None
    hashtag: str | None
    emblem_id: int | None
    lenient: bool
    silent_days: int
    """Without a publication for so long the coordinators are nudged; 0: never."""
    nudged_at: datetime | None
    zone: str
    journal_key: str
    founded_at: datetime


class AllianceChanges(TypedDict, total=False):
    """What may be changed after the founding. The slug stands in addresses and stays."""

    settlement: str
    folded: str
    form: str
    form_own: str | None
    wide: bool
    goals: Sequence[str]
    motto: str | None
    hashtag: str | None
    emblem_id: int | None
    lenient: bool
    silent_days: int
    zone: str


SLUG = 70
"""Characters of a slug before its number."""


class Alliances:
    """All alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def found(
        self,
        *,
        slug_base: str,
        settlement: str,
        folded: str,
        form: str,
        wide: bool,
        goals: Sequence[str],
        zone: str,
        at: datetime,
        form_own: str | None = None,
        motto: str | None = None,
        hashtag: str | None = None,
        emblem_id: int | None = None,
        lenient: bool = False,
        silent_days: int = 14,
    ) -> Alliance:
        """A new alliance; where the slug is taken it gets a number: ivanovka, ivanovka-2, ivanovka-3 …"""
        base = slug_base[:SLUG].strip("-") or "alliance"
        alike = sa.select(alliances.c.slug).where(alliances.c.slug.startswith(base, autoescape=True))
        taken = set((await self._connection.execute(alike)).scalars())
        row = {
            "settlement": settlement,
            "folded": folded,
            "form": form,
            "form_own": form_own,
            "wide": wide,
            "goals": list(goals),
            "motto": motto,
            "hashtag": hashtag,
            "emblem_id": emblem_id,
            "lenient": lenient,
            "silent_days": silent_days,
            "zone": zone,
            "journal_key": secrets.token_hex(16),
            "founded_at": at,
        }
        for number in itertools.count(1):
            slug = base if number == 1 else f"{base}-{number}"
            if slug in taken:
                continue
            founding = insert(self._connection, alliances).values(slug=slug, **row)
            founding = founding.on_conflict_do_nothing(index_elements=["slug"])  # somebody else founds it right now
            founded = (await self._connection.execute(founding.returning(*alliances.c))).mappings().one_or_none()
            if founded is not None:
                return record(Alliance, founded)
        raise AssertionError("there is always another number")

    async def get(self, alliance_id: int, *, hidden: bool = False) -> Alliance | None:
        """None for one that is hidden, unless that is asked for."""
        return await self._one(alliances.c.id == alliance_id, hidden=hidden)

    async def lock(self, alliance_id: int) -> Alliance:
        """The alliance; others who take a turn at it wait for our commit. Raises NoResultFound for an unknown one.

        A hidden one, too: whoever acts in it has been refused by their roles.
        """
        query = sa.select(alliances).where(alliances.c.id == alliance_id).with_for_update(key_share=True)
        return record(Alliance, (await self._connection.execute(query)).mappings().one())

    async def by_slug(self, slug: str, *, hidden: bool = False) -> Alliance | None:
        """By the name in its address; a hidden one if that is asked for."""
        return await self._one(alliances.c.slug == slug, hidden=hidden)

    async def by_folded(self, folded: str) -> tuple[Alliance, ...]:
        """All alliances of that name (``domain.spelling.fold``): there may be several.

        Those first in which most libraries take part for whom somebody speaks: whoever was faster with a name, and has
        nobody, stands behind. Of equals the oldest.
        """
        spoken_for = sa.exists().where(librarians.c.library_id == memberships.c.library_id, SPEAKS)
        partners = (
            sa.select(sa.func.count())
            .select_from(memberships)
            .where(memberships.c.alliance_id == alliances.c.id, memberships.c.left_at.is_(None), spoken_for)
            .scalar_subquery()
        )
        query = sa.select(alliances).where(alliances.c.folded == folded, SHOWN_ALLIANCE)
        return await self._many(query.order_by(partners.desc(), alliances.c.id))

    async def all(self, *, offset: int = 0, limit: int = PAGE, hidden: bool = False) -> Page[Alliance]:
        """By name; hidden ones if that is asked for."""
        query = sa.select(alliances).where(*(() if hidden else (SHOWN_ALLIANCE,)))
        query = query.order_by(alliances.c.folded, alliances.c.id)
        return await paging.page(self._connection, query, lambda row: record(Alliance, row), offset=offset, limit=limit)

    async def names(self, *, limit: int) -> tuple[tuple[int, str, str], ...]:
        """Id, settlement and slug of all that are shown: to find the one that was meant."""
        query = sa.select(alliances.c.id, alliances.c.settlement, alliances.c.slug).where(SHOWN_ALLIANCE)
        rows = await self._connection.execute(query.order_by(alliances.c.id).limit(limit))
        return tuple((row.id, row.settlement, row.slug) for row in rows)

    async def change(self, alliance_id: int, **columns: Unpack[AllianceChanges]) -> Alliance:
        """The alliance as it is from now on. Raises NoResultFound for an unknown one."""
        values = {**columns, "goals": list(columns["goals"])} if "goals" in columns else columns
        query = sa.update(alliances).where(alliances.c.id == alliance_id).values(**values).returning(*alliances.c)
        return record(Alliance, (await self._connection.execute(query)).mappings().one())

    async def of_person(self, person_id: int, now: datetime) -> tuple[Alliance, ...]:
        """Those that the person coordinates now, and those of the libraries that the person serves."""
        coordinated = sa.select(coordinators.c.alliance_id).where(coordinators.c.person_id == person_id, in_office(now))
        served = (
            sa.select(libraries.c.alliance_id)
            .join(librarians, librarians.c.library_id == libraries.c.id)
            .where(librarians.c.person_id == person_id, SERVES)
        )
        mine = alliances.c.id.in_(coordinated.union(served)), SHOWN_ALLIANCE
        return await self._many(sa.select(alliances).where(*mine).order_by(alliances.c.folded, alliances.c.id))

    async def silent(self, now: datetime) -> tuple[Alliance, ...]:
        """Those in whose groups nothing was published for ``silent_days``, and no nudge given as long (row 19).

        Only with a bound group and a member; the silence begins when the group is bound.
        """
        last = (
            sa.select(
                groups.c.alliance_id,
                sa.func.max(groups.c.bound_at).label("bound"),
                sa.func.max(posts.c.updated_at).label("published"),
            )
            .outerjoin(posts, posts.c.group_id == groups.c.id)
            .where(groups.c.state == "bound")
            .group_by(groups.c.alliance_id)
            .subquery()
        )
        member = sa.exists().where(memberships.c.alliance_id == alliances.c.id, memberships.c.left_at.is_(None))
        query = (
            sa.select(alliances, last.c.bound, last.c.published)
            .join(last, last.c.alliance_id == alliances.c.id)
            .where(member, alliances.c.silent_days > 0, SHOWN_ALLIANCE)
            .order_by(alliances.c.id)
        )
        silent = []
        for row in (await self._connection.execute(query)).mappings():
            patience = timedelta(days=row["silent_days"])
            heard = [row["bound"], row["published"], row["nudged_at"]]
            if all(moment is None or moment + patience <= now for moment in heard):
                silent.append(record(Alliance, row))
        return tuple(silent)

    async def nudged(self, alliance_id: int, at: datetime) -> None:
        """The coordinators were just reminded to publish something."""
        await self._connection.execute(sa.update(alliances).where(alliances.c.id == alliance_id).values(nudged_at=at))

    async def _one(self, condition: sa.ColumnElement[bool], *, hidden: bool) -> Alliance | None:
        query = sa.select(alliances).where(condition, *(() if hidden else (SHOWN_ALLIANCE,)))
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Alliance, row)

    async def _many(self, query: sa.Select[Any]) -> tuple[Alliance, ...]:
        rows = (await self._connection.execute(query)).mappings()
        return tuple(record(Alliance, row) for row in rows)
