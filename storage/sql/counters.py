"""What a function is like that counts for the figures of an alliance (``storage/<wing>/figures.py``)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.figures import Line

Now: TypeAlias = Callable[[AsyncConnection, int], Awaitable[tuple[int, ...]]]
"""Connection and alliance → the number as it is at this moment, and what else its words need."""
Lines: TypeAlias = Callable[[AsyncConnection, int, date, date], Awaitable[Sequence[Line]]]
"""Connection, alliance, first day, day after the last → what adds to the figures."""
