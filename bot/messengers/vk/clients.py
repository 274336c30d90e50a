"""What the apps of our conversation partners can do and show now. A loss only costs comfort.

Kept in memory, and over a restart by whoever is given as ``shelf``: the buttons at the foot of a chat outlive us.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any

from bot.messengers.catalogue import ClientShelf

REMEMBERED = 10_000
"""Chats; the longest unseen is forgotten first."""
OLD = "o"
"""The app knows no callback buttons."""
NOT_INLINE = "i"
"""It shows no buttons under a message."""
BARE = "b"
"""It shows no buttons at all."""
DOCKED = "d"
"""A regular keyboard covers the foot of the chat; it stays until another message changes it."""
MARKS = OLD + NOT_INLINE + BARE + DOCKED


class Clients:
    """The marks of every chat, as far as they are known."""

    def __init__(self, shelf: ClientShelf | None = None) -> None:
        self._shelf = shelf
        self._marks: OrderedDict[int, dict[str, bool]] = OrderedDict()
        self._kept: OrderedDict[int, str] = OrderedDict()
        """As they stand on the shelf."""

    def marks(self, chat: int) -> frozenset[str]:
        """Those that hold."""
        return frozenset(mark for mark, holds in self._marks.get(chat, {}).items() if holds)

    def is_old(self, chat: int) -> bool:
        """Whether the person's app knows no callback buttons."""
        return OLD in self.marks(chat)

    def is_docked(self, chat: int) -> bool:
        """Whether a regular keyboard covers the foot of the chat."""
        return DOCKED in self.marks(chat)

    def learn(self, chat: int, client_info: Mapping[str, Any]) -> None:
        """From ``client_info`` of a message."""
        actions = client_info.get("button_actions")
        if isinstance(actions, list):
            self._mark(chat, OLD, holds="callback" not in actions)
        inline, regular = client_info.get("inline_keyboard"), client_info.get("keyboard")
        if isinstance(inline, bool):
            self._mark(chat, NOT_INLINE, holds=not inline)
            self._mark(chat, BARE, holds=not inline and regular is False)

    def dock(self, chat: int, *, up: bool) -> None:
        self._mark(chat, DOCKED, holds=up)

    async def recall(self, chats: Collection[int]) -> None:
        """What was known of these chats before the program began; what was learned since counts more."""
        unknown = [chat for chat in chats if chat not in self._kept]
        if self._shelf is None or not unknown:
            return
        found = await self._shelf.read(unknown)
        for chat in unknown:
            marks = self._kept[chat] = found.get(chat, "")
            for mark in marks:
                if mark not in self._marks.get(chat, {}):
                    self._mark(chat, mark, holds=True)
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    async def keep(self, chat: int) -> None:
        """On the shelf, if anything is different."""
        marks = "".join(mark for mark in MARKS if mark in self.marks(chat))
        if self._shelf is not None and self._kept.get(chat) != marks:
            await self._shelf.write(chat, marks)
            self._kept[chat] = marks

    def _mark(self, chat: int, mark: str, *, holds: bool) -> None:
        self._marks.setdefault(chat, {})[mark] = holds
        self._marks.move_to_end(chat)
        if len(self._marks) > REMEMBERED:
            forgotten, _ = self._marks.popitem(last=False)
            self._kept.pop(forgotten, None)
