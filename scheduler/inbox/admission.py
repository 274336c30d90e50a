"""Admission control in front of the turns: who has one now, which newcomers wait for room, who writes too much.

Only where the messenger has a limit: where it has none nothing has to be shared out.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from scheduler.inbox.newcomers import address, rate
from scheduler.inbox.rate_limit import RateLimit, Turn
from storage.messaging.answers import FARTHEST
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scheduler.inbox.newcomers import Newcomers
    from storage.books import Books
    from storage.messaging.inbox import Row
    from talk.messenger import Messenger

RECALLED: Final = timedelta(minutes=1)
"""After a start: turns of that time count. A bucket is full again after half a minute."""
MOST_RECALLED: Final = 20_000
"""Of these turns."""
DECISIONS: Final = 5000
"""Events of which is remembered what was decided."""

Verdict = Literal["turn", "waits", "told", "shed"]
"""A turn now; one when there is room (a newcomer's); none, and they are asked to write more slowly, or were already."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a row, which knows now how far its answers stand behind."""

    row: Row
    verdict: Verdict


class Admission:
    """In front of all accounts of this process."""

    def __init__(self, messengers: Mapping[int, Messenger], newcomers: Newcomers) -> None:
        self._limited = {account for account, messenger in messengers.items() if rate(messenger)}
        self._newcomers = newcomers
        self._rate_limit = RateLimit()
        self._recalled: set[int] = set()
        self._decided: OrderedDict[tuple[int, str], tuple[float, Verdict]] = OrderedDict()

    async def decide(self, books: Books, rows: Sequence[Row], now: datetime) -> list[Decision]:
        """In their order. Belongs into the transaction in which they were stored or found."""
        limited = [row for row in rows if self._is_limited(row)]
        if not limited:
            return [Decision(row, "turn") for row in rows]
        for account in {row.account_id for row in limited} - self._recalled:
            await self._recall(books, account, now)
        await self._newcomers.look_up(books, {address(row) for row in limited}, now)
        strangers = {row.account_id for row in limited if not self._newcomers.is_greeted(row)}
        room = await self._newcomers.room(books, strangers)
        return [self._once(row, now, room) if self._is_limited(row) else Decision(row, "turn") for row in rows]

    def _is_limited(self, row: Row) -> bool:
        return row.account_id in self._limited and isinstance(row.update, IncomingMessage)

    def _once(self, row: Row, now: datetime, room: dict[int, int]) -> Decision:
        """What was decided of this event stays so: it may be found in the database while it is being stored."""
        event = (row.account_id, row.update.event_id)
        if event not in self._decided:
            self._decided[event] = self._decide(row, now, room)
            if len(self._decided) > DECISIONS:
                self._decided.popitem(last=False)
        behind, verdict = self._decided[event]
        return Decision(replace(row, behind=behind), verdict)

    def _decide(self, row: Row, now: datetime, room: dict[int, int]) -> tuple[float, Verdict]:
        who = self._newcomers.who(address(row))
        if who != address(row):
            self._rate_limit.known_as(who, address(row))
        taken = self._rate_limit.take(who, now.timestamp())
        behind = FARTHEST if self._newcomers.is_new(row, now) else taken.behind
        if not isinstance(taken, Turn):
            return behind, "told" if taken.first else "shed"
        return behind, "turn" if self._newcomers.enters(row, room) else "waits"

    def tells(self, row: Row) -> bool:
        """Whether somebody who writes too much is to be asked to wait."""
        return self._rate_limit.tells(self._newcomers.who(address(row)))

    async def _recall(self, books: Books, account: int, now: datetime) -> None:
        """What was taken before the program started is taken."""
        self._recalled.add(account)
        lately = await books.inbox.dealt_with(account, now - RECALLED, most=MOST_RECALLED)
        await self._newcomers.look_up(books, {(account, chat) for chat, _ in lately}, now)
        for chat, at in lately:  # of a private chat the number is the person's in each messenger that has a limit
            self._rate_limit.take(self._newcomers.who((account, chat)), at.timestamp())

    def leave(self, account: int) -> None:
        """Another process answers for it now."""
        self._recalled.discard(account)
