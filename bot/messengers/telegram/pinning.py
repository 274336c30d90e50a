"""What stands at the head of a group."""

from __future__ import annotations

import structlog
from aiogram.methods import PinChatMessage, UnpinChatMessage

from bot.messengers.telegram.api import Calls
from talk.messenger import Undelivered

log = structlog.get_logger(__name__)


async def pin(call: Calls, group: int, ref: str, *, up: bool = True) -> None:
    """Pin a message, or unpin it; where the right is missing everything stays as it is."""
    message = int(ref)
    try:
        if up:
            await call(PinChatMessage(chat_id=group, message_id=message, disable_notification=True))
        else:
            await call(UnpinChatMessage(chat_id=group, message_id=message))
    except Undelivered as error:
        log.info("telegram_not_pinned", reason=str(error))
