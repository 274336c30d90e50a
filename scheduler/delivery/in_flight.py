"""What one account is sending just now: its calls, the chats that these keep busy, and what came of them lately."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from talk.messenger import BULK, INTERACTIVE, URGENT

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from scheduler.delivery.batches import Batch
    from storage.messaging.outbox_rows import Row
    from talk.messenger import GroupReport, SendTicket, Sent, Undelivered

LANES: Final = (URGENT, INTERACTIVE, BULK)

ChatWaits = dict[int, float]
"""Seconds that each chat has to rest."""


class InFlight:
    """All of it is lost when the process dies: then ``DeliveryQueue.recover`` finds what was under way."""

    def __init__(self) -> None:
        self._under_way: Counter[int] = Counter()
        """How many of them are in each lane."""
        self.tasks: dict[asyncio.Task[ChatWaits], tuple[Batch, SendTicket]] = {}
        """A task a batch: it waits for its turn in the messenger's pace, leaves, and is written down."""
        self.full: set[int] = set()
        """Lanes that had no room for more when the outbox was looked at last."""
        self.busy: Counter[int] = Counter()
        """Chats that get something just now, or have to rest after it; how often."""
        self.resting: set[int] = set()
        """Chats that have to rest."""
        self.unwritten: dict[int, Sequence[tuple[Row, Sent | GroupReport | Undelivered]]] = {}
        """What became of sends, by their first row, until it is written down: it is known here alone."""
        self._arrived: dict[int, int] = {}
        """Of chats: the answer that arrived and is not written down yet. What is said next need not wait for that."""

    def room(self, at_once: int) -> dict[int, int]:
        """Lane → how many more batches may be under way, if it may be so many ``at_once``."""
        return {lane: at_once - self._under_way[lane] for lane in LANES}

    def rows(self) -> list[int]:
        """Ids of what this process is sending itself."""
        return [row.id for batch, _ in self.tasks.values() for row in batch.rows]

    def engage(self, batch: Batch) -> None:
        """Its chats are busy; before its task is made."""
        self.busy.update(row.chat for row in batch.rows)

    def begin(self, task: asyncio.Task[ChatWaits], batch: Batch, ticket: SendTicket) -> None:
        self.tasks[task] = batch, ticket
        self._under_way[batch.lane] += 1

    def end(self, task: asyncio.Task[ChatWaits]) -> Batch:
        """Its chats stay busy until they are given free: some have to rest first."""
        batch, _ = self.tasks.pop(task)
        self._under_way[batch.lane] -= 1
        return batch

    def left(self, lane: int) -> int:
        """How many batches are under way that the next look has to wait for: in a full lane its own, else all."""
        return self._under_way[lane] if lane in self.full else len(self.tasks)

    def give_free(self, chat: int) -> None:
        """One batch less keeps this chat busy, and it need not rest."""
        self.resting.discard(chat)
        self.release(chat)

    def release(self, chat: int) -> None:
        """One batch less keeps this chat busy."""
        self.busy[chat] -= 1
        if self.busy[chat] <= 0:
            del self.busy[chat]

    # Answers that have reached their chat, until that is written down.

    def reached(self, row: Row) -> None:
        self._arrived[row.chat] = row.id

    def written(self, row: Row) -> None:
        if self._arrived.get(row.chat) == row.id:
            del self._arrived[row.chat]

    def arrived(self, chat: int) -> int:
        """The row that has reached this chat and is not written down as such yet; 0 when there is none."""
        return self._arrived.get(chat, 0)
