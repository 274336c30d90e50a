"""Colleagues and coordinators answer for what one person alone did: undone, or done at once (Положение, 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.libraries.delays import DELAY, Delay, is_new
from domain.rights import Action, Thing
from handlers.notices.delayed_deeds import carry, close
from handlers.notices.people import NEWS, tell_person
from handlers.texts.turn import delays as texts
from handlers.texts.turn import shared
from handlers.turn import moves
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.libraries.delayed_deeds import DelayedDeed


@errand("undo-deed", most_args=1, deep_linkable=False)
async def undo(context: Context, deed: str = "") -> None:
    """It does not take effect; also the one who did it may think again."""
    kept = await _waiting(context, deed, "undo")
    if not await context.books.delayed_deeds.decide(kept.id, Delay.UNDONE):
        raise TurnRefused(texts.GONE, shared.MENU_ROWS)
    await close(context.books, kept, context.now)
    if kept.person_id != context.person.id:
        told = texts.told_undone(kept.about["what"])
        about = Notice(kind=NEWS, subject=f"library:{kept.library_id}")
        await tell_person(context.books, kept.person_id, told, now=context.now, rows=shared.MENU_ROWS, about=about)
    await context.say(texts.UNDONE, rows=shared.MENU_ROWS)


@errand("hurry-deed", most_args=1, deep_linkable=False)
async def hurry(context: Context, deed: str = "") -> None:
    """It takes effect at once, if somebody else says so who is not new."""
    kept = await _waiting(context, deed, "hurry")
    library = await context.books.libraries.get(kept.library_id)
    coordinates = library is not None and library.alliance_id in context.roles.coordinates
    mine = await context.books.librarians.get(kept.library_id, context.person.id)
    new = mine is None or not mine.speaks or is_new(mine.vouched_at, context.now)
    if kept.person_id == context.person.id or (new and not coordinates):
        raise TurnRefused(texts.NOT_ALONE, shared.MENU_ROWS)
    await carry(context.books, kept, context.directory, context.now)
    await context.say(texts.HURRIED, rows=shared.MENU_ROWS)


async def _waiting(context: Context, deed: str, move: str) -> DelayedDeed:
    """What a button names, with its alliance locked. Raises Forbidden, and Refused where it waits no longer."""
    kept = await context.books.delayed_deeds.get(number_of(deed))
    library = await context.books.libraries.get(kept.library_id) if kept is not None else None
    if kept is None or library is None:
        raise TurnRefused(texts.GONE, shared.MENU_ROWS)
    thing = Thing(alliance=library.alliance_id, library=library.id)
    context.require(Action.UNDO_DEED, thing)
    await context.books.alliances.lock(library.alliance_id)
    await context.refresh()
    kept = await context.books.delayed_deeds.get(kept.id) or kept
    moves.require(context, DELAY, kept.state, move, thing, gone=texts.GONE)
    if kept.about.get("person") == context.person.id:
        raise TurnRefused(texts.NOT_ALONE, shared.MENU_ROWS)
    return kept
