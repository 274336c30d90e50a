"""What the libraries of an alliance count: themselves (rows 98, 99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from storage.tables import libraries, memberships

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

PARTNERS: Final = "partners"


async def partners(connection: AsyncConnection, alliance_id: int) -> tuple[int, int]:
    """How many members there are now, and in how many regions."""
    query = (
        sa.select(sa.func.count(), sa.func.count(libraries.c.region.distinct()))
        .select_from(memberships)
        .join(libraries, libraries.c.id == memberships.c.library_id)
        .where(memberships.c.alliance_id == alliance_id, memberships.c.left_at.is_(None))
    )
    members, regions = (await connection.execute(query)).one()
    return int(members), int(regions)
