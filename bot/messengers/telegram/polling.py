"""The long poll. An update is confirmed, by asking for the next one, only after it was stored.

aiogram's own polling confirms updates that are still being handled: a crash loses them (TELEGRAM, measured).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import structlog
from aiogram.methods import TelegramMethod

from bot.messengers.telegram.api import Api
from bot.messengers.telegram.failures import Contested
from bot.messengers.telegram.hearing import ALLOWED_UPDATES, number
from talk.backoff import backoff
from talk.messenger import Broken, Later, Undelivered

log = structlog.get_logger(__name__)

BATCH = 100
GRACE_SECONDS = 10.0
"""How much longer than the poll itself we wait for its answer."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0

Pause = Callable[[float], Awaitable[None]]
Chance = Callable[[], float]


class RawUpdates(TelegramMethod[list[Any]]):
    """``getUpdates`` whose updates are not parsed yet, so that one that cannot be spoils only itself."""

    __returning__: ClassVar[Any] = list[Any]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int
    allowed_updates: tuple[str, ...] = ALLOWED_UPDATES


async def poll(
    api: Api, take: Callable[[Sequence[object]], Awaitable[None]], *, seconds: int, pause: Pause, chance: Chance
) -> None:
    """Hand over batches for ever. ``take`` returns when a batch is stored; what it raises ends the poll unconfirmed.

    Raises Broken when the token is refused; all other trouble is outlived.
    """
    offset: int | None = None
    misses = 0
    while True:
        try:
            batch = await api(RawUpdates(offset=offset, timeout=seconds), within=seconds + GRACE_SECONDS)
        except Broken:
            raise
        except Undelivered as trouble:
            misses += 1
            event = "telegram_contested" if isinstance(trouble, Contested) else "telegram_unheard"
            log.warning(event, reason=str(trouble), misses=misses)
            await pause(patience(trouble, misses, chance))
            continue
        await take(batch)
        # After a week of silence the numbers begin anew, perhaps lower: an empty answer has confirmed all
        # before it, so we may forget where we were.
        numbers = [found for found in map(number, batch) if found is not None]
        offset = max(numbers) + 1 if numbers else None
        misses = misses + 1 if batch and not numbers else 0
        if misses:  # they come again at once
            log.warning("telegram_unconfirmed", updates=len(batch), misses=misses)
            await pause(backoff(misses, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance))


def patience(trouble: Undelivered, misses: int, chance: Chance) -> float:
    """Seconds to wait: what was asked of us, or longer each time."""
    asked = trouble.after if isinstance(trouble, Later) else 0.0
    return max(asked, backoff(misses, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance))
