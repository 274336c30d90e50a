"""What a librarian types under an event's card: where it goes, that it is off, that it changes (rows 22, 26, 39).

The event is the only one that the buttons of the page before them name (``handlers.turn.shown``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.time import spoken
from domain.vocabulary import telling
from handlers.plan import actions
from handlers.plan.talks.edit import move_to
from handlers.turn.errands import go
from handlers.turn.free_words import free_words
from handlers.turn.paging import number_of
from talk.fields.text import fold

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.plan.events import Event

OF_AN_EVENT: Final = frozenset({"e", "e-edit", "e-move", "e-cancel", "e-announce", "e-drop"})
"""Errands whose first argument is an event's number."""


@free_words(40)
async def about_the_event(context: Context) -> bool:
    """«перенести на 12 декабря в 16», «на час позже», «отменить», under an event's card."""
    if context.message.files or not context.roles.librarian_of:
        return False
    words = fold(context.message.text)
    moves = spoken.is_move(words)
    errands = {word: name for name, said in _ORDERS.items() for word in said}
    if not moves and words not in errands:
        return False
    event = await _event_before_them(context)
    if event is None:
        return False
    if moves:
        await move_to(context, event, context.message.text)
        return True
    name = errands[words]
    if name == "e-cancel" and event.state is State.DRAFT:
        name = "e-drop"
    return await go(context, name, str(event.id))


_ORDERS: Final = {
    "e-cancel": telling.CALLING_OFF,
    "e-edit": telling.CHANGING,
    "e-announce": telling.ANNOUNCING,
}


async def _event_before_them(context: Context) -> Event | None:
    """None where their last message names none, or several, or one that they may not change."""
    presses = [str(press).split(":") for _, press, _ in context.person.shown or ()]
    named = {press[1] for press in presses if press[0] in OF_AN_EVENT and len(press) > 1}
    if len(named) != 1:
        return None
    event = await context.books.events.get(number_of(named.pop()))
    if event is None or not context.may(actions.changing(event), actions.thing_of(event)):
        return None
    return event
