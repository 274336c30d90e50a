"""A field of a library's card is corrected alone; a new name of the settlement is judged again (rows 4, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from domain.journal import Kind
from domain.libraries.membership import Ownership
from domain.quotas import Quota
from domain.rights import Action, Thing
from domain.spelling import split_type
from domain.time.zones import zones_of_region
from handlers.libraries.card import own_library
from handlers.libraries.fields import (
    LONGEST_DISTRICT,
    LONGEST_NAME,
    LONGEST_TITLE,
    Region,
    Settlement,
    ownerships,
    settlement_types,
    zones_to_choose,
)
from handlers.libraries.membership import confirm_by_registry, facts_of, ground, locked, notice, title_key
from handlers.notices.people import tell_coordinators
from handlers.notices.posts import publish
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import joining
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.quotas import spend
from storage.alliances.alliances import Alliance
from storage.libraries.libraries import Library, LibraryChanges
from talk.errors import Refused
from talk.fields import Choice, Contact, Line, Option, Zone
from talk.play import Talk
from talk.prompt import Button
from talk.script import script

What = Literal["settlement", "region", "district", "zone", "title", "parent", "ownership", "contact"]

_LABELS: Final[dict[What, str]] = {
    "title": joining.LABEL_TITLE,
    "settlement": joining.LABEL_SETTLEMENT,
    "district": joining.LABEL_DISTRICT,
    "region": joining.LABEL_REGION,
    "zone": joining.LABEL_ZONE,
    "parent": joining.LABEL_PARENT,
    "ownership": joining.LABEL_OWNERSHIP,
    "contact": joining.LABEL_CONTACT,
}
_PLACE: Final = ("settlement", "settlement_type", "region", "district")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on the card now."""

    settlement: str
    settlement_type: str
    district: str
    region: str
    zone: str
    title: str
    parent: str
    ownership: Ownership
    contact: str | None


@errand("edit-library", most_args=1)
async def edit(context: Context, named: str = "") -> None:
    found = await own_library(context, "edit-library", named)
    if found is not None:
        await context.begin(edit_library, library=found.id)


@script("edit-library", version=1, called=texts.EDIT_CALLED)
async def edit_library(talk: Talk, context: Context) -> None:
    library_id = int(str(talk.given["library"]))
    card = await talk.look("card", card_of, context, library_id)
    options = [Option(value=what, label=label) for what, label in _LABELS.items()]
    what = await talk.ask("what", texts.WHAT, Choice(options, columns=2))
    match what:
        case "settlement":
            changed = await _ask_settlement(talk, context, library_id, card)
        case "region":
            changed = await _ask_region(talk, context, library_id, card)
        case "contact":
            changed = await _ask_contact(talk, context, library_id, card)
        case "district":
            district = await talk.ask(
                "district",
                texts.NEW_DISTRICT,
                Line(most=LONGEST_DISTRICT),
                optional=True,
                present=card.district or None,
            )
            changed = await talk.do("change-district", change, context, library_id, {"district": district or ""})
        case "zone":
            zone = await talk.ask("zone", joining.ZONE, Zone(), present=card.zone)
            changed = await talk.do("change-zone", change, context, library_id, {"zone": zone})
        case "title":
            title = await talk.ask("title", texts.NEW_TITLE, Line(most=LONGEST_TITLE, least=3), present=card.title)
            changed = await talk.do("change-title", change, context, library_id, {"title": title})
        case "parent":
            parent = await talk.ask(
                "parent", texts.NEW_PARENT, Line(most=LONGEST_TITLE), optional=True, present=card.parent or None
            )
            changed = await talk.do("change-parent", change, context, library_id, {"parent": parent or ""})
        case "ownership":
            form = await talk.ask("ownership", joining.OWNERSHIP, ownerships(), present=card.ownership)
            changed = await talk.do("change-ownership", change, context, library_id, {"ownership": form.value})
    more = Button(label=texts.EDIT_MORE, press=f"edit-library:{library_id}")
    back = Button(label=texts.TO_CARD, press=f"library:{library_id}")
    await talk.say(texts.CHANGED if changed else texts.NOTHING_CHANGED, rows=((more, back), (shared.BACK_TO_MENU,)))


async def _ask_settlement(talk: Talk, context: Context, library_id: int, card: Card) -> bool:
    typed = await talk.ask("settlement", texts.NEW_SETTLEMENT, Settlement(most=LONGEST_NAME), present=card.settlement)
    kind, name = split_type(typed)
    if kind is None:
        kind = await talk.ask("type", joining.TYPE, settlement_types(), present=card.settlement_type or None)
    facts: LibraryChanges = {"settlement": name, "settlement_type": kind}
    return await talk.do("change-settlement", change, context, library_id, facts)


