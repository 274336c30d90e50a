"""Dialogues in progress: one per person, deleted when it ends or after its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.prepared import Prepared, given, inserting
from storage.tables import talks


def _put(dialect: str) -> sa.Executable:
    putting = inserting(talks, "person_id", "dialogue", "expires_at")(dialect)
    return putting.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"dialogue": putting.excluded.dialogue, "expires_at": putting.excluded.expires_at},
    )


PUT = Prepared(_put)
GET = Prepared(
    lambda _: sa.select(talks.c.dialogue).where(talks.c.person_id == sa.bindparam("person")), [talks.c.dialogue]
)


class Dialogues:
    """All dialogues in progress."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: int) -> dict[str, Any] | None:
        """The dialogue as ``save`` got it."""
        found = await GET.row(self._connection, person=person_id)
        return None if found is None else found["dialogue"]

    async def save(self, person_id: int, dialogue: Mapping[str, Any], expires_at: datetime) -> None:
        """In the place of whatever was there."""
        values = given(person_id=person_id, dialogue=dict(dialogue), expires_at=expires_at)
        await PUT.rows(self._connection, **values)

    async def end(self, person_id: int) -> None:
        """Nothing of it is kept. Harmless when there is none."""
        await self._connection.execute(sa.delete(talks).where(talks.c.person_id == person_id))

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those whose time was over at that moment."""
        del after
        return await delete_some(self._connection, talks, talks.c.expires_at <= before, limit=limit)
