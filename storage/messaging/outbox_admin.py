"""The outbox as the operator sees it: how much waits, what was given up and may be tried again.

The states of a row and who moves them: ``storage.messaging.outbox_rows``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox_rows import (
    NO_RIGHT,
    READ,
    UNFINISHED,
    UNREACHABLE,
    WAITING,
    Row,
    Rows,
    in_states,
)
from storage.tables import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows of one account are in one state."""

    account_id: int
    state: str
    rows: int
    oldest: datetime


class OutboxAdmin:
    """All rows; ``wake`` is told when some wait again."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake
        self._rows = Rows(connection)

    async def counts(self) -> tuple[Count, ...]:
        """By account and state, of all rows that there are."""
        query = (
            sa.select(
                outbox.c.account_id,
                outbox.c.state,
                sa.func.count().label("rows"),
                sa.func.min(outbox.c.created_at, type_=outbox.c.created_at.type).label("oldest"),
            )
            .group_by(outbox.c.account_id, outbox.c.state)
            .order_by(outbox.c.account_id, outbox.c.state)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(Count(**row) for row in rows)

    async def last_row(self) -> int:
        """The highest id of all rows that there are; 0: none."""
        return int((await self._connection.execute(sa.select(sa.func.max(outbox.c.id)))).scalar_one() or 0)

    async def parked(self, limit: int) -> tuple[Row, ...]:
        """The newest first."""
        return await self._rows.read(
            sa.select(*READ).where(outbox.c.state == "parked").order_by(outbox.c.id.desc()).limit(limit)
        )

    async def retry(self, row_id: int, *, now: datetime) -> bool:
        """A parked row waits again, with all its attempts before it. False when it is not parked.

        Its trouble stays: what was tried may have been done, and leaves alone and unchanged (``waiting_for_post``).
        """
        parked = outbox.c.state == "parked"
        waits = await self._rows.change(row_id, parked, state="waiting", attempts=0, done_at=None, not_before=now)
        if waits:
            self._wake("outbox")
        return waits

    async def retry_all(self, *, now: datetime) -> int:
        """The same for all parked rows but those of people who cannot be written to; how many."""
        parked = outbox.c.state == "parked", ~outbox.c.trouble.startswith(UNREACHABLE)
        again = sa.update(outbox).where(*parked).values(state="waiting", attempts=0, done_at=None, not_before=now)
        rows = (await self._connection.execute(again.returning(outbox.c.id))).all()
        if rows:
            self._wake("outbox")
        return len(rows)

    async def right_is_back(self, account_id: int, group: int, now: datetime, *, since: datetime) -> int:
        """What waits for a right in this group leaves now, and what was given up because the account was not in it.

        ``since``: what is older helps nobody any more. How many rows.
        """
        there = sa.and_(outbox.c.account_id == account_id, outbox.c.chat == group, outbox.c.post_id.is_not(None))
        refused = sa.and_(WAITING, UNFINISHED, outbox.c.trouble.startswith(NO_RIGHT))
        lost = sa.and_(in_states(outbox, "parked"), outbox.c.trouble.startswith(UNREACHABLE))
        again = sa.update(outbox).where(there, sa.or_(refused, lost), outbox.c.created_at > since)
        again = again.values(state="waiting", not_before=now, done_at=None, attempts=0)
        rows = (await self._connection.execute(again.returning(outbox.c.id))).all()
        if rows:
            self._wake("outbox")
        return len(rows)
