"""Whose limit a refusal was: of one chat, or of the whole bot. Telegram's answer names the seconds and nothing else.

It takes about a message a second for a chat, more for a moment (bots/faq). A chat that got more than that just now has
been refused for itself; one that got less can only have met the limit of all. See docs/decisions/pace.md.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Final

BURST: Final = 3
"""So many messages in as many seconds, and one more, are a burst."""
MINUTE: Final = 60.0
"""Seconds that a chat's own limit asks for at most, as far as is known; a longer rest is the bot's."""


class Bursts:
    """The messages to each private chat in the last seconds."""

    def __init__(self) -> None:
        self._sent: deque[tuple[float, object]] = deque()
        self._counts: Counter[object] = Counter()

    def sends(self, chat: object, now: float) -> None:
        """One more leaves for this chat."""
        self._drop_old(now)
        self._sent.append((now, chat))
        self._counts[chat] += 1

    def refused(self, chat: object, *, after: float, now: float) -> bool:
        """Whether it was for the chat's sake that the last one to it was refused for ``after`` seconds."""
        self._drop_old(now)
        return after <= MINUTE and self._counts[chat] > BURST

    def _drop_old(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - BURST:
            _, chat = self._sent.popleft()
            self._counts[chat] -= 1
            if not self._counts[chat]:
                del self._counts[chat]
