"""Joining as it was asked until December 2026, question by question: talks of then go on with it (rows 3, 4, 5)."""

from __future__ import annotations

from domain.libraries.names import judge
from domain.libraries.registry import Place
from domain.spelling import split_type
from handlers.alliances.settlement import ask_the_place
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
)
from handlers.libraries.joining import (
    alliance_of,
    ask_the_zone,
    claim_known,
    elsewhere,
    join_it,
    namesakes_of,
    say_welcome,
    send_appeal,
    well_written,
)
from handlers.libraries.membership import Application
from handlers.libraries.twins import ask_if_allowed, ask_if_known
from handlers.texts import places
from handlers.texts.language import zone_city
from handlers.texts.libraries import joining as texts
from handlers.turn.context import Context
from talk.fields import Choice, Contact, Option
from talk.play import Talk


async def join_by_steps(talk: Talk, context: Context) -> None:
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
            await talk.say(texts.none_called(split_type(typed)[1]), rows=elsewhere())
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
            await talk.say(texts.OTHER_WAYS, rows=elsewhere())
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
        await send_appeal(talk, context, chosen.settlement, application)
        return
    joined = await talk.do("join", join_it, context, application)
    await say_welcome(talk, chosen.settlement, joined)


async def ask_the_rest(
    talk: Talk, alliance: int, kind: str, name: str, *, region: str | None, place: Place | None
) -> Application:
    """Everything but the settlement's name, and but what the registry has told; part of the script."""
    if region is None:
        region = await talk.ask("region", texts.REGION, Region(), label=texts.LABEL_REGION)
    zone = await ask_the_zone(talk, region, place)
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
