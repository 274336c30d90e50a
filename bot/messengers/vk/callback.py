"""Callback API: VK knocks at our address. Only «ok», said after storing, stops it from knocking again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
import structlog
from vk_api.exceptions import ApiError, VkApiError

from bot.messengers.vk.api import VERSION, Key
from bot.messengers.vk.failures import NO_RIGHT, undelivered
from bot.messengers.vk.hearing import EVENTS, Hearing
from bot.messengers.webhook_body import check, parsed, same
from talk.messenger import Broken, Hear

TITLE = "tezki"
"""How our server is called in the community's settings; at most 14 characters."""
LONGEST_SECRET = 50
FRESH = 60.0
"""Seconds for which a fetched confirmation code is trusted: VK changes it, and anybody may ask us for it."""

log = structlog.get_logger()


class Callback:
    """The door of one community; ``secret_is_ours``: the program made it, nobody could enter it into VK by hand."""

    def __init__(
        self,
        key: Key,
        group_id: int,
        hearing: Hearing,
        *,
        secret: str | None,
        confirmation: str | None,
        url: str | None,
        secret_is_ours: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key = key
        self._group_id = group_id
        self._hearing = hearing
        self._secret = secret
        self._confirmation = confirmation
        self._url = url
        self._secret_is_ours = secret_is_ours
        self._clock = clock
        self._fetched: tuple[float, str] | None = None
        self._former_secrets: set[str] = set()
        """Of servers of ours that are to go: what VK has yet to bring there is heard."""
        self._unticked: set[int] = set()
        """Servers of ours that get nothing new since we looked last."""
        self._confirmed = False
        """An event has come with the secret: VK asks for no confirmation without it any more."""

    async def open(self) -> None:
        """Register the address, where we know it. Raises Broken without a secret: anybody could speak as VK."""
        if not self._secret or len(self._secret) > LONGEST_SECRET:
            raise Broken(f"The Callback API needs a secret of 1 to {LONGEST_SECRET} characters in the settings")
        if self._url is None:
            return
        try:
            await self._register(self._url, self._secret)
        except ApiError as refusal:
            if refusal.code not in NO_RIGHT:
                raise undelivered(refusal) from None
            if self._secret_is_ours:
                raise Broken(
                    "the key may not set the Callback API: set TEZKI_VK__CALLBACK_SECRET (16 and more)"
                ) from None
            log.warning("vk.callback_by_hand", group_id=self._group_id, code=refusal.code)
        except (VkApiError, requests.RequestException) as trouble:
            raise undelivered(trouble) from None

    async def retire(self) -> None:
        """Take our servers away, now that events come by long poll: first they get nothing new, the next time they go.

        What VK has yet to bring there is heard meanwhile. Best effort: never raises.
        """
        try:
            known: Mapping[str, Any] = await self._key.call("groups.getCallbackServers", group_id=self._group_id)
            ours = [one for one in known.get("items", ()) if one.get("title") == TITLE or one.get("url") == self._url]
            self._former_secrets.update(str(one["secret_key"]) for one in ours if one.get("secret_key"))
            for server in ours:
                await self._retire(int(server["id"]))
        except (VkApiError, requests.RequestException) as trouble:
            log.info("vk.callback_not_retired", group_id=self._group_id, reason=str(undelivered(trouble)))

    async def _retire(self, server: int) -> None:
        if server in self._unticked:
            await self._key.call("groups.deleteCallbackServer", group_id=self._group_id, server_id=server)
            self._unticked.discard(server)
            log.info("vk.callback_retired", group_id=self._group_id, server=server)
            return
        await self._key.call(
            "groups.setCallbackSettings",
            group_id=self._group_id,
            server_id=server,
            api_version=VERSION,
            **dict.fromkeys(EVENTS, False),
        )
        self._unticked.add(server)

    async def handle(self, body: bytes, hear: Hear) -> tuple[int, str]:
        """Status and text of the answer. What ``hear`` raises goes through: no «ok», so VK comes again."""
        try:
            update = parsed(body)
        except ValueError:
            return 400, "not JSON"
        except TypeError:
            update = {}
        if update.get("group_id") != self._group_id:
            return 403, "not for this community"
        known = any(same(update.get("secret"), one) for one in (self._secret, *self._former_secrets) if one)
        if update.get("type") == "confirmation":
            return await self._confirm() if known or self._is_first(update) else (403, "wrong secret")
        if not known:
            return 403, "wrong secret"
        self._confirmed = True
        try:
            check(update)
        except ValueError:
            return 400, "no event"
        updates = self._hearing.understand([update])
        if updates:
            await hear(updates)
        return 200, "ok"

    def _is_first(self, update: Mapping[str, Any]) -> bool:
        """Whoever sets the address by hand confirms it before VK has a secret; once events come, VK has both."""
        return not self._confirmed and update.get("secret") is None

    async def _confirm(self) -> tuple[int, str]:
        if self._confirmation:
            return 200, self._confirmation
        if self._fetched is None or self._clock() - self._fetched[0] > FRESH:
            try:
                answer = await self._key.call("groups.getCallbackConfirmationCode", group_id=self._group_id)
            except (VkApiError, requests.RequestException) as trouble:
                log.warning("vk.confirmation", group_id=self._group_id, reason=str(undelivered(trouble)))
                return 503, "try again"
            self._fetched = self._clock(), str(answer.get("code", ""))
        return 200, self._fetched[1]

    async def _register(self, url: str, secret: str) -> None:
        known: Mapping[str, Any] = await self._key.call("groups.getCallbackServers", group_id=self._group_id)
        ours = next((server for server in known.get("items", ()) if server.get("url") == url), None)
        if ours is None:
            added = await self._key.call(
                "groups.addCallbackServer", group_id=self._group_id, url=url, title=TITLE, secret_key=secret
            )
            server_id = added["server_id"]
        else:
            server_id = ours["id"]
            if not same(ours.get("secret_key"), secret):
                await self._key.call(
                    "groups.editCallbackServer",
                    group_id=self._group_id,
                    server_id=server_id,
                    url=url,
                    title=TITLE,
                    secret_key=secret,
                )
        await self._key.call(
            "groups.setCallbackSettings",
            group_id=self._group_id,
            server_id=server_id,
            api_version=VERSION,
            **dict.fromkeys(EVENTS, True),
        )
