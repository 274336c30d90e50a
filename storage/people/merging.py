"""Two persons are found to be one, and parted again (``storage.merging``)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import merging
from storage.merging import Trace
from storage.tables import addresses, coordinators, librarians, people
from storage.tables.libraries import ENDED, ENDING
from storage.tables.merging import Merged

__all__ = ["Trace", "merge", "part"]


async def merge(connection: AsyncConnection, merged: Merged) -> Trace:
    """Whatever was of the one is of the other, and the one is no more. Both persons are held by this transaction."""
    await connection.execute(sa.update(addresses).where(addresses.c.person_id == merged.gone).values(preferred=False))
    return await merging.merge(connection, people, merged)


async def part(connection: AsyncConnection, kept: int, trace: Trace, *, joined_at: datetime, at: datetime) -> int:
    """The one who was gone is back, with what was theirs and still is; their number.

    Which of their addresses is preferred is said when all are back. What was taken from the two since ``joined_at``
    was taken from each.
    """
    back = await merging.part(connection, people, kept, trace, returning={addresses: {"preferred": False}})
    await _share_endings(connection, kept, back, joined_at, at)
    return back


async def _share_endings(connection: AsyncConnection, kept: int, back: int, since: datetime, at: datetime) -> None:
    """Services, offices and the right to be heard that ended while the two were one."""
    over = librarians.c.ended_at > since, librarians.c.ended_at <= at
    ended = librarians.c.person_id == kept, librarians.c.state.in_(ENDED), *over
    for row in (await connection.execute(sa.select(librarians).where(*ended))).mappings():
        here = librarians.c.person_id == back, librarians.c.library_id == row["library_id"]
        ending = sa.update(librarians).where(*here, librarians.c.state.not_in(ENDED))
        await connection.execute(ending.values(**{name: row[name] for name in ENDING}))
    left = coordinators.c.person_id == kept, coordinators.c.until > since, coordinators.c.until <= at
    for row in (await connection.execute(sa.select(coordinators).where(*left))).mappings():
        here = coordinators.c.person_id == back, coordinators.c.alliance_id == row["alliance_id"]
        later = sa.or_(coordinators.c.until.is_(None), coordinators.c.until > row["until"])
        await connection.execute(sa.update(coordinators).where(*here, later).values(until=row["until"]))
    banned = sa.select(people.c.banned_at).where(people.c.id == kept, people.c.banned_at > since)
    if (banned_at := (await connection.execute(banned)).scalar_one_or_none()) is not None:
        await connection.execute(sa.update(people).where(people.c.id == back).values(banned_at=banned_at))
