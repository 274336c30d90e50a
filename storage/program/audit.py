"""What touches security, and whom: refusals, changes of roles, wrong secrets; kept for months, for the operator."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import paging
from storage.sql.chunks import Deleted, delete_some
from storage.sql.paging import PAGE, Page
from storage.sql.records import record
from storage.tables import audit

Kind = Literal[
    "refused",
    "appointed",
    "retired",
    "claimed",
    "admitted",
    "dismissed",
    "lifted",
    "contact_seen",
    "secret",
    "hidden",
    "restored",
    "banned",
    "unbanned",
    "invited",
    "declined",
    "united",
    "parted",
    "data_seen",
    "data_blocked",
    "data_unblocked",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""Somebody tried what is not theirs; became or is no longer a coordinator; says that they work in a library, may speak
for it, was sent away, may ask again; was shown the contact that somebody (``whom``) keeps for partners; knocked with a
wrong secret. A public thing was hidden or came back; somebody's messages are not taken any more, or are again. Gave
out an invitation to an office; was not let in by who gave it; made one library of two, or two of one again. The
operator was shown somebody's data; somebody wants nothing of theirs used, or has thought better of it."""
LOOKS: Final[tuple[Kind, ...]] = ("contact_seen", "data_seen")
"""Somebody was shown what is somebody else's: whose it is sees that in «Мои данные»."""
LONGEST: Final = 80
"""Characters of ``what``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """What happened so many times within an hour."""

    id: int
    hour: datetime
    kind: Kind
    what: str
    """Which thing and how: ``cancel_event event:7``, ``library:3``, ``account:1``."""
    whom: int | None
    """Who tried, or whose role it was."""
    by_whom: int | None
    """Who gave or took the role."""
    times: int


class Audit:
    """All lines. A flood of the same is one line an hour."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(
        self, kind: Kind, what: str, *, at: datetime, whom: int | None = None, by_whom: int | None = None
    ) -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        facts = {"kind": kind, "what": what[:LONGEST], "whom": whom, "by_whom": by_whom}
        same = [audit.c[name].is_not_distinct_from(value) for name, value in facts.items()]
        again = sa.update(audit).where(audit.c.hour == hour, *same).values(times=audit.c.times + 1)
        if (await self._connection.execute(again)).rowcount == 0:
            await self._connection.execute(sa.insert(audit).values(hour=hour, times=1, **facts))

    async def last(self, limit: int, *, but: Collection[Kind] = ()) -> tuple[AuditLine, ...]:
        """The newest first, without some kinds."""
        query = sa.select(audit).where(audit.c.kind.not_in(but)).order_by(audit.c.id.desc()).limit(limit)
        return tuple(record(AuditLine, row) for row in (await self._connection.execute(query)).mappings())

    async def looks_at(self, person_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[AuditLine]:
        """Who was shown what is this person's, the newest first."""
        query = sa.select(audit).where(audit.c.whom == person_id, audit.c.kind.in_(LOOKS))
        query = query.order_by(audit.c.id.desc())
        return await paging.page(
            self._connection, query, lambda row: record(AuditLine, row), offset=offset, limit=limit
        )

    async def counts(self, *, since: datetime) -> dict[str, int]:
        """How often each kind happened since that hour; of all kinds."""
        query = sa.select(audit.c.kind, sa.func.sum(audit.c.times)).where(audit.c.hour >= since).group_by(audit.c.kind)
        found = {kind: int(times) for kind, times in (await self._connection.execute(query)).all()}
        return {kind: found.get(kind, 0) for kind in KINDS}

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Lines of hours before that moment."""
        del after
        return await delete_some(self._connection, audit, audit.c.hour < before, limit=limit)
