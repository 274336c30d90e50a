"""Two rows are found to be one, and parted again: as the tables declare it (``storage.tables.merging``).

What was whose is written down meanwhile (a ``Trace``, JSON), so that each can be given back what was theirs. What came
after the two had become one stays with the one that stayed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert
from storage.sql.types import Instant
from storage.tables import metadata
from storage.tables.merging import Merged, Row, refers_to, rule_of
from storage.tables.personal import PEOPLE, is_own

Trace = list[dict[str, Any]]
"""By table: ``changed`` ([key, before, after]), ``dropped`` (rows) and ``moved`` (column → keys)."""
MOMENTS: Final[Mapping[type, Any]] = {
    Instant: datetime.fromisoformat,
    sa.Date: date.fromisoformat,
    sa.Time: time.fromisoformat,
}


async def merge(connection: AsyncConnection, root: sa.Table, merged: Merged) -> Trace:
    """Whatever refers to the one row of ``root`` refers to the other, and the one is no more.

    Both are held by this transaction.
    """
    trace: Trace = []
    for table in metadata.sorted_tables:
        references = [column for column in table.columns if refers_to(column, root.name)]
        if references:
            trace.append(await _merge_table(connection, root, table, references, merged))
    trace.append(await _become_one(connection, root, merged))
    return trace


async def part(
    connection: AsyncConnection,
    root: sa.Table,
    kept: int,
    trace: Trace,
    *,
    returning: Mapping[sa.Table, Mapping[str, Any]] = MappingProxyType({}),
) -> int:
    """The one that was gone is back, with what was its own and still is; its number.

    ``returning``: what else is true of rows of these tables when they are given back.
    """
    (one,) = trace[-1]["dropped"]
    await connection.execute(sa.insert(root).values(_thawed(root, one)))
    gone = int(one["id"])
    for told in trace:
        table = metadata.tables[told["table"]]
        for name, keys in told["moved"].items():
            for key in keys:
                values = {name: gone, **returning.get(table, {})}
                await _give_back(connection, table, name, key, kept=kept, values=values)
    for told in trace:
        table = metadata.tables[told["table"]]
        for key, before, after in told["changed"]:
            await _change_back(connection, table, _thawed(table, key), _thawed(table, before), _thawed(table, after))
        if table is not root:
            for row in told["dropped"]:
                await bring_back(connection, table, row)
    return gone


async def _merge_table(
    connection: AsyncConnection,
    root: sa.Table,
    table: sa.Table,
    references: Sequence[sa.Column[Any]],
    merged: Merged,
) -> dict[str, Any]:
    changed: list[Any] = []
    dropped: list[Any] = []
    moved: dict[str, Any] = {}
    for column in references:
        rule = rule_of(table, root.name)
        if rule is not None and (root.name != PEOPLE or is_own(column)):
            kept, gone = [await _rows(connection, table, column, one) for one in (merged.kept, merged.gone)]
            for row, values in rule(kept, gone, merged):
                if values is None:
                    await connection.execute(sa.delete(table).where(_is(table, row)))
                    dropped.append(frozen(row))
                else:
                    changed += await _change(connection, table, row, values)
        left = await _rows(connection, table, column, merged.gone)
        if left:
            moved[column.name] = [frozen(_key(table, row)) for row in left]
            query = sa.update(table).where(column == merged.gone).values({column.name: merged.kept})
            await connection.execute(query)
    return {"table": table.name, "changed": changed, "dropped": dropped, "moved": moved}


async def _become_one(connection: AsyncConnection, root: sa.Table, merged: Merged) -> dict[str, Any]:
    rule = rule_of(root, root.name)
    kept, gone = [await _rows(connection, root, root.c.id, one) for one in (merged.kept, merged.gone)]
    changed: list[Any] = []
    for row, values in rule(kept, gone, merged) if rule is not None else ():
        if values is not None:
            changed += await _change(connection, root, row, values)
    await connection.execute(sa.delete(root).where(root.c.id == merged.gone))
    return {"table": root.name, "changed": changed, "dropped": [frozen(row) for row in gone], "moved": {}}


async def _change(
    connection: AsyncConnection, table: sa.Table, row: Row, values: Mapping[str, Any]
) -> list[tuple[Any, Any, Any]]:
    different = {name: value for name, value in values.items() if row[name] != value}
    if not different:
        return []
    await connection.execute(sa.update(table).where(_is(table, row)).values(**different))
    before = {name: row[name] for name in different}
    return [(frozen(_key(table, row)), frozen(before), frozen(different))]


async def _change_back(
    connection: AsyncConnection, table: sa.Table, key: Row, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """What was changed again since then stays as it is."""
    query = sa.select(table).where(_is(table, key))
    row = (await connection.execute(query)).mappings().one_or_none()
    values = {name: before[name] for name in before if row is not None and row[name] == after[name]}
    if values:
        await connection.execute(sa.update(table).where(_is(table, key)).values(**values))


async def _give_back(
    connection: AsyncConnection, table: sa.Table, name: str, key: Row, *, kept: int, values: Mapping[str, Any]
) -> None:
    now = _thawed(table, {**key, name: kept} if name in table.primary_key.columns else key)
    query = sa.update(table).where(_is(table, now), table.columns[name] == kept)
    await connection.execute(query.values(**values))


async def bring_back(connection: AsyncConnection, table: sa.Table, frozen_row: Row) -> None:
    """A row that had become one with another; not where what it was about is no more."""
    row = _thawed(table, frozen_row)
    for key in table.foreign_keys:
        value = row[key.parent.name]
        there = sa.select(sa.literal(1)).where(key.column == value)
        if value is not None and (await connection.execute(there)).first() is None:
            return
    await connection.execute(insert(connection, table).values(dict(row)).on_conflict_do_nothing())


async def _rows(connection: AsyncConnection, table: sa.Table, column: sa.Column[Any], one: int) -> list[Row]:
    """What refers to it there, the oldest first; without the bytes of files, which nobody asks for."""
    names = [each for each in table.columns if not isinstance(each.type, sa.LargeBinary)]
    query = sa.select(*names).where(column == one).order_by(*table.primary_key.columns)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _key(table: sa.Table, row: Row) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _is(table: sa.Table, row: Row) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key.columns))


def frozen(row: Row) -> dict[str, Any]:
    """As JSON."""
    jsonable: dict[str, Any] = to_jsonable_python(dict(row))
    return jsonable


def _thawed(table: sa.Table, row: Row) -> dict[str, Any]:
    """Moments are moments again; everything else is JSON by itself."""
    return {name: _moment(table.columns[name], value) for name, value in row.items()}


def _moment(column: sa.Column[Any], value: Any) -> Any:
    read = next((one for kind, one in MOMENTS.items() if isinstance(column.type, kind)), None)
    return value if read is None or value is None else read(value)
