"""A photograph from a librarian on the day of an event or the day after, though nobody has asked (rows 29, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.chronicle.actions import can_be_told
from handlers.chronicle.fresh import fresh_of
from handlers.chronicle.write import LONGEST_STORY, write_chronicle
from handlers.texts.chronicle import telling as texts
from handlers.turn.asking import answer_the_newest
from handlers.turn.free_words import free_words

if TYPE_CHECKING:
    from handlers.turn.context import Context


@free_words(60)
async def photo_of_the_day(context: Context) -> bool:
    """«Это с «Вечера памяти»?»; a question that was asked comes first."""
    heard = context.message
    if not heard.pictures or not context.roles.librarian_of:
        return False
    if await answer_the_newest(context):
        return True
    fresh = await fresh_of(context)
    told = [one for one in fresh if can_be_told(one, context.now)]
    if not told:
        if fresh:
            await context.say(texts.not_over_yet(fresh[0].title), rows=context.ways)
        return bool(fresh)
    await context.begin(
        write_chronicle,
        offered=[one.id for one in told],
        said=heard.text[:LONGEST_STORY],
        pictures=[int(one) for one in heard.pictures],
        album=heard.album,
    )
    return True
