"""«Написать координатору»: what the bot can do for that, honestly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.alliances import whom_to_ask as texts
from handlers.turn.errands import errand
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand("whom-to-ask", most_args=0, words=texts.WORDS)
async def whom_to_ask(context: Context) -> None:
    """Where contacts stand, and what goes to the coordinators by itself."""
    rows = ((Button(label=texts.LIBRARIES, press="roster"), Button(label=texts.JOIN, press="join")), *context.ways)
    await context.say(texts.WHOM, rows=rows)
