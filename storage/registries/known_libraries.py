"""Libraries of the Ministry of Culture's open register: whom to write to in a namesake settlement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from domain.spelling import fold
from storage.sql.records import record
from storage.tables import known_libraries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST: Final = 1000
"""Libraries in settlements of one name that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLibrary:
    """One entry of the register. The mailbox and the site are the institution's own, public there."""

    code: str
    region: str
    district: str
    settlement: str
    folded: str
    title: str
    address: str
    site: str
    email: str


def in_settlements_called(folded: str) -> sa.Select[Any]:
    """The query behind ``called``, by the folded name; at most ``MOST`` rows."""
    query = sa.select(known_libraries).where(known_libraries.c.folded == folded)
    return query.order_by(known_libraries.c.title, known_libraries.c.id).limit(MOST)


class KnownLibraries:
    """The register, by the settlement's name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def called(self, name: str) -> tuple[KnownLibrary, ...]:
        """Those in all settlements of that name, by title."""
        folded = fold(name)
        if not folded:
            return ()
        rows = (await self._connection.execute(in_settlements_called(folded))).mappings()
        return tuple(record(KnownLibrary, row) for row in rows)
