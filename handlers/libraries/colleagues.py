"""Who may act for a library: its people, how they come, how they go (row 4). Names are not kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.rights import Action, Thing
from handlers.libraries.card import NOWHERE, local_day, own_library
from handlers.libraries.membership import serve
from handlers.notices.people import tell_coordinators, tell_librarians, tell_person
from handlers.texts.libraries import card as texts
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import invitation
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library

INVITATION: Final = "colleague"
"""The purpose of the token."""
LASTS: Final = timedelta(days=7)
MOST_SHOWN: Final = 7
"""VK takes ten rows of buttons."""


@errand("colleagues", most_args=1)
async def colleagues(context: Context, named: str = "") -> None:
    """For those who serve there, and for the coordinators of its alliance."""
    found = await _staffed(context, named)
    if found is None:
        return
    everybody = await context.books.librarians.of_library(found.id)
    serving = everybody[:MOST_SHOWN]
    rows: Rows = tuple(
        (Button(label=texts.dismiss(number), press=f"dismiss:{found.id}:{one.person_id}"),)
        for number, one in enumerate(serving, 1)
        if _may_dismiss(context, found, everybody, one)
    )
    if found.id in context.roles.librarian_of:
        people = [(one.person_id == context.person.id, local_day(context, one.since)) for one in serving]
        text = texts.colleagues(found.title, people, total=len(everybody))
        rows += (
            (Button(label=texts.LINKS, press=f"library-links:{found.id}"),),
            (Button(label=texts.QUIT, press=f"quit:{found.id}"),),
        )
    else:
        text = texts.staff(found.title, [local_day(context, one.since) for one in serving], total=len(everybody))
    await context.say(text, rows=(*rows, _back(context, found)), in_place=True)


@errand("library-links", most_args=1)
async def links(context: Context, named: str = "") -> None:
    """A link for one colleague, used once, and a link for all readers."""
    found = await own_library(context, "library-links", named)
    if found is None:
        return
    facts = {"library": found.id, "person": context.person.id}
    token = await invitation(context, INVITATION, facts, LASTS)
    url = context.messenger.invitation(f"colleague_{token}")
    await context.say(texts.invitation_for_colleague(found.title, url, LASTS.days))
    accounts = {context.person.account_id: None}
    accounts |= dict.fromkeys(group.account_id for group in await context.books.groups.of_alliance(found.alliance_id))
    messengers = [
        context.directory.messengers[account] for account in accounts if account in context.directory.messengers
    ]
    urls = [(messenger.kind, messenger.invitation(f"sub_l{found.id}")) for messenger in messengers]
    await context.say(texts.invitation_for_readers(found.title, urls), rows=(_back(context, found),))


@errand("colleague", most_args=1)
async def come(context: Context, token: str = "") -> None:
    """The link was followed. It works only while the one who gave it still serves there."""
    facts = await context.books.tokens.redeem(token, INVITATION, context.now)
    found = await context.books.libraries.get(int(facts["library"])) if facts is not None else None
    if facts is None or found is None:
        await context.say(texts.INVITATION_OUTDATED, rows=NOWHERE)
        return
    serving = await context.books.librarians.of_library(found.id)
    if any(
        one.person_id == context.person.id for one in serving
    ):  # the turn is undone, and with it the use of the link
        raise TurnRefused(texts.already_colleague(found.title), (_back(context, found),))
    if not any(one.person_id == facts["person"] for one in serving):
        await context.say(texts.INVITATION_OUTDATED, rows=NOWHERE)
        return
    await serve(context.books, found, context.person.id, now=context.now)
    await context.refresh()
    quitting = (Button(label=texts.QUIT, press=f"quit:{found.id}"),)
    await context.say(texts.welcome_colleague(found.title), rows=(quitting, _back(context, found)))


@errand("dismiss", most_args=3, deep_linkable=False)
async def dismiss(context: Context, named: str = "", person: str = "", sure: str = "") -> None:
    """Somebody is no librarian there any more: sent away by those who came earlier, or by a coordinator."""
    found = await _staffed(context, named)
    if found is None:
        return
    serving = await context.books.librarians.of_library(found.id)
    other = next((one for one in serving if one.person_id == number_of(person)), None)
    if other is None:
        await context.say(texts.NOT_THERE, rows=(_back(context, found),))
        return
    if not _may_dismiss(context, found, serving, other):
        await context.say(texts.NOT_YOUNGER, rows=(_back(context, found),))
        return
    if sure != "yes":
        yes = Button(label=texts.YES_DISMISS, press=f"dismiss:{found.id}:{other.person_id}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press=f"colleagues:{found.id}", tone="main")
        await context.say(texts.sure_to_dismiss(found.title, local_day(context, other.since)), rows=((yes,), (keep,)))
        return
    outside = found.id not in context.roles.librarian_of
    if not await context.books.librarians.remove(found.id, other.person_id):  # somebody else has done it just now
        await context.say(texts.NOT_THERE, rows=(_back(context, found),))
        return
    await context.audit("dismissed", f"library:{found.id}", whom=other.person_id)
    told = texts.told_dismissed(found.title, by_coordinator=outside)
    await tell_person(context.books, other.person_id, told, now=context.now, rows=NOWHERE)
    if outside:  # its own people do not see it happen
        await _tell_of_dismissed(context, found)
    await context.say(texts.DISMISSED, rows=(_back(context, found),))


async def _tell_of_dismissed(context: Context, found: Library) -> None:
    """Those who still serve there, and the other coordinators."""
    occasion = f"dismissed:{found.id}:{context.now.isoformat()}"
    text = texts.told_of_dismissed(found.title)
    rows: Rows = ((Button(label=texts.COLLEAGUES, press=f"colleagues:{found.id}"), shared.BACK_TO_MENU),)
    await tell_librarians(
        context.books, found.id, text, but=context.person.id, occasion=occasion, now=context.now, rows=rows
    )
    await tell_coordinators(
        context.books, found.alliance_id, text, now=context.now, key=occasion, rows=rows, but=context.person.id
    )


@errand("quit", most_args=2, deep_linkable=False)
async def leave_library(context: Context, named: str = "", sure: str = "") -> None:
    """The person does not work there any more; the last one cannot go without leaving the library to somebody."""
    found = await own_library(context, "quit", named)
    if found is None:
        return
    context.require(Action.EDIT_LIBRARY, Thing(library=found.id))
    await context.books.alliances.lock(found.alliance_id)  # of the last two who go at once, one sees the other gone
    if len(await context.books.librarians.of_library(found.id)) == 1:
        rows: Rows = ((Button(label=texts.LINKS, press=f"library-links:{found.id}"),),)
        if found.is_member:
            rows += ((Button(label=texts.LEAVE, press=f"leave:{found.id}"),),)
        await context.say(texts.last_one(found.title), rows=(*rows, _back(context, found)))
        return
    if sure != "yes":
        yes = Button(label=texts.YES_QUIT, press=f"quit:{found.id}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press=f"library:{found.id}", tone="main")
        await context.say(texts.sure_to_quit(found.title), rows=((yes,), (keep,)))
        return
    await context.books.librarians.remove(found.id, context.person.id)
    await context.audit("dismissed", f"library:{found.id}", whom=context.person.id)
    await tell_librarians(
        context.books,
        found.id,
        texts.told_of_quit(found.title),
        but=context.person.id,
        occasion=f"quit:{found.id}:{context.person.id}:{int(context.now.timestamp())}",
        now=context.now,
        rows=((Button(label=texts.COLLEAGUES, press=f"colleagues:{found.id}"), shared.BACK_TO_MENU),),
    )
    await context.refresh()
    await context.say(texts.has_quit(found.title), rows=shared.MENU_ROWS)


async def _staffed(context: Context, named: str) -> Library | None:
    """A library of one's own, or one of an alliance that one coordinates. None: the person was asked or told.

    Raises Forbidden when a button names somebody else's.
    """
    found = await context.books.libraries.get(number_of(named)) if named else None
    if found is not None and context.may(Action.DISMISS_LIBRARIAN, Thing(alliance=found.alliance_id)):
        return found
    return await own_library(context, "colleagues", named)


def _may_dismiss(context: Context, found: Library, serving: tuple[Librarian, ...], other: Librarian) -> bool:
    """A coordinator may dismiss everybody else."""
    if context.may(Action.DISMISS_LIBRARIAN, Thing(alliance=found.alliance_id)):
        return other.person_id != context.person.id
    return _is_younger(context, serving, other)


def _is_younger(context: Context, serving: tuple[Librarian, ...], other: Librarian) -> bool:
    """Whether they came after the one who asks; nobody can push out those who were there before."""
    order = [one.person_id for one in serving]
    mine = order.index(context.person.id) if context.person.id in order else len(order)
    return order.index(other.person_id) > mine


def _back(context: Context, found: Library) -> tuple[Button, ...]:
    card = "library" if found.id in context.roles.librarian_of else "lib"
    return (Button(label=texts.TO_CARD, press=f"{card}:{found.id}"), shared.BACK_TO_MENU)
