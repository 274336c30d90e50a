"""Loading a registry from a file: chunk by chunk, so that it can be killed anywhere and go on (``tezki import``).

An import is known by its kind and the digest of its file. Each chunk is one short transaction: the records, and how far
we are. A record that the newest file no longer has is recognised by the import that has seen it last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from storage.sql.records import insert, record
from storage.tables import imports, known_libraries, places

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

Kind = Literal["oktmo", "geonames", "libraries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One file, and how far it is read."""

    id: int
    kind: Kind
    sha256: str
    position: int
    """Records of the file that are done with."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """new, changed, same, gone, and why records were skipped."""
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What came of a chunk."""

    new: int
    changed: int
    same: int


class Imports:
    """Registries as they are loaded; ``places`` or ``known_libraries`` by the kind."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, kind: Kind, sha256: str, *, at: datetime) -> Import:
        """The import of this file: the one that was broken off goes on, any other begins at the first record."""
        starting = insert(self._connection, imports).values(
            kind=kind, sha256=sha256, position=0, counts={}, started_at=at
        )
        await self._connection.execute(starting.on_conflict_do_nothing(index_elements=["kind", "sha256"]))
        same = sa.and_(imports.c.kind == kind, imports.c.sha256 == sha256)
        again = sa.update(imports).where(same, imports.c.finished_at.is_not(None))
        await self._connection.execute(again.values(position=0, counts={}, started_at=at, finished_at=None))
        row = (await self._connection.execute(sa.select(imports).where(same))).mappings().one()
        return record(Import, row)

    async def latest(self, kind: Kind) -> Import | None:
        """The one that was finished last."""
        query = sa.select(imports).where(imports.c.kind == kind, imports.c.finished_at.is_not(None))
        query = query.order_by(imports.c.finished_at.desc(), imports.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Import, row)

    async def advance(self, import_id: int, position: int, counts: Mapping[str, int]) -> None:
        """So many records of the file are done with; a broken off import goes on behind them."""
        query = sa.update(imports).where(imports.c.id == import_id)
        await self._connection.execute(query.values(position=position, counts=dict(counts)))

    async def finish(self, import_id: int, counts: Mapping[str, int], *, at: datetime) -> None:
        """The whole file is loaded."""
        query = sa.update(imports).where(imports.c.id == import_id)
        await self._connection.execute(query.values(counts=dict(counts), finished_at=at))

    # The records.

    async def store(self, run: Import, rows: Sequence[Mapping[str, Any]]) -> Stored:
        """These records are so from now on; each has another code. What is the same already is not written."""
        table = table_of(run.kind)
        names = tuple(rows[0]) if rows else ()
        codes = [row["code"] for row in rows]
        columns = [table.c[name] for name in names]
        query = sa.select(table.c.code, table.c.import_id, *columns).where(_source(run.kind), table.c.code.in_(codes))
        known = {row[0]: (row[1], tuple(row[2:])) for row in await self._connection.execute(query)} if rows else {}
        new, changed, stale = [], [], []
        for row in rows:
            seen_by, old = known.get(row["code"], (None, None))
            if old is None:
                new.append({**row, "import_id": run.id})
            elif old != tuple(row[name] for name in names):
                changed.append({**row, "import_id": run.id})
            elif seen_by != run.id:
                stale.append(row["code"])
        if new or changed:
            unique = [column.name for column in table.columns if column.name in ("source", "code")]
            writing = insert(self._connection, table)
            excluded = {name: writing.excluded[name] for name in [*names, "import_id"] if name not in unique}
            await self._connection.execute(
                writing.on_conflict_do_update(index_elements=unique, set_=excluded), [*new, *changed]
            )
        if stale:
            seen = sa.update(table).where(_source(run.kind), table.c.code.in_(stale))
            await self._connection.execute(seen.values(import_id=run.id))
        return Stored(new=len(new), changed=len(changed), same=len(rows) - len(new) - len(changed))

    async def unseen(self, run: Import) -> tuple[int, int]:
        """How many records this file does not have any more, and how many there are in all."""
        table = table_of(run.kind)
        query = sa.select(sa.func.count().filter(table.c.import_id != run.id), sa.func.count())
        gone, total = (await self._connection.execute(query.select_from(table).where(_source(run.kind)))).one()
        return int(gone), int(total)

    async def delete_unseen(self, run: Import, most: int) -> int:
        """Some of these records are deleted; how many."""
        table = table_of(run.kind)
        some = sa.select(table.c.id).where(_source(run.kind), table.c.import_id != run.id).limit(most)
        gone = await self._connection.execute(sa.delete(table).where(table.c.id.in_(some)).returning(table.c.id))
        return len(gone.all())


def table_of(kind: Kind) -> sa.Table:
    """Where the records of that kind are kept."""
    return known_libraries if kind == "libraries" else places


def _source(kind: Kind) -> sa.ColumnElement[bool]:
    """The two registries of settlements share a table."""
    return sa.true() if kind == "libraries" else places.c.source == kind
