"""Answers that have not left yet: the queue over all chats, how many a chat has in it, what makes others needless.

The queue is fair over chats by a **virtual clock** (L. Zhang, 1990): each chat has a clock of its own that every turn
puts forward (``scheduler.inbox.rate_limit``), and an answer is stamped with what it shows. The lowest stamp leaves
first: whoever had least lately. Within a chat the order is that of the rows (``DeliveryQueue``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox_rows import READ, UNFINISHED, WAITING, Rows
from storage.tables import outbox
from talk.messenger import Action

FARTHEST: Final = 300.0
"""Seconds that an answer stands behind others at most: then it is as old as they are, and nobody starves."""
ANSWERS: Final = outbox.c.stamp.is_not(None)
"""Rows of the lane INTERACTIVE; said like this, so that ``ix_outbox_answers`` is used and no other index."""
REACHING: Final = ("sending", "sent")
LOOKED_AT: Final = 20
"""Of a person's newest rows, to know what stands below a question."""
NEVER_TRIED: Final = sa.and_(WAITING, outbox.c.trouble.is_(None), outbox.c.attempts == 0)


def _unsent(*narrower: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What waits for its hour (news that may wait for the morning) stands in nobody's way."""
    due = outbox.c.not_before <= sa.bindparam("now", type_=outbox.c.not_before.type)
    ours = outbox.c.account_id == sa.bindparam("account")
    some = sa.select(outbox.c.id).where(ours, ANSWERS, UNFINISHED, due, *narrower)
    return sa.select(sa.func.count()).select_from(some.limit(sa.bindparam("most", type_=sa.Integer)).subquery())


def _collapsing() -> sa.Update:
    """What was tried may have arrived: it stays."""
    there = sa.and_(outbox.c.account_id == sa.bindparam("account"), outbox.c.chat == sa.bindparam("room"))
    same = sa.and_(outbox.c.collapse_key == sa.bindparam("same"), outbox.c.id < sa.bindparam("new"))
    done_at = sa.bindparam("at", type_=outbox.c.done_at.type)
    collapsing = sa.update(outbox).where(there, same, UNFINISHED, NEVER_TRIED)
    return collapsing.values(state="withdrawn", done_at=done_at).returning(outbox.c.stamp)


UNSENT: Final = _unsent()
UNSENT_TO: Final = _unsent(outbox.c.chat == sa.bindparam("chat"))
COLLAPSE: Final = _collapsing()


class Answers:
    """All rows of the lane INTERACTIVE that have not left."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._rows = Rows(connection)

    async def unsent(self, account_id: int, now: datetime, *, most: int, chat: int | None = None) -> int:
        """How many are due and have not left, of the account or of one chat; no more than ``most`` are counted."""
        asked = {"account": account_id, "now": now, "most": most, **({} if chat is None else {"chat": chat})}
        query = UNSENT if chat is None else UNSENT_TO
        return int((await self._connection.execute(query, asked)).scalar_one())

    async def holds(self, account_id: int, chat: int, action: Action) -> bool:
        """Whether just this is to be done there already, and nobody has begun with it."""
        there = (outbox.c.account_id == account_id, outbox.c.chat == chat, ANSWERS, UNFINISHED, NEVER_TRIED)
        return any(row.action == action for row in await self._rows.read(sa.select(*READ).where(*there)))

    async def collapse(self, account_id: int, chat: int, key: str, *, into: int, at: datetime) -> None:
        """The row ``into`` makes those of that key needless that wait: it stands where the first of them stood."""
        asked = {"account": account_id, "room": chat, "same": key, "new": into, "at": at}
        stamps = (await self._connection.execute(COLLAPSE, asked)).scalars().all()
        if stamps:
            taking = sa.update(outbox).where(outbox.c.id == into, outbox.c.stamp > min(stamps))
            await self._connection.execute(taking.values(stamp=min(stamps)))

    async def is_newest(self, person_id: int, account_id: int, chat: int, ref: str, *, by: int | None) -> bool:
        """Whether no message of ours stands below that one in the chat. ``by``: the row that says something in it now.

        Messengers number the messages of a chat upwards. What is just being sent may come to stand below; what has
        waited behind so many rows of the same person is not looked for.
        """
        there = (outbox.c.person_id == person_id, outbox.c.account_id == account_id, outbox.c.chat == chat)
        query = sa.select(outbox.c.id, outbox.c.state, outbox.c.refs).where(*there, outbox.c.state.in_(REACHING))
        rows = (await self._connection.execute(query.order_by(outbox.c.id.desc()).limit(LOOKED_AT))).all()
        below = (row for row in rows if row.id != by)
        return not any(row.state == "sending" or any(_age(one) > _age(ref) for one in row.refs or ()) for row in below)


def _age(ref: str) -> tuple[int, str]:
    """By which the later message of a chat is greater: they are numbers, or of one length."""
    return len(ref), ref
