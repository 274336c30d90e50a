"""Planning an event: three questions are enough, the rest may follow at once or later (rows 22, 23, 25, 39)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.event import Kind
from domain.time import spoken
from domain.vocabulary.goals import WORDINGS
from handlers.plan import actions as event_deeds
from handlers.plan import fields as event_fields
from handlers.plan.queries import Own, hint_same_day, own_libraries, partners_of, titles_of
from handlers.texts.language import zone_city
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared as base
from handlers.turn.context import Desk
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from talk.fields import Choice, Option, YesNo
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import Rich
from talk.script import script

if TYPE_CHECKING:
    from storage.plan.events import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All that may be said of an event besides what, when and where."""

    kind: str = Kind.OTHER.value
    end: datetime | None = None
    link: str | None = None
    co_hosts: tuple[int, ...] = ()
    audience: str | None = None
    age: int | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    poster: int | None = None
    poster_alt: str | None = None
    registration: bool = False
    repeats: str | None = None


@errand("event", command="event", most_args=1, about=texts.ABOUT, order=80, spoken=texts.SPOKEN)
async def event(desk: Desk, library: str = "") -> None:
    """``library`` is the one that a button names; anybody's own ones are offered otherwise."""
    own = await own_libraries(desk)
    if not own:
        left = bool(desk.standing.librarian_of)
        rows = ((Button(label=texts.JOIN, press="join", tone="main"),), (base.BACK_TO_MENU,))
        await desk.say(texts.ONLY_MEMBERS if left else texts.NO_LIBRARY, rows=rows)
        return
    named = number_of(library)
    await desk.begin(plan_event, library=named if named in [one.id for one in own] else None)


@script("plan-event", version=1, called=texts.CALLED)
async def plan_event(talk: Talk, desk: Desk) -> None:
    library = await which_library(talk, desk)
    title = await talk.ask("title", texts.TITLE, event_fields.title(), label=texts.LABEL_TITLE)
    asked = texts.when_question(zone_city(library.zone))
    when = await talk.ask("when", asked, event_fields.when(library.zone), label=texts.LABEL_WHEN)
    start = event_fields.instant_of(when, library.zone)
    await hint_same_day(talk, desk, when, alliance_id=library.alliance_id, zone=library.zone)
    spot = await talk.ask("place", texts.PLACE, event_fields.place(), label=texts.LABEL_PLACE, optional=True)
    place, link = event_fields.place_of(spot)
    await talk.say(texts.SHORT_IS_ENOUGH)
    details = Details(link=link)
    if await talk.ask("more", texts.MORE, YesNo(yes=texts.MORE_YES, no=texts.MORE_NO), label=texts.LABEL_MORE):
        details = await _ask_details(talk, desk, library, start, details)
    named = await talk.look("co-host-titles", titles_of, desk, details.co_hosts)
    await talk.review("sure", _summary(library, title, when, place=place, details=details, co_hosts=named))
    facts = _facts(library, title, when, place, details)
    ways = [Option(value="announce", label=texts.ANNOUNCE), Option(value="draft", label=texts.SAVE_DRAFT)]
    way = await talk.ask("finish", texts.FINISH, Choice(ways))
    event_id = await talk.do("plan", event_deeds.plan, desk, library.alliance_id, facts)
    if way == "announce":
        done = await talk.do("announce", event_deeds.announce, desk, event_id)
        await talk.say(texts.announced(title, done.groups), rows=ways_on(event_id, draft=False))
    else:
        await talk.say(texts.draft_saved(title), rows=ways_on(event_id, draft=True))


async def which_library(talk: Talk, desk: Desk) -> Own:
    own = await talk.look("own", own_libraries, desk)
    if not own:
        talk.leave(texts.ONLY_MEMBERS)
    named = [one for one in own if one.id == talk.given.get("library")] or own
    if len(named) == 1:
        return named[0]
    offered = [Option(value=one.id, label=one.title, hint=one.where) for one in named]
    chosen = await talk.ask("library", texts.WHICH_LIBRARY, Choice(offered), label=texts.LABEL_LIBRARY)
    return next(one for one in named if one.id == chosen)


