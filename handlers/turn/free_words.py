"""What people say outside of a talk that is no command: each wing looks whether it is for it, one after the other.

A wing that understands something of it is registered with ``@free_words(place)`` and says whether it has answered.
Places grow in tens, and no two wings share one; whoever is surer of what was meant comes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from handlers.turn.context import Context

Listener = Callable[["Context"], Awaitable[bool]]

_LISTENERS: Final[dict[int, Listener]] = {}


def free_words(place: int) -> Callable[[Listener], Listener]:
    """Register a listener, which returns True once it has answered. Raises ValueError for a place that is taken."""

    def register(listener: Listener) -> Listener:
        other = _LISTENERS.setdefault(place, listener)
        if other.__module__ != listener.__module__:
            raise ValueError(f"free words: two listeners at place {place}")
        return listener

    return register


async def heard_freely(context: Context) -> bool:
    """Whether anybody has answered."""
    for place in sorted(_LISTENERS):
        if await _LISTENERS[place](context):
            return True
    return False
