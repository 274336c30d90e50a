"""Whoever was not seen for long was asked whether they stay (``scheduler.people.stay``), and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.people import staying as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand("stay", most_args=0)
async def stay(context: Context) -> None:
    """That they have written at all is the answer (``handlers.dispatcher.open_context``)."""
    await context.say(texts.STAYED, rows=shared.MENU_ROWS)
