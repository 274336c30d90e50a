"""A librarian's library joins the Agreement of its namesakes (Положение, 1.4, 1.5 and 5.3; rows 3, 4, 5, 11)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.journal import Kind
from domain.libraries.membership import Ownership
from domain.libraries.names import judge
from domain.libraries.registry import Place
from domain.quotas import Quota
from domain.rights import Action, Thing
from domain.spelling import fold, split_type
from domain.time.zones import zones_of_region
from handlers.alliances.choosing import others
from handlers.alliances.settlement import ask_the_place, asks_registry
from handlers.libraries.appeals import appeal
from handlers.libraries.fields import (
    LONGEST_DISTRICT,
    LONGEST_NAME,
    LONGEST_TITLE,
    Name,
    NameAgain,
    Region,
    Settlement,
    ownerships,
    settlement_types,
    zones_to_choose,
)
from handlers.libraries.membership import (
    Application,
    Granted,
    Joined,
    admit,
    facts_of,
    ground,
    ground_of,
    title_key,
)
from handlers.libraries.twins import ask_if_allowed, ask_if_known, tell_of_twins
from handlers.texts import places
from handlers.texts.alliances.founding import alliance_label
from handlers.texts.language import zone_city
from handlers.texts.libraries import appeals, vouching
from handlers.texts.libraries import joining as texts
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import number_of
from handlers.turn.quotas import spend
from storage.alliances.alliances import Alliance
from storage.libraries.libraries import Library
from talk.errors import Refused
from talk.fields import Choice, Contact, Option, Zone
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import Rich, rich
from talk.script import script


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An alliance that a library might join."""

    id: int
    settlement: str
    label: str
    lenient: bool


MOST_CANDIDATES = 40
_ALL = 500
"""Alliances that are looked through for one that takes names loosely."""


@errand(
    "join",
    command="join",
    most_args=1,
    about=texts.ABOUT,
    order=70,
    spoken=texts.SPOKEN,
    menu=MenuPlace(label=texts.JOIN, wing=texts.WING),
)
async def join(context: Context, alliance: str = "") -> None:
    """Begin; with the alliance of a button or a link, or with a search by the settlement's name."""
    found = await context.books.alliances.get(number_of(alliance)) if alliance else None
    if alliance and found is None:
        await context.say(texts.NO_SUCH_ALLIANCE, rows=_elsewhere())
        return
    registry = await asks_registry(context)
    await context.begin(join_alliance, alliance=found.id if found else None, registry=registry, twins=True)


@script("join-alliance", version=1, called=texts.CALLED)
async def join_alliance(talk: Talk, context: Context) -> None:
    chosen = await talk.look("alliance", alliance_of, context, talk.given["alliance"])
    if chosen is not None:
        await talk.say(texts.begin(chosen.settlement))
    typed = await talk.ask(
        "settlement",
        texts.SETTLEMENT,
        Settlement(most=LONGEST_NAME),
        label=texts.LABEL_SETTLEMENT,
        suggest=chosen.settlement if chosen else None,
    )
    if chosen is None:
        found = await talk.look("namesakes", namesakes_of, context, typed)
        if not found:
            await talk.say(texts.none_called(split_type(typed)[1]), rows=_elsewhere())
            return
        chosen = found[0]
        if len(found) > 1:
            options = [Option(value=one.id, label=one.label) for one in found]
            picked = await talk.ask("which", texts.which_alliance(typed), Choice(options), label=texts.LABEL_ALLIANCE)
            chosen = next(one for one in found if one.id == picked)
    kind, name = split_type(typed)
    verdict = judge(chosen.settlement, name, lenient=chosen.lenient)
    appealing = False
    while not verdict.allowed and not appealing:
        if (known := await ask_if_allowed(talk, context, chosen.id, name)) is not None:
            await say_welcome(talk, chosen.settlement, await talk.do("claim", claim_known, context, known))
            return
        again = await talk.ask(
            "again",
            texts.different(verdict, name, chosen.settlement),
            NameAgain(Settlement(most=LONGEST_NAME)),
        )
        if again.way == "other":
            await talk.say(texts.OTHER_WAYS, rows=_elsewhere())
            return
        appealing = again.way == "appeal"
        if again.way == "name":
            kind, name = split_type(again.name)
            verdict = judge(chosen.settlement, name, lenient=chosen.lenient)
    if verdict.allowed:
        name = well_written(name, chosen.settlement)
    region = place = None
    if talk.given.get("registry"):
        region = await talk.ask("region", texts.REGION, Region(), label=texts.LABEL_REGION)
        place = await ask_the_place(talk, context, name, kind, region)
    if place is not None:
        kind, name = place.type or kind, place.name
    if kind is None:
        kind = await talk.ask("type", texts.TYPE, settlement_types(), label=texts.LABEL_TYPE)
    application = await ask_the_rest(talk, chosen.id, kind, name, region=region, place=place)
    if talk.given.get("twins"):
        application = await ask_if_known(talk, context, application)
        name = application.settlement
    summary = texts.summary(
        alliance=chosen.settlement,
        place=places.place(kind, name, application.district, application.region),
        zone=zone_city(application.zone),
        title=application.title,
        parent=application.parent,
        ownership=application.ownership,
        contact=application.contact,
        contact_public=application.contact_public,
        verdict=texts.APPEALING if appealing else texts.allowed(verdict),
        confirmed=place is not None,
        appealing=appealing,
    )
    await talk.review("sure", summary)
    if appealing:
        number = await talk.do("appeal", appeal, context, application)
        mend = (Button(label=appeals.CORRECT, press=f"correct-appeal:{number}"),)
        await talk.say(texts.appealed(name, chosen.settlement), rows=(mend, *shared.MENU_ROWS))
        return
    joined = await talk.do("join", join_it, context, application)
    await say_welcome(talk, chosen.settlement, joined)


