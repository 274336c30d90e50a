"""The same event again: last year's item, or one that was cancelled, with a new date (row 25)."""

from __future__ import annotations

from datetime import timedelta

from domain.event import said_of
from domain.time import spoken
from handlers.plan import actions
from handlers.plan.card import editable
from handlers.plan.talks import fields
from handlers.plan.talks.in_one_message import ways_on
from handlers.plan.talks.queries import hint_same_day
from handlers.texts.language import zone_city
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.turn import shared
from handlers.turn.context import Context, TurnRefused
from handlers.turn.errands import errand
from handlers.turn.own_libraries import own_libraries
from storage.plan.events import Event, EventFacts
from talk.play import Talk
from talk.prompt import Button
from talk.script import script


@errand("e-copy", most_args=1)
async def copy(context: Context, event_id: str = "") -> None:
    event = await copyable(context, event_id)
    await context.begin(copy_event, event=event.id)


async def copyable(context: Context, event_id: str) -> Event:
    """An event of the person's own library, be it the host or a co-host, that is a member now."""
    event = await editable(context, event_id)
    if not await _host_of_copy(context, event):
        rows = ((Button(label=texts.JOIN, press="join"),), (shared.BACK_TO_MENU,))
        raise TurnRefused(texts.ONLY_MEMBERS, rows=rows)
    return event


async def _host_of_copy(context: Context, event: Event) -> tuple[int, str] | None:
    """The library that would hold the copy, with its zone: the host if it is the person's, else a co-host."""
    own = {one.id: one.zone for one in await own_libraries(context) if one.alliance_id == event.alliance_id}
    return next(((one, own[one]) for one in (event.library_id, *event.co_hosts) if one in own), None)


async def read_event(context: Context, event_id: int) -> Event:
    return await copyable(context, str(event_id))


@script("copy-event", version=1, called=replanning.COPY_CALLED)
async def copy_event(talk: Talk, context: Context) -> None:
    event = await talk.look("event", read_event, context, int(str(talk.given["event"])))
    now = await talk.now()
    asked = replanning.copy_when(event.title, zone_city(event.zone))
    when = await talk.ask("when", asked, fields.when(event.zone), suggest=a_year_later(event, now.year))
    await hint_same_day(talk, context, when, alliance_id=event.alliance_id, zone=event.zone, but=event.id)
    made = await talk.do("copy", make_copy, context, event.id, when)
    await talk.say(replanning.copied(event.title), rows=ways_on(made, draft=True))


def a_year_later(event: Event, year: int) -> spoken.Moment | None:
    """The same day of the next year that is not past; None where that is no day (29 February)."""
    if event.starts_at is None:
        return spoken.Moment(month=event.day.replace(year=max(event.day.year + 1, year)))
    told = fields.moment_of(event.starts_at, event.zone)
    assert told.day is not None, "a start has a day"
    try:
        return spoken.Moment(day=told.day.replace(year=max(told.day.year + 1, year)), time=told.time)
    except ValueError:
        return None


async def make_copy(context: Context, event_id: int, when: spoken.Moment) -> int:
    """The id of a new draft."""
    event = await copyable(context, str(event_id))
    host = await _host_of_copy(context, event)
    assert host is not None, "copyable has looked"
    library, zone = host
    start = fields.instant_of(when, event.zone)
    lasts = event.ends_at - event.starts_at if event.ends_at and event.starts_at else timedelta(0)
    facts: EventFacts = {
        **said_of(event),
        "repeats": None,
        "series_id": None,
        "library_id": library,
        "month": when.month if start is None else None,
        "starts_at": start,
        "ends_at": fields.end_of(when, event.zone) or (start + lasts if start and lasts else None),
        "zone": zone,
        "co_hosts": [one for one in (event.library_id, *event.co_hosts) if one != library],
        "invited": (),
    }
    return await actions.plan(context, event.alliance_id, facts)
