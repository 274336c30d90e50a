"""Whether what people write reaches us: what the long poll and the looks at the webhook have met lately."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

LATELY: Final = 300.0
"""Seconds for which a conflict with another program is remembered."""
MANY: Final = 3
"""So many conflicts lately are no hand-over at a restart: another program has the same token."""
SILENCE: Final = 120.0
"""Seconds without any answer to a poll, or with a webhook that is not reached, after which the bot counts as deaf."""
OTHER_PROGRAM: Final = (
    "another program uses the same token (getUpdates, setWebhook or deleteWebhook): stop it, "
    "or get a new token from @BotFather"
)


class HearingState:
    """Of one bot; moments are those of the loop's clock."""

    def __init__(self) -> None:
        self._conflicts: deque[float] = deque(maxlen=MANY)
        self._trouble: str | None = None
        self._since = 0.0

    def heard(self) -> None:
        """An answer came: Telegram has told all that it had."""
        self._trouble = None

    def conflict(self) -> None:
        """Another program was in the way."""
        self._conflicts.append(_now())

    def trouble(self, why: str) -> None:
        """No answer came, or Telegram does not reach us."""
        if self._trouble is None:
            self._since = _now()
        self._trouble = why

    @property
    def why(self) -> str | None:
        """Why nothing is heard; None while it is."""
        now = _now()
        if len(self._conflicts) == MANY and now - self._conflicts[0] < LATELY:
            return OTHER_PROGRAM
        return self._trouble if now - self._since >= SILENCE else None


def _now() -> float:
    return asyncio.get_running_loop().time()
