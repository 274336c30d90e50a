"""Newcomers: who is one, and the waiting room of those for whose greeting there is no room yet.

Overload: answers that have not left are worth more than ``AHEAD`` seconds of what the account may send. Then whoever
is new here waits, first come, first served; those whom we know do not wait for them. What they said is stored, so
nothing is lost when the program stops meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from storage.sql.errors import StorageError
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Mapping
    from datetime import datetime

    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.inbox import Row
    from talk.messenger import Messenger

log = structlog.get_logger()

AHEAD: Final = 2.0
"""Seconds of what the account may send."""
LOOK: Final = 0.5
"""Seconds between two looks at answers that have not left."""
WELCOME: Final = 2
"""Messages that a newcomer gets: who we are, and after their yes what they can do."""
NEW: Final = timedelta(minutes=10)
"""So long after the greeting somebody is a newcomer, whose answers leave behind those to others."""
REMEMBERED: Final = 20_000
"""People whom we need not look up again."""

LOOKED_AT: Final = timedelta(minutes=1)
"""So long it is known whose an address is: addresses are joined and split. A bucket is full again sooner."""

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Greeted:
    """Somebody at an address."""

    person: int
    at: datetime
    looked_at: datetime


def rate(messenger: Messenger) -> float | None:
    """Messages a second; None without a limit."""
    pace = messenger.limits.pace
    return pace[0] / pace[1] if pace is not None and pace[1] > 0 else None


class Newcomers:
    """Of all accounts of this process; ``queue`` gives a row its turn, ``spawn`` makes a task of work."""

    def __init__(
        self,
        database: Database,
        messengers: Mapping[int, Messenger],
        clock: Clock,
        queue: Callable[[Row], None],
        spawn: Callable[[Coroutine[None, None, None]], asyncio.Task[None]],
    ) -> None:
        self._database = database
        self._messengers = messengers
        self._clock = clock
        self._queue = queue
        self._spawn = spawn
        self._greeted: OrderedDict[Key, _Greeted] = OrderedDict()
        """By addresses."""
        self._waiting: dict[int, OrderedDict[int, deque[Row]]] = {}
        """By account, by chat."""
        self._entering: set[Key] = set()
        """Chats whose first turns are under way."""

    async def look_up(self, books: Books, keys: Collection[Key], now: datetime) -> None:
        """Who it is that wrote, and whether they were greeted, where it is not known, or no longer for sure."""
        unknown: dict[int, set[int]] = {}
        for account, user in keys:
            known = self._greeted.get((account, user))
            if known is None or not timedelta() <= now - known.looked_at < LOOKED_AT:
                unknown.setdefault(account, set()).add(user)
        for account, users in unknown.items():
            found = await books.people.greeted(account, users)
            for user in users:
                self._greeted.pop((account, user), None)
            for user, (person, at) in found.items():
                self._greeted[account, user] = _Greeted(person, at, now)
        while len(self._greeted) > REMEMBERED:
            self._greeted.popitem(last=False)

    def is_greeted(self, row: Row) -> bool:
        return address(row) in self._greeted

    def who(self, at: Key) -> int | Key:
        """The person with this address; of somebody new the address."""
        known = self._greeted.get(at)
        return at if known is None else known.person

    def is_new(self, row: Row, now: datetime) -> bool:
        greeted = self._greeted.get(address(row))
        return greeted is None or timedelta() <= now - greeted.at < NEW

    async def room(self, books: Books, accounts: Collection[int]) -> dict[int, int]:
        """How many more newcomers can be answered within the next ``AHEAD`` seconds; one can, if nobody waits."""
        found = {}
        for account in accounts:
            most = max(WELCOME, int((rate(self._messengers[account]) or 0) * AHEAD))
            unsent = await books.answers.unsent(account, self._clock.now(), most=most)
            found[account] = (most - unsent) // WELCOME - sum(key[0] == account for key in self._entering)
        return found

    def enters(self, row: Row, room: dict[int, int]) -> bool:
        """Whether it has a turn now: newcomers while there is ``room`` (counted down) and nobody waits before them."""
        key: Key = (row.account_id, row.chat)
        waiting = self._waiting.get(row.account_id, OrderedDict())
        if row.chat in waiting:  # behind what they said before
            return False
        if not self.is_greeted(row) and key not in self._entering:
            if waiting or room[row.account_id] <= 0:
                return False
            room[row.account_id] -= 1
            self._entering.add(key)
        return True

    def entered(self, account: int, chat: int) -> None:
        """Nothing of this chat is under way any more."""
        self._entering.discard((account, chat))

    def wait(self, row: Row) -> None:
        """It waits from now on."""
        waiting = self._waiting.get(row.account_id)
        if waiting is None:
            waiting = self._waiting[row.account_id] = OrderedDict()
            log.warning("newcomers_wait", account=row.account_id)
            self._spawn(self._let_in(row.account_id, waiting))
        waiting.setdefault(row.chat, deque()).append(row)

    async def _let_in(self, account: int, waiting: OrderedDict[int, deque[Row]]) -> None:
        """In their order, each with all that they have said, whenever there is room for some, until nobody waits."""
        try:
            while waiting:
                try:
                    async with self._database.reading() as books:
                        room = (await self.room(books, [account]))[account]
                except StorageError as trouble:
                    log.error("newcomers_wait_longer", account=account, why=str(trouble))  # noqa: TRY400 - not a bug
                    room = 0
                for _ in range(min(room, len(waiting))):
                    chat, rows = waiting.popitem(last=False)
                    self._entering.add((account, chat))
                    for row in rows:
                        self._queue(row)
                if waiting:
                    await asyncio.sleep(LOOK)
        finally:
            if self._waiting.get(account) is waiting:
                del self._waiting[account]

    def leave(self, account: int) -> None:
        """Another process answers for it now, and finds those who wait."""
        if (waiting := self._waiting.pop(account, None)) is not None:
            waiting.clear()
        self._entering = {key for key in self._entering if key[0] != account}


def address(row: Row) -> Key:
    """Whose message it is."""
    assert isinstance(row.update, IncomingMessage), "only people are newcomers"
    return row.account_id, row.update.user
