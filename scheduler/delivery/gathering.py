"""A post about many things waits until no more of them change, where each change would be one more post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from talk.messenger import Publish, Revise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.books import Books
    from storage.messaging.outbox_rows import Row
    from talk.messenger import Limits

LONGEST: Final = 6
"""Times ``Limits.gather`` after the first change: then it leaves though there may be more."""


async def wait_for_more(books: Books, rows: Sequence[Row], limits: Limits, now: datetime) -> frozenset[int]:
    """Those of the rows that do not leave yet; what was tried before does."""
    if not limits.gather:
        return frozenset()
    quiet, waits = timedelta(seconds=limits.gather), set()
    for row in rows:
        gathers = isinstance(row.action, Publish | Revise) and row.action.gathers
        if not gathers or row.post_id is None or row.attempts or row.trouble is not None:
            continue
        post = await books.posts.get(row.post_id)
        changed = row.created_at if post is None else max(row.created_at, post.updated_at)
        until = min(changed + quiet, row.created_at + LONGEST * quiet)
        if until > now:
            await books.delivery_queue.postpone([row.id], until)
            waits.add(row.id)
    return frozenset(waits)
