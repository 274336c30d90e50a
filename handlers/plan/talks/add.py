"""Planning an event: three questions are enough, the rest may follow at once or later (rows 22, 23, 25, 39)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.event import Said, said_of
from domain.time import spoken
from handlers.plan import actions
from handlers.plan.talks import facts, fields, in_one_message
from handlers.plan.talks.queries import hint_same_day, partners_of, titles_of
from handlers.texts.language import zone_city
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import facts as fact_texts
from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.own_libraries import OwnLibrary, own_libraries, which_library
from handlers.turn.paging import number_of
from talk.fields import Choice, Option, YesNo
from talk.fields.photos import caption_of
from talk.play import Talk
from talk.prompt import Button
from talk.rich import Rich
from talk.script import script

if TYPE_CHECKING:
    from storage.plan.events import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All that may be said of an event besides what it is called, when and where it begins."""

    said: Said
    end: datetime | None = None
    co_hosts: tuple[int, ...] = ()


@errand(
    "event",
    command="event",
    most_args=1,
    about=texts.ABOUT,
    order=80,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, role=Role.LIBRARIAN, first=True),
)
async def event(context: Context, library: str = "") -> None:
    """``library`` is the one that a button names; anybody's own ones are offered otherwise."""
    own = await own_libraries(context)
    if not own:
        left = bool(context.roles.librarian_of)
        rows = ((Button(label=texts.JOIN, press="join", tone="main"),), (shared.BACK_TO_MENU,))
        await context.say(texts.ONLY_MEMBERS if left else texts.NO_LIBRARY, rows=rows)
        return
    named = number_of(library)
    await context.begin(plan_event, library=named if named in [one.id for one in own] else None)


@script("plan-event", version=1, called=texts.CALLED)
async def plan_event(talk: Talk, context: Context) -> None:
    library = await which_host(talk, context)
    if "told" in talk.given:
        told = await talk.look("told", in_one_message.read_told, context, str(talk.given["told"]), library.zone)
        if told is not None:
            await in_one_message.preview(talk, context, library, told)
            return
    title = await talk.ask("title", texts.TITLE, fields.TitleOrAll(library.zone), label=texts.LABEL_TITLE)
    if not isinstance(title, str):
        await in_one_message.preview(talk, context, library, title)
        return
    asked = texts.when_question(zone_city(library.zone))
    when = await talk.ask("when", asked, fields.when(library.zone), label=texts.LABEL_WHEN)
    start = fields.instant_of(when, library.zone)
    await hint_same_day(talk, context, when, alliance_id=library.alliance_id, zone=library.zone)
    spot = await talk.ask("place", texts.PLACE, fields.place(), label=texts.LABEL_PLACE, optional=True)
    place, link = fields.place_of(spot)
    await talk.say(texts.SHORT_IS_ENOUGH)
    said = Said(title=title, place=place, link=link, repeats=when.repeats)
    details = Details(said=said, end=fields.end_of(when, library.zone))
    if await talk.ask("more", texts.MORE, YesNo(yes=texts.MORE_YES, no=texts.MORE_NO), label=texts.LABEL_MORE):
        details = await _ask_details(talk, context, library, start, details)
    named = await talk.look("co-host-titles", titles_of, context, details.co_hosts)
    await talk.review("sure", _summary(library, when, details, co_hosts=named))
    written = _facts(library, when, details)
    way = "draft"
    if library.speaks:
        ways = [Option(value="announce", label=texts.ANNOUNCE), Option(value="draft", label=texts.SAVE_DRAFT)]
        way = await talk.ask("finish", texts.FINISH, Choice(ways))
    event_id = await talk.do("plan", actions.plan, context, library.alliance_id, written)
    await in_one_message.finish(talk, context, event_id, title=title, way=way, speaks=library.speaks)


async def which_host(talk: Talk, context: Context) -> OwnLibrary:
    return await which_library(
        talk, context, question=texts.WHICH_LIBRARY, label=texts.LABEL_LIBRARY, none=texts.ONLY_MEMBERS
    )


async def _ask_details(
    talk: Talk, context: Context, library: OwnLibrary, start: datetime | None, details: Details
) -> Details:
    """Everything else, question by question; each but the first may be skipped."""
    month_only = start is None
    said = await facts.ask_all(talk, details.said, (facts.KIND,), month_only=month_only)
    end = details.end
    if start is not None and end is None:
        end = await _ask_end(talk, library.zone, start)
    if said.link is None:
        online = await talk.ask("link", texts.PLACE_TOO, fields.online(), label=texts.LABEL_LINK, optional=True)
        said = replace(said, link=online)
    hosts = None
    partners = await talk.look("partners", partners_of, context, library.alliance_id, library.id)
    if partners:
        together = fields.co_hosts(partners)
        hosts = await talk.ask("co-hosts", texts.CO_HOSTS, together, label=texts.LABEL_CO_HOSTS, optional=True)
    said = await facts.ask_all(talk, said, facts.BEFORE_POSTER, month_only=month_only)
    poster = await talk.ask("poster", texts.POSTER, fields.poster(), label=texts.LABEL_POSTER, optional=True)
    if poster:
        alt = await talk.ask(
            "poster-alt",
            texts.POSTER_ALT,
            fields.poster_alt(),
            label=texts.LABEL_POSTER_ALT,
            optional=True,
            suggest=caption_of(poster[0]),
        )
        said = replace(said, poster_id=int(poster[0]), poster_alt=alt)
    left = tuple(one for one in facts.AFTER_POSTER if one is not facts.REPEATS or said.repeats is None)
    said = await facts.ask_all(talk, said, left, month_only=month_only)
    return Details(said=said, end=end, co_hosts=hosts or ())


async def _ask_end(talk: Talk, zone: str, start: datetime) -> datetime | None:
    minutes = await talk.ask("lasts", texts.LASTS, fields.lasts(start, zone), label=texts.LABEL_LASTS, optional=True)
    if minutes is None:
        return None
    if minutes != fields.OTHER_END:
        return start + timedelta(minutes=minutes)
    end = await talk.ask("end", texts.END, fields.ending(zone, start), label=texts.LABEL_END)
    return fields.instant_of(end, zone)


def _summary(library: OwnLibrary, when: spoken.Moment, details: Details, *, co_hosts: list[str]) -> Rich:
    start = fields.instant_of(when, library.zone)
    moment = (
        texts.moment_words(None, None, when.month)
        if start is None
        else event_texts.span_words(start, details.end, library.zone, event_texts.ALWAYS_YEAR)
    )
    rows = [(words.label, words.value(details.said)) for words in fact_texts.IN_REVIEW]
    together = fact_texts.IN_REVIEW.index(fact_texts.KIND) + 1
    rows.insert(together, (texts.LABEL_CO_HOSTS, "; ".join(co_hosts)))
    head = [
        (texts.LABEL_LIBRARY, library.title),
        (texts.LABEL_TITLE, details.said.title),
        (texts.LABEL_WHEN, moment),
    ]
    return texts.review([*head, *rows])


def _facts(library: OwnLibrary, when: spoken.Moment, details: Details) -> EventFacts:
    start = fields.instant_of(when, library.zone)
    return {
        **said_of(details.said),
        "series_id": None,
        "library_id": library.id,
        "month": when.month if start is None else None,
        "starts_at": start,
        "ends_at": details.end if start is not None else None,
        "zone": library.zone,
        "co_hosts": details.co_hosts,
        "invited": (),
    }
