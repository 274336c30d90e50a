"""How long rows are kept is declared where they are kept: for some time, for good, or as long as another row.

What these functions give stands in ``info=`` of a table, or of a column that is emptied before its row goes. The job
``forget`` walks what is kept for some time and what is emptied; whoever was not seen for long is asked by ``stay``.
Whatever is about people has a term: ``lacks`` names what has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from graphlib import TopologicalSorter
from typing import Any, Final

import sqlalchemy as sa

from storage.tables.personal import PEOPLE, is_personal, to_a_person

_RETENTION: Final = "retention"
_EMPTIED: Final = "emptied"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWhileSeen:
    """Rows of people: who was not seen for so long is asked once, and goes if there is no answer."""

    unseen: timedelta
    answered_in: timedelta
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """A column that is emptied while its row stays."""

    time: timedelta
    why: str
    old: Callable[[sa.Table, Any], sa.ColumnElement[bool]]
    """Of the table and a moment: whether what the column says had served its purpose before then."""


Retention = KeptFor | ForGood | GoesWith | KeptWhileSeen


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


def kept_while_seen(why: str, *, days: int, answered_in: int) -> dict[Any, Any]:
    """``days`` without a word from them, then a question, then ``answered_in`` days for the answer."""
    return {_RETENTION: KeptWhileSeen(unseen=timedelta(days=days), answered_in=timedelta(days=answered_in), why=why)}


def emptied(why: str, *, days: int, old: Callable[[sa.Table, Any], sa.ColumnElement[bool]]) -> dict[Any, Any]:
    """For a column that may be NULL; ``old``: whether it had served its purpose before a moment, by an index."""
    return {_EMPTIED: Emptied(time=timedelta(days=days), why=why, old=old)}


def retention_of(table: sa.Table) -> Retention | None:
    """What the table says of itself; None when it says nothing (``lacks`` tells)."""
    found = table.info.get(_RETENTION)
    return found if isinstance(found, Retention) else None


def emptied_after(column: sa.Column[Any]) -> Emptied | None:
    """When the column is emptied; None: it stays as long as its row."""
    found = column.info.get(_EMPTIED)
    return found if isinstance(found, Emptied) else None


def emptied_in_time(metadata: sa.MetaData) -> list[tuple[sa.Column[Any], Emptied]]:
    """All such columns, by name."""
    columns = (column for name in sorted(metadata.tables) for column in metadata.tables[name].columns)
    return [(column, found) for column in columns if (found := emptied_after(column)) is not None]


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
    elif isinstance(found, ForGood) and table.name == PEOPLE:
        yield f"table {table.name}: nobody is kept for good who is not there any more (kept_while_seen)"
    elif isinstance(found, KeptFor):
        declared = (retention_of(one) for one in metadata.tables.values())
        known = {one.by for one in declared if isinstance(one, KeptFor)}
        for name in sorted(set(found.after) - known):
            yield f"table {table.name}: waits for {name}, which nothing deletes"
    for column in table.columns:
        if emptied_after(column) is not None and not column.nullable:
            yield f"column {column}: is to be emptied and may not be empty"
        if is_personal(column) and not _has_term(column, metadata):
            yield f"column {column}: is about people and stays for good; when is it emptied (emptied), or its row gone?"


def _has_term(column: sa.Column[Any], metadata: sa.MetaData) -> bool:
    """Whether it goes by its age, or with its person, who goes by theirs."""
    table = column.table
    assert isinstance(table, sa.Table)
    if emptied_after(column) is not None or to_a_person(column) or any(_of_person(one) for one in table.columns):
        return True
    passed: set[str] = set()
    while isinstance(found := retention_of(table), GoesWith) and table.name not in passed:
        passed.add(table.name)
        table = metadata.tables[found.table]
    return isinstance(retention_of(table), KeptFor | KeptWhileSeen)


def _of_person(column: sa.Column[Any]) -> bool:
    """Whether the row is deleted with the person whom the column names."""
    return to_a_person(column) and any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def _ends(table: sa.Table, metadata: sa.MetaData) -> bool:
    """Whether the tables that it goes with lead to one that is not deleted with another."""
    passed: set[str] = set()
    while isinstance(found := retention_of(table), GoesWith) and table.name not in passed:
        passed.add(table.name)
        table = metadata.tables[found.table]
    return table.name not in passed
