"""A librarian's library joins the Agreement of its namesakes (Положение, 1.4, 1.5 and 5.3; rows 3, 4, 5, 11)."""

from __future__ import annotations

from dataclasses import replace

from domain.journal import Kind
from domain.libraries.addresses import Address
from domain.libraries.membership import Ownership
from domain.libraries.names import judge
from domain.libraries.near_names import nearness
from domain.libraries.registry import Place
from domain.rights import Action, Thing
from handlers.alliances.settlement import ask_the_place, asks_registry
from handlers.libraries.fields import (
    LONGEST_STORY,
    LONGEST_TITLE,
    Area,
    District,
    Name,
    Told,
    Where,
    joined_addresses,
    settlement_types,
    ways_of_another_name,
)
from handlers.libraries.join_by_steps import join_by_steps
from handlers.libraries.joining import (
    Candidate,
    alliance_of,
    ask_the_zone,
    bare,
    claim_known,
    elsewhere,
    join_it,
    namesakes_of,
    near_alliances,
    say_welcome,
    send_appeal,
    well_written,
)
from handlers.libraries.membership import Application, facts_of
from handlers.libraries.twins import ask_if_allowed, ask_if_known
from handlers.texts import places
from handlers.texts.language import zone_city
from handlers.texts.libraries import joining as texts
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import number_of
from talk.fields import Choice, Option, Text
from talk.play import Talk
from talk.prompt import Button
from talk.script import script


@errand(
    "join",
    command="join",
    most_args=1,
    about=texts.ABOUT,
    order=70,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.JOIN, wing=texts.WING),
)
async def join(context: Context, alliance: str = "") -> None:
    """Begin; with the alliance of a button or a link, or with a search by the settlement's name."""
    found = await context.books.alliances.get(number_of(alliance)) if alliance else None
    if alliance and found is None:
        await context.say(texts.NO_SUCH_ALLIANCE, rows=elsewhere())
        return
    registry = await asks_registry(context)
    await context.begin(join_alliance, alliance=found.id if found else None, registry=registry, short=True)


@script("join-alliance", version=1, called=texts.CALLED)
async def join_alliance(talk: Talk, context: Context) -> None:
    """Where it is and what it is called; the parent, the ownership and a contact can be told when it has joined."""
    if not talk.given.get("short"):
        await join_by_steps(talk, context)
        return
    alliance = await talk.look("alliance", alliance_of, context, talk.given["alliance"])
    if alliance is not None:
        await talk.say(texts.begin(alliance.settlement))
    suggested = Told(at=Address(name=alliance.settlement)) if alliance is not None else None
    told = await talk.ask("place", texts.WHERE, Where(), label=texts.LABEL_SETTLEMENT, suggest=suggested)
    chosen, address = await _ask_alliance(talk, context, alliance, told.at)
    if chosen is None:
        return
    verdict = judge(chosen.settlement, address.name, lenient=chosen.lenient)
    story: str | None = None
    while not verdict.allowed and story is None:
        known = await ask_if_allowed(talk, context, chosen.id, address.name)
        if known is not None:
            await say_welcome(talk, chosen.settlement, await talk.do("claim", claim_known, context, known))
            return
        again = await talk.ask(
            "again",
            texts.different(verdict, address.name, chosen.settlement),
            Where(ways=ways_of_another_name(chosen.settlement, address.name)),
        )
        if again.way == "other":
            await talk.say(texts.OTHER_WAYS, rows=elsewhere())
            return
        if again.way == "appeal":
            story = await talk.ask("story", texts.STORY, Text(most=LONGEST_STORY, least=5), label=texts.LABEL_STORY)
        elif again.way == "slip":
            address = replace(address, name=bare(chosen.settlement))
        else:
            address = joined_addresses(address, again.at)
        verdict = judge(chosen.settlement, address.name, lenient=chosen.lenient)
    if verdict.allowed:
        address = replace(address, name=well_written(address.name, chosen.settlement))
    if not address.type and not talk.given.get("registry"):
        address = replace(address, type=await _ask_type(talk))
    address, place = await _ask_area(talk, context, address)
    if not address.type:
        address = replace(address, type=await _ask_type(talk))
    application = await _ask_the_rest(talk, chosen.id, address, place)
    application = await ask_if_known(talk, context, replace(application, story=story or ""))
    await talk.review(
        "sure",
        texts.short_summary(
            alliance=chosen.settlement,
            place=places.place(address.type, application.settlement, application.district, application.region),
            zone=zone_city(application.zone),
            title=application.title,
            verdict=texts.APPEALING if story is not None else texts.allowed(verdict),
            story=story,
            confirmed=place is not None,
        ),
    )
    if story is not None:
        await send_appeal(talk, context, chosen.settlement, application)
        return
    await say_welcome(talk, chosen.settlement, await talk.do("join", join_it, context, application))


