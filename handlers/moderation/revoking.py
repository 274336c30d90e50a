"""An office that was taken over: the founder takes it away alone, other coordinators two together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.journal import Kind
from domain.moderation import State, Subject, What
from domain.rights import Action, Thing
from handlers.notices.people import NEWS, tell_coordinators, tell_person
from handlers.texts.moderation import revoking as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.hooks import coordinator_left
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from talk.errors import Refused
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from datetime import datetime

    from storage.alliances.alliances import Alliance
    from storage.alliances.coordinators import Coordinator
    from storage.books import Books

LONGEST: Final = 300
NEW_IN_OFFICE: Final = timedelta(days=7)
"""Whoever has got hold of one office appoints a second person: those two must not put out all others the same day."""


@errand("co-revoke", most_args=2)
async def revoke(context: Context, alliance_id: str = "", person: str = "") -> None:
    """Without a person: whom of the others. Only among those in office."""
    alliance = number_of(alliance_id)
    context.require(Action.REVOKE_COORDINATOR, Thing(alliance=alliance))
    found = await context.books.alliances.get(alliance)
    others = await _others(context, alliance)
    chosen = next((one for one in others if one.person_id == number_of(person)), None)
    if chosen is not None:
        await context.begin(revoke_coordinator, alliance=alliance, person=chosen.person_id)
        return
    rows: Rows = tuple(
        (Button(label=texts.whom(number), press=f"co-revoke:{alliance}:{one.person_id}"),)
        for number, one in enumerate(others, 1)
    )
    back: Rows = ((Button(label=texts.COORDINATORS, press=f"coordinators:{alliance}"), shared.BACK_TO_MENU),)
    zone = ZoneInfo(found.zone if found else context.zone)
    listed = [(one.founder, one.since.astimezone(zone).date()) for one in others]
    await context.say(texts.which(listed), rows=(*rows[:7], *back), in_place=True)


@script("revoke-coordinator", version=1, called=texts.CALLED)
async def revoke_coordinator(talk: Talk, context: Context) -> None:
    alliance, person = int(str(talk.given["alliance"])), int(str(talk.given["person"]))
    since = await talk.look("since", in_office_since, context, alliance, person)
    if since is None:
        talk.leave(texts.GONE)
    reason = await talk.ask("reason", texts.why(since), Line(most=LONGEST, least=5))
    rows: Rows = ((Button(label=texts.COORDINATORS, press=f"coordinators:{alliance}"), shared.BACK_TO_MENU),)
    if not await talk.confirm("sure", texts.sure(since, reason), yes=texts.YES):
        await talk.say(texts.STAYS, rows=rows)
        return
    done = await talk.do("revoke", take_office, context, alliance, person, reason)
    await talk.say(texts.REVOKED if done else texts.NEEDS_A_SECOND, rows=rows)


async def in_office_since(context: Context, alliance: int, person: int) -> date | None:
    """None for somebody who is no longer in office."""
    context.require(Action.REVOKE_COORDINATOR, Thing(alliance=alliance))
    found = next((one for one in await _others(context, alliance) if one.person_id == person), None)
    return found.since.astimezone(ZoneInfo(context.zone)).date() if found is not None else None


async def take_office(context: Context, alliance: int, person: int, reason: str) -> bool:
    """Whether they are out: at once by the founder, else once a second coordinator has said so.

    Raises Refused for somebody too new to send away those who were there before.
    """
    context.require(Action.REVOKE_COORDINATOR, Thing(alliance=alliance))
    books = context.books
    found = await books.alliances.lock(alliance)
    everybody = {one.person_id: one for one in await books.coordinators.of_alliance(alliance, context.now)}
    if person == context.person.id or person not in everybody:
        raise Forbidden(Action.REVOKE_COORDINATOR)
    mine = everybody[context.person.id]
    if not mine.founder and mine.since > everybody[person].since and context.now - mine.since < NEW_IN_OFFICE:
        raise Refused(texts.TOO_NEW)
    thing = (What.LIBRARY, person)  # ``Subject.REVOKE`` names a person
    await books.complaints.make(
        alliance_id=alliance,
        subject=Subject.REVOKE,
        thing=thing,
        person_id=context.person.id,
        words=reason,
        at=context.now,
    )
    said = [
        one
        for one in await books.complaints.about(Subject.REVOKE, thing)
        if one.alliance_id == alliance and one.person_id in everybody and one.person_id != person
    ]
    if mine.founder or len(said) > 1:
        for one in said:
            _ = await books.complaints.move(one.id, State.UPHELD, reason=reason, decided_at=context.now)
        await revoke_office(books, found, person, reason, by_id=context.person.id, now=context.now)
        return True
    await tell_those_who_may(context, found, person, reason)
    return False


async def tell_those_who_may(context: Context, alliance: Alliance, person: int, reason: str) -> None:
    """The others, but the one whom it is about."""
    rows: Rows = ((Button(label=texts.LOOK, press=f"co-revoke:{alliance.id}:{person}"),), (shared.BACK_TO_MENU,))
    text = texts.told_second(alliance.settlement, reason)
    for one in await _others(context, alliance.id):
        if one.person_id != person:
            about = Notice(kind=NEWS, subject=f"alliance:{alliance.id}")
            key = f"revoke:{alliance.id}:{person}:{context.person.id}:{one.person_id}"
            await tell_person(context.books, one.person_id, text, now=context.now, rows=rows, key=key, about=about)


async def revoke_office(
    books: Books, alliance: Alliance, person: int, reason: str, *, by_id: int | None, now: datetime
) -> bool:
    """They coordinate no more: the journal, they themselves and the others are told. False when they did not."""
    if not await books.coordinators.retire(alliance.id, person, at=now):
        return False
    await books.audit.note("retired", f"alliance:{alliance.id} revoked", whom=person, by_whom=by_id, at=now)
    await books.journal.write(alliance.id, Kind.COORDINATOR_CHANGED, {"change": "revoked"}, at=now)
    left = len(await books.coordinators.of_alliance(alliance.id, now))
    await coordinator_left(books, alliance, left, now)
    await tell_person(books, person, texts.told_revoked(alliance.settlement, reason), now=now)
    key = f"revoked:{alliance.id}:{person}:{now.isoformat()}"
    await tell_coordinators(
        books, alliance.id, texts.told_of_revoked(alliance.settlement, reason), now=now, key=key, but=by_id
    )
    return True


async def _others(context: Context, alliance: int) -> list[Coordinator]:
    everybody = await context.books.coordinators.of_alliance(alliance, context.now)
    return [one for one in everybody if one.person_id != context.person.id]