async def _ask_details(talk: Talk, desk: Desk, library: Own, start: datetime | None, details: Details) -> Details:
    """Everything else, question by question; each but the first may be skipped."""
    kind = await talk.ask("kind", texts.KIND, event_fields.kind(), label=texts.LABEL_KIND)
    details = replace(details, kind=kind)
    if start is not None:
        details = replace(details, end=await _ask_end(talk, library.zone, start))
    if details.link is None:
        online = await talk.ask("link", texts.PLACE_TOO, event_fields.online(), label=texts.LABEL_LINK, optional=True)
        details = replace(details, link=online)
    partners = await talk.look("partners", partners_of, desk, library.alliance_id, library.id)
    if partners:
        together = event_fields.co_hosts(partners)
        hosts = await talk.ask("co-hosts", texts.CO_HOSTS, together, label=texts.LABEL_CO_HOSTS, optional=True)
        details = replace(details, co_hosts=hosts or ())
    audience = await talk.ask(
        "audience", texts.AUDIENCE, event_fields.audience(), label=texts.LABEL_AUDIENCE, optional=True
    )
    age = await talk.ask("age", texts.AGE, event_fields.age(), label=texts.LABEL_AGE, optional=True)
    tags = await talk.ask("tags", texts.TAGS, event_fields.tags(), label=texts.LABEL_TAGS, optional=True)
    description = await talk.ask(
        "description", texts.DESCRIPTION, event_fields.description(), label=texts.LABEL_DESCRIPTION, optional=True
    )
    details = replace(details, audience=audience, age=age, tags=tags or (), description=description)
    poster = await talk.ask("poster", texts.POSTER, event_fields.poster(), label=texts.LABEL_POSTER, optional=True)
    if poster:
        alt = await talk.ask(
            "poster-alt", texts.POSTER_ALT, event_fields.poster_alt(), label=texts.LABEL_POSTER_ALT, optional=True
        )
        details = replace(details, poster=int(poster[0]), poster_alt=alt)
    needed = YesNo(yes=texts.REGISTRATION_YES, no=texts.REGISTRATION_NO)
    registration = await talk.ask("registration", texts.REGISTRATION, needed, label=texts.LABEL_REGISTRATION)
    rules = event_fields.repeats(month_only=start is None)
    rule = await talk.ask("repeats", texts.REPEATS, rules, label=texts.LABEL_REPEATS)
    return replace(details, registration=registration, repeats=rule or None)


async def _ask_end(talk: Talk, zone: str, start: datetime) -> datetime | None:
    minutes = await talk.ask("lasts", texts.LASTS, event_fields.lasts(), label=texts.LABEL_LASTS, optional=True)
    if minutes is None:
        return None
    if minutes != event_fields.OTHER_END:
        return start + timedelta(minutes=minutes)
    end = await talk.ask("end", texts.END, event_fields.ending(zone, start), label=texts.LABEL_END)
    return event_fields.instant_of(end, zone)


def _summary(
    library: Own, title: str, when: spoken.Moment, *, place: str | None, details: Details, co_hosts: list[str]
) -> Rich:
    start = event_fields.instant_of(when, library.zone)
    moment = (
        texts.moment_words(None, None, when.month)
        if start is None
        else event_texts.span_words(start, details.end, library.zone, event_texts.ALWAYS_YEAR)
    )
    return texts.review(
        [
            (texts.LABEL_LIBRARY, library.title),
            (texts.LABEL_TITLE, title),
            (texts.LABEL_WHEN, moment),
            (texts.LABEL_PLACE, place),
            (texts.LABEL_LINK, details.link),
            (texts.LABEL_KIND, event_texts.KINDS[Kind(details.kind)] if details.kind != Kind.OTHER.value else None),
            (texts.LABEL_CO_HOSTS, "; ".join(co_hosts)),
            (texts.LABEL_AUDIENCE, details.audience),
            (texts.LABEL_AGE, event_texts.age_words(details.age) if details.age is not None else None),
            (texts.LABEL_TAGS, "; ".join(WORDINGS[tag].label for tag in details.tags if tag in WORDINGS)),
            (texts.LABEL_DESCRIPTION, details.description),
            (texts.LABEL_POSTER, (details.poster_alt or texts.POSTER_WITHOUT_ALT) if details.poster else None),
            (texts.LABEL_REGISTRATION, texts.REGISTRATION_YES.lower() if details.registration else None),
            (texts.LABEL_REPEATS, event_texts.repeats_words(details.repeats) if details.repeats else None),
        ]
    )


def _facts(library: Own, title: str, when: spoken.Moment, place: str | None, details: Details) -> EventFacts:
    start = event_fields.instant_of(when, library.zone)
    return {
        "title": title,
        "kind": details.kind,
        "library_id": library.id,
        "month": when.month if start is None else None,
        "starts_at": start,
        "ends_at": details.end if start is not None else None,
        "zone": library.zone,
        "place": place,
        "link": details.link,
        "audience": details.audience,
        "age": details.age,
        "description": details.description,
        "poster_id": details.poster,
        "poster_alt": details.poster_alt,
        "registration": details.registration,
        "repeats": details.repeats,
        "co_hosts": details.co_hosts,
        "tags": details.tags,
    }


def ways_on(event_id: int, *, draft: bool) -> Rows:
    first = Button(label=texts.LOOK_HOW if draft else texts.OPEN, press=f"e:{event_id}", tone="main")
    return (
        (first,),
        (Button(label=texts.ANOTHER, press="event"), Button(label=texts.MINE, press="mine")),
        (base.BACK_TO_MENU,),
    )
