"""Thanks, greetings, a smile: a short kind word."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from handlers.texts.turn import free_words as texts
from handlers.turn.errands import errand, go

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand("small-talk", most_args=1, deep_linkable=False, words=texts.WORDS)
async def small_talk(context: Context, which: str = texts.HELLO) -> None:
    """Something kind in return; whoever greets gets the menu with it."""
    if which == texts.HELLO and context.dialogue is None:
        await context.say(texts.REPLIES[which])
        await go(context, "menu")
        return
    await context.say(texts.REPLIES.get(which, texts.REPLIES[texts.THANKS]), rows=context.ways)


def is_smile(text: str) -> bool:
    """Whether it is signs alone, one of which is a picture: 😀, ❤, 👍🏻."""
    bare = [sign for sign in text if not sign.isspace()]
    drawn = [sign for sign in bare if unicodedata.category(sign) == "So" and unicodedata.is_normalized("NFKC", sign)]
    return bool(drawn) and not any(sign.isalnum() for sign in bare)
