"""Settlements of the loaded registries, found by their folded name at once, however many there are (row 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from domain.libraries.registry import Place, is_confirmed, merged
from domain.spelling import fold
from storage.sql.records import record
from storage.tables import places

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST: Final = 1000
"""Places of one name that are read; the most frequent name of Russia has some three hundred."""


def by_name(folded: str) -> sa.Select[Any]:
    """The query behind every verdict."""
    return sa.select(places).where(places.c.folded == folded).order_by(places.c.id).limit(MOST)


class Places:
    """What the registries say."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def called(self, name: str) -> tuple[Place, ...]:
        """All settlements of that name, however it is spelled, merged, by region and district."""
        folded = fold(name)
        if not folded:
            return ()
        rows = (await self._connection.execute(by_name(folded))).mappings()
        return merged([record(Place, row) for row in rows])

    async def confirm(self, settlement: str, *, region: str, district: str) -> bool:
        """Whether a registry has exactly this settlement."""
        return is_confirmed(await self.called(settlement), region=region, district=district)

    async def any(self) -> bool:
        """Whether a registry is loaded at all."""
        return (await self._connection.execute(sa.select(places.c.id).limit(1))).first() is not None
