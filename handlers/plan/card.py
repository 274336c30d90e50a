"""One event: read by anyone, with the buttons that fit whoever reads it (rows 22, 39, 46)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.event import State
from domain.moderation import What
from domain.plan.co_hosting import CoHosting
from domain.rights import Action
from handlers.plan import actions, co_host_notices
from handlers.plan.actions import changing, co_hosts_of, ending, thing_of, titles_of
from handlers.plan.drafts import TO_DRAFTS, next_draft
from handlers.texts.documents import documents
from handlers.texts.plan import co_hosting as co_hosting_texts
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.turn import shared
from handlers.turn.against import against, against_pictures, refuse_hidden
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from talk.errors import Refused
from talk.prompt import Button, Rows, ShownPicture
from talk.rich import paragraphs
from talk.updates import PictureId

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.plan.events import Event
    from talk.rich import Rich, Say

YES = "yes"


@errand("e", most_args=1)
async def event_card(context: Context, event_id: str = "") -> None:
    """The card; the deep link ``e_<id>`` of every post leads here."""
    await show_card(context, await visible(context, event_id))


async def visible(context: Context, event_id: str) -> Event:
    """The event that a button names, if this person may see it. Raises TurnRefused otherwise."""
    event = await context.books.events.get(number_of(event_id))
    if event is None and (hidden := await context.books.events.get(number_of(event_id), hidden=True)) is not None:
        await refuse_hidden(context, What.EVENT, hidden.id, hidden.library_id, hidden.alliance_id)
    if event is None or (event.state is State.DRAFT and not context.may(changing(event), thing_of(event))):
        rows: Rows = ((Button(label=texts.AFISHA, press="afisha"), Button(label=texts.PLAN, press="plan")),)
        raise TurnRefused(texts.NO_SUCH_EVENT, rows=(*rows, (shared.BACK_TO_MENU,)))
    return event


async def editable(context: Context, event_id: str, action: Action | None = None) -> Event:
    """The same, where this person may do that to it: change it, unless said. Raises Forbidden, TurnRefused."""
    event = await visible(context, event_id)
    context.require(action or changing(event), thing_of(event))
    return event


async def show_card(context: Context, event: Event, *, above: Say | None = None) -> None:
    """Poster, facts and buttons, under a line of the caller's."""
    card = event_texts.event_card(
        event, await co_hosts_of(context.books, event), zone=context.person.zone, now=context.now
    )
    card = paragraphs(card, await _said_of_co_hosts(context, event))
    await context.say(replanning.under(above, card), rows=await _rows(context, event), pictures=poster_of(event))


async def _said_of_co_hosts(context: Context, event: Event) -> Rich | None:
    """Who is asked and who has refused is for those who hold it; for the library that is asked, that it is."""
    if context.may(changing(event), thing_of(event)):
        asked = [await titles_of(context.books, some) for some in (event.invited, event.declined)]
        return co_hosting_texts.for_the_host(*asked)
    asked_too = set(event.invited) & context.roles.vouched
    return co_hosting_texts.for_the_asked() if asked_too and _lies_ahead(context, event) else None


def _lies_ahead(context: Context, event: Event) -> bool:
    return event.state is State.ANNOUNCED and (event.starts_at is None or event.starts_at > context.now)


def _answers(context: Context, event: Event) -> tuple[CoHosting | None, Rows]:
    """What a library of the person's has said, and may say, if it is asked to hold the event, too."""
    if not _lies_ahead(context, event):
        return None, ()
    said = (
        (CoHosting.INVITED, event.invited),
        (CoHosting.AGREED, event.co_hosts),
        (CoHosting.DECLINED, event.declined),
    )
    theirs = [(one, state) for state, asked in said for one in asked if one in context.roles.vouched]
    return (theirs[0][1], co_host_notices.answers(event.id, *theirs[0])) if theirs else (None, ())


def poster_of(event: Event) -> tuple[ShownPicture, ...]:
    if event.poster_id is None:
        return ()
    return (ShownPicture(id=PictureId(event.poster_id), alt=event_texts.poster_alt(event)),)


async def _rows(context: Context, event: Event) -> Rows:
    hosts = context.may(changing(event), thing_of(event))
    rows: list[tuple[Button, ...]] = []
    said, answers = _answers(context, event)
    if said is CoHosting.INVITED:
        rows.extend(answers)
    if _lies_ahead(context, event):
        goes = await context.books.subscriptions.is_subscribed(
            context.person.id, event.alliance_id, f"event:{event.id}"
        )
        come = Button(label=texts.COME, press=f"go:{event.id}", tone="main")
        rows.append((Button(label=texts.NOT_COMING, press=f"nogo:{event.id}") if goes else come,))
    if told := await context.books.chronicle.of_event(event.id):
        entry = await context.books.chronicle.newest_of(told[-1])
        rows.append((Button(label=texts.READ_CHRONICLE, press=f"entry:{entry.id}", tone="main"),))
    if hosts:
        rows.extend(_host_rows(context, event))
    if hosts and event.state is State.ANNOUNCED:
        rows.append((Button(label=documents.RELEASE, press=f"release:{event.id}"),))
    if said is not CoHosting.INVITED:
        rows.extend(answers)
    share = Button(label=event_texts.SHARE, share=f"e_{event.id}")
    plan = Button(label=replanning.MONTH_PLAN, press=f"plan:{event.alliance_id}:{event.day:%Y-%m}")
    rows.append((plan, share) if _lies_ahead(context, event) and not hosts else (plan,))
    if event.state is State.DRAFT:
        following = await next_draft(context, event)
        more = (replace(following, tone="plain"), TO_DRAFTS) if following is not None else (TO_DRAFTS,)
        return (*rows, more, (shared.BACK_TO_MENU,))
    if event.poster_id is not None:
        rows.extend(against_pictures(context, [event.poster_id], event.alliance_id))
    rows.append((against(context, What.EVENT, event.id, event.alliance_id), shared.BACK_TO_MENU))
    return tuple(rows)


