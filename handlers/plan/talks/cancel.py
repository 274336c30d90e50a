"""Cancelling an event, with a reason that people read; a cancelled one cannot be revived, but it can be copied."""

from __future__ import annotations

from domain.event import State
from domain.quotas import Quota
from domain.rights import Action
from handlers.plan import actions
from handlers.plan.card import editable
from handlers.plan.series import continue_series
from handlers.plan.talks.edit import ways_on
from handlers.plan.talks.queries import told_count
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.plan.event import ALWAYS_YEAR
from handlers.texts.turn import delays, shared
from handlers.turn.context import Context, TurnRefused
from handlers.turn.errands import errand
from handlers.turn.quotas import spend
from storage.plan.events import Event
from talk.fields import Choice, Line, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script


@errand("e-cancel", most_args=1)
async def cancel(context: Context, event_id: str = "") -> None:
    event = await still_on(context, event_id)
    await context.begin(cancel_event, event=event.id)


async def still_on(context: Context, event_id: str) -> Event:
    """An announced event of this person's library. Raises Forbidden, TurnRefused."""
    event = await editable(context, event_id, Action.CANCEL_EVENT)
    if event.state is not State.ANNOUNCED:
        refused = replanning.DROP_INSTEAD if event.state is State.DRAFT else texts.CANNOT_CHANGE
        raise TurnRefused(refused, rows=(*texts.card_rows(event.id), (shared.BACK_TO_MENU,)))
    return event


async def read_event(context: Context, event_id: int) -> Event:
    return await still_on(context, str(event_id))


@script("cancel-event", version=1, called=replanning.CANCEL_CALLED)
async def cancel_event(talk: Talk, context: Context) -> None:
    event = await talk.look("event", read_event, context, int(str(talk.given["event"])))
    told = await talk.look("told", told_count, context, event.id)
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
    done = await talk.do("cancel", actions.cancel, context, event.id, reason, goes_on=goes_on)
    if done.waits_until is not None:
        await talk.say(delays.waits(delays.cancelling(event.title), done.waits_until), rows=ways_on(event.id))
        return
    following = await talk.do("continue", go_on, context, event.id) if goes_on else None
    copy = Button(label=texts.COPY, press=f"e-copy:{event.id}")
    rows: Rows = ((copy, Button(label=texts.MINE, press="mine")), (shared.BACK_TO_MENU,))
    if following is not None:
        rows = ((Button(label=replanning.NEXT_ONE, press=f"e:{following}", tone="main"),), *rows)
    await talk.say(replanning.cancelled(event.title, done.told), rows=rows)


async def go_on(context: Context, event_id: int) -> int | None:
    """The id of the next event of the series, of which only this one was cancelled."""
    event = await editable(context, str(event_id), Action.CANCEL_EVENT)
    following = await continue_series(context.books, event, context.now)
    if following is not None:
        await spend(context, Quota.ANNOUNCED)
    return following.id if following else None
