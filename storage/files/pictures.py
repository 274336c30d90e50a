"""Pictures that people sent, JPEG without any metadata, and drawn cards of events, PNG; each kept once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import insert
from storage.tables import pictures
from storage.tables.files import unused
from storage.tables.moderation import hidden_now


class Pictures:
    """All pictures."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(
        self, jpeg: bytes, *, width: int, height: int, sha256: str, person_id: int | None, at: datetime
    ) -> int:
        """Its id; the same bytes again are the same picture. What two people sent belongs to neither of them."""
        keeping = insert(self._connection, pictures).values(
            bytes=jpeg, width=width, height=height, sha256=sha256, person_id=person_id, created_at=at
        )
        same = pictures.c.person_id == keeping.excluded.person_id
        query = keeping.on_conflict_do_update(
            index_elements=["sha256"],
            set_={
                "person_id": sa.case((same, pictures.c.person_id), else_=sa.null()),
                "created_at": keeping.excluded.created_at,
            },
        ).returning(pictures.c.id)
        return int((await self._connection.execute(query)).scalar_one())

    async def known(self, sha256: str) -> int | None:
        """The id of the picture with these bytes."""
        query = sa.select(pictures.c.id).where(pictures.c.sha256 == sha256)
        found: int | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def bytes_of(self, picture_id: int) -> bytes:
        """The JPEG. Raises LookupError when there is no such picture (any more), or it is hidden from everybody."""
        shown = pictures.c.id == picture_id, ~hidden_now("picture", pictures.c.id)
        query = sa.select(pictures.c.bytes).where(*shown)
        found = (await self._connection.execute(query)).scalar_one_or_none()
        if found is None:
            raise LookupError(f"there is no picture {picture_id}")
        return bytes(found)

    async def delete_unused(self, picture_ids: Collection[int]) -> int:
        """Those of them that nothing shows any more go at once; how many."""
        query = sa.delete(pictures).where(pictures.c.id.in_(picture_ids), unused())
        return (await self._connection.execute(query)).rowcount

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Pictures that were last sent before that moment and are used nowhere."""
        del after
        return await delete_some(
            self._connection, pictures, sa.and_(pictures.c.created_at < before, unused()), limit=limit
        )
