"""Founding an alliance of namesakes: its name, form, goals, signs and Agreement (rows 1, 2, 6, 8, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.agreement import Section, fill_template
from domain.journal import Kind
from domain.libraries.membership import Scope
from domain.quotas import Quota
from domain.rights import Action
from domain.slugs import slug_of
from domain.spelling import fold
from domain.time.zones import region_named, zones_of_region
from handlers.alliances.agreement import drafted_for_storage, edit_sections
from handlers.alliances.fields import ALL_GOALS, LONGEST_HASHTAG, Hashtag, Settlement, forms, goals
from handlers.alliances.settlement import ask_the_place, asks_registry, known_namesakes
from handlers.texts.alliances import founding as texts
from handlers.texts.alliances import settlement as settlement_texts
from handlers.texts.language import zone_city
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.quotas import refuse_early, spend
from talk.fields import Choice, Line, Option, Photos, Zone
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """An alliance that has this name already."""

    id: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """All that a new alliance is founded with."""

    settlement: str
    region: str
    zone: str
    form: str
    form_own: str | None
    wide: bool
    goals: tuple[str, ...]
    motto: str | None
    hashtag: str | None
    emblem: int | None
    sections: tuple[Section, ...]


@errand(
    "found",
    command="found",
    most_args=0,
    about=texts.ABOUT,
    order=100,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, wing=texts.WING),
)
async def found(context: Context) -> None:
    context.require(Action.FOUND_ALLIANCE)
    await refuse_early(context, Quota.ALLIANCES)
    await context.begin(found_alliance, registry=await asks_registry(context))


@script("found-alliance", version=1, called=texts.CALLED)
async def found_alliance(talk: Talk, context: Context) -> None:
    settlement = await talk.ask("settlement", texts.SETTLEMENT, Settlement(most=100), label=texts.LABEL_SETTLEMENT)
    alike = await talk.look("namesakes", namesakes, context, settlement)
    if alike:
        ways = [
            Option(value="join", label=texts.JOIN_IT),
            Option(value="found", label=texts.FOUND_ANYWAY),
        ]
        there = texts.namesakes_exist(settlement, [one.members for one in alike])
        if await talk.ask("namesakes-exist", there, Choice(ways)) == "join":
            join = Button(label=texts.JOIN_BUTTON, press=f"join:{alike[0].id}", tone="main")
            await talk.say(texts.join_instead(), rows=((join,), (shared.BACK_TO_MENU,)))
            return
    typed_region = await talk.ask("region", texts.REGION, Line(most=100), label=texts.LABEL_REGION)
    region = region_named(typed_region) or typed_region
    zones = zones_of_region(region)
    place = None
    if talk.given.get("registry"):
        known = await talk.look("known", known_namesakes, context, settlement, region)
        many = settlement_texts.namesakes_known(settlement, known.places, known.regions)
        await talk.say(many if known.places else settlement_texts.none_known(settlement))
        if known.here and len(zones) != 1:  # it knows the zone
            place = await ask_the_place(talk, context, settlement, None, region)
    if place is not None and place.zone:
        zone = place.zone
    elif not zones:
        zone = await talk.ask("zone", texts.ZONE, Zone(), label=texts.LABEL_ZONE)
    elif len(zones) > 1:
        places = [Option(value=one, label=zone_city(one)) for one in zones]
        zone = await talk.ask("zone-of-region", texts.ZONE, Choice(places), label=texts.LABEL_ZONE)
    else:
        zone = zones[0]
    form = await talk.ask("form", texts.FORM, forms(), label=texts.LABEL_FORM)
    form_own = None
    if form == "other":
        form_own = await talk.ask("own-form", texts.OWN_FORM, Line(most=200), label=texts.LABEL_OWN_FORM)
    scopes = [Option(value=True, label=texts.SCOPE_WIDE), Option(value=False, label=texts.SCOPE_OWN)]
    wide = await talk.ask("scope", texts.SCOPE, Choice(scopes), label=texts.LABEL_SCOPE)
    chosen = await talk.ask("goals", texts.GOALS_QUESTION, goals(), label=texts.LABEL_GOALS, suggest=ALL_GOALS)
    motto = await talk.ask("motto", texts.MOTTO, Line(most=200), label=texts.LABEL_MOTTO, optional=True)
    hashtag = await talk.ask(
        "hashtag",
        texts.HASHTAG,
        Hashtag(most=LONGEST_HASHTAG),
        label=texts.LABEL_HASHTAG,
        optional=True,
        suggest=texts.default_hashtag(settlement),
    )
    emblem = await talk.ask("emblem", texts.EMBLEM, Photos(most=1), label=texts.LABEL_EMBLEM, optional=True)
    summary = texts.summary(
        settlement=settlement,
        region=region,
        zone=zone_city(zone),
        form=texts.form_words(form, form_own),
        wide=wide,
        goals=chosen,
        motto=motto,
        hashtag=hashtag,
        emblem=bool(emblem),
    )
    await talk.review("sure", summary)
    template = drafted(settlement, wide=wide, goals_chosen=chosen)
    await talk.say(texts.AGREEMENT_NEXT)
    sections = await edit_sections(
        talk,
        template,
        before=template,
        accept=texts.ACCEPT_AND_FOUND,
        accept_edited=texts.ACCEPT_EDITED_AND_FOUND,
    )
    founding = Founding(
        settlement=settlement,
        region=region,
        zone=zone,
        form=form,
        form_own=form_own,
        wide=wide,
        goals=chosen,
        motto=motto,
        hashtag=hashtag,
        emblem=emblem[0] if emblem else None,
        sections=sections,
    )
    alliance = await talk.do("found", found_it, context, founding)
    rows: Rows = (
        (Button(label=texts.BIND, press=f"bind:{alliance}", tone="main"),),
        (Button(label=texts.OWN_LIBRARY, press=f"join:{alliance}"),),
        (Button(label=texts.INVITE, press=f"alliance-invite:{alliance}"), shared.BACK_TO_MENU),
    )
    if talk.given.get("registry"):
        rows = (*rows[:2], (Button(label=texts.NAMESAKES, press=f"namesakes:{alliance}"),), *rows[2:])
    await talk.say(texts.founded(settlement), rows=rows)


def drafted(settlement: str, *, wide: bool, goals_chosen: Sequence[str]) -> tuple[Section, ...]:
    """The template with what was just answered: the name, the level, the goals."""
    template = fill_template(settlement, Scope.INTER_REGIONAL if wide else Scope.INTRA_REGIONAL)
    text = texts.goals_section(goals_chosen)
    return tuple(replace(section, text=text) if section.key == "goals" else section for section in template)


async def namesakes(context: Context, settlement: str) -> tuple[Namesake, ...]:
    """Alliances of that name, the one with most partners first."""
    alike = await context.books.alliances.by_folded(fold(settlement))
    return tuple([Namesake(id=one.id, members=await context.books.libraries.count(one.id)) for one in alike])


async def found_it(context: Context, founding: Founding) -> int:
    """The new alliance's id: its Agreement is adopted, its founder coordinates it, its journal begins."""
    context.require(Action.FOUND_ALLIANCE)
    await spend(context, Quota.ALLIANCES)
    alliance = await context.books.alliances.found(
        slug_base=slug_of(founding.settlement),
        settlement=founding.settlement,
        folded=fold(founding.settlement),
        form=founding.form,
        form_own=founding.form_own,
        wide=founding.wide,
        goals=founding.goals,
        motto=founding.motto,
        hashtag=founding.hashtag,
        emblem_id=founding.emblem,
        zone=founding.zone,
        at=context.now,
    )
    await context.books.coordinators.appoint(alliance.id, context.person.id, founder=True, at=context.now)
    await context.audit("appointed", f"alliance:{alliance.id}", whom=context.person.id)
    version = await context.books.agreements.adopt(alliance.id, drafted_for_storage(founding.sections), context.now)
    facts = {
        "settlement": founding.settlement,
        "region": founding.region,
        "form": founding.form,
        "form_own": founding.form_own,
        "wide": founding.wide,
        "goals": list(founding.goals),
        "agreement": version,
    }
    await context.books.journal.write(alliance.id, Kind.FOUNDED, facts, at=context.now)
    await context.refresh()
    return alliance.id
