"""What a librarian says freely of the plan: a whole event in one message (rows 22, 39)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.plan.told import LONGEST, read
from handlers.plan.talks.add import plan_event
from handlers.plan.talks.fields import LONGEST_TITLE
from handlers.turn.free_words import free_words
from handlers.turn.own_libraries import own_libraries

if TYPE_CHECKING:
    from handlers.turn.context import Context


@free_words(50)
async def whole_event(context: Context) -> bool:
    """«5 декабря в 15:00 Вечер памяти, в библиотеке» from somebody who may plan."""
    text = context.message.text
    if context.message.files or not context.roles.librarian_of or not 1 <= len(text) <= LONGEST:
        return False
    own = await own_libraries(context)
    if not own:
        return False
    told = read(text, context.now.astimezone(ZoneInfo(own[0].zone)))
    if told is None or len(told.title) > LONGEST_TITLE:
        return False
    context.doing = "event"
    await context.begin(plan_event, library=None, told=text)
    return True
