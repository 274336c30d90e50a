"""A consent is taken back, in the chat or on the secret page: the ledger and whoever showed something know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.purposes import Purpose, taken_back_with
from handlers.turn.hooks import TakenBack, consent_withdrawn

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.people.consents import How
    from talk.rich import Say


async def withdraw(
    books: Books,
    directory: AccountDirectory,
    person_id: int,
    purpose: Purpose,
    *,
    how: How,
    now: datetime,
    subject: str | None = None,
) -> list[Say] | None:
    """What could not be taken down, in words; None where they had not agreed. ``subject``: for one thing alone.

    Without the service nothing can be kept at all: that is an erasure, which asks once more
    (``handlers.people.privacy``). Raises ValueError for it.
    """
    if purpose is Purpose.SERVICE:
        raise ValueError("without the service everything is erased")
    purposes = taken_back_with(purpose)
    taken = await books.consents.withdraw(person_id, purposes, how=how, at=now, subject=subject)
    if not taken and not await shown_without_a_line(books, person_id, purpose):
        return None
    told = TakenBack(person=person_id, purposes=purposes, subject=subject)
    await consent_withdrawn(books, directory, told, now)
    return told.left


async def shown_without_a_line(books: Books, person_id: int, purpose: Purpose) -> bool:
    """Whether something is shown by a choice that was made before the ledger was kept."""
    match purpose:
        case Purpose.CONTACT_PARTNERS:
            return any(contact for contact, _ in await books.librarians.contacts_of(person_id))
        case Purpose.CONTACT_ALL:
            return any(contact and public for contact, public in await books.librarians.contacts_of(person_id))
        case _:
            return False
