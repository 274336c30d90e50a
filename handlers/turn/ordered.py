"""Functions of the wings that run one after another, each at the place that it says itself.

Places grow in tens, and no two share one: the order is never an accident.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F")


class Ordered(dict[int, F]):
    """By their places: what is registered with ``@ordered.at(place)``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def at(self, place: int) -> Callable[[F], F]:
        """Register a function. Raises ValueError for a place that is taken."""

        def register(one: F) -> F:
            if place in self:
                raise ValueError(f"{self.name}: two listeners at place {place}")
            self[place] = one
            return one

        return register

    def in_order(self) -> tuple[F, ...]:
        return tuple(self[place] for place in sorted(self))
