"""What we know of a person, counted and erased as the tables declare it (row 103; ``storage.tables.personal``)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import addresses, metadata, people
from storage.tables.personal import Erased, erasures, given_words, own_rows

ERASED: Final = "erased"
"""Whoever listens to that makes sure that what is gone from the tables is gone from the disk."""


async def what_is_kept(connection: AsyncConnection, person_id: int) -> dict[str, int]:
    """Rows of the person by table; in one statement."""
    counted = {column.table.name: column for column in own_rows(metadata)}
    counts = [
        sa.select(sa.func.count()).select_from(column.table).where(column == person_id).scalar_subquery()
        for column in counted.values()
    ]
    row = (await connection.execute(sa.select(*counts))).one()
    return {name: int(count) for name, count in zip(counted, row, strict=True)}


async def what_they_gave(connection: AsyncConnection, person_id: int) -> dict[str, tuple[str, ...]]:
    """Their own words by column («librarians.contact»), where there are any; in the order of the rows."""
    given = {}
    for whose, column in given_words(metadata):
        query = sa.select(column).where(whose == person_id, column.is_not(None), column != "")
        words = await connection.execute(query.order_by(*whose.table.primary_key.columns))
        given[str(column)] = tuple(words.scalars())
    return given


async def erase(connection: AsyncConnection, person_id: int) -> bool:
    """False when nobody has this id.

    What they said and what we said to them goes, whatever state it was in; what was done in public stands. First what
    tables do by statements of their own, then the row of ``people``, with which everything goes that refers to it.
    """
    known = sa.select(people.c.id).where(people.c.id == person_id)
    if (await connection.execute(known)).one_or_none() is None:
        return False
    theirs = sa.select(addresses).where(addresses.c.person_id == person_id)
    chats: set[tuple[int, int]] = set()
    for row in await connection.execute(theirs):
        chats |= {(row.account_id, row.chat), (row.account_id, row.external_id)}
    for statement in erasures(metadata, Erased(id=person_id, chats=tuple(sorted(chats)))):
        await connection.execute(statement)
    await connection.execute(sa.delete(people).where(people.c.id == person_id))
    return True
