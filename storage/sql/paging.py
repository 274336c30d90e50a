"""A list is read page by page, and every page knows how long the whole list is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

PAGE = 10
"""Lines of a page where nobody says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some lines of a list; ``total`` counts all of them."""

    items: tuple[T, ...]
    total: int


async def page(
    connection: AsyncConnection,
    query: sa.Select[Any],
    make: Callable[[sa.RowMapping], T],
    *,
    offset: int,
    limit: int,
) -> Page[T]:
    """The lines of an ordered query from ``offset`` on, and the count of all its lines."""
    counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    total = (await connection.execute(counted)).scalar_one()
    rows = await connection.execute(query.offset(offset).limit(limit))
    return Page(items=tuple(make(row) for row in rows.mappings()), total=total)
