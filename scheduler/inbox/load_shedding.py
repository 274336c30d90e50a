"""What is not dealt with because somebody writes too much: let go with a word, or without when they were told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from handlers.texts.turn import shared
from storage.sql.errors import StorageError
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from scheduler.inbox.admission import Admission
    from storage.messaging.inbox import Row
    from talk.rich import Say

log = structlog.get_logger()

BACKLOG: Final = 30
"""A person whose unheard messages are more than that is asked to wait; the surplus is not dealt with."""
GATHERED: Final = 0.5
"""Seconds for which rows are gathered that go without a word."""
BATCH: Final = 500
"""Rows that are let go in one transaction."""


class LoadShedding:
    """``close`` lets rows go with a word or without, ``spawn`` makes a task of work."""

    def __init__(
        self,
        admission: Admission,
        close: Callable[[Sequence[Row], Say | None], Awaitable[None]],
        spawn: Callable[[Coroutine[None, None, None]], asyncio.Task[None]],
    ) -> None:
        self._admission = admission
        self._close = close
        self._spawn = spawn
        self._gathered: list[Row] = []

    def tell(self, row: Row) -> None:
        """It is let go, and its sender asked to write more slowly."""
        self._spawn(self._let_go([row], shared.TOO_FAST))

    def shed(self, row: Row) -> None:
        """It is let go; its sender was told."""
        self._gathered.append(row)
        if len(self._gathered) == 1:
            self._spawn(self._let_go_gathered())

    async def _let_go_gathered(self) -> None:
        try:
            await asyncio.sleep(GATHERED)
        finally:  # also when the inbox stops: it will find them anew
            rows, self._gathered = self._gathered, []
        log.warning("turns_refused", rows=len(rows), chats=len({(row.account_id, row.chat) for row in rows}))
        for start in range(0, len(rows), BATCH):
            await self._let_go(rows[start : start + BATCH], None)

    async def _let_go(self, rows: Sequence[Row], text: Say | None) -> None:
        """As often as the database makes us try; a kill meanwhile leaves them stored, and they are decided anew."""
        while True:
            try:
                await self._close(rows, text)
            except StorageError as trouble:
                log.error("turn_waits", row=rows[0].id, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(GATHERED)
            else:
                return

    async def drop_surplus(self, queue: deque[Row], *, ask: bool) -> bool:
        """A person's newest messages beyond the backlog are let go; they are asked to wait, once in a flood.

        What happened to a group or to our reach is never let go. Whether there was any surplus. Raises StorageError.
        """
        surplus = [row for row in list(queue)[BACKLOG:] if isinstance(row.update, IncomingMessage)]
        if not surplus:
            return False
        ask = ask and self._admission.tells(surplus[0])
        await self._close(surplus, shared.TOO_FAST if ask else None)
        dropped = {row.id for row in surplus}
        kept = [row for row in queue if row.id not in dropped]
        queue.clear()
        queue.extend(kept)
        log.warning("surplus_dropped", chat_rows=len(dropped), account=kept[0].account_id)
        return True
