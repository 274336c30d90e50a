"""Claims are answered: by whoever speaks for the library, else by a coordinator (Положение, 1.8).

Each answer asks for the right anew, and is the first that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.libraries.service import VOUCHED_BY_OFFICE, WAITING, Service, Way, Why
from domain.rights import Action, Thing
from handlers.libraries.card import NOWHERE, local_day
from handlers.libraries.claims import answers, close, code_of, tell_vouched, vouch_for
from handlers.libraries.membership import facts_of, locked
from handlers.notices.people import tell_person
from handlers.texts.libraries import joining
from handlers.texts.libraries import vouching as texts
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from talk.prompt import Button, Rows, ShownPicture
from talk.rich import Rich
from talk.updates import PictureId

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library

SHOWN: Final = 2
"""Of either kind on the page of those who serve: VK takes ten rows of buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Lines and buttons for the page of those who serve."""

    text: Rich
    rows: Rows


async def claims_shown(context: Context, found: Library) -> tuple[Shown, Shown]:
    """The claims that this person may answer there, and those sent away whom they may let ask again; the first ones."""
    librarians = context.books.librarians
    claims: list[Librarian] = []
    if context.may(Action.VOUCH, thing_of(found)):
        there = await librarians.of_library(found.id, WAITING)
        claims = [one for one in there if one.person_id != context.person.id][:SHOWN]
    away: list[Librarian] = []
    if context.may(Action.LIFT_DISMISSAL, thing_of(found)):
        away = list(await librarians.of_library(found.id, {Service.DISMISSED}))[-SHOWN:]
    waiting = tuple(
        (Button(label=texts.waiting(code_of(one)), press=f"claim:{found.id}:{one.person_id}", tone="main"),)
        for one in claims
    )
    lifting = tuple(
        (Button(label=texts.lift(number), press=f"claim-lift:{found.id}:{one.person_id}"),)
        for number, one in enumerate(away, 1)
    )
    days = [local_day(context, one.ended_at or one.since) for one in away]
    return (
        Shown(text=texts.staff_lists([code_of(one) for one in claims], ()), rows=waiting),
        Shown(text=texts.staff_lists((), days), rows=lifting),
    )


@errand("claim", most_args=2)
async def show_claim(context: Context, library: str = "", person: str = "") -> None:
    """One claim that waits, with the two answers."""
    found, claim = await _claim(context, library, person)
    coordinator = not context.may(Action.EDIT_LIBRARY, thing_of(found))
    proof = claim.proof_id if context.may(Action.LIFT_DISMISSAL, thing_of(found)) else None  # the coordinators' to see
    await context.say(
        texts.claim_page(found.title, code_of(claim), local_day(context, claim.since), shown=proof is not None),
        rows=(*answers(found.id, claim.person_id, coordinator=coordinator), _back(found)),
        pictures=() if proof is None else (ShownPicture(id=PictureId(proof), alt=texts.PROOF_ALT),),
        in_place=proof is None,
    )


@errand("claim-yes", most_args=2, deep_linkable=False)
async def vouch(context: Context, library: str = "", person: str = "") -> None:
    """They work there."""
    found, claim = await _claim(context, library, person)
    colleague = context.may(Action.EDIT_LIBRARY, thing_of(found))
    way = Way.COLLEAGUE if colleague else Way.COORDINATOR
    if not await vouch_for(
        context.books, found, claim.person_id, way, by=context.person.id, now=context.now, directory=context.directory
    ):
        raise TurnRefused(texts.ANSWERED, (_back(found),))
    if way is Way.COORDINATOR:
        await context.books.journal.write(found.alliance_id, VOUCHED_BY_OFFICE, facts_of(found), at=context.now)
    await tell_vouched(context.books, found, claim.person_id, context.now)
    await context.say(texts.vouched(found.title), rows=(_back(found),))


@errand("claim-no", most_args=3, deep_linkable=False)
async def decline(context: Context, library: str = "", person: str = "", sure: str = "") -> None:
    """They do not, after one question: it is remembered."""
    found, claim = await _claim(context, library, person)
    if sure != "yes":
        yes = Button(label=texts.SURE_NO, press=f"claim-no:{found.id}:{claim.person_id}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press=f"claim:{found.id}:{claim.person_id}", tone="main")
        await context.say(texts.sure_to_decline(found.title), rows=((yes,), (keep,)))
        return
    who = claim.person_id
    if not await context.books.librarians.dismiss(
        found.id, who, by=context.person.id, why=Why.STRANGER, at=context.now
    ):
        raise TurnRefused(texts.ANSWERED, (_back(found),))
    await context.audit("dismissed", f"library:{found.id}", whom=who)
    await close(context.books, found.id, who, now=context.now)
    told = texts.told_declined(found.title)
    await tell_person(context.books, who, told, now=context.now, rows=shared.MENU_ROWS)
    await context.say(texts.DECLINED, rows=(_back(found),))


@errand("claim-lift", most_args=2, deep_linkable=False)
async def lift(context: Context, library: str = "", person: str = "") -> None:
    """Somebody who was sent away may ask again; nothing else comes of it."""
    found = await _library(context, library)
    context.require(Action.LIFT_DISMISSAL, thing_of(found))
    who = number_of(person)
    if not await context.books.librarians.lift(found.id, who):
        raise TurnRefused(texts.NOTHING_TO_LIFT, (_back(found),))
    await context.audit("lifted", f"library:{found.id}", whom=who)
    join = Button(label=joining.JOIN, press=f"join:{found.alliance_id}")
    told = texts.told_lifted(found.title)
    await tell_person(context.books, who, told, now=context.now, rows=((join,), (shared.BACK_TO_MENU,)))
    await context.say(texts.LIFTED, rows=(_back(found),))


async def _claim(context: Context, library: str, person: str) -> tuple[Library, Librarian]:
    """What a button names, as it stays until this turn ends, for whoever may answer it.

    Raises Forbidden, and TurnRefused for oneself and where it is answered already.
    """
    found = await _library(context, library)
    context.require(Action.VOUCH, thing_of(found))
    claim = await context.books.librarians.get(found.id, number_of(person))
    if claim is None or claim.state not in WAITING:
        raise TurnRefused(texts.ANSWERED, (_back(found),))
    if claim.person_id == context.person.id:
        raise TurnRefused(texts.NOT_ONESELF, (_back(found),))
    return found, claim


async def _library(context: Context, named: str) -> Library:
    """Locked with its alliance; rights are read anew then: two may answer at once."""
    known = await locked(context.books, number_of(named))
    if known is None:
        raise TurnRefused(joining.NO_SUCH_LIBRARY, NOWHERE)
    await context.refresh()
    return known[0]


def thing_of(found: Library) -> Thing:
    """The library as rights see it."""
    return Thing(alliance=found.alliance_id, library=found.id)


def _back(found: Library) -> tuple[Button, ...]:
    return (Button(label=texts.STAFF, press=f"colleagues:{found.id}"), shared.BACK_TO_MENU)
