"""What a person opens most: counted in as little as the menu needs, a number for a dozen errands at most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from handlers.turn.errands import ERRANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.turn.context import Context

HABIT: Final = 3
"""So many uses are a habit: what was tried once or twice moves nothing."""
NAMES: Final = 12
"""Errands that are counted; the least used one makes room."""
CAP: Final = 50
"""Once one is used that often, all counts are halved: what was a habit long ago is none for ever."""


async def count_use(context: Context, name: str) -> None:
    """The person has opened this themselves; only what has a place in the menu is counted."""
    found = ERRANDS.named(name)
    if found is None or found.menu is None:
        return
    kept = {one: uses for one, uses in context.person.menu_uses.items() if is_counted(one)}
    uses = used(kept, name)
    context.person = replace(context.person, menu_uses=uses)
    await context.books.people.set_menu_uses(context.person.id, uses)


def is_counted(name: str) -> bool:
    """False for what has left the menu with a newer version of the program."""
    found = ERRANDS.named(name)
    return found is not None and found.menu is not None


def used(uses: Mapping[str, int], name: str) -> dict[str, int]:
    """The counts after one more use."""
    after = {**uses, name: uses.get(name, 0) + 1}
    if after[name] >= CAP:
        after = {one: count // 2 for one, count in after.items() if count > 1}
    while len(after) > NAMES:
        del after[min((one for one in after if one != name), key=after.__getitem__)]
    return after


def habits(uses: Mapping[str, int], names: list[str]) -> list[str]:
    """Those of ``names`` that are a habit, the most used first; of equals the earlier one."""
    return sorted((one for one in names if uses.get(one, 0) >= HABIT), key=lambda one: -uses[one])
