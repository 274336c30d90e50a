"""What comes of a claim: whom it is asked of, and what it means that somebody is vouched for (Положение, 1.8).

A claim gives nothing by itself, but the first one of a new library, which drafts. See
docs/decisions/a-claim-is-not-a-right.md.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from domain.libraries.service import Service, Way
from handlers.libraries.joined_post import publish_notice
from handlers.notices.notices import tell, withdraw
from handlers.notices.people import NEWS, tell_coordinators, tell_librarians, tell_person
from handlers.texts.libraries import joining
from handlers.texts.libraries import vouching as texts
from handlers.texts.places import place_of
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library

CLAIM: Final = "claim"
"""The kind of the questions about a claim; its subject is ``claim:<library>:<person>``."""
ANSWERED: Final = 1
"""The version of a claim that somebody has answered; while it waits it is 0."""


def code_of(claim: Librarian) -> int:
    """The four digits that whoever claims has on the screen, and whoever is asked compares.

    No secret: what counts is that a person of the library, called by somebody who knows its number, reads them aloud.
    """
    told = f"{claim.library_id}:{claim.person_id}:{int(claim.since.timestamp())}"
    return int(hashlib.sha256(told.encode()).hexdigest()[:8], 16) % 9000 + 1000


async def claim_code(books: Books, library_id: int, person_id: int) -> int:
    """The same of whoever stands there."""
    claim = await books.librarians.get(library_id, person_id)
    assert claim is not None, "whoever claims has just written to us"
    return code_of(claim)


def answers(library_id: int, person_id: int, *, coordinator: bool) -> Rows:
    """The two buttons of the question."""
    yes, no = (texts.VOUCH, texts.NOT_A_LIBRARIAN) if coordinator else (texts.YES, texts.NO)
    return (
        (Button(label=yes, press=f"claim-yes:{library_id}:{person_id}", tone="main"),),
        (Button(label=no, press=f"claim-no:{library_id}:{person_id}", tone="bad"),),
    )


async def ask_about(books: Books, library: Library, claim: Librarian, *, now: datetime) -> bool:
    """Those who speak for the library are asked; where nobody can be, the coordinators: then False."""
    speaking = [one for one in await books.librarians.of_library(library.id, {Service.VOUCHED}) if one.reachable]
    if not speaking:
        await refer(books, library, claim, now=now)
        return False
    code = code_of(claim)
    await tell(
        books,
        speaking,
        texts.question_to_colleagues(library.title, code),
        now=now,
        key=f"{_subject(claim)}:{int(claim.since.timestamp())}",
        rows=answers(library.id, claim.person_id, coordinator=False),
        notice=Notice(kind=CLAIM, subject=_subject(claim), may_wait=True),
    )
    return True


async def refer(books: Books, library: Library, claim: Librarian, *, now: datetime) -> None:
    """The coordinators of the alliance are asked, once a claim."""
    await books.librarians.referred(library.id, claim.person_id, now)
    nobody = not await books.librarians.is_spoken_for(library.id)
    card = Button(label=joining.SHOW_CARD, press=f"lib:{library.id}")
    await tell_coordinators(
        books,
        library.alliance_id,
        texts.question_to_coordinators(library.title, place_of(library), code_of(claim), nobody=nobody),
        now=now,
        key=f"{_subject(claim)}:{int(claim.since.timestamp())}:referred",
        rows=(*answers(library.id, claim.person_id, coordinator=True), (card, shared.BACK_TO_MENU)),
        but=claim.person_id,
        about=Notice(kind=CLAIM, subject=_subject(claim), may_wait=True),
    )


async def vouch_for(
    books: Books,
    library: Library,
    person_id: int,
    way: Way,
    *,
    by: int | None,
    now: datetime,
    directory: AccountDirectory | None = None,
) -> bool:
    """From now on they speak for the library, and its people are told; False when they did already, or cannot.

    The caller has locked the alliance and tells the person. Whoever has brought the library without being vouched for
    is asked about like anybody from now on.
    """
    first = not await books.librarians.is_spoken_for(library.id)
    await books.librarians.claim(library.id, person_id, Service.ASKED, at=now)
    if not await books.librarians.vouch(library.id, person_id, way, by=by, at=now):
        return False
    await books.audit.note("admitted", f"library:{library.id}", whom=person_id, by_whom=by, at=now)
    await set_zone(books, library, person_id)
    await close(books, library.id, person_id, now=now)
    await _tell_colleagues(books, library, person_id, now)
    for other in await books.librarians.step_back(library.id, but=person_id):
        claim = await books.librarians.get(library.id, other)
        if claim is not None:
            await ask_about(books, library, claim, now=now)
            told = texts.told_asked_again(library.title)
            await tell_person(books, other, told, now=now, rows=shared.MENU_ROWS)
    alliance = await books.alliances.get(library.alliance_id)
    if first and library.is_member and alliance is not None:
        await publish_notice(books, alliance, library, now=now, changes=joining.CONFIRMED_IN_POST, only_edits=directory)
    return True


async def tell_vouched(books: Books, library: Library, person_id: int, now: datetime) -> None:
    """The one who waited."""
    rows: list[tuple[Button, ...]] = [(Button(label=joining.ADD_EVENT, press=f"event:{library.id}", tone="main"),)]
    if not library.is_member:
        rows = [(Button(label=joining.RETURN, press=f"return:{library.id}", tone="main"),)]
    rows.append((Button(label=joining.MY_LIBRARY, press=f"library:{library.id}"), shared.BACK_TO_MENU))
    about = Notice(kind=NEWS, subject=f"library:{library.id}")
    await tell_person(books, person_id, texts.told_vouched(library.title), now=now, rows=tuple(rows), about=about)


async def close(books: Books, library_id: int, person_id: int, *, now: datetime) -> None:
    """Questions about them that have not left yet do not leave."""
    await withdraw(books, f"claim:{library_id}:{person_id}", below=ANSWERED, kinds={CLAIM}, now=now)


async def _tell_colleagues(books: Books, library: Library, person_id: int, now: datetime) -> None:
    stranger = Button(label=joining.NOT_OURS, press=f"dismiss:{library.id}:{person_id}", tone="bad")
    card = Button(label=joining.MY_LIBRARY, press=f"library:{library.id}")
    await tell_librarians(
        books,
        library.id,
        joining.tell_colleagues(library.title),
        but=person_id,
        occasion=f"colleague:{library.id}:{person_id}:{int(now.timestamp())}",
        now=now,
        rows=((stranger,), (card,)),
    )


async def set_zone(books: Books, library: Library, person_id: int) -> None:
    """Somebody who has not chosen a clock lives by their library's."""
    person = await books.people.get(person_id)
    if person is not None and person.zone is None:
        await books.people.set_zone(person_id, library.zone)


def _subject(claim: Librarian) -> str:
    return f"claim:{claim.library_id}:{claim.person_id}"
