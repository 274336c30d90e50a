"""What to do with words that no talk and no button waits for: an answer to a notice, an errand, a name, or a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.turn import free_words as texts
from handlers.texts.turn import shared
from handlers.texts.turn.labels import LABEL
from handlers.turn import small_talk
from handlers.turn.asking import answer_the_newest
from handlers.turn.errands import ERRANDS, go
from handlers.turn.finding import find_named
from handlers.turn.habits import count_use, habits
from handlers.turn.intents import intents
from handlers.turn.menu_places import roles_of
from talk.keyboard import shorten
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from handlers.turn.finding import Found
    from handlers.turn.intents import Guess
    from talk.prompt import Rows

GUESSES: Final = 4
"""Buttons under what was not understood, besides the menu."""
FEWEST: Final = 3
SMALL_TALK: Final = "small-talk"
STOP: Final = "stop"


async def hear_words(context: Context) -> None:
    """Words, or anything else that came, outside of a talk."""
    heard = context.message
    if not heard.text.strip() and await _wordless(context):
        return
    guesses = intents().guesses(heard.text)
    plain = next((one for one in guesses if one.exact), None)
    if plain is not None and not heard.files and not heard.pictures and plain.args not in (texts.GLAD, texts.SORRY):
        await _do(context, plain)
        return
    if await answer_the_newest(context):
        return
    if small_talk.is_smile(heard.text):
        await context.say(texts.SMILE, rows=context.ways)
        return
    named = await find_named(context, heard.text)
    sure = plain or next((one for one in guesses if one.sure), None)
    if len(named) == 1 and named[0].sure and (sure is None or not sure.exact):
        await _press(context, named[0].press)
    elif sure is not None:
        await _do(context, sure)
    else:
        await guess(context, named, guesses)


async def beside_a_question(context: Context) -> bool:
    """Whether words that are no answer to the question of the talk are as good as a command; then it is done."""
    if context.message.files or context.message.pictures:
        return False
    plain = next((one for one in intents().guesses(context.message.text) if one.plainly), None)
    if plain is None or plain.args in (texts.GLAD, texts.SORRY):
        return False
    await _do(context, plain)
    return True


async def guess(context: Context, named: list[Found], guesses: list[Guess]) -> None:
    """Three or four buttons of what may be meant: never a bare refusal."""
    roles = roles_of(context.roles)
    offered = {one.press: shorten(one.label, LABEL) for one in named[:GUESSES]}
    note = shared.NOT_UNDERSTOOD
    if named:
        note = texts.SEVERAL if named[0].sure else texts.NEAR
    for one in guesses:
        fits = one.errand.menu is None or one.errand.menu.role in roles
        if fits and one.errand.name != SMALL_TALK and len(offered) < GUESSES:
            offered.setdefault(one.press, one.label)
    theirs = [one for one in ERRANDS.in_menu if one.menu is not None and one.menu.role in roles and one.menu.first]
    often = habits(context.person.menu_uses, [one.name for one in theirs])
    for name in dict.fromkeys([*often, *(one.name for one in theirs)]):
        found = ERRANDS.named(name)
        if len(offered) < FEWEST and found is not None and found.menu is not None:
            offered.setdefault(name, found.menu.label)
    rows = tuple((Button(label=label, press=press),) for press, label in offered.items())
    await context.say(note, rows=(*rows, *context.ways))


def ways_to_stop(text: str) -> Rows:
    """Under «Прервали», if it was «стоп»: perhaps nothing at all should come any more."""
    meant = next((one for one in intents().guesses(text) if one.exact), None) if text else None
    if meant is None or meant.errand.name != STOP:
        return ()
    return ((Button(label=meant.label, press=meant.press),), *shared.MENU_ROWS)


async def _wordless(context: Context) -> bool:
    """A voice, a sticker; photographs may be an answer."""
    came = context.message.other
    if context.message.pictures or context.message.files:
        return await answer_the_newest(context)
    if came in ("voice", "audio"):
        await context.say(texts.VOICE, rows=context.ways)
        return True
    if came == "sticker":
        await context.say(texts.STICKER, rows=context.ways)
        return True
    return False


async def _do(context: Context, one: Guess) -> None:
    await count_use(context, one.errand.name)
    await go(context, one.errand.name, *(one.args.split(":") if one.args else ()))


async def _press(context: Context, press: str) -> None:
    name, *args = press.split(":")
    if not await go(context, name, *args):
        await context.say(shared.STALE_BUTTON, rows=context.ways)
