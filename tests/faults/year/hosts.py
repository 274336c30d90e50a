"""What librarians do to events: the real deeds, each until it is done or refused, also across crashes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import dispatcher
from handlers.turn.context import TurnRefused
from storage.sql.errors import StorageError
from talk.errors import Refused
from talk.updates import AccountId, IncomingMessage

if TYPE_CHECKING:
    from collections import deque

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import Context
    from scheduler.clock import Clock
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody with this account and chat wants to have done. Doing it twice does it once."""

    account: int
    chat: int
    does: Callable[[Context], Awaitable[None]]


class Hosts:
    """Does what is wanted, one after the other."""

    def __init__(self, database: Database, directory: AccountDirectory, clock: Clock, wanted: deque[Deed]) -> None:
        self._database = database
        self._directory = directory
        self._clock = clock
        self._wanted = wanted
        self.woken = asyncio.Event()

    async def run(self) -> None:
        while True:
            while self._wanted:
                try:
                    await self._do(self._wanted[0])
                except StorageError:
                    await asyncio.sleep(1.0)
                    continue
                except (Refused, TurnRefused):
                    pass  # it was too late for that, as the host reads
                self._wanted.popleft()
            self.woken.clear()
            await self.woken.wait()

    async def _do(self, deed: Deed) -> None:
        now = self._clock.now()
        heard = IncomingMessage(
            account=AccountId(deed.account), event_id="deed", chat=deed.chat, user=deed.chat, at=now, text="deed"
        )
        async with self._database.writing() as books:
            await deed.does(await dispatcher.open_context(books, heard, directory=self._directory, now=now))
