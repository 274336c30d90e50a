"""News to one person that came too thick: each is kept as a row that does not leave, one message tells of all of them.

Such a row is ``withdrawn`` with the trouble ``bundled``: its key is known as told, its words are there to be listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox import Notice, Putting
from storage.messaging.outbox_rows import READ, Rows
from storage.sql.records import insert
from storage.sql.types import spelled
from storage.tables import outbox
from talk.messenger import INTERACTIVE, Tell, actions
from talk.prompt import Prompt

BUNDLED: Final = "bundled"
BUNDLE: Final = "bundle"
"""The kind of the message that tells of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The newest row of a bundle's message."""

    id: int
    action: Tell | None
    """While it waits and was never tried."""
    refs: tuple[str, ...]
    done_at: datetime | None


class Bundles:
    """News of one hour to one person."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._rows = Rows(connection)

    async def lately(self, person_id: int, since: datetime, *, most: int) -> int:
        """How many pieces of news this person was told since, bundled or not; no more than ``most`` are counted."""
        news = sa.and_(outbox.c.key.is_not(None), outbox.c.kind.is_not(None), outbox.c.kind != BUNDLE)
        told = sa.and_(outbox.c.person_id == person_id, outbox.c.lane == INTERACTIVE, outbox.c.created_at > since)
        some = sa.select(outbox.c.id).where(told, news).limit(most).subquery()
        return int((await self._connection.execute(sa.select(sa.func.count()).select_from(some))).scalar_one())

    async def keep(self, one: Putting, notice: Notice, *, now: datetime) -> bool:
        """It is told with others; False when its key is known."""
        values = {
            "account_id": one.account_id,
            "chat": one.chat,
            "lane": one.lane,
            "action": spelled(actions, one.action),
            "key": one.key,
            "person_id": one.person_id,
            "not_before": now,
            "created_at": now,
            "done_at": now,
            "state": "withdrawn",
            "trouble": BUNDLED,
            **notice.columns,
        }
        putting = insert(self._connection, outbox).values(**values).on_conflict_do_nothing(index_elements=["key"])
        return (await self._connection.execute(putting.returning(outbox.c.id))).first() is not None

    async def kept(self, person_id: int, since: datetime, *, most: int) -> tuple[int, list[Prompt]]:
        """How many since, and the newest of them, the oldest first."""
        theirs = sa.and_(outbox.c.person_id == person_id, outbox.c.trouble == BUNDLED, outbox.c.created_at >= since)
        total = (await self._connection.execute(sa.select(sa.func.count()).where(theirs))).scalar_one()
        rows = await self._rows.read(sa.select(*READ).where(theirs).order_by(outbox.c.id.desc()).limit(most))
        return int(total), [row.action.prompt for row in reversed(rows) if isinstance(row.action, Tell)]

    async def last(self, person_id: int, account_id: int, chat: int, subject: str) -> Last | None:
        """The newest row of that bundle's message at that address."""
        theirs = (outbox.c.person_id == person_id, outbox.c.kind == BUNDLE, outbox.c.subject == subject)
        there = (outbox.c.account_id == account_id, outbox.c.chat == chat)
        columns = (outbox.c.id, outbox.c.action, outbox.c.trouble, outbox.c.state, outbox.c.refs, outbox.c.done_at)
        query = sa.select(*columns).where(*theirs, *there)
        found = (await self._connection.execute(query.order_by(outbox.c.id.desc()).limit(1))).one_or_none()
        if found is None:
            return None
        action = (
            actions.validate_python(found.action) if found.state == "waiting" else None
        )  # of what left no word stays
        return Last(
            id=found.id,
            action=action if isinstance(action, Tell) and found.trouble is None else None,
            refs=tuple(found.refs or ()),
            done_at=found.done_at,
        )
