"""A person is erased as the tables declare it (row 103; ``storage.tables.personal``)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.people.own_data import everywhere
from storage.tables import metadata, people
from storage.tables.personal import erasures

ERASED: Final = "erased"
"""Whoever listens to that makes sure that what is gone from the tables is gone from the disk."""


async def erase(connection: AsyncConnection, person_id: int) -> bool:
    """False when nobody has this id.

    What they said and what we said to them goes, whatever state it was in; what was done in public stands. First what
    tables do by statements of their own, then the row of ``people``, with which everything goes that refers to it.
    """
    known = sa.select(people.c.id).where(people.c.id == person_id)
    if (await connection.execute(known)).one_or_none() is None:
        return False
    for statement in erasures(metadata, await everywhere(connection, person_id)):
        await connection.execute(statement)
    await connection.execute(sa.delete(people).where(people.c.id == person_id))
    return True
