"""A chat that had much lately: its next turn begins when its answers have left, and few such turns run at once."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, Final

from scheduler.inbox.rate_limit import SHARE
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from storage.database import Database
    from storage.messaging.inbox import Row

HURRIED: Final = 2 * SHARE
"""Seconds behind others: whoever stands so far behind is looked at before their next turn."""
UNSENT: Final = 3
"""When so many answers of a chat have not left, its next turn waits; one that says more than one may add to them."""
RUSHED: Final = 5 * SHARE
"""Seconds: whoever stands so far behind has their next turn when nothing is unsent; it would be run for nobody."""
LOOK: Final = 0.5
"""Seconds between two looks at what is unsent."""
PATIENT: Final = 60.0
"""Seconds that a turn waits for the answers before it to leave."""
AT_ONCE: Final = 2
"""Turns of such chats, in the whole program: the turns of others need not queue behind theirs."""


class Backpressure:
    """Of all chats of this process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)

    async def until_heard(self, row: Row) -> None:
        """Wait until the answers before it have left. Raises StorageError."""
        if row.behind < HURRIED:
            return
        loop, most = asyncio.get_running_loop(), UNSENT if row.behind < RUSHED else 1
        until = loop.time() + PATIENT
        while loop.time() < until:
            async with self._database.reading() as books:
                unsent = await books.answers.unsent(row.account_id, self._clock.now(), chat=row.chat, most=most)
            if unsent < most:
                return
            await asyncio.sleep(LOOK)

    def place(self, row: Row) -> AbstractAsyncContextManager[object]:
        """Held while its turn runs; what waits for files holds none."""
        waits = isinstance(row.update, IncomingMessage) and bool(row.update.files)
        return nullcontext() if row.behind < HURRIED or waits else self._places
