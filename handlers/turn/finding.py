"""What somebody may mean who just names it: a settlement, a library, an event, a day. Each wing finds its own.

@finds(20)
async def libraries_named(context: Context, typed: str) -> list[Found]: ...
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.near import key, likeness, meant
from handlers.turn.ordered import Ordered

if TYPE_CHECKING:
    from handlers.turn.context import Context

MOST_WORDS: Final = 8
MOST: Final = 4
"""Things of one kind that are offered."""
LONGEST: Final = 120
"""Characters; what is longer names nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing that may be meant."""

    label: str
    press: str
    sure: bool
    """Its name was said, but for a slip of the finger."""
    score: float = 0.0
    """0 to 100, how like its name is what was said."""


Find = Callable[["Context", str], Awaitable[list[Found]]]
_FINDERS: Final[Ordered[Find]] = Ordered("finders")
finds: Final = _FINDERS.at
"""Register a finder."""


async def find_named(context: Context, typed: str) -> list[Found]:
    """What may be meant, the likeliest first: all that are sure, else all that are near."""
    if not 2 <= len(typed.strip()) <= LONGEST or len(typed.split()) > MOST_WORDS:  # noqa: PLR2004 - «Ям» is a name
        return []
    found: list[Found] = []
    for find in _FINDERS.in_order():
        found += await find(context, typed)
        if any(one.sure for one in found):
            return [one for one in found if one.sure]
    return sorted(found, key=lambda one: -one.score)


def nearest(typed: str, named: Sequence[tuple[str, str, str]]) -> list[Found]:
    """What of these is meant: each its name, the label of its button, what it presses. Namesakes are all meant."""
    names = [name for name, _, _ in named]
    place = meant(typed, list(dict.fromkeys(names)))
    if place is not None:
        sure = key(list(dict.fromkeys(names))[place])
        alike = [one for one in named if key(one[0]) == sure]
        return [Found(label=label, press=press, sure=True, score=100.0) for _, label, press in alike[:MOST]]
    return [
        Found(label=named[at][1], press=named[at][2], sure=False, score=score)
        for at, score in likeness(typed, names, most=MOST)
    ]