async def _ask_region(talk: Talk, context: Context, library_id: int, card: Card) -> bool:
    region = await talk.ask("region", texts.NEW_REGION, Region(), present=card.region)
    zones = zones_of_region(region)
    if len(zones) == 1:
        zone = zones[0]
    elif zones:
        zone = await talk.ask("zone-of-region", joining.ZONE, zones_to_choose(zones))
    else:
        zone = await talk.ask("zone-there", joining.ZONE, Zone(), present=card.zone)
    return await talk.do("change-region", change, context, library_id, {"region": region, "zone": zone})


async def _ask_contact(talk: Talk, context: Context, library_id: int, card: Card) -> bool:
    contact = await talk.ask("contact", texts.NEW_CONTACT, Contact(), optional=True, present=card.contact)
    public = False
    if contact is not None:
        seen_by = [Option(value=False, label=joining.FOR_MEMBERS), Option(value=True, label=joining.FOR_ALL)]
        public = await talk.ask("contact-for", joining.CONTACT_FOR, Choice(seen_by))
    return await talk.do("change-contact", change_contact, context, library_id, contact, public=public)


# Looks and deeds.


async def card_of(context: Context, library_id: int) -> Card:
    found = await _own(context, library_id)
    serving = await context.books.librarians.of_library(library_id)
    return Card(
        settlement=found.settlement,
        settlement_type=found.settlement_type,
        district=found.district,
        region=found.region,
        zone=found.zone,
        title=found.title,
        parent=found.parent,
        ownership=Ownership(found.ownership),
        contact=next((one.contact for one in serving if one.person_id == context.person.id), None),
    )


async def change(context: Context, library_id: int, facts: LibraryChanges) -> bool:
    """False when nothing is different. Raises Refused for a name that is no namesake, or for a second such library.

    The notice of joining is revised; a place that was confirmed has to be confirmed again; the journal says so.
    """
    context.require(Action.EDIT_LIBRARY, Thing(library=library_id))
    found = await locked(context.books, library_id)
    assert found is not None, "whoever serves in a library serves in one that exists"
    before, alliance = found
    changes: LibraryChanges = dict(facts)  # type: ignore[assignment]  # a copy of a TypedDict is typed as a plain dict
    if all(getattr(before, name) == value for name, value in facts.items()):
        return False
    if "settlement" in facts and before.settlement != facts["settlement"]:
        granted = ground(alliance, facts["settlement"])
        if granted is None:
            raise Refused(texts.no_longer_namesake(facts["settlement"], alliance.settlement))
        changes["verdict"] = granted
    if "title" in facts:
        changes["folded"] = title_key(facts["title"])
    await _refuse_second(context, before, changes)
    moved = any(getattr(before, name) != facts.get(name, getattr(before, name)) for name in _PLACE)
    if moved:
        changes["checked"] = "unchecked"
    after = await confirm_by_registry(context.books, await context.books.libraries.change(library_id, **changes))
    if moved or after.title != before.title:
        await spend(context, Quota.CHANGES)
        await _say_in_public(context, alliance, after, moved=moved)
    return True


async def change_contact(context: Context, library_id: int, contact: str | None, *, public: bool) -> bool:
    """The person's own contact; None removes it."""
    await _own(context, library_id)
    await context.books.librarians.add(
        library_id, context.person.id, contact=contact, contact_public=public and contact is not None, at=context.now
    )
    return True


async def _own(context: Context, library_id: int) -> Library:
    context.require(Action.EDIT_LIBRARY, Thing(library=library_id))
    found = await context.books.libraries.get(library_id)
    assert found is not None, "whoever serves in a library serves in one that exists"
    return found


async def _refuse_second(context: Context, before: Library, changes: LibraryChanges) -> None:
    """Two cards of one library would be two votes."""
    same = await context.books.libraries.find(
        before.alliance_id,
        settlement=changes.get("settlement", before.settlement),
        region=changes.get("region", before.region),
        district=changes.get("district", before.district),
        folded=changes.get("folded", before.folded),
    )
    if same is not None and same.id != before.id:
        raise Refused(texts.same_exists(same.title))


async def _say_in_public(context: Context, alliance: Alliance, after: Library, *, moved: bool) -> None:
    facts = {"about": "library", **facts_of(after)}
    await context.books.journal.write(alliance.id, Kind.CORRECTION_MADE, facts, at=context.now)
    if not after.is_member:
        return
    again = await context.books.libraries.times_joined(after.id) > 1
    post = notice(alliance, after, again=again)
    subject = f"joined:{after.membership_id}"
    if await context.books.posts.of_subject(subject):
        await publish(context.books, alliance.id, subject, post, now=context.now, changes=texts.POST_CHANGES)
    if moved and after.checked == "unchecked":
        await tell_coordinators(
            context.books,
            alliance.id,
            texts.told_of_new_place(after.title, place_of(after)),
            now=context.now,
            key=f"moved:{after.id}:{int(context.now.timestamp())}",
            rows=((Button(label=texts.CONFIRM_PLACE, press=f"vouch:{after.id}", tone="good"),),),
            but=context.person.id,
        )
