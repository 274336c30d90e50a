"""Whether a journal's hash chain holds: it is recomputed, and the result remembered by its last entry (row 9).

New entries are checked after those checked before; once an hour the whole chain is read anew. A long chain is read in
the background, piece by piece, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from domain.journal import Broken, Entry, Fault, Verified
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.database import Database

log = structlog.get_logger()

AGAIN: Final = timedelta(hours=1)
"""How long a result holds; then the whole chain is read anew."""
PIECE: Final = 200
"""Entries that are checked before other tasks have their turn: a few milliseconds."""
PATIENCE: Final = 0.05
"""Seconds that a page waits for a result; most journals are checked by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCheck:
    """The result for one chain, which holds up to the entry ``head`` at least."""

    walked: Verified
    broken: Broken | None
    whole_at: datetime
    """When the chain was last read from its first entry."""

    @property
    def head(self) -> Entry | None:
        return self.walked.head

    @property
    def entries(self) -> int:
        """How many hold: their numbers begin with 1 and have no gaps."""
        return self.head.seq if self.head else 0


class JournalChecks:
    """The results for all alliances; ``patience`` in seconds."""

    def __init__(self, database: Database, *, patience: float = PATIENCE) -> None:
        self._database = database
        self._patience = patience
        self._known: dict[int, JournalCheck] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def of(self, alliance: Alliance, head: str | None, now: datetime) -> JournalCheck | None:
        """The result for the chain whose last entry has the hash ``head`` (None: no entries); None while it is made.

        A broken chain stays broken for an hour, whatever is appended to it.
        """
        known = self._known.get(alliance.id)
        if known is not None and self._fits(known, head, now):
            return known
        task = self._tasks.get(alliance.id)
        if task is None:
            task = asyncio.create_task(self._check(alliance, now), name=f"journal check {alliance.id}")
            self._tasks[alliance.id] = task
        await asyncio.wait({task}, timeout=self._patience)
        known = self._known.get(alliance.id)
        return known if known is not None and self._fits(known, head, now) else None

    async def close(self) -> None:
        """Cancel the checks that are under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @staticmethod
    def _fits(known: JournalCheck, head: str | None, now: datetime) -> bool:
        same = known.broken is not None or (known.head.hash if known.head else None) == head
        return same and now - known.whole_at < AGAIN

    async def _check(self, alliance: Alliance, now: datetime) -> None:
        try:
            known = self._known.get(alliance.id)
            if known is None or known.broken is not None or now - known.whole_at >= AGAIN:
                known = None
            self._known[alliance.id] = await self._read_on(alliance, known, now)
        except StorageError as trouble:  # the page says that it is being checked, and the next visit tries again
            log.warning("journal_not_checked", alliance=alliance.id, why=str(trouble))
        finally:
            del self._tasks[alliance.id]

    async def _read_on(self, alliance: Alliance, known: JournalCheck | None, now: datetime) -> JournalCheck:
        """Each piece in a transaction of its own: a chain only grows, so pieces of different moments fit together."""
        walked = known.walked if known else Verified()
        whole_at = known.whole_at if known else now
        while True:
            head = walked.head
            async with self._database.reading() as books:
                piece = await books.journal.after(alliance.id, head.seq if head else 0, limit=PIECE)
                last = (await books.journal.page(alliance.id, limit=1)).items if not piece else ()
            if not piece:
                cut = head is not None and (not last or last[0].hash != head.hash)
                broken = Broken(seq=head.seq, why=Fault.NUMBER) if cut and head is not None else walked.fault
                return JournalCheck(walked=walked, broken=broken, whole_at=whole_at)
            further = walked.further(piece, alliance.journal_key)
            if isinstance(further, Broken):
                return JournalCheck(walked=walked, broken=further, whole_at=whole_at)
            walked = further
            await asyncio.sleep(0)
