"""What people say outside of a talk that is no command: each wing looks whether it is for it, one after the other.

A wing that understands something of it is registered with ``@free_words(place)`` and says whether it has answered.
Whoever is surer of what was meant comes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from handlers.turn.ordered import Ordered

if TYPE_CHECKING:
    from handlers.turn.context import Context

Listener = Callable[["Context"], Awaitable[bool]]

_LISTENERS: Final[Ordered[Listener]] = Ordered("free words")
free_words: Final = _LISTENERS.at
"""Register a listener, which returns True once it has answered."""


async def heard_freely(context: Context) -> bool:
    """Whether anybody has answered."""
    for listener in _LISTENERS.in_order():
        if await listener(context):
            return True
    return False
