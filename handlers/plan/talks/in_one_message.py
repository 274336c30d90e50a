"""An event that was told in one message: what people will read, with the ways to add something (rows 22, 39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State, said_of
from domain.plan.told import Told, read
from domain.time import spoken
from handlers.plan import actions
from handlers.plan.talks import fields
from handlers.plan.talks.answers import ask_anew
from handlers.plan.talks.queries import hint_same_day, titles_of
from handlers.texts.plan import co_hosting, replanning
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.own_libraries import OwnLibrary
from storage.plan.event_records import Host, first_day
from storage.plan.events import Event
from talk.fields import Choice, Option, Time
from talk.play import Talk
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from storage.plan.events import EventFacts
    from talk.rich import Rich

ANNOUNCE: Final = "announce"
DRAFT: Final = "draft"
FIX: Final = "fix"
REGISTRATION: Final = "registration"


async def read_told(context: Context, text: str, zone: str) -> Told | None:
    return read(text, context.now.astimezone(ZoneInfo(zone)))


async def preview(talk: Talk, context: Context, library: OwnLibrary, told: Told) -> None:
    """A part of scripts: the event as people will read it, until it is announced or saved."""
    when = told.when
    if when.day is not None and when.time is None:
        at = await talk.ask("time", texts.at_what_time(told.title, when.day), Time(), label=texts.LABEL_WHEN)
        when = replace(when, time=at)
    await hint_same_day(talk, context, when, alliance_id=library.alliance_id, zone=library.zone)
    now = await talk.look("event", event_of, context, library, told, when)
    while True:
        hosts = await talk.look("co-host-titles", titles_of, context, now.co_hosts)
        asked = await talk.look("asked-titles", titles_of, context, now.invited)
        what = await talk.ask("preview", _shown(now, hosts, asked), _ways(now, speaks=library.speaks))
        if what in (ANNOUNCE, DRAFT):
            break
        if what == REGISTRATION:
            now = replace(now, registration=not now.registration)
            continue
        if what == FIX:
            known = [Option(value=name, label=label) for name, label in replanning.CHANGEABLE.items()]
            if now.starts_at is None:
                known = [one for one in known if one.value != "lasts"]
            what = await talk.ask("fix", texts.WHAT_TO_FIX, Choice(known, columns=2))
        now = await ask_anew(talk, context, now, what)
    event_id = await talk.do("plan", actions.plan, context, library.alliance_id, _facts(now))
    await finish(talk, context, event_id, title=now.title, way=what, speaks=library.speaks)


async def finish(talk: Talk, context: Context, event_id: int, *, title: str, way: str, speaks: bool) -> None:
    """A part of scripts: the draft is announced, or its librarian is told where it lies."""
    if way == ANNOUNCE:
        done = await talk.do("announce", actions.announce, context, event_id)
        await talk.say(texts.announced(title, done.groups), rows=ways_on(event_id, draft=False))
    else:
        saved = texts.draft_saved(title) if speaks else texts.draft_waits(title)
        await talk.say(saved, rows=ways_on(event_id, draft=True))


async def event_of(context: Context, library: OwnLibrary, told: Told, when: spoken.Moment) -> Event:
    """The event as it would be; nothing is written."""
    host = await context.books.libraries.get(library.id)
    alliance = await context.books.alliances.get(library.alliance_id)
    assert host is not None, "it is one of their own"
    assert alliance is not None, "it is in an alliance"
    start = fields.instant_of(when, library.zone)
    month = when.month if start is None else None
    return Event(
        id=0,
        alliance_id=library.alliance_id,
        alliance=alliance.settlement,
        library_id=library.id,
        host=Host(
            id=host.id,
            title=host.title,
            settlement=host.settlement,
            settlement_type=host.settlement_type,
            district=host.district,
            region=host.region,
        ),
        co_hosts=(),
        month=month,
        day=first_day(month, start, library.zone),
        starts_at=start,
        ends_at=fields.end_of(when, library.zone),
        zone=library.zone,
        series_id=None,
        state=State.ANNOUNCED,
        sequence=0,
        cancel_reason=None,
        asked=0,
        ask_at=None,
        created_at=datetime(1970, 1, 1, tzinfo=UTC),
        title=told.title,
        place=told.place,
        link=told.link,
        audience=told.audience,
        age=told.age,
        registration=told.registration,
        description=told.description,
        repeats=when.repeats,
    )


def _shown(event: Event, hosts: list[str], asked: list[str]) -> Rich:
    post = event_texts.event_post(event, hosts)
    return texts.told_preview(post.text, co_hosting.will_be_asked(asked), poster=event.poster_id is not None)


def _ways(event: Event, *, speaks: bool) -> fields.Ways:
    announce = [Option(value=ANNOUNCE, label=texts.ANNOUNCE)] if speaks else []
    named = {
        DRAFT: texts.AS_DRAFT,
        FIX: texts.FIX,
        "poster": texts.ADD_POSTER if event.poster_id is None else texts.NEW_POSTER,
        REGISTRATION: texts.NO_REGISTRATION if event.registration else texts.ADD_REGISTRATION,
        "repeats": texts.ADD_REPEATS,
        "co-hosts": texts.ADD_CO_HOSTS,
    }
    return fields.Ways([*announce, *(Option(value=way, label=label) for way, label in named.items())])


def _facts(event: Event) -> EventFacts:
    return {
        **said_of(event),
        "series_id": None,
        "library_id": event.library_id,
        "month": event.month,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "zone": event.zone,
        "co_hosts": sorted((*event.co_hosts, *event.invited)),
        "invited": (),
    }


def ways_on(event_id: int, *, draft: bool) -> Rows:
    first = Button(label=texts.LOOK_HOW if draft else texts.OPEN, press=f"e:{event_id}", tone="main")
    return (
        (first,),
        (Button(label=texts.ANOTHER, press="event"), Button(label=texts.MINE, press="mine")),
        (shared.BACK_TO_MENU,),
    )
