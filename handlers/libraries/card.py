"""A library as its own people see it and as everybody does (row 4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.event import State
from domain.moderation import What
from domain.rights import Action, Thing
from handlers.libraries.claims import code_of
from handlers.texts.language import zone_city
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import joining, uniting, vouching
from handlers.texts.libraries.leaving import event_line
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from handlers.turn.against import against, refuse_hidden
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.own_libraries import served_library
from handlers.turn.paging import number_of, read_page
from talk.prompt import Button, Rows
from talk.rich import paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from handlers.turn.context import Context
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library
    from talk.rich import Rich

NOWHERE: Rows = ((Button(label=texts.ROSTER, press="roster"),), (shared.BACK_TO_MENU,))


@errand(
    "library",
    most_args=1,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, role=Role.LIBRARIAN, wing=joining.WING),
    order=105,
)
async def library(context: Context, named: str = "") -> None:
    """«Моя библиотека»: the card, and everything that its people do with it."""
    found = await own_library(context, "library", named)
    if found is None:
        return
    speaks = context.may(Action.EDIT_LIBRARY, Thing(library=found.id))
    rows: list[tuple[Button, ...]] = [
        (
            Button(label=texts.EDIT, press=f"edit-library:{found.id}"),
            Button(label=texts.COLLEAGUES, press=f"colleagues:{found.id}"),
        ),
        (Button(label=texts.LINKS if speaks else joining.INVITE_READERS, press=f"library-links:{found.id}"),),
        (Button(label=texts.AS_OTHERS_SEE, press=f"lib:{found.id}"),),
    ]
    if not speaks:
        rows.append((Button(label=vouching.PROVE, press=f"claim-proof:{found.id}"),))
    if found.is_member and speaks:
        rows.append((Button(label=texts.LEAVE, press=f"leave:{found.id}"),))
    elif speaks:
        rows.append((Button(label=texts.RETURN, press=f"return:{found.id}", tone="main"),))
    await context.say(await _card(context, found, own=True), rows=(*rows, (shared.BACK_TO_MENU,)), in_place=True)


async def own_library(context: Context, errand_name: str, named: str) -> Library | None:
    """A library that this person serves. None: they were asked which (``errand_name:<id>``), or told what to do.

    Raises Forbidden when a button names one that is not theirs.
    """
    return await served_library(
        context,
        errand_name,
        named,
        question=texts.WHICH,
        option=texts.option,
        none=texts.NONE_MINE,
        ways=((Button(label=texts.JOIN, press="join", tone="main"),), (shared.BACK_TO_MENU,)),
    )


@errand("lib", most_args=1)
async def show_library(context: Context, named: str = "") -> None:
    """The public card."""
    found = await context.books.libraries.get(number_of(named))
    if found is None and (hidden := await context.books.libraries.get(number_of(named), hidden=True)) is not None:
        await refuse_hidden(context, What.LIBRARY, hidden.id, hidden.id, hidden.alliance_id)
    if found is None:
        await context.say(texts.NOT_FOUND, rows=NOWHERE)
        return
    link = await context.books.posts.link_of(f"joined:{found.membership_id}")
    rows: list[tuple[Button, ...]] = [
        (Button(label=texts.SUBSCRIBE, press=f"sub:l{found.id}"),),
        (
            Button(label=texts.EVENTS, press=f"lib-events:{found.id}"),
            Button(label=texts.CHRONICLE, press=f"chronicle-lib:{found.id}"),
        ),
    ]
    if link is not None:
        rows.append((Button(label=texts.NOTICE, url=link),))
    if found.checked == "unchecked" and context.may(Action.CONFIRM_SETTLEMENT, Thing(alliance=found.alliance_id)):
        rows.append((Button(label=texts.CONFIRM_PLACE, press=f"vouch:{found.id}", tone="good"),))
    if context.may(Action.DISMISS_LIBRARIAN, Thing(alliance=found.alliance_id)):
        rows.append((Button(label=texts.STAFF, press=f"colleagues:{found.id}"),))
    if context.may(Action.UNITE_LIBRARIES, Thing(alliance=found.alliance_id)):
        rows.append((Button(label=uniting.UNITE, press=f"unite:{found.id}"),))
    rows.append((Button(label=texts.ROSTER, press=f"roster:{found.alliance_id}"),))
    rows.append((against(context, What.LIBRARY, found.id, found.alliance_id), shared.BACK_TO_MENU))
    await context.say(await _card(context, found, own=False), rows=tuple(rows), in_place=True)


@errand("lib-events", most_args=2)
async def show_events(context: Context, named: str = "", page: str = "0") -> None:
    """What the library has announced and is still ahead."""
    found = await context.books.libraries.get(number_of(named))
    if found is None:
        await context.say(texts.NOT_FOUND, rows=NOWHERE)
        return
    today = local_day(context, context.now)
    announced = partial(
        context.books.events.of_library, found.id, since=today.replace(day=1), states=(State.ANNOUNCED,)
    )
    shown = await read_page(announced, page)
    words = [event_line(one.title, one.day, month_only=one.starts_at is None, today=today) for one in shown.items]
    rows: Rows = tuple(
        (Button(label=texts.numbered(number, one.title), press=f"e:{one.id}"),)
        for number, one in enumerate(shown.items, 1)
    )
    back = (Button(label=texts.TO_CARD, press=f"lib:{found.id}"), shared.BACK_TO_MENU)
    subscribe: Rows = () if words else ((Button(label=texts.SUBSCRIBE, press=f"sub:l{found.id}"),),)
    await context.say(
        texts.events(found.title, words, shown.words),
        rows=(*rows, *shown.turn(f"lib-events:{found.id}"), *subscribe, back),
        in_place=True,
    )


async def _card(context: Context, found: Library, *, own: bool) -> Rich:
    alliance = await context.books.alliances.get(found.alliance_id)
    serving = await context.books.librarians.of_library(found.id)
    mine = next((one for one in serving if one.person_id == context.person.id), None)
    speaking = [one for one in serving if one.speaks]
    code = code_of(mine) if own and mine is not None and not mine.speaks else None
    card = texts.card(
        title=found.title,
        place=place_of(found),
        parent=found.parent,
        ownership=found.ownership,
        alliance=alliance.settlement if alliance else "",
        joined=local_day(context, found.joined_at) if found.joined_at else None,
        left=local_day(context, found.left_at) if found.left_at else None,
        checked=found.checked,
        overridden=found.verdict == "overridden",
        contacts=await _contacts(context, found, [one for one in speaking if not own or one is not mine]),
        waits=vouching.CARD_WAITS if serving and not speaking else None,
        zone=zone_city(found.zone) if own else None,
        own_contact=texts.own_contact(mine.contact, public=mine.contact_public) if own and mine else None,
    )
    return card if code is None else paragraphs(card, vouching.your_code(code))


async def _contacts(context: Context, of: Library, speaking: Sequence[Librarian]) -> list[str]:
    """A contact is for those who speak for members of the same alliance, unless its owner shows it to everybody.

    That it was shown to a partner is written down, for its owner.
    """
    partner = context.may(Action.SEE_CONTACTS, Thing(alliance=of.alliance_id))
    seen = [one for one in speaking if one.contact and (one.contact_public or partner)]
    for one in seen:
        if not one.contact_public and one.person_id != context.person.id:
            await context.audit("contact_seen", f"library:{of.id}", whom=one.person_id)
    return [one.contact for one in seen if one.contact]


def local_day(context: Context, moment: datetime) -> date:
    """The day of a moment by the reader's clock."""
    return moment.astimezone(ZoneInfo(context.zone)).date()
