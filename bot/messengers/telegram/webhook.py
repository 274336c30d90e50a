"""A webhook: who may knock, what is in the hand, and whether it is still ours."""

from __future__ import annotations

import re
from collections.abc import Mapping

import structlog
from aiogram.methods import GetWebhookInfo, SetWebhook
from aiogram.types import WebhookInfo

from bot.messengers.telegram.api import Api
from bot.messengers.telegram.hearing_state import HearingState
from bot.messengers.webhook_body import check as check_json
from bot.messengers.webhook_body import parsed, same
from talk.messenger import Broken, Undelivered

log = structlog.get_logger(__name__)

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
BODY_BYTES = 1024 * 1024
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


LOOK_SECONDS = 60.0
"""Between two looks whether the webhook is still ours."""


class Watch:
    """Sees to it that Telegram knocks here: another program with the token may have set or taken down the webhook."""

    def __init__(self, api: Api, hook: SetWebhook, state: HearingState) -> None:
        self._api = api
        self._hook = hook
        self._state = state

    async def look(self) -> None:
        """Set it again where it is another's or none. Raises Broken."""
        try:
            info = await self._api(GetWebhookInfo())
            if info.url != self._hook.url:
                self._state.conflict()
                log.warning("telegram_webhook_was_taken")
                await self._api(self._hook)
                return
        except Broken:
            raise
        except Undelivered as trouble:
            log.warning("telegram_webhook_not_seen", reason=str(trouble))
            self._state.trouble(str(trouble))
            return
        if (trouble_there := unreached(info)) is not None:
            self._state.trouble(trouble_there)
        else:
            self._state.heard()


def unreached(info: WebhookInfo) -> str | None:
    """What Telegram says of its last knocks; None when something waits for no answer of ours."""
    if not info.pending_update_count or info.last_error_message is None:
        return None
    return f"Telegram does not reach the webhook: {info.last_error_message[:200]}"


class TurnedAway(Exception):
    """The request is not let in. ``status`` is all that the other side learns."""

    def __init__(self, status: int) -> None:
        super().__init__(f"turned away with {status}")
        self.status = status


def check(url: str | None, secret: str | None, *, local: bool) -> None:
    """Raises Broken when a webhook with these settings would be open to anybody or could not be set.

    A ``local`` Bot API server takes plain http:// as well (bots/api#using-a-local-bot-api-server).
    """
    if not url or not url.startswith(("https://", "http://") if local else "https://"):
        raise Broken("webhook mode needs a public https:// address")
    if not secret or not _SECRET.fullmatch(secret):
        raise Broken("webhook mode needs a secret of 1 to 256 letters A-Z a-z, digits, _ and -")


def admit(headers: Mapping[str, str], body: bytes, secret: str | None) -> dict[str, object]:
    """The update in a request that proves to come from Telegram. Raises TurnedAway."""
    given = next((value for name, value in headers.items() if name.lower() == SECRET_HEADER), "")
    if not secret or not same(given, secret):
        raise TurnedAway(401)
    if len(body) > BODY_BYTES:
        raise TurnedAway(413)
    try:
        update = parsed(body)
        check_json(update)
    except (ValueError, TypeError):
        raise TurnedAway(400) from None
    return update
