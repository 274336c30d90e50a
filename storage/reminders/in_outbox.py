"""Reminders that wait in the outbox: whether what they say is still so, and taken back where it is not.

An event is cancelled or moved in one short transaction; whoever was told of it is walked through afterwards
(``storage.reminders.changes``). So the delivery asks here once more before a reminder leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from storage.messaging.outbox import Row
from storage.sql.any_of import among
from storage.tables import events, outbox, reminders

SEVERAL: Final = "several"
LONGEST_KEY: Final = 100
"""Characters that the outbox keeps."""
BEGINNING: Final = "remind:"

Facts = Mapping[int, datetime]
"""Announced events and their starts."""


def keys_of(event_id: int) -> str:
    """How the outbox's keys of reminders of this event alone begin."""
    return f"{BEGINNING}{event_id}:"


def key_of_several(person_id: int, starts: Mapping[int, datetime], reminder_ids: Iterable[int]) -> str:
    """The outbox's key of one message about several events (id → start), which tells what it was made of."""
    ids = sorted(reminder_ids)
    key = f"{BEGINNING}{SEVERAL}:{person_id}:{_mark(starts)}:{'+'.join(map(str, ids))}"
    return key if len(key) <= LONGEST_KEY else f"{BEGINNING}{SEVERAL}:{person_id}:{ids[0]}"  # then it cannot be asked


def _mark(starts: Mapping[int, datetime]) -> str:
    return f"{crc32(repr([(one, start.timestamp()) for one, start in sorted(starts.items())]).encode()):08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bundle:
    """What the key of a message about several events says."""

    row: int
    mark: str
    reminder_ids: tuple[int, ...]


class ToldReminders:
    """Those in the outbox."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def void(self, rows: Iterable[Row]) -> frozenset[int]:
        """Of these rows the reminders that are no longer true: an event of theirs was cancelled or moved since."""
        singles: dict[int, tuple[int, datetime | None]] = {}
        bundles: list[_Bundle] = []
        for row in rows:
            if row.key is None or not row.key.startswith(BEGINNING):
                continue
            if (bundle := _bundle(row.id, row.key)) is not None:
                bundles.append(bundle)
            elif (subject := row.key.split(":")[1]).isdigit():
                singles[row.id] = int(subject), row.not_after
        void: set[int] = set()
        if singles:
            starts = await self._starts({event for event, _ in singles.values()})
            void.update(row for row, (event, start) in singles.items() if starts.get(event) != start)
        if bundles:
            void.update(await self._changed(bundles))
        return frozenset(void)

    async def take_back(self, row_ids: Collection[int], *, at: datetime) -> None:
        """These rows do not leave. Of those about several events the events that stay as they were are told anew."""
        query = sa.update(outbox).where(among(outbox.c.id, row_ids), outbox.c.state == "waiting")
        withdrawn = await self._connection.execute(
            query.values(state="withdrawn", done_at=at).returning(outbox.c.id, outbox.c.key)
        )
        bundles = [bundle for row, key in withdrawn if (bundle := _bundle(row, key)) is not None]
        ids = [one for bundle in bundles for one in bundle.reminder_ids]
        as_it_was = sa.exists().where(
            events.c.id == reminders.c.event_id,
            events.c.sequence == reminders.c.sequence,
            events.c.state == State.ANNOUNCED.value,
        )
        if ids:
            again = sa.update(reminders).where(among(reminders.c.id, ids), reminders.c.state == "told", as_it_was)
            await self._connection.execute(again.values(state="planned"))

    async def _starts(self, event_ids: Collection[int]) -> Facts:
        query = sa.select(events.c.id, events.c.starts_at).where(
            among(events.c.id, event_ids), events.c.state == State.ANNOUNCED.value, events.c.starts_at.is_not(None)
        )
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def _changed(self, bundles: Collection[_Bundle]) -> frozenset[int]:
        ids = [one for bundle in bundles for one in bundle.reminder_ids]
        query = sa.select(reminders.c.id, reminders.c.event_id).where(among(reminders.c.id, ids))
        event_of = {row[0]: row[1] for row in await self._connection.execute(query)}
        starts = await self._starts(set(event_of.values()))
        return frozenset(
            bundle.row
            for bundle in bundles
            if _mark(
                {
                    event: starts[event]
                    for one in bundle.reminder_ids
                    if (event := event_of.get(one)) is not None and event in starts
                }
            )
            != bundle.mark
        )


def _bundle(row: int, key: str | None) -> _Bundle | None:
    if key is None or not key.startswith(f"{BEGINNING}{SEVERAL}:"):
        return None
    parts = key.split(":")
    if len(parts) != 5:  # noqa: PLR2004 - see ``key_of_several``
        return None
    return _Bundle(row=row, mark=parts[3], reminder_ids=tuple(map(int, parts[4].split("+"))))
