"""What the apps of our conversation partners can do and show now. Kept in memory: a loss only costs comfort."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

REMEMBERED = 10_000
"""Chats; the longest unseen is forgotten first."""


class Clients:
    """Which chats need text buttons, and in which a regular keyboard is up."""

    def __init__(self) -> None:
        self._old: OrderedDict[int, None] = OrderedDict()
        self._docked: OrderedDict[int, None] = OrderedDict()

    def is_old(self, chat: int) -> bool:
        """Whether the person's app knows no callback buttons."""
        return chat in self._old

    def is_docked(self, chat: int) -> bool:
        """Whether a regular keyboard covers the foot of the chat; it stays until another message changes it."""
        return chat in self._docked

    def learn(self, chat: int, client_info: Mapping[str, Any]) -> None:
        """From ``client_info`` of a message: ``button_actions`` names what the app knows."""
        actions = client_info.get("button_actions")
        if isinstance(actions, list):
            _mark(self._old, chat, yes="callback" not in actions)

    def dock(self, chat: int, *, up: bool) -> None:
        _mark(self._docked, chat, yes=up)


def _mark(chats: OrderedDict[int, None], chat: int, *, yes: bool) -> None:
    chats.pop(chat, None)
    if yes:
        chats[chat] = None
        if len(chats) > REMEMBERED:
            chats.popitem(last=False)
