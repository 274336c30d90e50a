"""What every way of joining shares: the alliances of a name, the deed, the welcome (rows 3, 4, 5, 11)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.libraries.membership import Ownership
from domain.libraries.near_names import nearness
from domain.libraries.registry import Place
from domain.quotas import Quota
from domain.rights import Action, Thing
from domain.spelling import fold, split_type
from domain.time.zones import zones_of_region
from handlers.alliances.choosing import others
from handlers.libraries.appeals import appeal
from handlers.libraries.fields import zones_to_choose
from handlers.libraries.membership import (
    Application,
    Granted,
    Joined,
    admit,
    ground,
    ground_of,
    known_library,
)
from handlers.libraries.twins import tell_of_twins
from handlers.texts.alliances.founding import alliance_label
from handlers.texts.libraries import appeals, vouching
from handlers.texts.libraries import joining as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.quotas import spend
from storage.alliances.alliances import Alliance
from storage.libraries.libraries import Library
from talk.errors import Refused
from talk.fields import Zone
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import Rich, rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An alliance that a library might join."""

    id: int
    settlement: str
    label: str
    lenient: bool


MOST_CANDIDATES = 40
MOST_NEAR = 5
_ALL = 500
"""Alliances that are looked through for one that takes names loosely."""


async def say_welcome(talk: Talk, settlement: str, joined: Joined) -> None:
    """What happened and what can be done next; part of the script."""
    rows = next_steps(joined.library, vouched=joined.code is None)
    match joined.how:
        case "joined":
            waits = None if joined.code is None else vouching.being_confirmed(joined.code)
            text = texts.joined(settlement, joined.title, published=joined.published, waits=waits)
        case "rejoined":
            text = texts.rejoined(settlement, joined.title, published=joined.published)
        case "colleague":
            text = texts.joined_colleagues(joined.title)
        case "already":
            text = rich(texts.already(joined.title))
        case _:
            text, rows = _claimed(joined), waiting_rows(joined.library, waits=joined.code is not None)
    await talk.say(text, rows=rows)


def _claimed(joined: Joined) -> Rich:
    match joined.how:
        case "asked":
            return vouching.asked_colleagues(joined.title, joined.code or 0)
        case "referred":
            return vouching.asked_coordinators(joined.title, joined.code or 0)
        case "waits":
            return vouching.still_waits(joined.title, joined.code or 0)
    return rich(vouching.sent_away(joined.title))


def waiting_rows(library: int, *, waits: bool) -> Rows:
    """What can be done meanwhile."""
    card = (Button(label=texts.SHOW_CARD, press=f"lib:{library}"), shared.BACK_TO_MENU)
    return ((Button(label=vouching.PROVE, press=f"claim-proof:{library}"),), card) if waits else (card,)


def next_steps(library: int, *, vouched: bool = True) -> Rows:
    """What a member does next; ``vouched``: whether it is one who speaks for the library."""
    call = texts.INVITE if vouched else texts.INVITE_READERS
    return (
        (Button(label=texts.ADD_EVENT, press=f"event:{library}", tone="main"),),
        (Button(label=call, press=f"library-links:{library}"),),
        (Button(label=texts.COMPLETE, press=f"library-complete:{library}"),),
        (Button(label=texts.ROSTER, press="roster"), Button(label=texts.MY_LIBRARY, press=f"library:{library}")),
        (shared.BACK_TO_MENU,),
    )


async def ask_the_zone(talk: Talk, region: str, place: Place | None) -> str:
    """Part of the script: the clock that the registry knows, the only one of the region, or the one that is told."""
    zones = zones_of_region(region)
    if place is not None and place.zone:
        return place.zone
    if len(zones) == 1:
        return zones[0]
    if zones:
        return await talk.ask("zone-of-region", texts.ZONE, zones_to_choose(zones), label=texts.LABEL_ZONE)
    return await talk.ask("zone", texts.ZONE, Zone(), label=texts.LABEL_ZONE)


async def send_appeal(talk: Talk, context: Context, alliance: str, application: Application) -> None:
    """Part of the script, its end: a coordinator decides; until then it can be corrected."""
    number = await talk.do("appeal", appeal, context, application)
    mend = (Button(label=appeals.CORRECT, press=f"correct-appeal:{number}"),)
    await talk.say(texts.appealed(application.settlement, alliance), rows=(mend, *shared.MENU_ROWS))


