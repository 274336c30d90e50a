"""Who acts for a library: its people, how they are called, sent away, how they go (row 4). Names are not kept.

Who asks to be one of them: ``handlers.libraries.vouching``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from domain.libraries.delays import Deed
from domain.libraries.service import Service, Way, Why
from domain.rights import Action, Thing
from handlers.libraries.card import NOWHERE, local_day, own_library
from handlers.libraries.claims import vouch_for
from handlers.libraries.membership import locked
from handlers.libraries.vouching import claims_shown, thing_of
from handlers.notices.delayed_deeds import About, carried_out, wait
from handlers.notices.people import tell_coordinators, tell_librarians, tell_person
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import vouching
from handlers.texts.turn import delays, shared
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import invitation
from talk.prompt import Button, Rows
from talk.rich import paragraphs

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
    claims, lifting = await claims_shown(context, found)
    serving = everybody[: MOST_SHOWN - len(claims.rows) - len(lifting.rows)]
    rows: Rows = tuple(
        (Button(label=texts.dismiss(number), press=f"dismiss:{found.id}:{one.person_id}"),)
        for number, one in enumerate(serving, 1)
        if _may_dismiss(context, found, everybody, one)
    )
    rows = (*claims.rows, *rows, *lifting.rows)
    if found.id in context.roles.librarian_of:
        people = [(one.person_id == context.person.id, local_day(context, one.since)) for one in serving]
        text = texts.colleagues(found.title, people, total=len(everybody))
        rows += (
            (Button(label=texts.LINKS, press=f"library-links:{found.id}"),),
            (Button(label=texts.QUIT, press=f"quit:{found.id}"),),
        )
        if context.may(Action.INVITE_COLLEAGUE, thing_of(found)):
            rows = (*rows[:-1], (*rows[-1], Button(label=vouching.HAND_OVER, press=f"hand-over:{found.id}")))
    else:
        text = texts.staff(found.title, [local_day(context, one.since) for one in serving], total=len(everybody))
    text = paragraphs(text, *(part.text for part in (claims, lifting) if part.rows))
    await context.say(text, rows=(*rows, _back(context, found)), in_place=True)


@errand("library-links", most_args=1)
async def links(context: Context, named: str = "") -> None:
    """A link for one colleague, used once, and a link for all readers."""
    found = await own_library(context, "library-links", named)
    if found is None:
        return
    if context.may(Action.INVITE_COLLEAGUE, thing_of(found)):
        url = await _link(context, found)
        await context.say(texts.invitation_for_colleague(found.title, url, LASTS.days))
    else:
        await context.say(vouching.ONLY_READERS_YET)
    accounts = {context.person.account_id: None}
    accounts |= dict.fromkeys(group.account_id for group in await context.books.groups.of_alliance(found.alliance_id))
    messengers = [
        context.directory.messengers[account] for account in accounts if account in context.directory.messengers
    ]
    urls = [(messenger.kind, messenger.invitation(f"sub_l{found.id}")) for messenger in messengers]
    await context.say(texts.invitation_for_readers(found.title, urls), rows=(_back(context, found),))


@errand("hand-over", most_args=1, deep_linkable=False)
async def hand_over(context: Context, named: str = "") -> None:
    """A link for a successor: whoever follows it speaks for the library, and the one who gave it has retired."""
    found = await own_library(context, "hand-over", named)
    if found is None:
        return
    context.require(Action.INVITE_COLLEAGUE, thing_of(found))
    url = await _link(context, found, hands_over=True)
    await context.say(vouching.hand_over(found.title, url, LASTS.days), rows=(_back(context, found),))


async def _link(context: Context, found: Library, *, hands_over: bool = False) -> str:
    facts = {"library": found.id, "person": context.person.id}
    if hands_over:
        facts["hands_over"] = 1
    token = await invitation(context, INVITATION, facts, LASTS)
    return context.messenger.invitation(f"colleague_{token}")


@errand("colleague", most_args=1)
async def invited(context: Context, token: str = "") -> None:
    """The link was followed: whoever follows it is asked first, as somebody else may have laid it before them."""
    found, _ = await _invited_to(context, token)
    yes = Button(label=texts.YES_COLLEAGUE, press=f"colleague-come:{token}", tone="main")
    await context.say(texts.invited_colleague(found.title), rows=((yes,), (shared.BACK_TO_MENU,)))


@errand("colleague-come", most_args=1, deep_linkable=False)
async def come(context: Context, token: str = "") -> None:
    """They agree, and the link is used up."""
    found, facts = await _invited_to(context, token)
    if await context.books.tokens.redeem(token, INVITATION, context.now) is None:
        raise TurnRefused(texts.INVITATION_OUTDATED, NOWHERE)
    giver = facts["person"]
    _ = await vouch_for(
        context.books, found, context.person.id, Way.COLLEAGUE, by=giver, now=context.now, directory=context.directory
    )
    if facts.get("hands_over"):
        await _retire(context, found, giver)
        told = vouching.handed_over(found.title)
        await tell_person(context.books, giver, told, now=context.now, rows=shared.MENU_ROWS)
    await context.refresh()
    quitting = (Button(label=texts.QUIT, press=f"quit:{found.id}"),)
    await context.say(texts.welcome_colleague(found.title), rows=(quitting, _back(context, found)))


async def _invited_to(context: Context, token: str) -> tuple[Library, dict[str, Any]]:
    """Whose link it is, and what it says; its alliance is locked.

    It works only while the one who gave it still speaks for the library. Raises TurnRefused where it works no longer,
    or not for this person: the link is not used up then.
    """
    facts = await context.books.tokens.look(token, INVITATION, context.now)
    known = await locked(context.books, int(facts["library"])) if facts is not None else None
    if facts is None or known is None:
        raise TurnRefused(texts.INVITATION_OUTDATED, NOWHERE)
    found, _ = known
    stands = await context.books.librarians.state_of(found.id, context.person.id)
    if stands is Service.VOUCHED:
        raise TurnRefused(texts.already_colleague(found.title), (_back(context, found),))
    if stands is Service.DISMISSED:
        raise TurnRefused(vouching.sent_away(found.title), NOWHERE)
    if await context.books.librarians.state_of(found.id, facts["person"]) is not Service.VOUCHED:
        raise TurnRefused(texts.INVITATION_OUTDATED, NOWHERE)
    return found, facts


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
    if sure not in ("yes", *Why):
        press = f"dismiss:{found.id}:{other.person_id}"
        sure_rows: Rows = (
            (Button(label=texts.YES_DISMISS, press=f"{press}:yes", tone="bad"),),
            (Button(label=texts.YES_GONE, press=f"{press}:{Why.GONE.value}", tone="bad"),),
            (Button(label=texts.YES_STRANGER, press=f"{press}:{Why.STRANGER.value}", tone="bad"),),
            (Button(label=texts.KEEP, press=f"colleagues:{found.id}", tone="main"),),
        )
        await context.say(texts.sure_to_dismiss(found.title, local_day(context, other.since)), rows=sure_rows)
        return
    why = Why.UNSAID if sure == "yes" else Why(sure)
    await context.books.alliances.lock(found.alliance_id)
    if other.speaks and not context.may(Action.DISMISS_LIBRARIAN, thing_of(found)):
        what = delays.dismissing(found.title, texts.dated(local_day(context, other.since)))
        about = {"library": found.id, "person": other.person_id, "why": why.value, "what": what}
        until = await wait(context, found.id, Deed.DISMISS, f"person:{other.person_id}", about)
        if until is not None:
            await context.say(delays.waits(what, until), rows=(_back(context, found),))
            return
    await _send_away(context, found, other.person_id, why)
    await context.say(texts.DISMISSED, rows=(_back(context, found),))


@carried_out(Deed.DISMISS)
async def dismiss_later(context: Context, about: About) -> None:
    """Raises Refused where they have gone by themselves, Forbidden where it is not the right of who wanted it now."""
    known = await locked(context.books, int(about["library"]))
    assert known is not None, "libraries stay"
    context.require(Action.DISMISS_COLLEAGUE, thing_of(known[0]))
    await _send_away(context, known[0], int(about["person"]), Why(about["why"]))


async def _send_away(context: Context, found: Library, person_id: int, why: Why) -> None:
    outside = found.id not in context.roles.librarian_of
    if not await context.books.librarians.dismiss(
        found.id, person_id, by=context.person.id, why=why, at=context.now
    ):  # somebody else has done it just now
        raise TurnRefused(texts.NOT_THERE, (_back(context, found),))
    await context.audit("dismissed", f"library:{found.id}", whom=person_id)
    told = texts.told_dismissed(found.title, by_coordinator=outside)
    await tell_person(context.books, person_id, told, now=context.now, rows=NOWHERE)
    if outside:  # its own people do not see it happen
        await _tell_of_dismissed(context, found)


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
    context.require(Action.SERVE_LIBRARY, Thing(library=found.id))
    await context.books.alliances.lock(found.alliance_id)  # of the last two who go at once, one sees the other gone
    speaks = context.may(Action.INVITE_COLLEAGUE, thing_of(found))
    staying = [
        one
        for one in await context.books.librarians.of_library(found.id)
        if one.person_id != context.person.id and (one.speaks or not speaks)
    ]
    if not staying:
        rows: Rows = ((Button(label=vouching.HAND_OVER, press=f"hand-over:{found.id}"),),) if speaks else ()
        rows += ((Button(label=texts.LINKS, press=f"library-links:{found.id}"),),)
        if found.is_member and speaks:
            rows += ((Button(label=texts.LEAVE, press=f"leave:{found.id}"),),)
        await context.say(texts.last_one(found.title), rows=(*rows, _back(context, found)))
        return
    if sure != "yes":
        yes = Button(label=texts.YES_QUIT, press=f"quit:{found.id}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press=f"library:{found.id}", tone="main")
        await context.say(texts.sure_to_quit(found.title), rows=((yes,), (keep,)))
        return
    await _retire(context, found, context.person.id)
    await context.refresh()
    await context.say(texts.has_quit(found.title), rows=shared.MENU_ROWS)


async def _retire(context: Context, found: Library, person_id: int) -> None:
    _ = await context.books.librarians.retire(found.id, person_id, at=context.now)
    await context.audit("dismissed", f"library:{found.id}", whom=person_id)
    await tell_librarians(
        context.books,
        found.id,
        texts.told_of_quit(found.title),
        but=person_id,
        occasion=f"quit:{found.id}:{person_id}:{int(context.now.timestamp())}",
        now=context.now,
        rows=((Button(label=texts.COLLEAGUES, press=f"colleagues:{found.id}"), shared.BACK_TO_MENU),),
    )


async def _staffed(context: Context, named: str) -> Library | None:
    """A library of one's own, or one of an alliance that one coordinates. None: the person was asked or told.

    Raises Forbidden when a button names somebody else's.
    """
    found = await context.books.libraries.get(number_of(named), hidden=True) if named else None
    if found is not None and context.may(Action.DISMISS_LIBRARIAN, Thing(alliance=found.alliance_id)):
        return found
    return await own_library(context, "colleagues", named)


def _may_dismiss(context: Context, found: Library, serving: tuple[Librarian, ...], other: Librarian) -> bool:
    """A coordinator may dismiss everybody else, whoever speaks for the library those who do so for a shorter time."""
    if context.may(Action.DISMISS_LIBRARIAN, Thing(alliance=found.alliance_id)):
        return other.person_id != context.person.id
    return context.may(Action.DISMISS_COLLEAGUE, thing_of(found)) and _is_younger(context, serving, other)


def _is_younger(context: Context, serving: tuple[Librarian, ...], other: Librarian) -> bool:
    """Whether they were vouched for after the one who asks; nobody can push out those who were there before."""
    eldest = sorted(serving, key=lambda one: (one.vouched_at or one.since, one.since, one.person_id))
    order = [one.person_id for one in eldest if one.speaks] + [one.person_id for one in eldest if not one.speaks]
    mine = order.index(context.person.id) if context.person.id in order else len(order)
    return order.index(other.person_id) > mine


def _back(context: Context, found: Library) -> tuple[Button, ...]:
    card = "library" if found.id in context.roles.librarian_of else "lib"
    return (Button(label=texts.TO_CARD, press=f"{card}:{found.id}"), shared.BACK_TO_MENU)
