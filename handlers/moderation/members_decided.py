"""The members have said whether a coordinator decided rightly: what falls is undone, and all concerned hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.libraries.service import Service, Way
from domain.moderation import COMPLAINT, Office, State, Subject, What, overturned
from handlers.libraries.claims import tell_vouched
from handlers.moderation.settling import carry_through, version_of
from handlers.moderation.things import public_thing
from handlers.notices.moves import carry_out, subject_of
from handlers.notices.notices import tell
from handlers.notices.people import NEWS, tell_coordinators, tell_person
from handlers.texts.moderation import complaints
from handlers.texts.moderation import members as texts
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from storage.books import Books
    from storage.libraries.librarians import Librarian
    from storage.moderation.complaints import Complaint

ASKED: Final = "members-asked"
"""The kind of the notices that ask: the end withdraws them."""


async def electorate_of(books: Books, found: Complaint) -> frozenset[int]:
    """The libraries that have a voice: members then and now, without the one that it is about.

    Whom nobody was vouched for when it was decided has none: a coordinator makes no voices for their own decision.
    """
    thing = await public_thing(books, found.kind.value, found.thing_id)
    assert found.decided_at is not None, "it was decided"
    return await books.member_voices.electorate(
        found.alliance_id, since=found.decided_at, but=thing.library if thing is not None else None
    )


def was_upheld(found: Complaint) -> bool:
    """What the coordinator had decided: whoever complained asks the members only where it was declined."""
    return found.state is State.UPHELD or (found.state is State.ASKED and found.asked_by != found.person_id)


async def close(books: Books, asked: Complaint, now: datetime) -> bool:
    """What was said until now holds; False when it was closed before."""
    await books.alliances.lock(asked.alliance_id)
    found = await books.complaints.get(asked.id)
    if found is None or found.state is not State.ASKED:
        return False
    everybody = await electorate_of(books, found)
    voices = {one: said for one, said in (await books.member_voices.of(found.id)).items() if one in everybody}
    fallen = overturned(voices.values(), len(everybody)) and not await _is_the_operators(books, found)
    upheld = was_upheld(found)
    name = "members-uphold" if upheld != fallen else "members-refuse"
    move = next(move for move in COMPLAINT.moves_from(State.ASKED) if move.name == name)
    if await books.complaints.move(found.id, move.to, decided_at=now) is None:
        return False
    if fallen and upheld:
        await _bring_back_staff(books, found, now)
    elif fallen:
        await carry_through(books, found, texts.REASON, office=Office.MEMBERS, by_id=None, now=now)
    against = sum(voices.values())
    rightly = len(voices) - against
    await carry_out(
        books,
        COMPLAINT,
        move,
        found.id,
        below=version_of(State.ASKED) + 1,
        alliance_id=found.alliance_id,
        facts={"what": found.kind.value, "fallen": fallen, "against": against, "rightly": rightly},
        now=now,
    )
    await _tell(books, found, voices, against, rightly, upheld=upheld, fallen=fallen, now=now)
    return True


async def _is_the_operators(books: Books, found: Complaint) -> bool:
    """Whether the operator has hidden it, meanwhile perhaps."""
    hiding = await books.hidden.now(found.thing) if found.kind is not What.ALLIANCE else None
    return hiding is not None and hiding.office is Office.OPERATOR


async def _bring_back_staff(books: Books, found: Complaint, now: datetime) -> None:
    """Whom the coordinator has sent away since then speaks for the library as before."""
    library = await books.libraries.get(found.thing_id)
    if library is None or found.decided_by is None or found.decided_at is None:
        return
    for person in await books.librarians.sent_away_by(library.id, found.decided_by, found.decided_at):
        if await books.librarians.lift(library.id, person):
            await books.librarians.add(library.id, person, way=Way.MEMBERS, at=now)
            await books.audit.note("lifted", f"library:{library.id} members", whom=person, by_whom=None, at=now)
            await tell_vouched(books, library, person, now)


async def _tell(
    books: Books,
    found: Complaint,
    voted: Collection[int],
    against: int,
    rightly: int,
    *,
    upheld: bool,
    fallen: bool,
    now: datetime,
) -> None:
    """Whoever asked, whoever complained, the coordinators, and who speaks for the libraries that answered."""
    thing = await public_thing(books, found.kind.value, found.thing_id)
    title = thing.title if thing is not None else ""
    text = texts.told_result(found.subject, found.kind, title, against, rightly, upheld=upheld, fallen=fallen)
    about = Notice(kind=NEWS, subject=subject_of(COMPLAINT, found.id), version=version_of(State.ASKED) + 1)
    key = f"members-decided:{found.id}"
    everybody: dict[int, Librarian] = {}
    for library in sorted(voted):
        speaking = await books.librarians.of_library(library, {Service.VOUCHED})
        everybody |= {one.person_id: one for one in speaking if one.reachable}
    coordinating = {one.person_id for one in await books.coordinators.of_alliance(found.alliance_id, now)}
    parties = {one for one in (found.asked_by, found.person_id, found.decided_by) if one is not None} - coordinating
    for person in sorted(parties):
        await tell_person(books, person, text, now=now, key=f"{key}:{person}", about=about, rows=shared.MENU_ROWS)
    told = parties | coordinating
    who = [one for person, one in sorted(everybody.items()) if person not in told]
    await tell(books, who, text, now=now, key=key, notice=about, rows=shared.MENU_ROWS)
    staff = fallen and not upheld and found.subject is Subject.NOT_STAFF
    rows: Rows = (
        ((Button(label=complaints.STAFF, press=f"colleagues:{found.thing_id}", tone="main"),),) if staff else ()
    )
    await tell_coordinators(
        books, found.alliance_id, text, now=now, key=f"co-{key}", about=about, rows=(*rows, shared.MENU_ROWS[0])
    )
