"""All that is kept about a person, row by row, as the tables declare it (row 103; ``storage.tables.personal``)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import addresses, alliances, chronicle, events, libraries, metadata
from storage.tables.personal import Erased, Source, given_words, name_column, named, sources

SOURCES: Final[Mapping[str, Source]] = {one.table.name: one for one in sources(metadata)}
"""By table."""
WORDS: Final = re.compile(r"(?<![a-z])(alliance|library|event|entry|chronicle):([0-9]{1,15})(?![0-9])")
"""How columns of words name another row: «library:7», «cancel_event event:12»."""
NAMED_BY_WORDS: Final = {
    "alliance": alliances,
    "library": libraries,
    "event": events,
    "entry": chronicle,
    "chronicle": chronicle,
}


@dataclass(frozen=True, slots=True)
class Named:
    """Another row, by what people call it."""

    id: int
    name: str | None
    """None: there is no such row any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One row about a person."""

    table: str
    values: Mapping[str, Any]
    """By column, as the table has it: a number where it refers to another row. Bytes of files are not read."""
    names: Mapping[str, Named]
    """By column, of those that name another row."""


async def everywhere(connection: AsyncConnection, person_id: int) -> Erased:
    """The person, and every chat that is theirs."""
    query = sa.select(addresses.c.account_id, addresses.c.chat, addresses.c.external_id)
    chats: set[tuple[int, int]] = set()
    for account, chat, external in await connection.execute(query.where(addresses.c.person_id == person_id)):
        chats |= {(account, chat), (account, external)}
    return Erased(id=person_id, chats=tuple(sorted(chats)))


class OwnData:
    """What is kept about whom."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def counts(self, person_id: int) -> dict[str, int]:
        """Rows about the person by table; in one statement."""
        who = await everywhere(self._connection, person_id)
        counts = [
            sa.select(sa.func.count()).select_from(one.table).where(one.theirs(who)).scalar_subquery()
            for one in SOURCES.values()
        ]
        row = (await self._connection.execute(sa.select(*counts))).one()
        return {name: int(count) for name, count in zip(SOURCES, row, strict=True)}

    async def given(self, person_id: int) -> dict[str, tuple[str, ...]]:
        """Their own words by column («librarians.contact»), where there are any; in the order of the rows."""
        found = {}
        for whose, column in given_words(metadata):
            query = sa.select(column).where(whose == person_id, column.is_not(None), column != "")
            words = await self._connection.execute(query.order_by(*whose.table.primary_key.columns))
            found[str(column)] = tuple(words.scalars())
        return found

    async def rows(self, person_id: int, table: str, *, offset: int, limit: int) -> tuple[OwnRow, ...]:
        """Rows of that table about the person, the newest first."""
        source = SOURCES[table]
        columns = [one for one in source.columns if not isinstance(one.type, sa.LargeBinary)]
        query = sa.select(*columns).where(source.theirs(await everywhere(self._connection, person_id)))
        query = query.order_by(*(one.desc() for one in source.table.primary_key.columns)).offset(offset).limit(limit)
        found = (await self._connection.execute(query)).mappings().all()
        rows = [{one.name: row[one] for one in columns} for row in found]
        names = await self._named(columns, rows)
        return tuple(OwnRow(table=table, values=row, names=of_row) for row, of_row in zip(rows, names, strict=True))

    async def pictures(self, person_id: int) -> tuple[int, ...]:
        """The ids of the photographs that they sent, the newest first."""
        table = metadata.tables["pictures"]
        query = sa.select(table.c.id).where(table.c.person_id == person_id).order_by(table.c.id.desc())
        return tuple((await self._connection.execute(query)).scalars())

    async def _named(
        self, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Named]]:
        """For each row what its columns name."""
        found: list[dict[str, Named]] = [{} for _ in rows]
        for column in columns:
            asked = [(place, *_names(column, row[column.name])) for place, row in enumerate(rows)]
            wanted: defaultdict[str, set[int]] = defaultdict(set)
            for _, table, number in asked:
                if table is not None:
                    wanted[table.name].add(number)
            known = {name: await self._names_of(metadata.tables[name], ids) for name, ids in wanted.items()}
            for place, table, number in asked:
                if table is not None:
                    found[place][column.name] = Named(number, known[table.name].get(number))
        return found

    async def _names_of(self, table: sa.Table, ids: Collection[int]) -> dict[int, str]:
        """What people call these rows; a name may be that of yet another row: an address is its messenger's."""
        column = name_column(table)
        assert column is not None, "only such tables are asked"
        query = sa.select(table.c.id, column).where(table.c.id.in_(ids))
        found: dict[int, Any] = {row[0]: row[1] for row in await self._connection.execute(query)}
        further = named(column)
        if further is None:
            return found
        names = await self._names_of(further, set(found.values()))
        return {number: names.get(value, "") for number, value in found.items()}


def _names(column: sa.Column[Any], value: Any) -> tuple[sa.Table | None, int]:
    """Which row the value names."""
    table = named(column)
    if table is not None and isinstance(value, int):
        return table, value
    said = WORDS.search(value) if isinstance(value, str) and isinstance(column.type, sa.String) else None
    return (NAMED_BY_WORDS[said[1]], int(said[2])) if said is not None else (None, 0)
