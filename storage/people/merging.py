"""Two persons are found to be one, and parted again (``storage.merging``)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import merging
from storage.merging import Trace
from storage.tables import addresses, people
from storage.tables.merging import Merged

__all__ = ["Trace", "merge", "part"]


async def merge(connection: AsyncConnection, merged: Merged) -> Trace:
    """Whatever was of the one is of the other, and the one is no more. Both persons are held by this transaction."""
    await connection.execute(sa.update(addresses).where(addresses.c.person_id == merged.gone).values(preferred=False))
    return await merging.merge(connection, people, merged)


async def part(connection: AsyncConnection, kept: int, trace: Trace) -> int:
    """The one who was gone is back, with what was theirs and still is; their number.

    Which of their addresses is preferred is said when all are back.
    """
    return await merging.part(connection, people, kept, trace, returning={addresses: {"preferred": False}})
