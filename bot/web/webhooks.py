"""``POST /{kind}/{account}``: webhooks of the messengers. The adapter checks the secret and reads the body."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.web.http.clients import CLIENTS
from bot.web.http.counts import COUNTS
from bot.web.http.limits import Buckets, too_many
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from storage.database import Database
    from talk.messenger import Hear, Messenger

log = structlog.get_logger()

GUESSES: Final = 20
"""Wrong secrets of one address, after which it gets 429 for a while."""
FORGIVEN: Final = 1 / 30
"""Guesses that come back each second: two a minute."""
WRONG: Final = frozenset({401, 403})
"""Statuses by which an adapter says that the secret was wrong."""
UNKNOWN: Final = ""
"""Key of all who come through a proxy that does not say for whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """The webhooks of all accounts; ``guesses``: how many wrong secrets an address has left."""

    database: Database
    messengers: Mapping[int, Messenger]
    """By the number of the account."""
    hear: Hear
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES, FORGIVEN))

    async def handle(self, request: web.Request) -> web.Response:
        """The adapter's answer, once its updates are stored.

        Raises HTTPNotFound for an account that is not served here, HTTPTooManyRequests after too many wrong secrets,
        HTTPServiceUnavailable when the updates were not stored: the messenger will bring them again.
        """
        messenger = self.messengers.get(int(request.match_info["account"]))
        if messenger is None or messenger.kind != request.match_info["kind"]:
            raise web.HTTPNotFound
        address = request.app[CLIENTS].address_of(request)
        if address is not None and self.guesses.wait(address):  # before it is compared: nothing is learned by guessing
            request.app[COUNTS]["secret"] += 1
            raise too_many(self.guesses.wait(address))
        try:
            status, text = await messenger.handle_webhook(request.headers, await request.read(), self.hear)
        except StorageError as trouble:  # not stored, so not confirmed
            log.error("webhook_not_stored", account=messenger.account, why=str(trouble))  # noqa: TRY400 - not a bug
            raise web.HTTPServiceUnavailable from None
        if status in WRONG:
            await self._guessed(request, messenger, address or UNKNOWN)
        return web.Response(status=status, text=text)

    async def _guessed(self, request: web.Request, messenger: Messenger, address: str) -> None:
        """Count a wrong secret. Raises HTTPTooManyRequests for an address that is unknown, once guesses are used up.

        Such a client cannot be refused before its secret is read: the messenger may come by the same proxy.
        """
        request.app[COUNTS]["secret"] += 1
        if self.guesses.take(address):
            log.warning("wrong_secret", account=messenger.account, kind=messenger.kind)
            with suppress(StorageError):  # the log has it
                async with self.database.writing(quick=True, lasting=False) as books:
                    await books.audit.note("secret", f"account:{messenger.account}", at=datetime.now(UTC))
        elif address == UNKNOWN:
            raise too_many(self.guesses.wait(address))