def _host_rows(context: Context, event: Event) -> list[tuple[Button, ...]]:
    change = Button(label=texts.CHANGE, press=f"e-edit:{event.id}")
    move = Button(label=texts.MOVE, press=f"e-move:{event.id}")
    copy = Button(label=texts.COPY, press=f"e-copy:{event.id}")
    own = context.may(ending(event), thing_of(event))
    match event.state:
        case State.DRAFT:
            announce = (Button(label=texts.ANNOUNCE, press=f"e-announce:{event.id}", tone="main"),)
            drop = (Button(label=texts.DROP, press=f"e-drop:{event.id}"),)
            speaks = context.may(Action.ANNOUNCE_EVENT, thing_of(event))
            return [*([announce] if own and speaks else []), (change, move), *([drop] if own else [])]
        case State.ANNOUNCED:
            cancel = Button(label=texts.CANCEL, press=f"e-cancel:{event.id}", tone="bad")
            return [(change, move), (copy, cancel)] if own else [(change, move), (copy,)]
        case State.HELD:
            return [(Button(label=texts.CHRONICLE, press=f"tell:{event.id}", tone="main"),), (copy,)]
    return [(copy,)]


@errand("e-announce", most_args=2, deep_linkable=False)
async def announce(context: Context, event_id: str = "", sure: str = "") -> None:
    """First what the groups will read, then the deed."""
    event = await editable(context, event_id, Action.ANNOUNCE_EVENT)
    if context.is_pressed_again:
        await context.toast(texts.ANNOUNCED_ALREADY)
        return
    if event.state is not State.DRAFT:
        await show_card(context, event, above=texts.ALREADY_PUBLIC)
        return
    if sure != YES:
        post = event_texts.event_post(replace(event, state=State.ANNOUNCED), await co_hosts_of(context.books, event))
        rows: Rows = (
            (Button(label=texts.ANNOUNCE, press=f"e-announce:{event.id}:{YES}", tone="main"),),
            (Button(label=texts.CHANGE, press=f"e-edit:{event.id}"), shared.BACK_TO_MENU),
        )
        asked = co_hosting_texts.will_be_asked(await titles_of(context.books, event.invited))
        shown = paragraphs(texts.preview(post.text, drawn=post.card is not None), asked)
        await context.say(shown, rows=rows, pictures=poster_of(event))
        return
    try:
        done = await actions.announce(context, event.id)
    except Refused as refused:  # outside of a dialogue nobody asks the question again
        move = Button(label=texts.MOVE, press=f"e-move:{event.id}", tone="main")
        raise TurnRefused(texts.DRAFT_IS_PAST, rows=((move,), (shared.BACK_TO_MENU,))) from refused
    if done.already:  # a colleague was faster
        await show_card(context, await visible(context, event_id), above=texts.ALREADY_PUBLIC)
        return
    opened = Button(label=texts.OPEN, press=f"e:{event.id}")
    following = await next_draft(context, event)
    rows = (
        (following, TO_DRAFTS) if following is not None else (),
        (opened if following is not None else replace(opened, tone="main"), Button(label=texts.MINE, press="mine")),
        (shared.BACK_TO_MENU,),
    )
    await context.did()
    text = texts.announced(event.title, done.groups)
    await context.say(text, rows=tuple(row for row in rows if row), in_place=True)


@errand("e-drop", most_args=2, deep_linkable=False)
async def drop(context: Context, event_id: str = "", sure: str = "") -> None:
    """A draft is thrown away, after one question."""
    event = await visible(context, event_id)
    context.require(ending(event), thing_of(event))
    if event.state is not State.DRAFT:
        await show_card(context, event, above=texts.ALREADY_PUBLIC)
        return
    if sure != YES:
        yes = Button(label=replanning.DROP_YES, press=f"e-drop:{event.id}:{YES}", tone="bad")
        await context.say(
            replanning.drop_sure(event.title), rows=((yes, Button(label=replanning.DROP_NO, press=f"e:{event.id}")),)
        )
        return
    if not await actions.drop(context, event.id):  # a colleague has announced it just now
        await show_card(context, await visible(context, event_id), above=texts.ALREADY_PUBLIC)
        return
    rows = (
        (Button(label=replanning.ADD, press="event"), Button(label=texts.MINE, press="mine")),
        (shared.BACK_TO_MENU,),
    )
    await context.say(replanning.DROPPED, rows=rows)
