"""The roles of a person: which alliances they coordinate, in which libraries they serve.

Read anew each turn, never kept with a talk: ``domain.rights.may`` decides by them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.service import Service
from domain.rights import Roles
from storage.sql.prepared import Prepared
from storage.tables import coordinators, librarians, memberships
from storage.tables.alliances import in_office
from storage.tables.libraries import SERVES
from storage.tables.moderation import hidden_now

_HIDDEN: Final = hidden_now("library", librarians.c.library_id).label("hidden")
_HIDDEN_OFFICE: Final = hidden_now("alliance", coordinators.c.alliance_id).label("hidden")
_HIDDEN_WHOLE: Final = hidden_now("alliance", memberships.c.alliance_id).label("hidden_whole")
_SERVICE: Final = (
    librarians.c.library_id,
    librarians.c.state,
    memberships.c.alliance_id,
    _HIDDEN,
    _HIDDEN_WHOLE,
)


def _offices(_: str) -> sa.Executable:
    theirs = coordinators.c.person_id == sa.bindparam("person")
    return sa.select(coordinators.c.alliance_id, _HIDDEN_OFFICE).where(theirs, in_office(sa.bindparam("now")))


def _services(_: str) -> sa.Executable:
    now = sa.and_(memberships.c.library_id == librarians.c.library_id, memberships.c.left_at.is_(None))
    return (
        sa.select(*_SERVICE).outerjoin(memberships, now).where(librarians.c.person_id == sa.bindparam("person"), SERVES)
    )


OFFICES = Prepared(_offices, [coordinators.c.alliance_id, _HIDDEN_OFFICE])
SERVICES = Prepared(_services, _SERVICE)


class RolesOfPeople:
    """What each person is at a moment."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def staff_among(self, person_ids: Collection[int], now: datetime) -> frozenset[int]:
        """Those of them who serve in a library or coordinate."""
        serving = sa.select(librarians.c.person_id).where(librarians.c.person_id.in_(person_ids), SERVES)
        lasting = sa.or_(coordinators.c.until.is_(None), coordinators.c.until > now)
        leading = sa.select(coordinators.c.person_id).where(coordinators.c.person_id.in_(person_ids), lasting)
        return frozenset((await self._connection.execute(serving.union(leading))).scalars())

    async def of(self, person_id: int, now: datetime) -> Roles:
        """By two queries, each led by an index."""
        coordinated = await OFFICES.rows(self._connection, person=person_id, now=now)
        served = await SERVICES.rows(self._connection, person=person_id)
        shown = [row for row in served if not row["hidden"]]
        gone = [row for row in served if row["hidden_whole"]]
        hidden_offices = frozenset(row["alliance_id"] for row in coordinated if row["hidden"])
        return Roles(
            person=person_id,
            coordinates=frozenset(row["alliance_id"] for row in coordinated) - hidden_offices,
            librarian_of=frozenset(row["library_id"] for row in shown),
            vouched=frozenset(row["library_id"] for row in shown if row["state"] == Service.VOUCHED),
            hidden_of=frozenset(row["library_id"] for row in served if row["hidden"]),
            hidden_alliances=hidden_offices | {row["alliance_id"] for row in gone},
            may_leave={row["library_id"]: row["alliance_id"] for row in gone if row["state"] == Service.VOUCHED},
            members={row["library_id"]: row["alliance_id"] for row in shown if row["alliance_id"] is not None},
        )
