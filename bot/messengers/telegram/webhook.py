"""A webhook's request: who may knock, and what is in the hand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.messengers.webhook_body import check as check_json
from bot.messengers.webhook_body import parsed, same
from talk.messenger import Broken

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
BODY_BYTES = 1024 * 1024
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


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
