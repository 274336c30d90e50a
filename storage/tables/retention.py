"""How long rows are kept is declared where they are kept: for some time, for good, or as long as another row.

What these functions give stands in ``info=`` of a table; the job ``forget`` walks what is kept for some time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from graphlib import TopologicalSorter
from typing import Any, Final

import sqlalchemy as sa

_RETENTION: Final = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor:
    """Rows go when they have served their purpose for so long; what that means says the repository."""

    time: timedelta
    why: str
    by: str
    """The repository with ``delete_before``, as ``Books`` calls it."""
    counted: str
    """The name of their count in the run journal, where it stands in databases that exist."""
    after: tuple[str, ...]
    """What has to be gone first, by ``by``: these rows are needed to find it, or are still used by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForGood:
    """Rows that nothing deletes by their age."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesWith:
    """Rows that are deleted by their foreign key together with a row of that table."""

    table: str


def kept_for(
    why: str, *, days: int, by: str, counted: str | None = None, after: tuple[str, ...] = ()
) -> dict[Any, Any]:
    """``days`` since its purpose was served; 0: at once."""
    return {_RETENTION: KeptFor(time=timedelta(days=days), why=why, by=by, counted=counted or by, after=after)}


def for_good(why: str) -> dict[Any, Any]:
    """The rows stay, and why."""
    return {_RETENTION: ForGood(why=why)}


def goes_with(table: str) -> dict[Any, Any]:
    """The rows live as long as theirs of that table."""
    return {_RETENTION: GoesWith(table=table)}


def retention_of(table: sa.Table) -> KeptFor | ForGood | GoesWith | None:
    """What the table says of itself; None when it says nothing (``lacks`` tells)."""
    found = table.info.get(_RETENTION)
    return found if isinstance(found, KeptFor | ForGood | GoesWith) else None


def kept_for_some_time(metadata: sa.MetaData) -> list[KeptFor]:
    """In the order in which they are to go: by name, but each after those it waits for."""
    declared = (retention_of(table) for table in metadata.tables.values())
    by_name = {one.by: one for one in declared if isinstance(one, KeptFor)}
    order = TopologicalSorter({name: by_name[name].after for name in sorted(by_name)})
    return [by_name[name] for name in order.static_order()]


def lacks(metadata: sa.MetaData) -> list[str]:
    """What tables have not said, or said wrongly."""
    return [line for table in metadata.tables.values() for line in _lacks(table, metadata)]


def _lacks(table: sa.Table, metadata: sa.MetaData) -> Iterator[str]:
    found = retention_of(table)
    if found is None:
        yield f"table {table.name}: says neither kept_for(…) nor for_good(…) nor goes_with(…)"
    elif isinstance(found, GoesWith):
        cascades = {key.column.table.name for key in table.foreign_keys if key.ondelete == "CASCADE"}
        if found.table not in cascades:
            yield f"table {table.name}: no foreign key deletes its rows with those of {found.table}"
        elif not _ends(table, metadata):
            yield f"table {table.name}: goes round in a circle"
    elif isinstance(found, KeptFor):
        declared = (retention_of(one) for one in metadata.tables.values())
        known = {one.by for one in declared if isinstance(one, KeptFor)}
        for name in sorted(set(found.after) - known):
            yield f"table {table.name}: waits for {name}, which nothing deletes"


def _ends(table: sa.Table, metadata: sa.MetaData) -> bool:
    """Whether the tables that it goes with lead to one that is not deleted with another."""
    passed: set[str] = set()
    while isinstance(found := retention_of(table), GoesWith) and table.name not in passed:
        passed.add(table.name)
        table = metadata.tables[found.table]
    return table.name not in passed
