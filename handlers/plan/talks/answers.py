"""One answer about an event given anew, and what the event would be with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

from domain.event import said_of
from domain.time import spoken
from handlers.plan.talks import facts, fields
from handlers.plan.talks.queries import partners_of
from handlers.texts.language import zone_city
from handlers.texts.plan import co_hosting, replanning
from handlers.texts.plan import planning as texts
from handlers.turn.context import Context
from storage.plan.event_records import first_day
from storage.plan.events import Event, EventFacts
from talk.fields.photos import caption_of
from talk.play import Talk


async def ask_anew(talk: Talk, context: Context, event: Event, what: str) -> Event:
    """A part of scripts: the event with one answer given anew; a question that is skipped takes the old one away."""
    clear = replanning.question_with_clear
    match what:
        case "title":
            title = await talk.ask("new-title", texts.NEW_TITLE, fields.title())
            return replace(event, title=title)
        case "when":
            asked = replanning.new_when(zone_city(event.zone))
            return moved_to(event, await talk.ask("new-when", asked, fields.when(event.zone)))
        case "lasts" if event.starts_at is not None:
            return await _ask_end(talk, event)
        case "place":
            spot = await talk.ask("new-place", clear(replanning.NEW_PLACE), fields.place(), optional=True)
            place, link = fields.place_of(spot)
            return replace(event, place=place, link=link or event.link)
        case "link":
            online = await talk.ask("new-link", clear(replanning.NEW_LINK), fields.online(), optional=True)
            return replace(event, link=online)
        case "co-hosts":
            return await _ask_co_hosts(talk, context, event)
        case "poster":
            return await _ask_poster(talk, event)
    return await facts.ask_again(talk, event, what)


async def _ask_end(talk: Talk, event: Event) -> Event:
    assert event.starts_at is not None, "how long it lasts is asked of what has a start"
    lasts = fields.lasts(event.starts_at, event.zone)
    minutes = await talk.ask("new-lasts", replanning.question_with_clear(replanning.NEW_LASTS), lasts, optional=True)
    if minutes is None:
        return replace(event, ends_at=None)
    if minutes != fields.OTHER_END:
        return replace(event, ends_at=event.starts_at + timedelta(minutes=minutes))
    end = await talk.ask("new-end", texts.END, fields.ending(event.zone, event.starts_at))
    return replace(event, ends_at=fields.instant_of(end, event.zone))


async def _ask_co_hosts(talk: Talk, context: Context, event: Event) -> Event:
    partners = await talk.look("partners", partners_of, context, event.alliance_id, event.library_id)
    if not partners:
        await talk.say(replanning.NO_PARTNERS)
        return event
    old = event.co_hosts or event.invited
    asked = replanning.question_with_clear(replanning.NEW_CO_HOSTS) if old else texts.CO_HOSTS
    hosts = await talk.ask("new-co-hosts", asked, fields.co_hosts(partners), optional=True)
    named = set(hosts or ())
    if named & set(event.declined):
        await talk.say(co_hosting.REFUSED_BEFORE)
    together = named & set(event.co_hosts)
    others = named - together - set(event.declined)
    return replace(event, co_hosts=tuple(sorted(together)), invited=tuple(sorted(others)))


async def _ask_poster(talk: Talk, event: Event) -> Event:
    asked = texts.POSTER if event.poster_id is None else replanning.question_with_clear(replanning.NEW_POSTER)
    poster = await talk.ask("new-poster", asked, fields.poster(), optional=True)
    if not poster:
        return replace(event, poster_id=None, poster_alt=None)
    alt = await talk.ask(
        "new-poster-alt", texts.POSTER_ALT, fields.poster_alt(), optional=True, suggest=caption_of(poster[0])
    )
    return replace(event, poster_id=int(poster[0]), poster_alt=alt)


def moved_to(event: Event, when: spoken.Moment) -> Event:
    """The same event at another time; it lasts as long as before, unless its end was said."""
    start = fields.instant_of(when, event.zone)
    if start is None:
        assert when.month is not None, "a moment without a day and a time is a month"
        return replace(event, month=when.month, day=when.month, starts_at=None, ends_at=None)
    end = fields.end_of(when, event.zone)
    if end is None:
        end = event.ends_at and event.starts_at and start + (event.ends_at - event.starts_at)
    return replace(event, month=None, day=first_day(None, start, event.zone), starts_at=start, ends_at=end or None)


def facts_between(before: Event, after: Event) -> EventFacts:
    """What has to be written so that the one becomes the other; a changed time is written whole."""
    every, old = ({**said_of(one), "co_hosts": sorted((*one.co_hosts, *one.invited))} for one in (after, before))
    changed = {name: value for name, value in every.items() if value != old[name]}
    if (before.month, before.starts_at, before.ends_at) != (after.month, after.starts_at, after.ends_at):
        changed |= {"month": after.month, "starts_at": after.starts_at, "ends_at": after.ends_at}
    return cast("EventFacts", changed)  # every name above is one of its own
