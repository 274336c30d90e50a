"""Personal data is declared where it is kept: which column holds it and why, and what becomes of it with its person.

What these functions give stands in ``info=`` of a column or a table; «Мои данные», the file that people take away,
erasure, the register in docs/personal-data.md and the policy page are computed from it. A table without anything of a
person says what it holds instead (``nobody``). What it is kept for is said of the table (``serves``), or of a column
that is kept for another purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from domain.purposes import Purpose

PEOPLE: Final = "people"
"""The table that stands for the person: with its row everything goes that refers to it."""
_PERSONAL: Final = "personal"
_NOBODY: Final = "nobody"
_ERASING: Final = "erasing"
_SERVES: Final = "serves"
_FOUND_BY: Final = "found_by"
_TAKEN_ALONG: Final = "taken_along"
_NAME: Final = "name"
_GOES: Final = {"CASCADE": "the row goes with the person", "SET NULL": "the row stays and forgets them"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Somebody who is about to be erased, and where they were written to."""

    id: int
    chats: tuple[tuple[int, int], ...]
    """Of each address the account and the chat."""

    def theirs(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Whether a row with an account and a chat is of one of these."""
        here = (sa.and_(table.c.account_id == account, table.c.chat == chat) for account, chat in self.chats)
        return sa.or_(sa.false(), *here)


Statement = Callable[[Erased], sa.Update | sa.Delete]
Finding = Callable[[Erased], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """Why a column holds personal data."""

    why: str
    own: bool
    """A reference to the person whose row this is: counted in «Мои данные»."""
    given: bool = False
    """Words that they gave to be kept: repeated in «Мои данные»."""
    purposes: tuple[Purpose, ...] = ()
    """Others than those of the table."""
    withheld: str = ""
    """Why it is not in the file that the person takes away; empty: it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table with rows of people: how theirs are found, and what of them they are shown and take away."""

    table: sa.Table
    columns: tuple[sa.Column[Any], ...]

    def theirs(self, person: Erased) -> sa.ColumnElement[bool]:
        """Whether a row is about this person.

        It is their own; where rows are nobody's own, it refers to them, or is of their chat. A row of somebody else is
        not theirs because they had a part in it.
        """
        found = self.table.info.get(_FOUND_BY)
        references = [column for column in self.table.columns if _reference(column) is not None]
        owning = [column for column in references if (one := _personal(column)) is not None and one.own]
        mine = [column == person.id for column in owning or references]
        if self.table.name == PEOPLE:
            mine.append(self.table.c.id == person.id)
        return sa.or_(sa.false(), *mine, *((found(person),) if found is not None else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What a person's erasure does to a table besides what foreign keys do by themselves."""

    words: str
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One column of personal data."""

    column: sa.Column[Any]
    why: str
    goes: str
    """What becomes of it when the person is erased."""
    purposes: tuple[Purpose, ...]
    """What it is kept for."""


def personal(
    why: str, *, given: bool = False, purposes: tuple[Purpose, ...] = (), withheld: str = ""
) -> dict[Any, Any]:
    """The column holds something of a person; ``given``: words of theirs, in a row of their own.

    ``purposes``: what it is kept for, where that is not what the table is kept for. They take it away with all else
    that we know of them, unless it is ``withheld``: then this says why.
    """
    return {_PERSONAL: Personal(why=why, own=False, given=given, purposes=purposes, withheld=withheld)}


def own(why: str) -> dict[Any, Any]:
    """The column refers to the person whose row this is."""
    return {_PERSONAL: Personal(why=why, own=True)}


def nobody(what: str) -> dict[Any, Any]:
    """The table holds nothing of any person, but ``what``."""
    return {_NOBODY: what}


def serves(*purposes: Purpose) -> dict[Any, Any]:
    """What the personal data of the table is kept for."""
    return {_SERVES: purposes}


def taken_along() -> dict[Any, Any]:
    """The column is not personal; people who are shown a row of theirs need it to understand the row."""
    return {_TAKEN_ALONG: True}


def name_of_row() -> dict[Any, Any]:
    """People call the row of this table by this column, wherever another row refers to it."""
    return {_NAME: True}


def found_by(find: Finding) -> dict[Any, Any]:
    """No column of the table refers to a person: by this their rows are found."""
    return {_FOUND_BY: find}


def erasing(words: str, statement: Statement) -> dict[Any, Any]:
    """Before the row of ``people`` is deleted, the statement is executed."""
    return {_ERASING: Erasing(words=words, statement=statement)}


def is_personal(column: sa.Column[Any]) -> bool:
    """Whether the column says that it holds something of a person."""
    return _personal(column) is not None


def is_own(column: sa.Column[Any]) -> bool:
    """Whether it says whose row it is."""
    found = _personal(column)
    return found is not None and found.own


def to_a_person(column: sa.Column[Any]) -> bool:
    """Whether the column refers to one."""
    return _reference(column) is not None


def own_rows(metadata: sa.MetaData) -> Iterator[sa.Column[Any]]:
    """The columns that say whose row it is."""
    for table in metadata.tables.values():
        yield from (column for column in table.columns if (found := _personal(column)) is not None and found.own)


def given_words(metadata: sa.MetaData) -> Iterator[tuple[sa.Column[Any], sa.Column[Any]]]:
    """Each column of words that people gave, after the one that says whose row it is."""
    for whose in own_rows(metadata):
        yield from ((whose, one) for one in whose.table.columns if (found := _personal(one)) and found.given)


def sources(metadata: sa.MetaData) -> Iterator[Source]:
    """Every table with rows of people, by name, with the columns that they are shown and take away.

    These are its personal ones, what says of what the row is (a reference to a row that has a name), and what is
    ``taken_along``; but neither what is withheld nor who somebody is: that is the person themself, or somebody else.
    """
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        if any(is_personal(column) for column in table.columns):
            yield Source(table=table, columns=tuple(column for column in table.columns if _is_taken(column)))


def withheld(metadata: sa.MetaData) -> dict[str, str]:
    """«table.column» → why people do not take it away."""
    found = ((str(one.column), _personal(one.column)) for one in kept(metadata))
    return {name: one.withheld for name, one in found if one is not None and one.withheld}


def name_column(table: sa.Table) -> sa.Column[Any] | None:
    """What people call its rows by."""
    return next((column for column in table.columns if column.info.get(_NAME)), None)


def named(column: sa.Column[Any]) -> sa.Table | None:
    """The table whose row the column names; None: it refers to nothing, or to what has no name."""
    tables = (key.column.table for key in column.foreign_keys)
    return next((one for one in tables if name_column(one) is not None), None)


def erasures(metadata: sa.MetaData, person: Erased) -> Iterator[sa.Update | sa.Delete]:
    """What is to be executed before the row of ``people`` is deleted: a table before those that it refers to."""
    for table in reversed(metadata.sorted_tables):
        found = _erasing(table)
        if found is not None:
            yield found.statement(person)


def kept(metadata: sa.MetaData) -> Iterator[Kept]:
    """Every column of personal data, table by table."""
    for name in sorted(metadata.tables):
        for column in metadata.tables[name].columns:
            found = _personal(column)
            if found is not None:
                yield Kept(column=column, why=found.why, goes=_goes(column) or "", purposes=_purposes(column))


def kept_for_purpose(metadata: sa.MetaData, purpose: Purpose) -> list[sa.Table]:
    """The tables in which something of people is kept for it, by name."""
    found = {one.column.table.name for one in kept(metadata) if purpose in one.purposes}
    return [metadata.tables[name] for name in sorted(found)]


def lacks(metadata: sa.MetaData) -> list[str]:
    """What tables have not said, or said wrongly."""
    return [line for table in metadata.tables.values() for line in _lacks(table)]


def _lacks(table: sa.Table) -> Iterator[str]:
    declared = [column for column in table.columns if _personal(column) is not None]
    if bool(declared) is (_NOBODY in table.info):
        yield f"table {table.name}: either its columns say what is personal, or it says nobody(…)"
    for column in table.columns:
        found, reference = _personal(column), _reference(column)
        if found is None:
            if reference is not None:
                yield f"column {column}: refers to a person and does not say why"
            continue
        if found.given and not any((one := _personal(other)) and one.own for other in table.columns):
            yield f"column {column}: holds words that somebody gave, and no column says whose row it is"
        if found.own and reference is None:
            yield f"column {column}: is said to name whose row it is and refers to nobody"
        if reference is not None and reference.ondelete not in _GOES:
            yield f"column {column}: does not let the person go"
        if reference is not None and reference.ondelete == "CASCADE" and not found.own:
            yield f"column {column}: the row goes with the person, so it is theirs: own(…)"
        if found.withheld and reference is not None:
            yield f"column {column}: who somebody is goes into no file anyway"
        if _goes(column) is None:
            yield f"column {column}: nothing says when it goes"
        if not _purposes(column):
            yield f"column {column}: kept for no purpose (serves(…) of its table)"
    if declared and table.name != PEOPLE and _FOUND_BY not in table.info and not any(map(_reference, table.columns)):
        yield f"table {table.name}: refers to no person, and nothing says how their rows are found (found_by)"


def _is_taken(column: sa.Column[Any]) -> bool:
    found = _personal(column)
    if found is not None:
        return _reference(column) is None and not found.withheld
    return bool(column.info.get(_TAKEN_ALONG)) or named(column) is not None


def _goes(column: sa.Column[Any]) -> str | None:
    table = column.table
    assert isinstance(table, sa.Table)
    own_way, reference = _erasing(table), _reference(column)
    if own_way is not None:
        return own_way.words
    if reference is not None:
        return _GOES.get(reference.ondelete or "")
    references = [found for one in table.columns if (found := _reference(one)) is not None]
    with_person = table.name == PEOPLE or any(one.ondelete == "CASCADE" for one in references)
    return _GOES["CASCADE"] if with_person else None


def _reference(column: sa.Column[Any]) -> sa.ForeignKey | None:
    """To a person."""
    return next((key for key in column.foreign_keys if key.column.table.name == PEOPLE), None)


def _purposes(column: sa.Column[Any]) -> tuple[Purpose, ...]:
    found = _personal(column)
    served: tuple[Purpose, ...] = column.table.info.get(_SERVES, ())
    return found.purposes or served if found is not None else ()


def _personal(column: sa.Column[Any]) -> Personal | None:
    found = column.info.get(_PERSONAL)
    return found if isinstance(found, Personal) else None


def _erasing(table: sa.Table) -> Erasing | None:
    found = table.info.get(_ERASING)
    return found if isinstance(found, Erasing) else None
