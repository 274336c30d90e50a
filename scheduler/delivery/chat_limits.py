"""The rate limit of a single chat, a sliding window and a distance: how long until it may get the next message.

Telegram and VK count the messages to one person and in one group besides all calls of a key (docs/decisions/pace.md).
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from talk.messenger import Tell

if TYPE_CHECKING:
    from talk.messenger import Action, Limits


class ChatLimits:
    """When the latest messages left, by chat, in seconds of the loop's clock; nothing older than the longest window."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sent: dict[int, deque[float]] = defaultdict(deque)
        self._order: deque[tuple[float, int]] = deque()
        """All of them by age, so that the old ones are found."""

    def wait_after(self, action: Action, chat: int, messages: int, now: float) -> float:
        """Seconds until the chat may get one more, now that it got so many ``messages``.

        The change of an answered question beside them counts as one.
        """
        limit = self._limits.chat if isinstance(action, Tell) else self._limits.group
        apart = 0.0 if isinstance(action, Tell) else messages * self._limits.spacing
        if limit is None:
            return apart
        calls, seconds = limit
        if isinstance(action, Tell) and action.settles is not None:
            messages += 1
        self._drop_old(now)
        sent = self._sent[chat]
        for _ in range(messages):
            sent.append(now)
            self._order.append((now, chat))
        return max(apart, sent[-calls] + seconds - now) if len(sent) >= calls else apart

    def _drop_old(self, now: float) -> None:
        longest = max(seconds for _, seconds in (self._limits.chat or (0, 0.0), self._limits.group or (0, 0.0)))
        while self._order and self._order[0][0] <= now - longest:
            _, chat = self._order.popleft()
            self._sent[chat].popleft()
            if not self._sent[chat]:
                del self._sent[chat]
