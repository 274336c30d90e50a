"""«Как прошло?» answered in words, with a number, with photographs: the entry begins with all of it (rows 29, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.rights import Action
from handlers.chronicle.actions import can_be_told
from handlers.chronicle.fresh import tellable_today
from handlers.chronicle.write import LONGEST_STORY, write_chronicle
from handlers.plan import actions
from handlers.texts.chronicle import telling as texts
from handlers.turn.asking import answer_the_newest, hears_answer
from handlers.turn.errands import go
from handlers.turn.free_words import free_words
from handlers.turn.intents import says_one_of
from handlers.turn.paging import number_of
from talk.fields.text import fold, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.turn.context import Context
    from storage.messaging.notices import Asked
    from storage.plan.events import Event

SHORT: Final = 4
"""Words of an answer that puts it off."""
REASON: Final = 8
"""Words of «не состоялось» with its reason; more of them tell a story."""
ERRANDS: Final = {
    texts.TELL: "tell",
    texts.LATER: "tell-later",
    texts.SKIP: "tell-skip",
    texts.DID_NOT_HAPPEN: "not-held",
}
"""What the buttons under the question say."""


async def what_is_asked(context: Context, asked: Sequence[Asked]) -> str | None:
    """Which event waits for its story."""
    waiting = [one for one in [await _waiting(context, one) for one in asked] if one is not None]
    return texts.asked_about(waiting[0].title, len(waiting) - 1) if waiting else None


@hears_answer("question", "event", photos=True, about=what_is_asked)
async def hear_how_it_went(context: Context, asked: Sequence[Asked]) -> bool:
    """The events that wait for a story; of several they are asked which, with their words kept."""
    waiting = [one for one in [await _waiting(context, one) for one in asked] if one is not None]
    heard = context.message
    if not waiting or not (heard.text.strip() or heard.pictures):
        return False
    if heard.pictures:
        waiting += [one for one in await tellable_today(context) if one.id not in {known.id for known in waiting}]
    newest = waiting[0]
    if not heard.pictures and (name := _short_answer(heard.text)) is not None:
        context.doing = f"{name}:{newest.id}"
        return await go(context, name, str(newest.id))
    if not heard.pictures and not _tells(heard.text):
        return False
    context.doing = "tell" if len(waiting) > 1 else f"tell:{newest.id}"
    await context.begin(
        write_chronicle,
        event=newest.id if len(waiting) == 1 else None,
        among=[one.id for one in waiting] if len(waiting) > 1 else None,
        said=heard.text[:LONGEST_STORY],
        pictures=[int(one) for one in heard.pictures],
        album=heard.album,
    )
    return True


@free_words(45)
async def hear_later(context: Context) -> bool:
    """«Завтра расскажу» is no event of tomorrow while the question is open."""
    said = says(fold(context.message.text), context.question_context.phrases.polite_words)
    return said in texts.SAID_LATER and await answer_the_newest(context)


async def _waiting(context: Context, asked: Asked) -> Event | None:
    event = await context.books.events.get(number_of(asked.subject.partition(":")[2]))
    if event is None or event.state not in (State.ANNOUNCED, State.HELD) or not can_be_told(event, context.now):
        return None
    return event if context.may(Action.WRITE_CHRONICLE, actions.thing_of(event)) else None


def _short_answer(text: str) -> str | None:
    """The errand of one of the four buttons, said in words."""
    said = fold(text)
    for label, name in ERRANDS.items():
        if said == fold(label):
            return name
    if said in texts.SAID_NOT_HELD_ALONE:
        return "not-held"
    if len(text.split()) <= REASON and says_one_of(text, texts.SAID_NOT_HELD):
        return "not-held"
    if len(text.split()) <= SHORT and says_one_of(text, texts.SAID_LATER):
        return "tell-later"
    return "tell-skip" if says_one_of(text, texts.SAID_SKIP) else None


def _tells(text: str) -> bool:
    """Whether it may be a story or a number: a question back and a mere sign are neither."""
    return any(sign.isalnum() for sign in text) and not text.rstrip().endswith("?")
