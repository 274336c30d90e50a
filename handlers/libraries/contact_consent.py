"""The contact of a librarian is shown by their consent, and no longer than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.purposes import Purpose
from handlers.texts.libraries import contact_consent as texts
from handlers.turn.consent import give
from handlers.turn.hooks import consent_withdrawn

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.hooks import TakenBack
    from storage.books import Books


async def agree_to_contact(books: Books, person_id: int, *, public: bool, now: datetime) -> None:
    """They were asked who may see it, and have chosen."""
    purpose = Purpose.CONTACT_ALL if public else Purpose.CONTACT_PARTNERS
    if not public:  # the wider yes of before does not hold for what they gave now
        await books.consents.withdraw(person_id, [Purpose.CONTACT_ALL], how="chat", at=now)
    await give(books, person_id, purpose, how="answer", at=now)


@consent_withdrawn.heard(10)
async def hide_contact(books: Books, _: AccountDirectory, told: TakenBack, now: datetime) -> None:
    """On the page at once, and from the partners, too, if they are meant; search engines remember for some days."""
    del now
    if Purpose.CONTACT_ALL not in told.purposes:
        return
    was_public = any(contact and public for contact, public in await books.librarians.contacts_of(told.person))
    from_partners = Purpose.CONTACT_PARTNERS in told.purposes
    await books.librarians.hide_contact(told.person, from_partners=from_partners)
    await books.appeals.hide_contacts(told.person, from_partners=from_partners)
    if was_public:
        told.left.append(texts.SEARCH_ENGINES)
