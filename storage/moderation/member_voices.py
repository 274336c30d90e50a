"""What member libraries say of a coordinator's decision: one voice each, the last one counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert
from storage.tables import librarians, libraries, memberships
from storage.tables.libraries import SPEAKS
from storage.tables.moderation import hidden_now, member_voices


class MemberVoices:
    """Of all complaints about which the members are, or were, asked."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def electorate(self, alliance_id: int, *, since: datetime, but: int | None) -> frozenset[int]:
        """Who has been a member since then, with somebody who speaks for it, save one: that which it is about."""
        spoken_for = sa.exists().where(
            librarians.c.library_id == libraries.c.id, SPEAKS, librarians.c.vouched_at <= since
        )
        query = (
            sa.select(libraries.c.id)
            .join(memberships, memberships.c.library_id == libraries.c.id)
            .where(libraries.c.alliance_id == alliance_id, memberships.c.left_at.is_(None), spoken_for)
            .where(memberships.c.joined_at <= since, ~hidden_now("library", libraries.c.id))
        )
        return frozenset((await self._connection.execute(query)).scalars()) - {but}

    async def give(self, complaint_id: int, library_ids: Collection[int], *, overturn: bool) -> None:
        """The same voice of each of them; what they said before is forgotten."""
        for library in sorted(library_ids):
            giving = insert(self._connection, member_voices).values(
                complaint_id=complaint_id, library_id=library, overturn=overturn
            )
            anew = giving.on_conflict_do_update(
                index_elements=["complaint_id", "library_id"], set_={"overturn": overturn}
            )
            await self._connection.execute(anew)

    async def of(self, complaint_id: int) -> Mapping[int, bool]:
        """By library, whether the decision should fall."""
        query = sa.select(member_voices.c.library_id, member_voices.c.overturn)
        found = await self._connection.execute(query.where(member_voices.c.complaint_id == complaint_id))
        return {row.library_id: bool(row.overturn) for row in found}
