"""«Пойду» and «Не пойду»: one event (rows 46, 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.event import State
from domain.rights import Action
from handlers.subscriptions.first_subscription import NOWHERE, get_to_know, habits_words
from handlers.subscriptions.habits import rings, set_defaults
from handlers.texts.subscriptions import subscribing as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import refuse_more_subscriptions
from talk.prompt import Button, Rows
from talk.rich import paragraphs

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.books import Books
    from storage.plan.events import Event
    from talk.rich import Say


async def greets(books: Books, event_id: str = "") -> Say | None:
    """A stranger has come from the group: which event it is, by the clock of its place."""
    event = await books.events.get(number_of(event_id))
    if event is None or event.state is not State.ANNOUNCED:
        return None
    return texts.will_you_go(event)


@errand("go", most_args=1, yes=texts.GO, greets=greets)
async def go(context: Context, event_id: str = "") -> None:
    """Reminders of this one event, and an offer to hear of others like it."""
    context.require(Action.SUBSCRIBE)
    event = await _event(context, event_id)
    if event is None:
        return
    if event.state is State.CANCELLED:
        await context.say(texts.CANCELLED, rows=NOWHERE)
        return
    if event.state is not State.ANNOUNCED or (event.ends_at or event.starts_at or context.now) < context.now:
        await context.say(texts.OVER, rows=NOWHERE)
        return
    await refuse_more_subscriptions(context, event.alliance_id, f"event:{event.id}")
    doubtful = context.person.zone is None and event.link is not None and not event.place
    asks = doubtful or context.dialogue is not None
    first = await set_defaults(context, event.zone)
    await context.books.subscriptions.subscribe(context.person.id, event.alliance_id, f"event:{event.id}", context.now)
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    moments = rings(context.person, event.starts_at, context.now)
    text = texts.going(event, moments, zone=context.zone, today=today, weekly=context.person.weekly)
    rows: Rows = (
        (
            Button(label=texts.OPEN, press=f"e:{event.id}"),
            Button(label=texts.DECLINE, press=f"nogo:{event.id}"),
        ),
        *await _more(context, event),
        (Button(label=texts.MINE, press="subscriptions"), shared.BACK_TO_MENU),
    )
    await context.say(paragraphs(text, habits_words(context) if first and not asks else None), rows=rows)
    if first and asks:
        await get_to_know(context)


async def _more(context: Context, event: Event) -> Rows:
    """What else they may like to hear of, and do not yet."""
    offered = []
    for target, word, label in (
        (f"library:{event.library_id}", f"l{event.library_id}", texts.WHOLE_LIBRARY),
        ("alliance", f"a{event.alliance_id}", texts.WHOLE_ALLIANCE),
    ):
        if not await context.books.subscriptions.is_subscribed(context.person.id, event.alliance_id, target):
            offered.append((Button(label=label, press=f"sub:{word}"),))
    return tuple(offered)


@errand("nogo", most_args=1, deep_linkable=False)
async def decline(context: Context, event_id: str = "") -> None:
    """Not a word more about this event; other subscriptions stay as they are."""
    event = await _event(context, event_id)
    if event is None:
        return
    went = await context.books.subscriptions.unsubscribe_from(context.person.id, event.alliance_id, f"event:{event.id}")
    await context.books.subscriptions.decline(context.person.id, event.id)
    undo = Button(label=texts.STILL_GO, press=f"go:{event.id}")
    if not went:
        undo = Button(label=texts.REMIND_AGAIN, press=f"again:{event.id}")
    rows: Rows = ((undo, Button(label=texts.AFISHA, press="afisha")), (shared.BACK_TO_MENU,))
    await context.say(texts.declined(event), rows=rows)


@errand("again", most_args=1, deep_linkable=False)
async def undo_decline(context: Context, event_id: str = "") -> None:
    """The subscriptions count again for this event."""
    event = await _event(context, event_id)
    if event is None:
        return
    await context.books.subscriptions.undecline(context.person.id, event.id)
    rows: Rows = (
        (Button(label=texts.GO, press=f"go:{event.id}"), Button(label=texts.DECLINE, press=f"nogo:{event.id}")),
        (shared.BACK_TO_MENU,),
    )
    await context.say(texts.reminded_again(event), rows=rows)


async def _event(context: Context, event_id: str) -> Event | None:
    """The public event that a button names; None when there is none, and the person is told so."""
    event = await context.books.events.get(number_of(event_id))
    if event is None or event.state is State.DRAFT:
        await context.say(texts.NO_SUCH_EVENT, rows=NOWHERE)
        return None
    return event
