"""Taking rows from the outbox: what is due, still so, and rings at no night, in batches for one call each."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from scheduler.delivery.batches import Batch, pack
from scheduler.delivery.gathering import wait_for_more
from scheduler.delivery.in_flight import LANES
from scheduler.delivery.quiet_hours import postpone
from scheduler.delivery.residents import send_elsewhere
from talk.messenger import INTERACTIVE, TellsMany

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scheduler.clock import Clock
    from scheduler.delivery.in_flight import InFlight
    from storage.books import Books
    from storage.messaging.outbox_rows import Row
    from talk.messenger import Messenger
    from talk.prompt import Prompt


KEPT_FREE: Final = 8
"""One place in so many of the lane of answers waits for somebody who had nothing lately: they go first."""


class Claiming:
    """For one account. All of it happens in the transaction of one look at the outbox."""

    def __init__(self, messenger: Messenger, clock: Clock, in_flight: InFlight) -> None:
        self._messenger = messenger
        self._account = messenger.account
        self._clock = clock
        self._in_flight = in_flight
        self._closed: bool | None = None
        """Whether residents are not to be written to; None: not asked yet."""

    async def claim(self, books: Books, room: dict[int, int]) -> tuple[list[Batch], bool]:
        """As many batches as there is room for (lane → how many; it is counted down), and whether somebody sleeps.

        Whoever was to be told in their quiet hours keeps those behind them from being seen: then look once more.
        """
        claimed = []
        due, slept = await self._due(books, room)
        now = self._clock.now()
        for batch in due:
            needed = self.kept_free(batch.lane) if batch.rows[0].behind(now) > 0 else 0
            if room[batch.lane] > needed and await books.delivery_queue.claim(
                [row.id for row in batch.rows], call=batch.call
            ):
                room[batch.lane] -= 1
                claimed.append(batch)
        return claimed, slept

    def kept_free(self, lane: int) -> int:
        """Places of a lane that those who had much lately leave to others."""
        return self._messenger.limits.at_once // KEPT_FREE if lane == INTERACTIVE else 0

    def has_room(self, behind: float) -> bool:
        """Whether one more answer can be under way, that stands so many seconds behind others."""
        left = self._in_flight.room(self._messenger.limits.at_once)[INTERACTIVE]
        return left > (self.kept_free(INTERACTIVE) if behind > 0 else 0)

    async def _due(self, books: Books, room: dict[int, int]) -> tuple[list[Batch], bool]:
        now = self._clock.now()
        rows: list[Row] = []
        for lane in LANES:
            most = max(0, room[lane]) * (1 if lane == INTERACTIVE else self._messenger.limits.together)
            rows += await books.delivery_queue.due(
                self._account, now, busy=self._in_flight.busy, limit=most, lanes=(lane,)
            )
        tried = dict.fromkeys(row.call for row in rows if row.call is not None)
        calls = {call: await books.delivery_queue.of_call(call) for call in tried}
        void = await self._withdraw_outdated(books, [row for row in rows if row.call is None], calls)
        void |= await self._keep_from_residents(books, [row for row in rows if row.id not in void], now)
        void |= await wait_for_more(books, [row for row in rows if row.id not in void], self._messenger.limits, now)
        slept = await postpone(books, [row for row in rows if row.id not in void], now)
        void |= slept
        fresh = (row for row in rows if row.call is None and row.id not in void)
        batches = pack(fresh, together=self._messenger.limits.together, one=self._is_one_message)
        for call, repeated in calls.items():
            if not any(row.chat in self._in_flight.busy or row.id in void for row in repeated):
                batches.append(Batch(rows=repeated, call=call))
        return _one_for_each_chat(batches), bool(slept)

    async def _withdraw_outdated(
        self, books: Books, rows: Sequence[Row], calls: Mapping[int, Sequence[Row]]
    ) -> frozenset[int]:
        """Reminders of what was cancelled or moved since do not leave, though the walk that withdraws them goes on."""
        void = await books.notices.outdated([*rows, *itertools.chain(*calls.values())])
        if not void:
            return void
        whole = [row for mates in calls.values() if all(one.id in void for one in mates) for row in mates]
        gone = frozenset(row.id for row in (*rows, *whole)) & void
        await books.notices.withdraw(gone, at=self._clock.now())
        return gone

    async def _keep_from_residents(self, books: Books, rows: Sequence[Row], now: datetime) -> frozenset[int]:
        if self._closed is None:  # a setting: it holds as long as the program runs
            account = await books.accounts.get(self._account)
            self._closed = account is not None and not account.residents
        return await send_elsewhere(books, rows, now) if self._closed and rows else frozenset()

    def _is_one_message(self, prompt: Prompt) -> bool:
        return not isinstance(self._messenger, TellsMany) or self._messenger.is_one_message(prompt)


def _one_for_each_chat(batches: Sequence[Batch]) -> list[Batch]:
    """A call that is repeated may have somebody in it to whom something else is due: that waits."""
    taken: set[int] = set()
    kept = []
    for batch in sorted(batches, key=lambda one: one.lane):
        chats = {row.chat for row in batch.rows}
        if not taken & chats:
            kept.append(batch)
            taken |= chats
    return kept
