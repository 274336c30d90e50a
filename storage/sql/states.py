"""What a declared state machine (``domain.machine``) means in SQL."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.machine import Machine, S


def stands_in(
    column: sa.ColumnElement[Any], states: Collection[S], *, empty: S | None = None
) -> sa.ColumnElement[bool]:
    """Whether a thing stands in one of the states. ``empty``: the state that the column tells by being NULL."""
    found = column.in_(sorted(state.value for state in states if state is not empty))
    return sa.or_(column.is_(None), found) if empty in states else found


async def count(
    connection: AsyncConnection,
    machine: Machine[S],
    column: sa.ColumnElement[Any],
    *where: sa.ColumnElement[bool],
    empty: S | None = None,
) -> dict[S, int]:
    """How many things stand in each state of the machine, in its order; ``empty`` as above."""
    query = sa.select(column, sa.func.count()).where(*where).group_by(column)
    found = {row[0]: int(row[1]) for row in await connection.execute(query)}
    return {state: found.get(None if state is empty else state.value, 0) for state in machine.states}
