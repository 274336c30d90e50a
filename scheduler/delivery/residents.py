"""An institution may have to be silent to residents in some messenger (``TEZKI_<KIND>__RESIDENTS=no``).

Whoever serves in a library or coordinates is written to everywhere. Answers go where the question came from: they are
no notices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.books import Books
    from storage.messaging.outbox_rows import Row

ASKED_FOR: Final = frozenset({"address", "done"})
"""Kinds of notices that are answers: of a document that was ordered, of an address that is to be joined."""
CLOSED: Final = "residents are not written to by this messenger"


async def send_elsewhere(books: Books, rows: Sequence[Row], now: datetime) -> frozenset[int]:
    """Of these rows of a closed account those that must not leave there: they leave at another address, or nowhere."""
    notices = [row for row in rows if row.kind is not None and row.kind not in ASKED_FOR and row.call is None]
    people = {row.person_id for row in notices if row.person_id is not None}
    residents = people - await books.roles.staff_among(people, now) if people else set()
    barred = [row for row in notices if row.person_id in residents]
    if not barred:
        return frozenset()
    open_ = await books.addresses.open_to_residents(residents)
    for row in barred:
        there = open_.get(row.person_id or 0)
        if there is None:
            await books.delivery_queue.refuse(row.id, CLOSED, at=now)
        else:
            await books.outbox.hand_over(
                there.person_id, row.account_id, row.chat, to_account=there.account_id, to_chat=there.chat
            )
    return frozenset(row.id for row in barred)
