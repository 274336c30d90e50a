"""What strangers try upon what is hidden and disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.moderation import Office, Subject, What
from handlers.moderation import complaints, deciding, hiding, members, revoking
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books
    from tests.handlers.meddling import Deeds, Owner
    from tests.handlers.neighbours import Neighbours

HIDDEN: Final = "Скрытое событие"
WORDS: Final = "Слова чужой жалобы"
SECRETS: Final = (HIDDEN, WORDS)
EVERYBODYS: Final = {"moderation.complaints.complain": "anybody may say that a public thing is not right"}


async def settle(books: Books, owner: Owner) -> tuple[int, ...]:
    """A hidden event, and two complaints that wait."""
    host = await books.libraries.get(owner.library)
    assert host is not None
    event = await namesakes.event(books, host, title=HIDDEN)
    hiding_row = await books.hidden.hide(
        (What.EVENT, event.id), owner.alliance, "жалоба", office=Office.COORDINATOR, by_id=None, at=owner.at
    )
    assert hiding_row is not None
    made = [
        await books.complaints.make(
            alliance_id=owner.alliance,
            subject=subject,
            thing=(What.LIBRARY, owner.library),
            person_id=owner.librarian,
            words=WORDS,
            at=owner.at,
        )
        for subject in (Subject.REPORT, Subject.NOT_STAFF)
    ]
    return (hiding_row.id, *(one.id for one in made if one is not None), event.id)


def deeds(neighbours: Neighbours) -> Deeds:
    alliance, host, *_ = neighbours.theirs.ids
    hidden, report, dispute, _ = neighbours.theirs.of["moderation"]
    person = neighbours.theirs.librarian
    return {
        "moderation.hiding.hide_thing": lambda context: hiding.hide_thing(context, "library", host, "потому что"),
        "moderation.hiding.restore": lambda context: hiding.restore(context, hidden, None),
        "moderation.complaints.object_to": lambda context: complaints.object_to(context, hidden, "потому что"),
        "moderation.complaints.give_answer": lambda context: complaints.give_answer(context, dispute, "потому что"),
        "moderation.deciding.decide": lambda context: deciding.decide(context, report, "uphold", "потому что"),
        "moderation.members.ask": lambda context: members.ask(context, report, "потому что"),
        "moderation.revoking.take_office": lambda context: revoking.take_office(context, alliance, person, "да"),
    }
