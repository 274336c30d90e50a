"""Two cards turn out to be one library (row 11): events, entries, people and subscribers move; for a week it is undone.

The address of the one that is gone leads to the other (``Libraries.get``) for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.merging import bring_back, frozen, merge, part
from storage.sql.any_of import any_of
from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import record
from storage.tables import chronicle, event_hosts, events, librarians, libraries, subscriptions
from storage.tables.libraries import ENDED, ENDING, SERVES
from storage.tables.library_merges import library_merge_traces as traces
from storage.tables.library_merges import library_merges as merges
from storage.tables.merging import Merged

UNDONE_IN: Final = timedelta(days=7)
"""As long as the traces are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryMerge:
    """Two libraries that were made one."""

    id: int
    gone_id: int
    kept_id: int
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """How much a library has that would move."""

    events: int
    entries: int
    librarians: int
    subscribers: int


class LibraryMerges:
    """All of them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def merge(self, kept: int, gone: int, *, at: datetime) -> LibraryMerge:
        """The one is the other from now on. Both are held by the lock of their alliance."""
        trace = {
            "co_hosts": await self._drop_hosts_beside_themselves(kept, gone),
            "subscribers": await self._move_subscribers(kept, gone),
            "rows": await merge(self._connection, libraries, Merged(kept=kept, gone=gone, at=at)),
        }
        values = {"gone_id": gone, "kept_id": kept, "made_at": at}
        row = (await self._connection.execute(sa.insert(merges).values(**values).returning(*merges.c))).mappings().one()
        made = record(LibraryMerge, row)
        await self._connection.execute(sa.insert(traces).values(merge_id=made.id, trace=trace, made_at=at))
        return made

    async def get(self, merge_id: int) -> LibraryMerge | None:
        row = (
            (await self._connection.execute(sa.select(merges).where(merges.c.id == merge_id))).mappings().one_or_none()
        )
        return None if row is None else record(LibraryMerge, row)

    async def undo(self, merge_id: int, *, at: datetime) -> int | None:
        """Each has again what was its own; the id of the one that is back.

        None: undone already, too late, or another one was made the same library since.
        """
        found = await self.get(merge_id)
        if found is None or found.undone_at is not None or at - found.made_at > UNDONE_IN:
            return None
        later = sa.select(merges.c.id).where(
            merges.c.kept_id == found.kept_id, merges.c.id > merge_id, merges.c.undone_at.is_(None)
        )
        trace = await self._trace(merge_id)
        if trace is None or (await self._connection.execute(later.limit(1))).first() is not None:
            return None
        back = await part(self._connection, libraries, found.kept_id, trace["rows"])
        await self._share_endings(found, at)
        await self._give_back_subscribers(found, trace["subscribers"])
        for row in trace["co_hosts"]:
            await bring_back(self._connection, event_hosts, row)
        await self._connection.execute(sa.delete(traces).where(traces.c.merge_id == merge_id))
        await self._connection.execute(sa.update(merges).where(merges.c.id == merge_id).values(undone_at=at))
        return back

    async def moved_events(self, merge_id: int) -> tuple[int, ...]:
        """Events whose host has changed by it, as long as it can be undone."""
        trace = await self._trace(merge_id)
        if trace is None:
            return ()
        moved: dict[str, Any] = next((one["moved"] for one in trace["rows"] if one["table"] == events.name), {})
        return tuple(int(key["id"]) for key in moved.get("library_id", ()))

    async def belongings(self, library_id: int) -> Belongings:
        async def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
            query = sa.select(sa.func.count()).select_from(table).where(*where)
            return int((await self._connection.execute(query)).scalar_one())

        return Belongings(
            events=await count(events, events.c.library_id == library_id),
            entries=await count(chronicle, chronicle.c.library_id == library_id),
            librarians=await count(librarians, librarians.c.library_id == library_id, SERVES),
            subscribers=await count(subscriptions, await self._means(library_id)),
        )

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Traces of those that nobody can undo any more."""
        del after
        return await delete_some(self._connection, traces, traces.c.made_at < before, limit=limit)

    async def _trace(self, merge_id: int) -> dict[str, Any] | None:
        query = sa.select(traces.c.trace).where(traces.c.merge_id == merge_id)
        found: dict[str, Any] | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def _drop_hosts_beside_themselves(self, kept: int, gone: int) -> list[dict[str, Any]]:
        """Where one of the two holds an event and the other holds it, too: a host is no co-host of its own."""
        pairs = sa.or_(
            sa.and_(events.c.library_id == gone, event_hosts.c.library_id == kept),
            sa.and_(events.c.library_id == kept, event_hosts.c.library_id == gone),
        )
        beside = sa.exists().where(events.c.id == event_hosts.c.event_id, pairs)
        dropping = sa.delete(event_hosts).where(beside).returning(*event_hosts.c)
        return [frozen(dict(row)) for row in (await self._connection.execute(dropping)).mappings()]

    async def _move_subscribers(self, kept: int, gone: int) -> dict[str, Any]:
        """Who hears of either hears of the one, once. A target is a word, no reference."""
        mine, other = await self._means(gone), subscriptions.alias("other")
        twice = sa.exists().where(
            other.c.person_id == subscriptions.c.person_id,
            other.c.alliance_id == subscriptions.c.alliance_id,
            other.c.target == target_of(kept),
        )
        dropping = sa.delete(subscriptions).where(mine, twice).returning(*subscriptions.c)
        dropped = [frozen(dict(row)) for row in (await self._connection.execute(dropping)).mappings()]
        moving = sa.update(subscriptions).where(mine).values(target=target_of(kept)).returning(subscriptions.c.id)
        return {"dropped": dropped, "moved": list((await self._connection.execute(moving)).scalars())}

    async def _share_endings(self, found: LibraryMerge, at: datetime) -> None:
        """Whoever went, or was sent away, while the two were one comes back to neither."""
        over = librarians.c.ended_at > found.made_at, librarians.c.ended_at <= at
        ended = librarians.c.library_id == found.kept_id, librarians.c.state.in_(ENDED), *over
        for row in (await self._connection.execute(sa.select(librarians).where(*ended))).mappings():
            here = librarians.c.library_id == found.gone_id, librarians.c.person_id == row["person_id"]
            ending = sa.update(librarians).where(*here, librarians.c.state.not_in(ENDED))
            await self._connection.execute(ending.values(**{name: row[name] for name in ENDING}))

    async def _give_back_subscribers(self, found: LibraryMerge, trace: dict[str, Any]) -> None:
        theirs = any_of(subscriptions.c.id, trace["moved"])
        still = subscriptions.c.target == target_of(found.kept_id)
        back = sa.update(subscriptions).where(theirs, still).values(target=target_of(found.gone_id))
        await self._connection.execute(back)
        for row in trace["dropped"]:
            await bring_back(self._connection, subscriptions, row)

    async def _means(self, library_id: int) -> sa.ColumnElement[bool]:
        """Whether a subscription is to that library; led by an index."""
        query = sa.select(libraries.c.alliance_id).where(libraries.c.id == library_id)
        alliance = (await self._connection.execute(query)).scalar_one_or_none()
        return sa.and_(subscriptions.c.alliance_id == alliance, subscriptions.c.target == target_of(library_id))


def target_of(library_id: int) -> str:
    """As subscriptions name a library."""
    return f"library:{library_id}"
