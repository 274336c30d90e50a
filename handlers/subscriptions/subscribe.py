"""Subscribing to an alliance, a library, a tag or an age group (rows 46, 61).

One event: handlers/subscriptions/coming.py.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domain.event import AGES
from domain.rights import Action
from domain.vocabulary.goals import TAGS
from handlers.alliances.choosing import which_alliance
from handlers.subscriptions.first_subscription import NOWHERE, get_to_know, habits_words
from handlers.subscriptions.habits import set_defaults
from handlers.subscriptions.targets import find_wanted, lives_by_several_clocks
from handlers.texts.places import apart, label_apart
from handlers.texts.subscriptions import subscribing as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand, go
from handlers.turn.paging import PAGE, number_of, page_of, read_page, turn_of
from handlers.turn.quotas import refuse_more_subscriptions
from talk.prompt import Button, Rows
from talk.rich import paragraphs

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from talk.rich import Say


@errand(
    "subscribe",
    command="subscribe",
    most_args=1,
    spoken=texts.SUBSCRIBE_SPOKEN,
    words=texts.SUBSCRIBE_WORDS,
    listed=False,
)
async def subscribe(context: Context, which: str = "") -> None:
    """What of an alliance; ``subscribe_<alliance>`` is a deep link, and so is ``subscribe_a3`` and the like."""
    if which and not which.isdecimal():
        await subscribe_to(context, which)
        return
    alliance = await which_alliance(context, "subscribe", which)
    if alliance is None:
        return
    rows: Rows = (
        (Button(label=texts.WHOLE_ALLIANCE, press=f"sub:a{alliance.id}", tone="main"),),
        (Button(label=texts.A_LIBRARY, press=f"sub-libraries:{alliance.id}"),),
        (Button(label=texts.A_TAG, press=f"sub-tags:{alliance.id}"),),
        (Button(label=texts.AN_AGE, press=f"sub-ages:{alliance.id}"),),
        (Button(label=texts.MINE, press="subscriptions"), shared.BACK_TO_MENU),
    )
    await context.say(texts.menu_of(alliance.settlement), rows=rows, in_place=True)


async def greets(books: Books, word: str = "") -> Say | None:
    """A stranger has come by a link or a QR code: what they would hear of."""
    wanted = await find_wanted(books, word)
    return None if wanted is None else texts.will_you_hear(wanted.about)


@errand("sub", most_args=1, yes=texts.WANT, greets=greets)
async def subscribe_to(context: Context, word: str = "") -> None:
    """At once, and with the way back. The first time the person is asked how they like to be reminded."""
    context.require(Action.SUBSCRIBE)
    wanted = await find_wanted(context.books, word)
    if wanted is None:
        await context.say(texts.NOT_FOUND, rows=NOWHERE)
        return
    if wanted.word.startswith("e"):  # «пойду» has a page of its own
        await go(context, "go", wanted.word[1:])
        return
    await refuse_more_subscriptions(context, wanted.alliance_id, wanted.target)
    asks = context.dialogue is not None or (
        context.person.zone is None and await lives_by_several_clocks(context.books, wanted)
    )
    first = await set_defaults(context, wanted.zone)
    new = await context.books.subscriptions.subscribe(context.person.id, wanted.alliance_id, wanted.target, context.now)
    rows: Rows = (
        (
            Button(label=texts.UNDO, press=f"unsub:{wanted.word}"),
            Button(label=texts.ANOTHER, press=f"subscribe:{wanted.alliance_id}"),
        ),
        (Button(label=texts.MINE, press="subscriptions"), shared.BACK_TO_MENU),
    )
    known = habits_words(context) if first and not asks else None
    await context.say(paragraphs(texts.subscribed(wanted.about, new=new), known), rows=rows, in_place=True)
    if first and asks:
        await get_to_know(context)


@errand("unsub", most_args=1, deep_linkable=False)
async def unsubscribe(context: Context, word: str = "") -> None:
    """Undone with one tap, and brought back with another."""
    wanted = await find_wanted(context.books, word)
    if wanted is None:
        await context.say(texts.NOT_FOUND, rows=NOWHERE)
        return
    await context.books.subscriptions.unsubscribe_from(context.person.id, wanted.alliance_id, wanted.target)
    rows: Rows = (
        (
            Button(label=texts.BRING_BACK, press=f"sub:{wanted.word}"),
            Button(label=texts.MINE, press="subscriptions"),
        ),
        (shared.BACK_TO_MENU,),
    )
    await context.say(texts.unsubscribed(wanted.about), rows=rows, in_place=True)


@errand("sub-libraries", most_args=2)
async def libraries(context: Context, which: str = "", page: str = "0") -> None:
    """The members, page by page."""
    alliance = await _alliance(context, which)
    if alliance is None:
        return
    shown = await read_page(partial(context.books.libraries.members, alliance.id), page)
    if not shown.total:
        rows: Rows = ((Button(label=texts.WHOLE_ALLIANCE, press=f"sub:a{alliance.id}"),), (shared.BACK_TO_MENU,))
        await context.say(texts.NO_LIBRARIES, rows=rows, in_place=True)
        return
    named = [texts.library_line(one.title, apart(one.district, one.region)) for one in shown.items]
    await context.say(
        texts.numbered(texts.WHICH_LIBRARY, named, shown.first - 1),
        rows=(
            *_two_by_two(
                [
                    Button(
                        label=texts.numbered_label(number, label_apart(one.district, one.region, one.settlement)),
                        press=f"sub:l{one.id}",
                    )
                    for number, one in enumerate(shown.items, shown.first)
                ]
            ),
            *shown.turn(f"sub-libraries:{alliance.id}"),
            _back(alliance),
        ),
        in_place=True,
    )


@errand("sub-tags", most_args=2)
async def tags(context: Context, which: str = "", page: str = "0") -> None:
    """Goals and tasks of the Положение."""
    alliance = await _alliance(context, which)
    if alliance is None:
        return
    at, pages = page_of(page, len(TAGS))
    buttons = tuple(
        (Button(label=texts.tag_label(tag), press=f"sub:t{alliance.id}-{tag}"),)
        for tag in TAGS[at * PAGE : (at + 1) * PAGE]
    )
    rows: Rows = (*buttons, *turn_of(f"sub-tags:{alliance.id}", at, pages), _back(alliance))
    await context.say(texts.WHICH_TAG, rows=rows, in_place=True)


@errand("sub-ages", most_args=1)
async def ages(context: Context, which: str = "") -> None:
    alliance = await _alliance(context, which)
    if alliance is None:
        return
    buttons = tuple(Button(label=f"{age}+", press=f"sub:g{alliance.id}-{age}") for age in AGES)
    await context.say(texts.WHICH_AGE, rows=(buttons, _back(alliance)), in_place=True)


async def _alliance(context: Context, which: str) -> Alliance | None:
    """The alliance of the button; None when it is not found, and the person is told so."""
    found = await context.books.alliances.get(number_of(which))
    if found is None:
        await context.say(texts.NOT_FOUND, rows=NOWHERE)
    return found


def _back(alliance: Alliance) -> tuple[Button, ...]:
    return (Button(label=texts.BACK, press=f"subscribe:{alliance.id}"), shared.BACK_TO_MENU)


def _two_by_two(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
