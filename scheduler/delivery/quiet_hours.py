"""What is late in the outbox finds out anew whether it is night: what can wait does not ring at three."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.notices.quiet import NIGHT, rings_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.books import Books
    from storage.messaging.outbox_rows import Row

LATE: Final = timedelta(minutes=5)
"""In this time everything leaves that nothing stands in the way of."""


async def postpone(books: Books, rows: Sequence[Row], now: datetime) -> frozenset[int]:
    """What is late and can wait until its people's morning waits from now on; it must not leave now."""
    late = (row for row in rows if abs(now - row.created_at) > LATE)  # or the clock was put back
    waiting = [(row, until) for row in late if (until := _can_wait(row, now)) is not None]
    if not waiting:
        return frozenset()
    known = await books.people.with_quiet_hours([row.person_id for row, _ in waiting if row.person_id is not None])
    mornings: defaultdict[datetime, list[int]] = defaultdict(list)
    for row, until in waiting:
        one = known.get(row.person_id or 0)
        if one is None:
            continue
        rings = rings_at(one, now, until, now)
        if rings is not None and rings > now:
            mornings[rings].append(row.id)
    for morning, ids in mornings.items():
        await books.delivery_queue.postpone(ids, morning)
    return frozenset(row for ids in mornings.values() for row in ids)


def _can_wait(row: Row, now: datetime) -> datetime | None:
    """Until when it may wait; None: not at all, as a call that may have been made."""
    if row.call is not None or not row.may_wait:
        return None
    return row.wait_until or now + NIGHT
