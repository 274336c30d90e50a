"""The operator has looked at data of people: each of them sees that in «Мои данные», also while the program runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.program.audit import Audit, Kind
from storage.sql import sqlite
from storage.sql.errors import translating

OWN_LOOKS: Final[tuple[Kind, ...]] = ("data_seen",)
"""What the operator need not be told: it was them."""
PATIENCE: Final = 10.0
"""Seconds to wait for the program that writes."""


async def note_look(url: str, what: str, people: Collection[int], *, at: datetime) -> None:
    """A line of the audit for each of them. Raises StorageError."""
    if not people:
        return
    address = sa.make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    engine = sqlite.guest(address, patience=PATIENCE) if is_file else create_async_engine(url, poolclass=NullPool)
    try:
        with translating():
            async with engine.begin() as connection:
                audit = Audit(connection)
                for one in sorted(people):
                    await audit.note("data_seen", what, whom=one, at=at)
    finally:
        await engine.dispose()
        await sqlite.ended(engine)
