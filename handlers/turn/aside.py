"""Words of which nobody knows whether they are for a talk that was left, or for a newer question of a notice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.texts.turn import free_words, shared
from handlers.turn.asking import answer_the_newest, newer_question
from talk.engine import LASTS
from talk.prompt import Button
from talk.reply import breaks_off
from talk.script import scripts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.turn.context import Context


async def asks_whose_answer(context: Context) -> bool:
    """Whether the words may be an answer to a newer question than that of the talk, which was left long ago."""
    talk, heard = context.dialogue, context.message
    if talk is None or talk.aside is not None or heard.press is not None or heard.files or not heard.text.strip():
        return False
    if heard.edited or not context.half_told or breaks_off(heard.text, context.question_context.phrases):
        return False
    if (question := await newer_question(context, talk.expires - LASTS)) is None:
        return False
    script = scripts.named(talk.script)
    rows = (
        (Button(label=free_words.TO_THE_QUESTION, press="aside:question", tone="main"),),
        (Button(label=free_words.TO_THE_TALK, press="aside:talk"),),
    )
    await context.say(free_words.whose_answer(question, script.called if script else ""), rows=rows)
    await context.set_aside(heard.text)
    return True


async def hear_aside(context: Context, whose: str, answer_in_talk: Callable[[Context], Awaitable[None]]) -> None:
    """The words that were kept go where they belong."""
    said = context.dialogue.aside if context.dialogue is not None else None
    if said is None:
        await context.say(shared.STALE_BUTTON, rows=context.ways)
        return
    await context.set_aside(None)
    context.message = replace(context.message, text=said, press=None, press_id=None, shown=None)
    if whose == "talk":
        await answer_in_talk(context)
        return
    context.anew = True
    if not await answer_the_newest(context):
        await context.say(shared.STALE_BUTTON, rows=context.ways)