async def _ask_alliance(
    talk: Talk, context: Context, alliance: Candidate | None, address: Address
) -> tuple[Candidate | None, Address]:
    """Part of the script: the alliance that is meant, and the place as it was told at last. None: the talk is over."""
    while alliance is None:
        found = await talk.look("namesakes", namesakes_of, context, address.name)
        if len(found) == 1:
            return found[0], address
        if found:
            options = [Option(value=one.id, label=one.label) for one in found]
            question = texts.which_alliance(address.name)
            picked = await talk.ask("which", question, Choice(options), label=texts.LABEL_ALLIANCE)
            return next(one for one in found if one.id == picked), address
        near = await talk.look("near", near_alliances, context, address.name)
        ways = [Option(value=str(one.id), label=one.label) for one in near]
        ways += [Option(value="found", label=texts.FOUND), Option(value="other", label=texts.ALL_ALLIANCES)]
        meant = await talk.ask("near-name", texts.none_called(address.name, near=len(near)), Where(ways=tuple(ways)))
        if not meant.way:
            address = joined_addresses(address, meant.at)
            continue
        alliance = next((one for one in near if str(one.id) == meant.way), None)
        if alliance is None:
            await talk.say(texts.FOUND_NEXT if meant.way == "found" else texts.LIST_NEXT, rows=elsewhere())
            return None, address
        if nearness(alliance.settlement, address.name) == "slip":
            address = replace(address, name=bare(alliance.settlement))
    return alliance, address


async def _ask_type(talk: Talk) -> str:
    return await talk.ask("type", texts.TYPE, settlement_types(), label=texts.LABEL_TYPE)


async def _ask_area(talk: Talk, context: Context, address: Address) -> tuple[Address, Place | None]:
    """Part of the script: the region and the district, from what was told, from the registry, or by asking."""
    if not address.region:
        area = await talk.ask("area", texts.REGION, Area(), label=texts.LABEL_REGION)
        address = replace(address, region=area.region, district=address.district or area.district)
    place = None
    if talk.given.get("registry"):
        kind = address.type or None
        place = await ask_the_place(talk, context, address.name, kind, address.region, district=address.district)
    if place is not None:
        district = place.district or address.district
        address = replace(address, type=place.type or address.type, name=place.name, district=district)
    return address, place


async def _ask_the_rest(talk: Talk, alliance: int, address: Address, place: Place | None) -> Application:
    """Part of the script: the clock where it is in doubt, the district where nobody has told it, the title."""
    zone = await ask_the_zone(talk, address.region, place)
    district: str | None = address.district
    if not district:
        district = await talk.ask("district", texts.DISTRICT, District(), label=texts.LABEL_DISTRICT, optional=True)
    title = await talk.ask("title", texts.TITLE, Name(most=LONGEST_TITLE, least=3), label=texts.LABEL_TITLE)
    return Application(
        alliance=alliance,
        settlement=address.name,
        settlement_type=address.type,
        district=district or "",
        region=address.region,
        zone=zone,
        title=title,
        parent="",
        ownership=Ownership.UNSAID,
        contact=None,
        contact_public=False,
    )


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
