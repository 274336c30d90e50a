"""Which alliance a coordinator means: the one that a button names, the only one they have, or one that they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.rights import Action, Thing
from handlers.texts.alliances import founding
from handlers.texts.turn import shared
from handlers.turn.paging import PAGE, number_of
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance


async def coordinated(context: Context, errand_name: str, alliance_arg: str = "") -> Alliance | None:
    """One that this person coordinates. None: they were asked which (``errand_name:<id>``), or told what to do.

    Raises Forbidden when a button names one that is not theirs, or none at all.
    """
    if alliance_arg:
        number = number_of(alliance_arg)
        context.require(Action.EDIT_ALLIANCE, Thing(alliance=number))
        return await context.books.alliances.get(number)
    theirs = [await context.books.alliances.get(alliance) for alliance in sorted(context.roles.coordinates)[:PAGE]]
    found = [alliance for alliance in theirs if alliance is not None]
    if len(found) == 1:
        return found[0]
    if found:
        rows = tuple(
            (Button(label=founding.alliance_label(one.settlement, one.slug), press=f"{errand_name}:{one.id}"),)
            for one in found
        )
        await context.say(founding.which_alliance(), rows=(*rows, (shared.BACK_TO_MENU,)), in_place=True)
        return None
    rows = ((Button(label=founding.FOUND_BUTTON, press="found", tone="main"),),)
    await context.say(founding.NOT_A_COORDINATOR, rows=(*rows, (shared.BACK_TO_MENU,)))
    return None
