"""«Стоп»: nothing comes any more, at once, and it is said how to come back (row 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.subscriptions.targets import find_wanted, word_of
from handlers.texts.subscriptions import stopping as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from talk.prompt import PRESS_BYTES, Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context

SEPARATOR = "."


@errand("stop", command="stop", most_args=0, listed=False, deep_linkable=False, words=texts.WORDS)
async def stop(context: Context) -> None:
    """All subscriptions end. What a librarian is told of their own library is no subscription."""
    mine = await context.books.subscriptions.of_person(context.person.id)
    for one in mine:
        await context.books.subscriptions.unsubscribe_from(context.person.id, one.alliance_id, one.target)
    text = texts.stopped(len(mine), serves=bool(context.roles.members), coordinates=bool(context.roles.coordinates))
    press = f"come-back:{SEPARATOR.join(word_of(one) for one in mine)}"
    back = (Button(label=texts.COME_BACK, press=press),) if mine and len(press) <= PRESS_BYTES else ()
    rows: Rows = ((*back, Button(label=texts.SUBSCRIBE, press="subscribe")), *context.ways)
    await context.say(text, rows=rows)


@errand("come-back", most_args=1, deep_linkable=False)
async def come_back(context: Context, words: str = "") -> None:
    """What was ended by «стоп» begins again."""
    found = [await find_wanted(context.books, word) for word in words.split(SEPARATOR)]
    wanted = [one for one in found if one is not None]
    for one in wanted:
        await context.books.subscriptions.subscribe(context.person.id, one.alliance_id, one.target, context.now)
    rows: Rows = ((Button(label=texts.MINE, press="subscriptions"),), (shared.BACK_TO_MENU,))
    await context.say(texts.CAME_BACK if wanted else texts.NOTHING_TO_BRING_BACK, rows=rows)
