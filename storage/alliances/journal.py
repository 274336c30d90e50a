"""The public journal of each alliance: append-only, every entry sealed over the one before (row 9)."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.journal import AnyKind, Broken, Entry, Json, Kind, kind_of, removal_of, seal, verify
from domain.moderation import HIDDEN, RESTORED, What
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.tables import alliances, journal
from storage.tables.library_merges import library_merges
from storage.tables.moderation import hidden_among

AMONG: Final = 2000
"""Entries that may be looked through for one event: a few milliseconds."""
SALT: Final = 16
"""Random bytes of each entry."""


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(
        seq=row["seq"],
        at=row["at"],
        kind=kind_of(row["kind"]),
        facts=row["facts"] if row["facts"] is not None else {},
        removed=row["facts"] is None,
        previous=row["previous"],
        hash=row["hash"],
        words=row["words"],
        salt=row["salt"],
    )


_ABOUT: Final = (
    ("library", What.LIBRARY),
    ("other_library", What.LIBRARY),  # two that were made one, or parted
    ("event", What.EVENT),
    ("entry", What.ENTRY),
)
"""Which facts name a thing that can be hidden."""


_STANDS: Final = library_merges.c.undone_at.is_(None)


def _things(entry: Entry) -> list[tuple[What, int]]:
    named = ((kind, entry.facts.get(name)) for name, kind in _ABOUT)
    return [(kind, number) for kind, number in named if isinstance(number, int)]


class Journal:
    """The chains of all alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, alliance_id: int, kind: AnyKind, facts: Mapping[str, Json], at: datetime) -> Entry:
        """The new last entry. Raises Unsealable; NoResultFound for an unknown alliance."""
        # Two writers at once would seal over the same entry: the second waits for the first one's commit. A lock that
        # leaves the key alone (FOR NO KEY UPDATE) does not stop those who merely refer to the alliance.
        locked = _alliance(alliance_id).with_for_update(key_share=True)
        key = (await self._connection.execute(locked)).scalar_one()
        newest = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq.desc()).limit(1)
        last = (await self._connection.execute(newest)).mappings().one_or_none()
        previous = None if last is None else _entry(last)
        entry = seal(previous, at, kind, facts, key, salt=secrets.token_hex(SALT))
        await self._connection.execute(
            sa.insert(journal).values(
                alliance_id=alliance_id,
                seq=entry.seq,
                at=entry.at,
                kind=entry.kind.value,
                facts=entry.facts,
                previous=entry.previous,
                hash=entry.hash,
                words=entry.words,
                salt=entry.salt,
            )
        )
        return entry

    async def page(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Entry]:
        """As everybody reads it, the newest first: of what is hidden now nothing is told."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq.desc())
        found = await paging.page(self._connection, query, _entry, offset=offset, limit=limit)
        return Page(items=await self._shown(found.items), total=found.total)

    async def remove_words(self, alliance_id: int, lines: Iterable[int], at: datetime) -> int:
        """The facts of these entries are gone for good, and an entry for each says so; how many had any.

        Entries that tell of a removal keep theirs: by them the chain verifies.
        """
        await self._connection.execute(_alliance(alliance_id).with_for_update(key_share=True))
        query = sa.select(journal).where(
            journal.c.alliance_id == alliance_id,
            journal.c.seq.in_(tuple(lines)),
            journal.c.facts.is_not(None),
            journal.c.kind != Kind.WORDS_REMOVED.value,
        )
        found = [_entry(row) for row in (await self._connection.execute(query.order_by(journal.c.seq))).mappings()]
        for entry in found:
            await self.write(alliance_id, Kind.WORDS_REMOVED, removal_of(entry), at)
            here = journal.c.alliance_id == alliance_id, journal.c.seq == entry.seq
            await self._connection.execute(sa.update(journal).where(*here).values(facts=sa.null(), salt=None))
        return len(found)

    async def lines_about(self, alliance_id: int, things: frozenset[tuple[What, int]]) -> tuple[int, ...]:
        """The numbers of the entries that name one of these things, or a library that turned out to be one of them.

        Of the alliance all but its hidings.
        """
        whole = (What.ALLIANCE, alliance_id) in things
        numbers = [number for kind, number in things if kind is What.LIBRARY]
        query = sa.select(library_merges.c.gone_id).where(_STANDS, library_merges.c.kept_id.in_(numbers))
        things |= {(What.LIBRARY, gone) for gone in (await self._connection.execute(query)).scalars()}
        return tuple(
            [
                entry.seq
                async for entry in self.all(alliance_id)
                if (whole and entry.kind not in (HIDDEN, RESTORED)) or not things.isdisjoint(_things(entry))
            ]
        )

    async def after(self, alliance_id: int, seq: int, *, limit: int) -> tuple[Entry, ...]:
        """The next entries of the chain, for whoever walks it in pieces."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id, journal.c.seq > seq)
        rows = await self._connection.execute(query.order_by(journal.c.seq).limit(limit))
        return tuple(_entry(row) for row in rows.mappings())

    async def of_event(self, alliance_id: int, event_id: int, *, among: int = AMONG) -> tuple[Entry, ...]:
        """What happened to an event of the plan, the newest first, as far as the last ``among`` entries tell."""
        last = sa.select(sa.func.max(journal.c.seq)).where(journal.c.alliance_id == alliance_id).scalar_subquery()
        query = sa.select(journal).where(
            journal.c.alliance_id == alliance_id,
            journal.c.seq > last - among,
            journal.c.kind == Kind.PLAN_CHANGED.value,
            journal.c.facts["event"].as_integer() == event_id,
        )
        rows = await self._connection.execute(query.order_by(journal.c.seq.desc()))
        return tuple(_entry(row) for row in rows.mappings())

    async def all(self, alliance_id: int) -> AsyncIterator[Entry]:
        """The whole chain from its first entry, as it is read."""
        query = sa.select(journal).where(journal.c.alliance_id == alliance_id).order_by(journal.c.seq)
        async with self._connection.stream(query) as rows:
            async for row in rows.mappings():
                yield _entry(row)

    async def verify(self, alliance_id: int) -> Broken | None:
        """The first place where the chain does not hold, or None. Raises NoResultFound for an unknown alliance."""
        key = (await self._connection.execute(_alliance(alliance_id))).scalar_one()
        return verify([entry async for entry in self.all(alliance_id)], key)

    async def _united(self, numbers: Collection[int]) -> dict[tuple[What, int], tuple[What, int]]:
        """Those of these libraries that are no more, and which they turned out to be."""
        query = sa.select(library_merges.c.gone_id, library_merges.c.kept_id)
        rows = await self._connection.execute(query.where(_STANDS, library_merges.c.gone_id.in_(numbers)))
        return {(What.LIBRARY, row.gone_id): (What.LIBRARY, row.kept_id) for row in rows}

    async def _shown(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Without the facts of what is hidden."""
        entries = tuple(entries)
        things = {thing for entry in entries for thing in _things(entry)}
        if not things:
            return entries
        united = await self._united({number for kind, number in things if kind is What.LIBRARY})
        rows = await self._connection.execute(hidden_among({*things, *united.values()}))
        gone = {(What(row.kind), row.thing_id) for row in rows}
        gone |= {thing for thing, kept in united.items() if kept in gone}
        return tuple(
            entry if gone.isdisjoint(_things(entry)) else replace(entry, facts={}, removed=True) for entry in entries
        )


def _alliance(alliance_id: int) -> sa.Select[str]:
    return sa.select(alliances.c.journal_key).where(alliances.c.id == alliance_id)
