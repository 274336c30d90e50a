"""When each event was last changed in public: the journal knows, and is read only where it has grown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from domain.journal import Kind

if TYPE_CHECKING:
    from storage.books import Books

AT_ONCE: Final = 100
"""Entries that are read before others get their turn."""


class LastChanges:
    """Of all alliances that somebody asked for."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, dict[int, datetime]]] = {}

    async def of(self, books: Books, alliance_id: int) -> Mapping[int, datetime]:
        """Event id → moment; without the events that the journal never spoke of."""
        seq, changed = self._known.get(alliance_id, (0, {}))
        while entries := await books.journal.after(alliance_id, seq, limit=AT_ONCE):
            for entry in entries:
                event = entry.facts.get("event")
                if entry.kind is Kind.PLAN_CHANGED and isinstance(event, int):
                    changed[event] = max(entry.at, changed.get(event, entry.at))
            seq = entries[-1].seq
        self._known[alliance_id] = (seq, changed)
        return changed
