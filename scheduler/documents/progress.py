"""How far a document is: counted where it is made, in a thread of its own, and looked at from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


class Unwanted(Exception):
    """Its person has changed their mind."""


@dataclass(slots=True)
class Progress:
    """Plain numbers, written by one thread and read by another."""

    done: int = 0
    total: int = 0
    unwanted: bool = False

    def at(self, done: int, total: int) -> None:
        """Raises Unwanted."""
        self.done, self.total = done, total
        if self.unwanted:
            raise Unwanted


NOBODY_LOOKS: Final = Progress()
