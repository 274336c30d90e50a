"""What a declared state machine (``domain.machine``) means in SQL."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from domain.machine import S


def stands_in(
    column: sa.ColumnElement[Any], states: Collection[S], *, empty: S | None = None
) -> sa.ColumnElement[bool]:
    """Whether a thing stands in one of the states. ``empty``: the state that the column tells by being NULL."""
    found = column.in_(sorted(state.value for state in states if state is not empty))
    return sa.or_(column.is_(None), found) if empty in states else found
