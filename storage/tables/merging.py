"""Two persons, or two libraries, turn out to be one: what becomes of their rows is declared where they are kept.

Whatever column refers to a person refers to the one who stays from then on; that needs no word. Where a key lets a
person have only one row of a kind (``lacks`` knows them from the tables) a rule says how two become one. The same holds
of libraries (``uniting``, ``lacks_of_libraries``). What these functions give stands in ``info=`` of a table;
``storage.merging`` carries it out, and undoes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from storage.tables.personal import PEOPLE, is_personal, to_a_person

LIBRARIES: Final = "libraries"
_KEYS: Final = {PEOPLE: "merging", LIBRARIES: "uniting"}
"""Whose rows become one, and where a table says what becomes of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Two of whom one is left."""

    kept: int
    gone: int
    at: datetime


Row = Mapping[str, Any]
"""By the names of the columns."""
Fate = tuple[Row, Mapping[str, Any] | None]
"""A row, and what of it is different from now on; None: it goes."""
Rule = Callable[[Sequence[Row], Sequence[Row], Merged], Iterable[Fate]]
"""Of the rows of the one who stays and of the other; who is not named stays as it is."""
Both = Callable[[Row, Row], Mapping[str, Any]]
"""What is different in the first row when the second becomes one with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """What a table says."""

    words: str
    rule: Rule | None


def merging(words: str, rule: Rule | None = None) -> dict[Any, Any]:
    """Of two persons. ``words``: what becomes of the rows, for who reads the tables."""
    return {_KEYS[PEOPLE]: Merging(words=words, rule=rule)}


def uniting(words: str, rule: Rule | None = None) -> dict[Any, Any]:
    """The same of two libraries."""
    return {_KEYS[LIBRARIES]: Merging(words=words, rule=rule)}


def one_row(*by: str, both: Both = lambda _, __: {}) -> Rule:
    """Rows that are alike in these columns become one: that of the one who stays, with what ``both`` says."""

    def rule(kept: Sequence[Row], gone: Sequence[Row], _: Merged) -> Iterator[Fate]:
        known = {tuple(row[name] for name in by): row for row in kept}
        for row in gone:
            twin = known.get(tuple(row[name] for name in by))
            if twin is not None:
                yield row, None
                yield twin, both(twin, row)

    return rule


def earliest(*names: str) -> Both:
    """Of these columns the lesser value of the two, which each row has."""
    return lambda kept, gone: {name: min(kept[name], gone[name]) for name in names}


def refers_to(column: sa.Column[Any], root: str) -> bool:
    """Whether the column refers to a row of that table."""
    return any(key.column.table.name == root for key in column.foreign_keys)


def rule_of(table: sa.Table, root: str = PEOPLE) -> Rule | None:
    """What happens to its rows where two of ``root`` become one."""
    found = _merging(table, root)
    return found.rule if found is not None else None


def lacks(metadata: sa.MetaData) -> list[str]:
    """What tables have not said."""
    return [line for table in metadata.tables.values() for line in _lacks(table)]


def lacks_of_libraries(metadata: sa.MetaData) -> list[str]:
    """The same of two libraries."""
    return [
        f"table {table.name}: of one {', '.join(key)} there is one row; which, when two libraries are one (uniting)?"
        for table in metadata.tables.values()
        for key in _keys(table)
        if {one.name for one in table.columns if refers_to(one, LIBRARIES)} & set(key)
        and rule_of(table, LIBRARIES) is None
    ]


def _lacks(table: sa.Table) -> Iterator[str]:
    found = _merging(table)
    mine = {column.name for column in table.columns if to_a_person(column)}
    if table.name == PEOPLE and (found is None or found.rule is None):
        yield f"table {table.name}: nothing says how two persons become one (merging)"
    for key in _keys(table):
        if mine & set(key) and (found is None or found.rule is None):
            yield f"table {table.name}: of one {', '.join(key)} there is one row; which, when two persons are one?"
    if not mine and table.name != PEOPLE and any(map(is_personal, table.columns)) and found is None:
        yield f"table {table.name}: is about people and refers to none: what becomes of it when two are one (merging)?"


def _keys(table: sa.Table) -> Iterator[tuple[str, ...]]:
    """What must be unique, but where only some rows are meant."""
    for constraint in table.constraints:
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique and index.dialect_options["sqlite"]["where"] is None:
            yield tuple(column.name for column in index.columns)


def _merging(table: sa.Table, root: str = PEOPLE) -> Merging | None:
    found = table.info.get(_KEYS[root])
    return found if isinstance(found, Merging) else None
