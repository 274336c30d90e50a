"""The program's own small facts by name."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert
from storage.tables import settings


class Settings:
    """All of them by name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> Any:
        """A JSON value; None when it was never set."""
        query = sa.select(settings.c.value).where(settings.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def set(self, name: str, value: Any) -> None:
        """``value``: anything that is JSON; in the place of the old one."""
        setting = insert(self._connection, settings).values(name=name, value=value)
        await self._connection.execute(
            setting.on_conflict_do_update(index_elements=["name"], set_={"value": setting.excluded.value})
        )
