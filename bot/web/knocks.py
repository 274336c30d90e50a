"""``POST /{kind}/{account}``: a messenger's webhook knocks. What it says goes to the adapter; who it is, too."""

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
"""Wrong secrets of one address, before it is heard no more for a while."""
FORGIVEN: Final = 1 / 30
"""Guesses a second that are forgiven: two a minute."""
WRONG: Final = frozenset({401, 403})
NOBODY: Final = ""
"""The address of whoever comes through a proxy that tells none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocks:
    """The doors of all accounts."""

    database: Database
    messengers: Mapping[int, Messenger]
    hear: Hear
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES, FORGIVEN))

    async def knock(self, request: web.Request) -> web.Response:
        messenger = self.messengers.get(int(request.match_info["account"]))
        if messenger is None or messenger.kind != request.match_info["kind"]:
            raise web.HTTPNotFound
        address = request.app[CLIENTS].address_of(request)
        if address is not None and self.guesses.wait(address):  # before it is compared: nothing is learned by guessing
            request.app[COUNTS]["secret"] += 1
            raise too_many(self.guesses.wait(address))
        try:
            status, text = await messenger.handle_webhook(request.headers, await request.read(), self.hear)
        except StorageError as trouble:  # not stored, so not confirmed: the messenger will knock again
            log.error("knock_not_stored", account=messenger.account, why=str(trouble))  # noqa: TRY400 - not a bug
            raise web.HTTPServiceUnavailable from None
        if status in WRONG:
            await self._guessed(request, messenger, address or NOBODY)
        return web.Response(status=status, text=text)

    async def _guessed(self, request: web.Request, messenger: Messenger, address: str) -> None:
        """Whoever is told by nobody cannot be shut out without shutting out the messenger: they are only counted."""
        request.app[COUNTS]["secret"] += 1
        if self.guesses.take(address):
            log.warning("wrong_secret", account=messenger.account, kind=messenger.kind)
            with suppress(StorageError):  # the log has it
                async with self.database.writing(quick=True, lasting=False) as books:
                    await books.audit.note("secret", f"account:{messenger.account}", at=datetime.now(UTC))
        elif address == NOBODY:
            raise too_many(self.guesses.wait(address))
