"""A field of a library's card is corrected alone; a new name of the settlement is judged again (rows 4, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from domain.journal import Kind
from domain.libraries.delays import Deed
from domain.libraries.membership import Ownership
from domain.quotas import Quota
from domain.rights import Action, Thing
from domain.spelling import split_type
from domain.time.zones import zones_of_region
from handlers.libraries.card import own_library
from handlers.libraries.contact_consent import agree_to_contact
from handlers.libraries.fields import (
    LONGEST_DISTRICT,
    LONGEST_NAME,
    LONGEST_TITLE,
    Name,
    Region,
    Settlement,
    ownerships,
    settlement_types,
    zones_to_choose,
)
from handlers.libraries.joined_post import publish_notice
from handlers.libraries.membership import confirm_by_registry, facts_of, ground, locked, title_key
from handlers.notices.delayed_deeds import About, carried_out, wait
from handlers.notices.people import tell_coordinators
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import joining
from handlers.texts.places import place_of
from handlers.texts.turn import delays, shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.quotas import spend
from storage.alliances.alliances import Alliance
from storage.libraries.libraries import Library, LibraryChanges
from talk.errors import Refused
from talk.fields import Choice, Contact, Option, Zone
from talk.play import Talk
from talk.prompt import Button
from talk.rich import Say
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
_NAMES: Final[tuple[Literal["title", "settlement"], ...]] = ("title", "settlement")
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
        speaks = context.may(Action.EDIT_LIBRARY, Thing(library=found.id))
        only: dict[str, str] = {} if speaks else {"only": "contact"}
        await context.begin(edit_library, library=found.id, **only)


@script("edit-library", version=1, called=texts.EDIT_CALLED)
async def edit_library(talk: Talk, context: Context) -> None:
    library_id = int(str(talk.given["library"]))
    card = await talk.look("card", card_of, context, library_id)
    only = talk.given.get("only")  # whoever is not vouched for changes nothing but what is their own
    options = [Option(value=what, label=label) for what, label in _LABELS.items() if only in (None, what)]
    what = await talk.ask("what", texts.WHAT, Choice(options, columns=2))
    changed: bool | datetime
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
                Name(most=LONGEST_DISTRICT),
                optional=True,
                present=card.district or None,
            )
            changed = await talk.do("change-district", change, context, library_id, {"district": district or ""})
        case "zone":
            zone = await talk.ask("zone", joining.ZONE, Zone(), present=card.zone)
            changed = await talk.do("change-zone", change, context, library_id, {"zone": zone})
        case "title":
            title = await talk.ask("title", texts.NEW_TITLE, Name(most=LONGEST_TITLE, least=3), present=card.title)
            changed = await talk.do("change-title", change, context, library_id, {"title": title})
        case "parent":
            parent = await talk.ask(
                "parent", texts.NEW_PARENT, Name(most=LONGEST_TITLE), optional=True, present=card.parent or None
            )
            changed = await talk.do("change-parent", change, context, library_id, {"parent": parent or ""})
        case "ownership":
            said = card.ownership if card.ownership is not Ownership.UNSAID else None
            form = await talk.ask("ownership", joining.OWNERSHIP, ownerships(), present=said)
            changed = await talk.do("change-ownership", change, context, library_id, {"ownership": form.value})
    more = Button(label=texts.EDIT_MORE, press=f"edit-library:{library_id}")
    back = Button(label=texts.TO_CARD, press=f"library:{library_id}")
    text: Say = texts.CHANGED if changed else texts.NOTHING_CHANGED
    if isinstance(changed, datetime):
        text = delays.takes_effect(changed)
    await talk.say(text, rows=((more, back), (shared.BACK_TO_MENU,)))


async def _ask_settlement(talk: Talk, context: Context, library_id: int, card: Card) -> bool | datetime:
    typed = await talk.ask("settlement", texts.NEW_SETTLEMENT, Settlement(most=LONGEST_NAME), present=card.settlement)
    kind, name = split_type(typed)
    if kind is None:
        kind = await talk.ask("type", joining.TYPE, settlement_types(), present=card.settlement_type or None)
    facts: LibraryChanges = {"settlement": name, "settlement_type": kind}
    return await talk.do("change-settlement", change, context, library_id, facts)


async def _ask_region(talk: Talk, context: Context, library_id: int, card: Card) -> bool | datetime:
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


async def change(context: Context, library_id: int, facts: LibraryChanges) -> bool | datetime:
    """False when nothing is different. Raises Refused for a name that is no namesake, or for a second such library.

    The notice of joining is revised; a place that was confirmed has to be confirmed again; the journal says so.
    A moment: until when a new name waits, by the clock of the library, as one person alone has said so.
    """
    before, alliance = await _editable(context, library_id)
    if all(getattr(before, name) == value for name, value in facts.items()):
        return False
    changes = await _allowed(context, before, alliance, facts)
    name = next(
        (facts[what] for what in _NAMES if facts.get(what, getattr(before, what)) != getattr(before, what)), None
    )
    if name is not None:
        about = {"library": library_id, "facts": dict(facts), "what": delays.renaming(before.title, name)}
        until = await wait(context, library_id, Deed.RENAME, f"library:{library_id}", about, changes=1)
        if until is not None:
            return until
    await _change_now(context, before, alliance, changes)
    return True


@carried_out(Deed.RENAME)
async def change_later(context: Context, about: About) -> None:
    """Raises Refused where the name does not do any more."""
    before, alliance = await _editable(context, int(about["library"]))
    await _change_now(context, before, alliance, await _allowed(context, before, alliance, about["facts"]))


async def _editable(context: Context, library_id: int) -> tuple[Library, Alliance]:
    context.require(Action.EDIT_LIBRARY, Thing(library=library_id))
    found = await locked(context.books, library_id)
    assert found is not None, "whoever serves in a library serves in one that exists"
    return found


async def _allowed(context: Context, before: Library, alliance: Alliance, facts: LibraryChanges) -> LibraryChanges:
    """What is written of it. Raises Refused."""
    changes: LibraryChanges = dict(facts)  # type: ignore[assignment]  # a copy of a TypedDict is typed as a plain dict
    if "settlement" in facts and before.settlement != facts["settlement"]:
        granted = ground(alliance, facts["settlement"])
        if granted is None:
            raise Refused(texts.no_longer_namesake(facts["settlement"], alliance.settlement))
        changes["verdict"] = granted
    if "title" in facts:
        changes["folded"] = title_key(facts["title"])
    await _refuse_second(context, before, changes)
    return changes


async def _change_now(context: Context, before: Library, alliance: Alliance, changes: LibraryChanges) -> None:
    moved = any(getattr(before, name) != changes.get(name, getattr(before, name)) for name in _PLACE)
    if moved:
        changes["checked"] = "unchecked"
    after = await confirm_by_registry(context.books, await context.books.libraries.change(before.id, **changes))
    if moved or after.title != before.title:
        await spend(context, Quota.CHANGES)
    if after.is_member and (moved or after.title != before.title):  # whoever has left writes nothing in public
        await _say_in_public(context, alliance, after, moved=moved)


async def change_contact(context: Context, library_id: int, contact: str | None, *, public: bool) -> bool:
    """The person's own contact; None removes it."""
    await _own(context, library_id)
    await context.books.librarians.set_contact(
        library_id, context.person.id, contact, public=public and contact is not None
    )
    if contact is not None:
        await agree_to_contact(context.books, context.person.id, public=public, now=context.now)
    return True


async def _own(context: Context, library_id: int) -> Library:
    context.require(Action.SERVE_LIBRARY, Thing(library=library_id))
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
        title=changes.get("title", before.title),
    )
    if same is not None and same.id != before.id:
        raise Refused(texts.same_exists(same.title))


async def _say_in_public(context: Context, alliance: Alliance, after: Library, *, moved: bool) -> None:
    facts = {"about": "library", **facts_of(after)}
    await context.books.journal.write(alliance.id, Kind.CORRECTION_MADE, facts, at=context.now)
    if await context.books.posts.of_subject(f"joined:{after.membership_id}"):
        await publish_notice(context.books, alliance, after, now=context.now, changes=texts.POST_CHANGES)
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
