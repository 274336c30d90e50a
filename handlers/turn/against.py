"""What anybody may do against a public thing: its coordinators hide it, everybody else complains of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.rights import Action, Thing
from handlers.texts.moderation import complaints, hiding
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from domain.moderation import What
    from handlers.turn.context import Context


def against(context: Context, what: What, number: int, alliance: int) -> Button:
    """The button under a thing."""
    if context.may(Action.HIDE, Thing(alliance=alliance)):
        return Button(label=hiding.HIDE, press=f"hide:{what.value}:{number}")
    return Button(label=complaints.REPORT, press=f"report:{what.value}:{number}")


def against_pictures(context: Context, pictures: list[int], alliance: int) -> Rows:
    """A row for the coordinators of its alliance, where it shows any."""
    if not pictures or not context.may(Action.HIDE, Thing(alliance=alliance)):
        return ()
    several = len(pictures) > 1
    return (
        tuple(
            Button(label=hiding.hide_picture(number if several else None), press=f"hide:picture:{picture}")
            for number, picture in enumerate(pictures[:3], 1)
        ),
    )


async def refuse_hidden(context: Context, what: What, number: int, library: int, alliance: int) -> None:
    """Raises TurnRefused with the reason for those who may know it: of whose library it is, and its coordinators.

    For whoever opens what everybody else does not find; returns where it is not hidden, or none of their business.
    """
    thing = Thing(alliance=alliance, library=library)
    found = await context.books.hidden.now((what, number))
    coordinates = context.may(Action.HIDE, thing)
    if found is None or not (coordinates or context.may(Action.OBJECT, thing)):
        return
    key = found.under_id or found.id
    row = Button(label=hiding.RESTORE, press=f"unhide:{key}") if coordinates else None
    row = row or Button(label=hiding.OBJECT, press=f"object:{key}")
    raise TurnRefused(hiding.above_hidden(found.reason, found.office), rows=((row,), *shared.MENU_ROWS))
