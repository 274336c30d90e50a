"""Changing an event: several things in one go, then one look at what people will read (rows 22, 39)."""

from __future__ import annotations

from typing import Final, cast
from zoneinfo import ZoneInfo

from domain.event import State
from domain.quotas import Quota
from domain.time import spoken
from handlers.plan import actions
from handlers.plan.card import editable
from handlers.plan.series import continue_series
from handlers.plan.talks import fields
from handlers.plan.talks.answers import ask_anew, facts_between, moved_to
from handlers.plan.talks.queries import hint_same_day, told_count
from handlers.texts.language import zone_city
from handlers.texts.plan import co_hosting, replanning
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import event_changes as change_texts
from handlers.texts.plan import planning as texts
from handlers.texts.plan.event import ALWAYS_YEAR
from handlers.texts.turn import shared
from handlers.turn.context import Context, TurnRefused
from handlers.turn.errands import errand
from handlers.turn.quotas import spend
from storage.plan.events import Event, EventFacts
from talk.fields import Choice, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

THAT_IS_ALL: Final = "done"


@errand("e-edit", most_args=1)
async def edit(context: Context, event_id: str = "") -> None:
    event = await still_open(context, event_id)
    await context.begin(edit_event, event=event.id)


@errand("e-move", most_args=1)
async def move(context: Context, event_id: str = "") -> None:
    event = await still_open(context, event_id)
    await context.begin(move_event, event=event.id)


async def move_to(context: Context, event: Event, words: str) -> None:
    """The same, by somebody who has said where to: «на час позже»."""
    event = await still_open(context, str(event.id))
    context.doing = f"e-move:{event.id}"
    await context.begin(move_event, event=event.id, to=words)


async def read_move(context: Context, event: Event, words: str) -> spoken.Moment | None:
    """Where the event goes by these words; None: they do not say, it is asked."""
    if event.starts_at is None:
        said = spoken.parse_moment(words, context.now.astimezone(ZoneInfo(event.zone)))
    else:
        said = spoken.moved(words, event.starts_at.astimezone(ZoneInfo(event.zone)), context.now)
    return said if isinstance(said, spoken.Moment) and (said.month or (said.day and said.time)) else None


async def still_open(context: Context, event_id: str) -> Event:
    """An event that may be changed, by this person and at all. Raises Forbidden, TurnRefused."""
    event = await editable(context, event_id)
    if event.state not in actions.EDITABLE:
        raise TurnRefused(texts.CANNOT_CHANGE, rows=(*texts.card_rows(event.id), (shared.BACK_TO_MENU,)))
    return event


async def read_event(context: Context, event_id: int) -> Event:
    """The event as it is now, for whoever may change it. Raises Forbidden, TurnRefused."""
    return await still_open(context, str(event_id))


# Several things in one go.


@script("edit-event", version=1, called=replanning.EDIT_CALLED)
async def edit_event(talk: Talk, context: Context) -> None:
    event = await talk.look("event", read_event, context, int(str(talk.given["event"])))
    public = event.state is State.ANNOUNCED
    told = await talk.look("told", told_count, context, event.id)
    now = event
    while True:
        offered = [Option(value=what, label=label) for what, label in replanning.CHANGEABLE.items()]
        if now.starts_at is None:
            offered = [one for one in offered if one.value != "lasts"]
        if now != event:
            offered.insert(0, Option(value=THAT_IS_ALL, label=replanning.THAT_IS_ALL))
        asked = replanning.what_to_change(event.title) if now == event else replanning.MORE_CHANGES
        what = await talk.ask("what", asked, Choice(offered, columns=2))
        if what != THAT_IS_ALL:
            now = await ask_anew(talk, context, now, what)
            continue
        words = change_texts.changes_words(event, now)
        if not words and event.invited == now.invited:
            talk.leave(texts.NOTHING_CHANGED)
        alone = public and now.repeats == event.repeats and await only_this(talk, event, replanning.WHICH_TO_CHANGE)
        will_be_told = told if change_texts.worth_telling(event, now) else 0
        new = len(set(now.invited) - set(event.invited))
        sure = replanning.sure_to_save(words, will_be_told, public=public, asked=co_hosting.will_ask(new))
        if await talk.confirm("sure", sure, yes=replanning.SAVE, no=replanning.MORE_EDITS):
            break
    following = None
    if alone:
        following = await talk.do("apart", set_apart, context, event.id)
    done = await talk.do("change", change, context, event, now)
    if public and event.repeats and not alone:
        await talk.do("change-following", change_following, context, event, now)
    await talk.say(replanning.saved(done.told, public=public), rows=ways_on(event.id, following))