def elsewhere() -> Rows:
    return (
        (others("join"),),
        (Button(label=texts.FOUND, press="found"),),
        (shared.BACK_TO_MENU,),
    )


def bare(alliance: str) -> str:
    """What the settlement of an alliance is called, without its type."""
    return split_type(alliance)[1]


def well_written(name: str, alliance: str) -> str:
    """«АЛЕКСАНДРОВКА» and «александровка» as the alliance writes it, where it is the same name."""
    named = bare(alliance)
    careless = name == name.lower() or name == name.upper()
    return named if careless and fold(name) == fold(named) else name


# Looks and deeds.


async def alliance_of(context: Context, alliance_id: int | None) -> Candidate | None:
    """The alliance that the talk was begun with, if any."""
    found = await context.books.alliances.get(alliance_id) if isinstance(alliance_id, int) else None
    return None if found is None else _candidate(found)


async def namesakes_of(context: Context, typed: str) -> tuple[Candidate, ...]:
    """The alliances of that name, the one with most partners first; without any, those that would take it loosely."""
    exact = await context.books.alliances.by_folded(fold(typed))
    if exact:
        return tuple(_candidate(one) for one in exact[:MOST_CANDIDATES])
    every = await context.books.alliances.all(limit=_ALL)
    loose = [one for one in every.items if one.lenient and ground(one, typed) is not None]
    return tuple(_candidate(one) for one in loose[:MOST_CANDIDATES])


async def near_alliances(context: Context, typed: str) -> tuple[Candidate, ...]:
    """Those that may have been meant: slips of the finger first."""
    every = await context.books.alliances.all(limit=_ALL)
    found = [(nearness(one.settlement, typed), one) for one in every.items]
    return tuple([_candidate(one) for near in ("slip", "variant") for how, one in found if how == near][:MOST_NEAR])


def _candidate(found: Alliance) -> Candidate:
    label = alliance_label(found.settlement, found.slug)
    return Candidate(id=found.id, settlement=found.settlement, label=label, lenient=found.lenient)


async def join_it(context: Context, application: Application) -> Joined:
    """The library is a partner. The verdict is given anew: a talk grants nothing."""
    context.require(Action.JOIN_ALLIANCE, Thing(alliance=application.alliance))
    alliance = await context.books.alliances.get(application.alliance)
    granted = None if alliance is None else await _ground(context, alliance, application)
    if alliance is None or granted is None:  # the alliance has become stricter while we talked
        raise Refused(texts.BECAME_STRICTER)
    return await _join(context, alliance, application, granted)


async def claim_known(context: Context, library_id: int) -> Joined:
    """Somebody says that they work in a library which is there already, whatever its settlement is called."""
    library = await context.books.libraries.get(library_id)
    alliance = await context.books.alliances.get(library.alliance_id) if library is not None else None
    if library is None or alliance is None or library.hidden:
        raise Refused(texts.NO_SUCH_LIBRARY)
    context.require(Action.JOIN_ALLIANCE, Thing(alliance=alliance.id))
    granted = ground_of(alliance, library)
    if granted is None:
        raise Refused(texts.BECAME_STRICTER)
    return await _join(context, alliance, _application_of(library), granted)


async def _ground(context: Context, alliance: Alliance, application: Application) -> Granted | None:
    """The library is looked for before its name is judged: a coordinator's word on a known one stands."""
    known = await known_library(context.books, application)
    return ground(alliance, application.settlement) if known is None else ground_of(alliance, known)


def _application_of(library: Library) -> Application:
    return Application(
        alliance=library.alliance_id,
        settlement=library.settlement,
        settlement_type=library.settlement_type,
        district=library.district,
        region=library.region,
        zone=library.zone,
        title=library.title,
        parent=library.parent,
        ownership=Ownership(library.ownership),
        contact=None,
        contact_public=False,
    )


async def _join(context: Context, alliance: Alliance, application: Application, granted: Granted) -> Joined:
    joined = await admit(context.books, application, context.person.id, granted, now=context.now)
    if joined.how != "already":
        own = alliance.id in context.roles.coordinates
        await spend(context, Quota.OWN_LIBRARIES if own else Quota.LIBRARIES)
    if joined.how in ("asked", "referred"):
        await spend(context, Quota.CLAIMS)
    if joined.how == "joined":
        await tell_of_twins(context, joined.library)
    await context.refresh()
    return joined
