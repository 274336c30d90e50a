"""``any_of(column, numbers)``: whether a column is one of these numbers, be they a few or a thousand.

One parameter for all of them: the statement is the same however many there are. With a parameter for each, SQLAlchemy
puts it together anew at every call, SQLite compiles and PostgreSQL plans it anew for every other count.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.operators import OperatorType


class Numbers(sa.types.TypeDecorator[Collection[int]]):
    """Whole numbers as one parameter: a JSON list on SQLite, an array on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.ARRAY(sa.BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        numbers = list(value or ())
        return f"[{','.join(map(str, numbers))}]" if dialect.name == "sqlite" else numbers


def any_of(column: sa.ColumnElement[int], numbers: Collection[int] | str) -> sa.ColumnElement[bool]:
    """``numbers`` or the name of the parameter that holds them."""
    if isinstance(numbers, str):
        return _any_of(column, sa.bindparam(numbers, type_=Numbers))
    return _any_of(column, sa.bindparam(None, list(numbers), type_=Numbers))


class _any_of(GenericFunction[bool]):  # noqa: N801 - it is an SQL function
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Any:  # noqa: ARG002 - it is the same for all
        """As it is: SQLAlchemy would write ``(...) = 1``, which no index serves."""
        return self


@compiles(_any_of, "sqlite")
def _any_of_sqlite(element: _any_of, compiler: SQLCompiler, **how: Any) -> str:
    column, numbers = (compiler.process(part, **how) for part in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({numbers})))"  # noqa: S608 - compiled parts, no values


@compiles(_any_of, "postgresql")
def _any_of_postgresql(element: _any_of, compiler: SQLCompiler, **how: Any) -> str:
    column, numbers = (compiler.process(part, **how) for part in element.clauses)
    return f"({column} = ANY ({numbers}))"
