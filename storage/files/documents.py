"""Documents that people asked for: the long jobs whose result is a file, which is kept until it is sent."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.files.long_jobs import OWN_DATA, PLAN_WORK, LongJob, change_wanted, wanted
from storage.tables import papers

DOCUMENT = papers.c.kind.not_in((*PLAN_WORK, OWN_DATA))


class Documents:
    """All documents, from the wish to the sending. Wishes are made, looked at and stopped by ``LongJobs``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def wanted(self, *, limit: int) -> tuple[LongJob, ...]:
        """Those to be made, the oldest wish first."""
        return await wanted(self._connection, DOCUMENT, limit=limit)

    async def open_of(self, person_id: int) -> int:
        """How many that this person wishes have not been sent yet."""
        query = sa.select(sa.func.count()).where(
            papers.c.person_id == person_id, papers.c.state.in_(("wanted", "made")), DOCUMENT
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def made(self, document_id: int, name: str, raw: bytes) -> bool:
        """Here is its file. False when it was made or ended meanwhile."""
        return await change_wanted(self._connection, document_id, state="made", name=name, bytes=raw)

    async def file_of(self, document_id: int) -> tuple[str, bytes]:
        """Name and bytes. Raises LookupError when there is no such document (any more)."""
        query = sa.select(papers.c.name, papers.c.bytes).where(papers.c.id == document_id, papers.c.bytes.is_not(None))
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise LookupError(f"there is no document {document_id}")
        return str(row[0]), bytes(row[1])

    async def sent(self, document_ids: Collection[int]) -> None:
        """Their bytes are not needed any more."""
        query = sa.update(papers).where(papers.c.id.in_(document_ids)).values(state="sent", bytes=None)
        await self._connection.execute(query)
