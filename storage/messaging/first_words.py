"""What was asked of people of whom nothing is kept yet: rows of the outbox without a person, for a day.

Such a row has the chat that the answer went to and, as its subject, what they came for, so that they go on to exactly
that after their yes, even if they type it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox_rows import UNFINISHED, in_states
from storage.sql.chunks import Deleted, delete_some
from storage.tables import outbox

KIND: Final = "first-words"
ASKED: Final = outbox.c.kind == sa.literal_column(f"'{KIND}'", sa.String)
"""A condition in the very words of ``ix_outbox_first_words``."""
WAY: Final = "way:"
"""Before what they came for, in ``subject``."""


class FirstWords:
    """The first words to everybody who has not answered them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def asked(self, account_id: int, chat: int) -> str | None:
        """What they came for when they were asked last, a press; empty: the menu. None: they were not asked lately."""
        here = ASKED, outbox.c.account_id == account_id, outbox.c.chat == chat
        query = sa.select(outbox.c.subject).where(*here)
        query = query.order_by(outbox.c.id.desc()).limit(1)
        subject: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return None if subject is None else subject.removeprefix(WAY)

    async def forget(self, account_id: int, chat: int) -> None:
        """They have answered: what has left is forgotten."""
        here = ASKED, outbox.c.account_id == account_id, outbox.c.chat == chat, ~UNFINISHED
        await self._connection.execute(sa.delete(outbox).where(*here))

    async def are_old(self, before: datetime) -> bool:
        """Whether there is something to delete."""
        query = sa.select(outbox.c.id).where(*_old(before)).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that were asked before that moment, whether it reached them or not."""
        del after
        return await delete_some(self._connection, outbox, sa.and_(*_old(before)), limit=limit)


def _old(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return ASKED, outbox.c.created_at < before, ~in_states(outbox, "sending")
