"""The long poll. An update is confirmed, by asking for the next one, only after it was stored.

aiogram's own polling confirms updates that are still being handled: a crash loses them (TELEGRAM, measured).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import structlog
from aiogram.methods import DeleteWebhook, TelegramMethod

from bot.messengers.telegram.api import Api
from bot.messengers.telegram.failures import Contested, Hooked
from bot.messengers.telegram.hearing import ALLOWED_UPDATES, number
from bot.messengers.telegram.hearing_state import HearingState
from talk.backoff import backoff
from talk.messenger import Broken, Later, Undelivered

log = structlog.get_logger(__name__)

BATCH = 100
GRACE_SECONDS = 10.0
"""How much longer than the poll itself we wait for its answer."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
HASTE = 1.0
"""Seconds: an empty answer that comes sooner was not waited for."""

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
    api: Api,
    take: Callable[[Sequence[object]], Awaitable[None]],
    *,
    seconds: int,
    pause: Pause,
    chance: Chance,
    state: HearingState,
) -> None:
    """Hand over batches for ever. ``take`` returns when a batch is stored; what it raises ends the poll unconfirmed.

    A webhook that another program sets meanwhile is taken down. Raises Broken when the token is refused; all other
    trouble is outlived.
    """
    offset: int | None = None
    misses = hasty = 0
    while True:
        asked = asyncio.get_running_loop().time()
        try:
            batch = await api(RawUpdates(offset=offset, timeout=seconds), within=seconds + GRACE_SECONDS)
        except Broken:
            raise
        except Undelivered as trouble:
            misses += 1
            if not (await _is_mended(api, trouble, misses, state) and misses == 1):
                await pause(patience(trouble, misses, chance))
            continue
        state.heard()
        await take(batch)
        # After a week of silence the numbers begin anew, perhaps lower: an empty answer has confirmed all
        # before it, so we may forget where we were.
        numbers = [found for found in map(number, batch) if found is not None]
        offset = max(numbers) + 1 if numbers else None
        misses = misses + 1 if batch and not numbers else 0
        if misses:  # they come again at once
            log.warning("telegram_unconfirmed", updates=len(batch), misses=misses)
            await pause(backoff(misses, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance))
        # An empty answer that does not wait as long as it was asked to would be asked for a thousand times a second.
        hasty = hasty + 1 if not batch and asyncio.get_running_loop().time() - asked < min(seconds, HASTE) else 0
        if hasty:
            await pause(backoff(hasty, first=FIRST_PAUSE / 4, longest=float(seconds), chance=chance))


async def _is_mended(api: Api, trouble: Undelivered, misses: int, state: HearingState) -> bool:
    """Whether what stood in the way is gone: a webhook. Raises Broken."""
    if not isinstance(trouble, Contested):
        log.warning("telegram_unheard", reason=str(trouble), misses=misses)
        state.trouble(str(trouble))
        return False
    log.warning("telegram_contested", reason=str(trouble), misses=misses)
    state.conflict()
    if not isinstance(trouble, Hooked):
        return False
    try:
        await api(DeleteWebhook(drop_pending_updates=False))
    except Broken:
        raise
    except Undelivered as refusal:
        log.warning("telegram_webhook_stays", reason=str(refusal))
        return False
    log.warning("telegram_webhook_taken_down")
    return True


def patience(trouble: Undelivered, misses: int, chance: Chance) -> float:
    """Seconds to wait: what was asked of us, or longer each time."""
    asked = trouble.after if isinstance(trouble, Later) else 0.0
    return max(asked, backoff(misses, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance))
