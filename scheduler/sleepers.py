"""What is late in the outbox finds out anew whether it is night: an outage does not make reminders ring at three."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alliance.reminder import settle
from handlers.desk import HOME_ZONE
from handlers.telling import quiet_of
from storage.told_reminders import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.books import Books
    from storage.outbox import Row

LATE: Final = timedelta(minutes=5)
"""In this time everything leaves that nothing stands in the way of."""


async def put_off(books: Books, rows: Sequence[Row], now: datetime) -> frozenset[int]:
    """Reminders among these rows that wait for their people's morning from now on; they must not leave now.

    Only where the event begins after that morning. News of a change is never put off here: it may be urgent by now.
    """
    late = [row for row in rows if _is_reminder(row) and now - row.created_at > LATE]
    if not late:
        return frozenset()
    habits = await books.people.sleepers([row.person_id for row in late if row.person_id is not None])
    mornings: defaultdict[datetime, list[int]] = defaultdict(list)
    for row in late:
        one = habits.get(row.person_id or 0)
        if one is None or row.not_after is None:
            continue
        rings = settle(now, quiet_of(one), one.zone or HOME_ZONE, row.not_after, now)
        if rings is not None and rings > now:
            mornings[rings].append(row.id)
    for morning, ids in mornings.items():
        await books.outbox.put_off(ids, morning)
    return frozenset(row for ids in mornings.values() for row in ids)


def _is_reminder(row: Row) -> bool:
    return row.call is None and row.key is not None and row.key.startswith(BEGINNING)
