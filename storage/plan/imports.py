"""Plans that were sent as files: what they propose, what was written of it, until it can be undone no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.plan.rows import PlanRow
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import events
from storage.tables import plan_import_events as made
from storage.tables import plan_imports as imports

rows_: TypeAdapter[tuple[PlanRow, ...]] = TypeAdapter(tuple[PlanRow, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImport:
    """One file."""

    id: int
    alliance_id: int
    library_id: int
    """Whose plan it is; of a joint plan some library of it."""
    made_by: int | None
    rows: tuple[PlanRow, ...]
    written_at: datetime | None
    undone_at: datetime | None
    created_at: datetime
    joint: bool
    """Whether it is the plan of many libraries: then each row says whose it is, if it is known."""

    def host_of(self, row: PlanRow) -> int | None:
        """The id of the library that is to hold it; None: not known, the row cannot be written."""
        return row.library if self.joint else self.library_id


class PlanImports:
    """All of them; each lives for a few days."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def propose(
        self, *, alliance_id: int, library_id: int, made_by: int | None, rows: Sequence[PlanRow], at: datetime
    ) -> int:
        """Its id. Nothing is in the plan yet."""
        adding = sa.insert(imports).values(
            alliance_id=alliance_id,
            library_id=library_id,
            made_by=made_by,
            rows=rows_.dump_python(tuple(rows), mode="json"),
            created_at=at,
        )
        return int((await self._connection.execute(adding.returning(imports.c.id))).scalar_one())

    async def get(self, import_id: int, *, lock: bool = False) -> PlanImport | None:
        """``lock``: until the end of the transaction nobody else writes or undoes it."""
        query = sa.select(imports).where(imports.c.id == import_id)
        if lock:
            query = query.with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _import_of(row)

    async def of_libraries(self, library_ids: Collection[int]) -> tuple[PlanImport, ...]:
        """Files of which something was written for these libraries, the newest first."""
        written = sa.select(made.c.import_id).join(events, events.c.id == made.c.event_id)
        written = written.where(events.c.library_id.in_(library_ids))
        query = sa.select(imports).where(imports.c.id.in_(written)).order_by(imports.c.id.desc())
        return tuple(_import_of(row) for row in (await self._connection.execute(query)).mappings())

    async def newest_of(self, person_id: int, *, since: datetime) -> PlanImport | None:
        """The last file of that person of which something was written since then and was not taken back."""
        theirs = imports.c.made_by == person_id, imports.c.written_at >= since, imports.c.undone_at.is_(None)
        query = sa.select(imports).where(*theirs).order_by(imports.c.written_at.desc(), imports.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _import_of(row)

    async def wrote(self, import_id: int, seals: Mapping[int, str], at: datetime) -> None:
        """These events came of it, as they were then. The first time counts for undoing."""
        await self._connection.execute(
            sa.update(imports)
            .where(imports.c.id == import_id)
            .values(written_at=sa.func.coalesce(imports.c.written_at, at), undone_at=None)
        )
        if seals:
            rows = [{"import_id": import_id, "event_id": event, "seal": seal} for event, seal in seals.items()]
            await self._connection.execute(sa.insert(made), rows)

    async def events_of(self, import_id: int) -> Mapping[int, str]:
        """Event → its seal; what was deleted since is not among them."""
        query = sa.select(made.c.event_id, made.c.seal).where(made.c.import_id == import_id).order_by(made.c.event_id)
        return {int(row[0]): str(row[1]) for row in await self._connection.execute(query)}

    async def undone(self, import_id: int, at: datetime) -> None:
        """All of it that could be was taken back."""
        await self._connection.execute(sa.update(imports).where(imports.c.id == import_id).values(undone_at=at))

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Files that came before that moment; their events stay."""
        del after
        return await delete_some(self._connection, imports, imports.c.created_at < before, limit=limit)


def _import_of(row: sa.RowMapping) -> PlanImport:
    rows = rows_.validate_python(row["rows"])
    return record(PlanImport, row, rows=rows, joint=any(one.library is not None for one in rows))
