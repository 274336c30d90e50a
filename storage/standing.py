"""What somebody is in the alliances, read anew each turn: the ground of every permission (alliance/rights.py)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from alliance.rights import Standing
from storage.coordinators import in_office
from storage.tables import coordinators, librarians, memberships


class Standings:
    """What each person is at a moment."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person_id: int, now: datetime) -> Standing:
        """Two queries by index."""
        offices = sa.select(coordinators.c.alliance_id).where(coordinators.c.person_id == person_id, in_office(now))
        services = (
            sa.select(librarians.c.library_id, memberships.c.alliance_id)
            .outerjoin(
                memberships,
                sa.and_(memberships.c.library_id == librarians.c.library_id, memberships.c.left_at.is_(None)),
            )
            .where(librarians.c.person_id == person_id)
        )
        coordinated = (await self._connection.execute(offices)).scalars()
        served = (await self._connection.execute(services)).all()
        return Standing(
            person=person_id,
            coordinates=frozenset(coordinated),
            librarian_of=frozenset(row.library_id for row in served),
            members={row.library_id: row.alliance_id for row in served if row.alliance_id is not None},
        )
