"""Locks that make transactions of PostgreSQL take turns until they commit. On SQLite they do so anyway."""

from __future__ import annotations

from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class Turn(IntEnum):
    """What transactions take turns at; the number is the key of an advisory lock of PostgreSQL."""

    MIGRATION = 0x7E2C1
    INBOX = 0x7E2C2
    """So that ids are committed in their order: a reader who has seen 6 will not find a 5 appear behind its back."""
    PLAYGROUND = 0x7E2C3
    """So that revisions are."""
    SERIES = 0x7E2C4
    """So that two processes do not both plan the next event of a series."""


async def wait_for(connection: AsyncConnection, turn: Turn) -> None:
    """Until everybody who came before has committed or rolled back; ours lasts until the end of this transaction."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(turn))))