async def only_this(talk: Talk, event: Event, question: str) -> bool:
    """A part of scripts: whether one meeting of a series is meant, and not all from it on."""
    if not event.repeats:
        return False
    ways = [Option(value=True, label=replanning.ONLY_THIS), Option(value=False, label=replanning.AND_FOLLOWING)]
    return await talk.ask("series", question, Choice(ways))


async def set_apart(context: Context, event_id: int) -> int | None:
    """From now on the meeting stands alone: the next one of its series is announced as the series had it; its id."""
    event = await still_open(context, str(event_id))
    following = await continue_series(context.books, event, context.now)
    if following is None:
        return None  # there is one already, or the series has ended
    await spend(context, Quota.ANNOUNCED)
    await context.books.events.change(event_id, repeats=None)
    return following.id


async def change_following(context: Context, before: Event, after: Event) -> int:
    """What the plan has of the series behind this meeting becomes different in the same way; how many they are."""
    await still_open(context, str(before.id))
    facts = facts_between(before, after)
    said = {name: value for name, value in facts.items() if name not in ("month", "starts_at", "ends_at")}
    shift = None
    if before.starts_at is not None and after.starts_at is not None:
        shift = after.starts_at - before.starts_at
    changed = 0
    for later in await context.books.schedule.following(before.id):
        theirs = cast("EventFacts", dict(said))  # a part of such facts
        lasts = after.ends_at - after.starts_at if after.ends_at and after.starts_at else None
        if "starts_at" in facts and shift is not None and later.starts_at is not None:
            start = later.starts_at + shift
            theirs |= {"month": None, "starts_at": start, "ends_at": start + lasts if lasts else None}
        if theirs:
            await actions.change(context, later.id, **theirs)
            changed += 1
    return changed


async def change(context: Context, before: Event, after: Event) -> actions.Done:
    """Only what was really answered anew is written: others may have changed the rest meanwhile."""
    facts = facts_between(before, after)
    return await actions.change(context, before.id, **facts)


# Moving: the short path.


@script("move-event", version=1, called=replanning.MOVE_CALLED)
async def move_event(talk: Talk, context: Context) -> None:
    event = await talk.look("event", read_event, context, int(str(talk.given["event"])))
    told = await talk.look("told", told_count, context, event.id)
    public = event.state is State.ANNOUNCED
    said: spoken.Moment | None = None
    if "to" in talk.given:
        said = await talk.look("to", read_move, context, event, str(talk.given["to"]))
    while True:
        asked = replanning.new_when(zone_city(event.zone))
        when = said if said is not None else await talk.ask("when", asked, fields.when(event.zone))
        said = None
        await hint_same_day(talk, context, when, alliance_id=event.alliance_id, zone=event.zone, but=event.id)
        now = moved_to(event, when)
        alone = public and await only_this(talk, event, replanning.WHICH_TO_MOVE)
        was, becomes = (event_texts.when_words(one, zone=event.zone, today=ALWAYS_YEAR) for one in (event, now))
        sure = replanning.sure_to_move(event.title, was, becomes, told if public else 0)
        if await talk.confirm("sure", sure, yes=replanning.MOVE_YES, no=replanning.MOVE_NO):
            break
    following = None
    if alone:
        following = await talk.do("apart", set_apart, context, event.id)
    done = await talk.do("move", change, context, event, now)
    if public and event.repeats and not alone:
        await talk.do("move-following", change_following, context, event, now)
    await talk.say(replanning.moved(event.title, becomes, done.told), rows=ways_on(event.id, following))


def ways_on(event_id: int, following: int | None = None) -> Rows:
    """``following``: the next meeting of its series, which stayed as it was."""
    mine = Button(label=texts.MINE, press="mine")
    if following is not None:
        nearest = Button(label=replanning.NEXT_ONE, press=f"e:{following}")
        return ((Button(label=texts.OPEN, press=f"e:{event_id}", tone="main"), nearest), (mine, shared.BACK_TO_MENU))
    return ((Button(label=texts.OPEN, press=f"e:{event_id}", tone="main"), mine), (shared.BACK_TO_MENU,))
