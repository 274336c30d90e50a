"""One event: read by anyone, with the buttons that fit whoever reads it (rows 22, 39, 46)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.event import State
from domain.rights import Action
from handlers.plan import actions as event_deeds
from handlers.plan.actions import co_hosts_of, thing_of
from handlers.texts.documents import documents as papers
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.turn import shared as base
from handlers.turn.context import TurnRefused
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.paging import number_of
from talk.errors import Refused
from talk.heard import PictureId
from talk.prompt import Button, Rows, ShownPicture

if TYPE_CHECKING:
    from handlers.turn.context import Desk
    from storage.plan.events import Event
    from talk.rich import Say

YES = "yes"


@errand("e", most_args=1)
async def event_card(desk: Desk, event_id: str = "") -> None:
    """The card; the deep link ``e_<id>`` of every post leads here."""
    await show_card(desk, await visible(desk, event_id))


async def visible(desk: Desk, event_id: str) -> Event:
    """The event that a button names, if this person may see it. Raises TurnRefused otherwise."""
    event = await desk.books.events.get(number_of(event_id))
    if event is None or (event.state is State.DRAFT and not desk.may(Action.EDIT_EVENT, thing_of(event))):
        rows: Rows = ((Button(label=texts.AFISHA, press="afisha"), Button(label=texts.PLAN, press="plan")),)
        raise TurnRefused(texts.NO_SUCH_EVENT, rows=(*rows, (base.BACK_TO_MENU,)))
    return event


async def editable(desk: Desk, event_id: str, action: Action = Action.EDIT_EVENT) -> Event:
    """The same, where this person may do that to it. Raises Forbidden, TurnRefused."""
    event = await visible(desk, event_id)
    desk.require(action, thing_of(event))
    return event


async def show_card(desk: Desk, event: Event, *, above: Say | None = None) -> None:
    """Poster, facts and buttons, under a line of the caller's."""
    card = event_texts.event_card(event, await co_hosts_of(desk.books, event), zone=desk.person.zone, now=desk.now)
    await desk.say(replanning.under(above, card), rows=await _rows(desk, event), pictures=poster_of(event))


def poster_of(event: Event) -> tuple[ShownPicture, ...]:
    if event.poster_id is None:
        return ()
    return (ShownPicture(id=PictureId(event.poster_id), alt=event_texts.poster_alt(event)),)


async def _rows(desk: Desk, event: Event) -> Rows:
    hosts = desk.may(Action.EDIT_EVENT, thing_of(event))
    rows: list[tuple[Button, ...]] = []
    if event.state is State.ANNOUNCED and (event.starts_at is None or event.starts_at > desk.now):
        goes = await desk.books.subscriptions.is_subscribed(desk.person.id, event.alliance_id, f"event:{event.id}")
        come = Button(label=texts.COME, press=f"go:{event.id}", tone="main")
        rows.append((Button(label=texts.NOT_COMING, press=f"nogo:{event.id}") if goes else come,))
    if told := await desk.books.chronicle.of_event(event.id):
        entry = await desk.books.chronicle.newest_of(told[-1])
        rows.append((Button(label=texts.READ_CHRONICLE, press=f"entry:{entry.id}", tone="main"),))
    if hosts:
        rows.extend(_host_rows(desk, event))
    if hosts and event.state is State.ANNOUNCED:
        rows.append((Button(label=papers.RELEASE, press=f"release:{event.id}"),))
    rows.append((Button(label=replanning.MONTH_PLAN, press=f"plan:{event.alliance_id}:{event.day:%Y-%m}"),))
    rows.append((base.BACK_TO_MENU,))
    return tuple(rows)


def _host_rows(desk: Desk, event: Event) -> list[tuple[Button, ...]]:
    change = Button(label=texts.CHANGE, press=f"e-edit:{event.id}")
    move = Button(label=texts.MOVE, press=f"e-move:{event.id}")
    copy = Button(label=texts.COPY, press=f"e-copy:{event.id}")
    own = desk.may(Action.CANCEL_EVENT, thing_of(event))
    match event.state:
        case State.DRAFT:
            announce = (Button(label=texts.ANNOUNCE, press=f"e-announce:{event.id}", tone="main"),)
            drop = (Button(label=texts.DROP, press=f"e-drop:{event.id}"),)
            return [announce, (change, move), drop] if own else [(change, move)]
        case State.ANNOUNCED:
            cancel = Button(label=texts.CANCEL, press=f"e-cancel:{event.id}", tone="bad")
            return [(change, move), (copy, cancel)] if own else [(change, move), (copy,)]
        case State.HELD if ERRANDS.named("tell"):
            return [(Button(label=texts.CHRONICLE, press=f"tell:{event.id}", tone="main"),), (copy,)]
    return [(copy,)]


@errand("e-announce", most_args=2, by_link=False)
async def announce(desk: Desk, event_id: str = "", sure: str = "") -> None:
    """First what the groups will read, then the deed."""
    event = await editable(desk, event_id, Action.ADD_EVENT)
    if event.state is not State.DRAFT:
        await show_card(desk, event, above=texts.ALREADY_PUBLIC)
        return
    if sure != YES:
        post = event_texts.event_post(replace(event, state=State.ANNOUNCED), await co_hosts_of(desk.books, event))
        rows: Rows = (
            (Button(label=texts.ANNOUNCE, press=f"e-announce:{event.id}:{YES}", tone="main"),),
            (Button(label=texts.CHANGE, press=f"e-edit:{event.id}"), base.BACK_TO_MENU),
        )
        shown = texts.preview(post.text, drawn=post.card is not None)
        await desk.say(shown, rows=rows, pictures=poster_of(event))
        return
    try:
        done = await event_deeds.announce(desk, event.id)
    except Refused as refused:  # outside of a dialogue nobody asks the question again
        move = Button(label=texts.MOVE, press=f"e-move:{event.id}", tone="main")
        raise TurnRefused(texts.DRAFT_IS_PAST, rows=((move,), (base.BACK_TO_MENU,))) from refused
    rows = (
        (Button(label=texts.OPEN, press=f"e:{event.id}", tone="main"), Button(label=texts.MINE, press="mine")),
        (base.BACK_TO_MENU,),
    )
    await desk.say(texts.announced(event.title, done.groups), rows=rows)


@errand("e-drop", most_args=2, by_link=False)
async def drop(desk: Desk, event_id: str = "", sure: str = "") -> None:
    """A draft is thrown away, after one question."""
    event = await editable(desk, event_id, Action.CANCEL_EVENT)
    if event.state is not State.DRAFT:
        await show_card(desk, event, above=texts.ALREADY_PUBLIC)
        return
    if sure != YES:
        yes = Button(label=replanning.DROP_YES, press=f"e-drop:{event.id}:{YES}", tone="bad")
        await desk.say(
            replanning.drop_sure(event.title), rows=((yes, Button(label=replanning.DROP_NO, press=f"e:{event.id}")),)
        )
        return
    await event_deeds.drop(desk, event.id)
    rows = ((Button(label=replanning.ADD, press="event"), Button(label=texts.MINE, press="mine")), (base.BACK_TO_MENU,))
    await desk.say(replanning.DROPPED, rows=rows)
