"""Cancelling an event, with a reason that people read; a cancelled one cannot be revived, but it can be copied."""

from __future__ import annotations

from domain.event import State
from domain.rights import Action
from handlers.plan import actions as event_deeds
from handlers.plan.card import editable
from handlers.plan.edit import ways_on
from handlers.plan.queries import told_count
from handlers.plan.series import continue_series
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.plan.event import ALWAYS_YEAR
from handlers.texts.turn import shared as base
from handlers.turn.context import Desk, TurnRefused
from handlers.turn.errands import errand
from storage.plan.events import Event
from talk.fields import Choice, Line, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script


@errand("e-cancel", most_args=1)
async def cancel(desk: Desk, event_id: str = "") -> None:
    event = await still_on(desk, event_id)
    await desk.begin(cancel_event, event=event.id)


async def still_on(desk: Desk, event_id: str) -> Event:
    """An announced event of this person's library. Raises Forbidden, TurnRefused."""
    event = await editable(desk, event_id, Action.CANCEL_EVENT)
    if event.state is not State.ANNOUNCED:
        refused = replanning.DROP_INSTEAD if event.state is State.DRAFT else texts.CANNOT_CHANGE
        raise TurnRefused(refused, rows=(*texts.card_rows(event.id), (base.BACK_TO_MENU,)))
    return event


async def read_event(desk: Desk, event_id: int) -> Event:
    return await still_on(desk, str(event_id))


@script("cancel-event", version=1, called=replanning.CANCEL_CALLED)
async def cancel_event(talk: Talk, desk: Desk) -> None:
    event = await talk.look("event", read_event, desk, int(str(talk.given["event"])))
    told = await talk.look("told", told_count, desk, event.id)
    goes_on = False
    if event.repeats:
        ways = [Option(value=True, label=replanning.ONLY_THIS), Option(value=False, label=replanning.WHOLE_SERIES)]
        goes_on = await talk.ask("series", replanning.SERIES, Choice(ways))
    reason = await talk.ask("reason", replanning.REASON, Line(most=300, least=3))
    when = event_texts.when_words(event, zone=event.zone, today=ALWAYS_YEAR)
    sure = replanning.sure_to_cancel(event.title, when, reason, told)
    if not await talk.confirm("sure", sure, yes=replanning.CANCEL_YES, no=replanning.CANCEL_NO):
        await talk.say(replanning.LEFT_AS_IS, rows=ways_on(event.id))
        return
    done = await talk.do("cancel", event_deeds.cancel, desk, event.id, reason)
    following = await talk.do("continue", go_on, desk, event.id) if goes_on else None
    copy = Button(label=texts.COPY, press=f"e-copy:{event.id}")
    rows: Rows = ((copy, Button(label=texts.MINE, press="mine")), (base.BACK_TO_MENU,))
    if following is not None:
        rows = ((Button(label=replanning.NEXT_ONE, press=f"e:{following}", tone="main"),), *rows)
    await talk.say(replanning.cancelled(event.title, done.told), rows=rows)


async def go_on(desk: Desk, event_id: int) -> int | None:
    """The id of the next event of the series, of which only this one was cancelled."""
    event = await editable(desk, str(event_id), Action.CANCEL_EVENT)
    following = await continue_series(desk.books, event, desk.now)
    return following.id if following else None