async def ask_the_rest(
    talk: Talk, alliance: int, kind: str, name: str, *, region: str | None, place: Place | None
) -> Application:
    """Everything but the settlement's name, and but what the registry has told; part of the script."""
    if region is None:
        region = await talk.ask("region", texts.REGION, Region(), label=texts.LABEL_REGION)
    zones = zones_of_region(region)
    if place is not None and place.zone:
        zone = place.zone
    elif len(zones) == 1:
        zone = zones[0]
    elif zones:
        zone = await talk.ask("zone-of-region", texts.ZONE, zones_to_choose(zones), label=texts.LABEL_ZONE)
    else:
        zone = await talk.ask("zone", texts.ZONE, Zone(), label=texts.LABEL_ZONE)
    district: str | None = place.district if place is not None else ""
    if not district:
        district = await talk.ask(
            "district", texts.DISTRICT, Name(most=LONGEST_DISTRICT), label=texts.LABEL_DISTRICT, optional=True
        )
    title = await talk.ask("title", texts.TITLE, Name(most=LONGEST_TITLE, least=3), label=texts.LABEL_TITLE)
    parent = await talk.ask("parent", texts.PARENT, Name(most=LONGEST_TITLE), label=texts.LABEL_PARENT, optional=True)
    ownership = await talk.ask("ownership", texts.OWNERSHIP, ownerships(), label=texts.LABEL_OWNERSHIP)
    contact = await talk.ask("contact", texts.CONTACT, Contact(), label=texts.LABEL_CONTACT, optional=True)
    contact_public = False
    if contact is not None:
        seen_by = [Option(value=False, label=texts.FOR_MEMBERS), Option(value=True, label=texts.FOR_ALL)]
        contact_public = await talk.ask(
            "contact-for", texts.CONTACT_FOR, Choice(seen_by), label=texts.LABEL_CONTACT_FOR
        )
    return Application(
        alliance=alliance,
        settlement=name,
        settlement_type=kind,
        district=district or "",
        region=region,
        zone=zone,
        title=title,
        parent=parent or "",
        ownership=ownership,
        contact=contact,
        contact_public=contact_public,
    )


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
        (Button(label=texts.ROSTER, press="roster"), Button(label=texts.MY_LIBRARY, press=f"library:{library}")),
        (shared.BACK_TO_MENU,),
    )


def _elsewhere() -> Rows:
    return (
        (others("join"),),
        (Button(label=texts.FOUND, press="found"),),
        (shared.BACK_TO_MENU,),
    )


def well_written(name: str, alliance: str) -> str:
    """«АЛЕКСАНДРОВКА» and «александровка» as the alliance writes it, where it is the same name."""
    bare = split_type(alliance)[1]
    careless = name == name.lower() or name == name.upper()
    return bare if careless and fold(name) == fold(bare) else name


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
    known = await context.books.libraries.find(
        alliance.id,
        settlement=application.settlement,
        region=application.region,
        district=application.district,
        folded=title_key(application.title),
        title=application.title,
    )
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


@errand("vouch", most_args=1, deep_linkable=False)
async def vouch(context: Context, library_id: str = "") -> None:
    """A coordinator confirms that the settlement exists (row 5)."""
    library = await context.books.libraries.get(number_of(library_id))
    if library is None:
        await context.say(texts.NO_SUCH_LIBRARY, rows=shared.MENU_ROWS)
        return
    context.require(Action.CONFIRM_SETTLEMENT, Thing(alliance=library.alliance_id))
    rows = ((Button(label=texts.SHOW_CARD, press=f"lib:{library.id}"), shared.BACK_TO_MENU),)
    if not await context.books.libraries.confirm_settlement(library.id):
        await context.say(texts.already_confirmed(library.title), rows=rows)
        return
    await context.books.journal.write(library.alliance_id, Kind.SETTLEMENT_CONFIRMED, facts_of(library), at=context.now)
    await context.say(texts.confirmed(library.title, place_of(library)), rows=rows)
