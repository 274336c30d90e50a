"""What strangers try upon the things of each wing: collected from ``tests/handlers/<wing>/meddling.py``.

Such a file may have

- ``async def settle(books, owner) -> tuple[int, ...]``: puts into somebody else's alliance what this wing has; ids that
  forged buttons will name, also found as ``neighbours.theirs.of[wing]``;
- ``def deeds(neighbours) -> Deeds``: each deed of the wing's talks, to be done by somebody who must not;
- ``SECRETS``: words of that, which nobody else may read;
- ``EVERYBODYS``: the deeds that nobody needs a role for, each with the reason.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books
    from tests.handlers.neighbours import Neighbours

FOLDER: Final = Path(__file__).parent
Deeds = Mapping[str, Callable[["Context"], Awaitable[object]]]
"""``wing.file.function`` (as ``talk.do`` names it; after a space: which case) → a try that has to be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose the things are that strangers meddle with."""

    alliance: int
    library: int
    coordinator: int
    librarian: int
    at: datetime


@cache
def wings() -> Mapping[str, Any]:
    """The files of this kind, by wing."""
    found = sorted(path.parent.name for path in FOLDER.glob("*/meddling.py"))
    assert len(found) > 3, "the rules look at nothing"
    return {wing: importlib.import_module(f"tests.handlers.{wing}.meddling") for wing in found}


async def settle_all(books: Books, owner: Owner) -> dict[str, tuple[int, ...]]:
    """What every wing has there: ids, by wing."""
    return {name: await wing.settle(books, owner) for name, wing in wings().items() if hasattr(wing, "settle")}


def secrets() -> tuple[str, ...]:
    return tuple(words for wing in wings().values() for words in getattr(wing, "SECRETS", ()))


def all_deeds(neighbours: Neighbours) -> dict[str, Callable[[Context], Awaitable[object]]]:
    """Of all wings."""
    tries = (wing.deeds(neighbours) for wing in wings().values() if hasattr(wing, "deeds"))
    return {name: deed for deeds in tries for name, deed in deeds.items()}


def everybodys() -> set[str]:
    return {name for wing in wings().values() for name in getattr(wing, "EVERYBODYS", ())}
