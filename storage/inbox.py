"""What was heard and not dealt with yet. An event id that is here already was heard before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.locks import Turn, wait_for
from storage.records import insert
from storage.tables import inbox
from talk.heard import GroupChanged, Heard, ReachChanged, happenings

log = structlog.get_logger()

CHUNK: Final = 1000
"""Rows of one statement: both databases take some 32,000 parameters."""
NEW: Final[sa.ColumnElement[str]] = sa.literal_column("'new'")  # a literal, so that the partial index is used


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stored happening that waits."""

    id: int
    account_id: int
    chat: int
    happening: Heard | GroupChanged | ReachChanged
    attempts: int


class Inbox:
    """Stored happenings; ``wake`` is told of new ones."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    async def store(self, heard: Sequence[Heard | GroupChanged | ReachChanged], *, at: datetime) -> int:
        """Keep a batch in its order; how many of it were new."""
        await wait_for(self._connection, Turn.INBOX)
        new = 0
        for start in range(0, len(heard), CHUNK):
            values = [
                {
                    "account_id": happening.account,
                    "event_id": happening.event_id,
                    "chat": _chat(happening),
                    "body": happenings.dump_python(happening, mode="json"),
                    "received_at": at,
                }
                for happening in heard[start : start + CHUNK]
            ]
            query = insert(self._connection, inbox).values(values)
            query = query.on_conflict_do_nothing(index_elements=["account_id", "event_id"])
            new += len((await self._connection.execute(query.returning(inbox.c.id))).all())
        if new:
            self._wake("inbox")
        return new

    async def waiting(self, accounts: Sequence[int], *, after_id: int, limit: int) -> tuple[Row, ...]:
        """What waits for these accounts behind ``after_id``, in the order in which it was stored.

        Fewer than ``limit`` means that there is no more: rows that this version cannot read do not count.
        """
        found: list[Row] = []
        while len(found) < limit:
            rows = await self._waiting(accounts, after_id, limit - len(found))
            found += [kept for row in rows if (kept := _row(row)) is not None]
            if len(rows) == 0:
                break
            after_id = rows[-1]["id"]
        return tuple(found)

    async def _waiting(self, accounts: Sequence[int], after_id: int, limit: int) -> Sequence[sa.RowMapping]:
        query = (
            sa.select(inbox)
            .where(inbox.c.state == NEW, inbox.c.id > after_id, inbox.c.account_id.in_(accounts))
            .order_by(inbox.c.id)
            .limit(limit)
        )
        return (await self._connection.execute(query)).mappings().all()

    async def done(self, row_id: int) -> bool:
        """It has been dealt with: its words are forgotten. False when that had been done before."""
        query = (
            sa.update(inbox)
            .where(inbox.c.id == row_id, inbox.c.state == NEW)
            .values(state="done", body=None)
            .returning(inbox.c.id)
        )
        return (await self._connection.execute(query)).first() is not None

    async def fail(self, row_id: int) -> int:
        """One more attempt went wrong; how many have."""
        query = (
            sa.update(inbox)
            .where(inbox.c.id == row_id)
            .values(attempts=inbox.c.attempts + 1)
            .returning(inbox.c.attempts)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def park(self, row_id: int) -> None:
        """Give it up. Its words stay for the operator until ``forget``."""
        await self._connection.execute(
            sa.update(inbox).where(inbox.c.id == row_id, inbox.c.state == NEW).values(state="parked")
        )

    async def counts(self) -> dict[int, int]:
        """How many wait, by account."""
        waiting = sa.select(inbox.c.account_id, sa.func.count()).where(inbox.c.state == NEW)
        rows = await self._connection.execute(waiting.group_by(inbox.c.account_id).order_by(inbox.c.account_id))
        return {int(account): int(count) for account, count in rows.all()}

    async def forget(self, before: datetime) -> int:
        """Delete what came before that moment and waits no more; how many.

        No earlier than messengers forget their events (Telegram: 24 hours), or a repeat would be heard as new.
        """
        query = sa.delete(inbox).where(inbox.c.received_at < before, inbox.c.state != NEW).returning(inbox.c.id)
        return len((await self._connection.execute(query)).all())


def _chat(happening: Heard | GroupChanged | ReachChanged) -> int:
    match happening:
        case Heard():
            return happening.chat
        case GroupChanged():
            return happening.group
        case ReachChanged():
            return happening.user


def _row(row: sa.RowMapping) -> Row | None:
    """None for what this version cannot read: it stays where it is, and must not stop the others."""
    known: dict[str, Any] = {name: row[name] for name in ("id", "account_id", "chat", "attempts")}
    try:
        return Row(happening=happenings.validate_python(row["body"]), **known)
    except ValidationError:
        log.error("inbox_unreadable", row=row["id"])  # noqa: TRY400 - the error's text quotes the person's words
        return None
