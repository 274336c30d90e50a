"""A decided complaint: what becomes of the thing, and who hears of it. For coordinators and for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.moderation import COMPLAINT, Office, State, Subject
from handlers.moderation.taking_down import bring_back, take_down
from handlers.moderation.things import public_thing
from handlers.notices.moves import carry_out, subject_of
from handlers.notices.people import NEWS, tell_librarians, tell_person
from handlers.texts.moderation import complaints as texts
from handlers.texts.moderation import members
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from domain.machine import Move
    from storage.books import Books
    from storage.moderation.complaints import Complaint


def version_of(state: State) -> int:
    """Of what is told of a complaint: what a later one tells withdraws it."""
    match state:
        case State.OPEN:
            return 0
        case State.UPHELD | State.DECLINED:
            return 1
        case State.APPEALED:
            return 2
        case State.REFUSED:
            return 3
        case State.ASKED:
            return 4


async def settle(
    books: Books,
    found: Complaint,
    move: Move[State],
    reason: str,
    *,
    office: Office,
    by_id: int | None,
    now: datetime,
) -> bool:
    """Whoever may has decided; False when somebody was faster. Those who said the same are answered, too."""
    await books.alliances.lock(found.alliance_id)
    decided = await books.complaints.move(found.id, move.to, reason=reason, decided_by=by_id, decided_at=now)
    if decided is None:
        return False
    upheld = move.to is State.UPHELD
    if upheld:
        await carry_through(books, found, reason, office=office, by_id=by_id, now=now)
    await carry_out(
        books,
        COMPLAINT,
        move,
        found.id,
        below=3 if found.state is State.APPEALED else 1,
        alliance_id=found.alliance_id,
        facts={},
        now=now,
    )
    await _tell(books, found, move.to, reason, office, now=now)
    if upheld and found.subject is Subject.NOT_STAFF and office is Office.COORDINATOR:
        await _tell_staff(books, found, reason, now)
    if found.state is State.OPEN:
        alike = await books.complaints.about(found.subject, found.thing)
        for same in (one for one in alike if one.state is State.OPEN):
            if await books.complaints.move(same.id, move.to, reason=reason, decided_by=by_id, decided_at=now):
                await _tell(books, same, move.to, reason, office, now=now)
    return True


async def carry_through(
    books: Books, found: Complaint, reason: str, *, office: Office, by_id: int | None, now: datetime
) -> None:
    """What was asked for is done. Whoever speaks for a library without working there is sent away by hand."""
    if found.subject is Subject.HIDING:
        hiding = await books.hidden.now(found.thing)
        if hiding is not None:
            await bring_back(books, hiding, reason, office=office, by_id=by_id, now=now)
    elif found.subject in (Subject.REPORT, Subject.NOT_OURS):
        thing = await public_thing(books, found.kind.value, found.thing_id)
        if thing is not None:
            await take_down(books, thing, reason, office=office, by_id=by_id, now=now)


async def _tell(books: Books, found: Complaint, to: State, reason: str, office: Office, *, now: datetime) -> None:
    thing = await public_thing(books, found.kind.value, found.thing_id)
    upheld, final = to is State.UPHELD, to is State.REFUSED
    again: Rows = () if upheld or final else ((Button(label=texts.APPEAL, press=f"complaint-again:{found.id}"),),)
    if not upheld and office is Office.COORDINATOR:
        again += ((Button(label=members.ASK, press=f"ask-members:{found.id}"),),)
    title = thing.title if thing is not None else ""
    await tell_person(
        books,
        found.person_id,
        texts.told_decided(found.subject, found.kind, title, reason, office, upheld=upheld, final=final),
        now=now,
        key=f"decided:{found.id}:{to.value}",
        about=Notice(kind=NEWS, subject=subject_of(COMPLAINT, found.id), version=version_of(to)),
        rows=(*again, shared.MENU_ROWS[0]),
    )


async def _tell_staff(books: Books, found: Complaint, reason: str, now: datetime) -> None:
    """Those who are to be sent away may ask the members."""
    library = await books.libraries.get(found.thing_id, hidden=True)
    await tell_librarians(
        books,
        found.thing_id,
        members.told_staff(library.title if library is not None else "", reason),
        but=None,
        occasion=f"not-staff:{found.id}",
        now=now,
        rows=((Button(label=members.ASK, press=f"ask-members:{found.id}"),), shared.MENU_ROWS[0]),
        about=Notice(kind=NEWS, subject=subject_of(COMPLAINT, found.id), version=version_of(State.UPHELD)),
    )
