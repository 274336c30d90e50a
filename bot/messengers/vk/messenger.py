"""A community of VK as a messenger of ours."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from urllib.parse import quote, urlsplit

import requests
from vk_api.exceptions import VkApiError

from bot.messengers.catalogue import ClientShelf, FetchDocument, PollCursor, no_documents
from bot.messengers.vk.api import GROUP_PACE, USER_PACE, Key
from bot.messengers.vk.callback import Callback
from bot.messengers.vk.clients import Clients
from bot.messengers.vk.failures import undelivered
from bot.messengers.vk.fetching import fetch
from bot.messengers.vk.groups import Groups
from bot.messengers.vk.hearing import Hearing
from bot.messengers.vk.keyboard import INLINE_BUTTONS, INLINE_ROWS
from bot.messengers.vk.longpoll import LongPoll
from bot.messengers.vk.telling import PEERS, Telling
from bot.messengers.vk.uploads import Uploads
from bot.messengers.vk.wall import Wall
from talk.keyboard import shorten
from talk.messenger import (
    GroupReport,
    Hear,
    Identity,
    Impossible,
    InspectGroup,
    Limits,
    Publish,
    Revise,
    SendTicket,
    Sent,
    Tell,
    Undelivered,
)
from talk.prompt import Prompt
from talk.updates import AccountId, PictureId, RemoteFile

GATHER = 10 * 60.0
"""Seconds: somebody who announces one event after the other takes no longer for each."""
LIMITS = Limits(
    text=4096,
    label=40,
    columns=5,
    rows=10,
    buttons=40,
    album=10,
    edits_posts=False,
    gather=GATHER,
    pace=(GROUP_PACE, 1.0),
    inline=(INLINE_ROWS, INLINE_BUTTONS),
    together=PEERS,
    at_once=10,
)
"""Without an administrator's key, who may edit posts."""
PRESS_LASTS = 55.0
"""Seconds for which a press can be answered, and five to be on the safe side."""
PRESSES = 1_000
"""Of which it is known that they were answered."""
SNACKBAR = 90
"""Characters of the note that a press may be answered with."""

T = TypeVar("T")


class VkMessenger:
    """One community.

    ``api_url`` may point to a test server; ``public_url`` is the whole address at which VK may knock;
    ``cursor`` keeps the place in the long poll's queue over a restart, ``shelf`` what people's apps can show;
    ``salt`` tells installations apart, whose outbox rows begin at 1 again: VK swallows a message whose ``random_id``,
    and a post whose ``guid`` it has seen.
    Rows up to ``unsalted`` were put by a version of the program that put no salt into a ``guid``.
    """

    def __init__(
        self,
        account: AccountId,
        token: str,
        group_id: int,
        *,
        pictures: Callable[[PictureId], Awaitable[bytes]],
        documents: FetchDocument = no_documents,
        user_token: str | None = None,
        api_url: str | None = None,
        mode: Literal["longpoll", "callback"] = "longpoll",
        callback_secret: str | None = None,
        secret_is_ours: bool = False,
        confirmation: str | None = None,
        public_url: str | None = None,
        cursor: PollCursor | None = None,
        shelf: ClientShelf | None = None,
        salt: str = "",
        unsalted: int = 0,
        timeouts: tuple[float, float] = (5, 30),
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = account
        self._group_id = group_id
        self._mode = mode
        self._own_host = urlsplit(api_url).hostname if api_url else None
        self._limits = replace(LIMITS, edits_posts=True, gather=0.0) if user_token is not None else LIMITS
        self._key = Key(token, url=api_url, timeouts=timeouts)
        self._user_key = (
            Key(user_token, url=api_url, timeouts=timeouts, per_second=USER_PACE, threads=2) if user_token else None
        )
        clients = Clients(shelf)
        uploads = Uploads(pictures, group_id, documents)
        hearing = Hearing(account, group_id, clients, now)
        self._callback = Callback(
            self._key,
            group_id,
            hearing,
            secret=callback_secret,
            confirmation=confirmation,
            url=public_url,
            secret_is_ours=secret_is_ours,
        )
        self._long_poll = LongPoll(
            self._key, group_id, hearing, cursor=cursor, asked=self._callback.retire, pause=pause
        )
        own_salt = f"{salt}:{account}:{group_id}"
        self._telling = Telling(
            self._key,
            uploads,
            clients,
            limits=self._limits,
            invitation=self.invitation,
            salt=own_salt,
        )
        self._wall = Wall(
            self._key, self._user_key, uploads, group_id, self.invitation, salt=own_salt, unsalted=unsalted
        )
        self._groups = Groups(self._key, group_id, has_user_key=user_token is not None, polls=mode == "longpoll")
        self._now = now
        self._answered: OrderedDict[str, None] = OrderedDict()
        """Presses, the oldest first."""
        self._acknowledging: set[asyncio.Task[None]] = set()

    @property
    def kind(self) -> str:
        return "vk"

    @property
    def account(self) -> AccountId:
        return self._account

    @property
    def limits(self) -> Limits:
        return self._limits

    async def identify(self) -> Identity:
        return await _translated(self._groups.identify())

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """Nothing: VK has no menu of commands."""

    async def listen(self, hear: Hear) -> None:
        if self._mode == "callback":
            await self._callback.open()
            await self._long_poll.drain(hear)
        else:
            await self._long_poll.listen(hear)

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:  # noqa: ARG002 - VK says all in the body
        return await self._callback.handle(body, hear)

    async def perform(
        self, action: Tell | Publish | Revise | InspectGroup, key: int, ticket: SendTicket
    ) -> Sent | GroupReport:
        match action:
            case Tell():
                return await _translated(self._telling.tell(action, key, ticket))
            case Publish() | Revise() if abs(action.group) != self._group_id:
                raise Impossible("another community than the account's own")
            case Publish():
                return await _translated(self._wall.publish(action, key, ticket))
            case Revise():
                return await _translated(self._wall.revise(action, key, ticket))
            case InspectGroup():
                return await _translated(self._groups.inspect(action, ticket))

    def is_one_message(self, prompt: Prompt) -> bool:
        return self._telling.is_one_message(prompt)

    async def tell_many(
        self, chats: Sequence[int], prompt: Prompt, key: int, ticket: SendTicket
    ) -> dict[int, Sent | Undelivered]:
        """The same prompt to up to 100 people in one call. Raises Undelivered when it holds for all of them."""
        return await _translated(self._telling.tell_many(chats, prompt, key, ticket))

    async def answer_press(self, press_id: str, note: str | None = None) -> None:
        task = asyncio.create_task(self._acknowledge(press_id, note))
        self._acknowledging.add(task)  # a task that nobody holds may vanish
        task.add_done_callback(self._acknowledging.discard)

    async def _acknowledge(self, press_id: str, note: str | None) -> None:
        with suppress(VkApiError, requests.RequestException, Undelivered, ValueError, TypeError):
            event_id, user, peer, *at = json.loads(press_id)
            if event_id in self._answered or (at and self._now().timestamp() - at[0] > PRESS_LASTS):
                return  # VK takes no answer any more
            self._answered[event_id] = None
            if len(self._answered) > PRESSES:
                self._answered.popitem(last=False)
            shown = {"type": "show_snackbar", "text": shorten(note, SNACKBAR)} if note else None
            await self._key.call(
                "messages.sendMessageEventAnswer", event_id=event_id, user_id=user, peer_id=peer, event_data=shown
            )

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        return await _translated(
            self._key.run(lambda: fetch(self._key, file.ref, at_most=at_most, own_host=self._own_host))
        )

    def invitation(self, payload: str) -> str:
        return f"https://vk.me/club{self._group_id}?ref={quote(payload, safe='')}"

    def group_invitation(self, payload: str) -> str | None:  # noqa: ARG002 - the community is its own group
        return None

    async def close(self) -> None:
        """Stop all threads, within two seconds."""
        for task in self._acknowledging:
            task.cancel()
        self._long_poll.cut()
        keys = [key for key in (self._key, self._user_key) if key is not None]
        await asyncio.gather(*(key.close() for key in keys))


async def _translated(work: Coroutine[Any, Any, T]) -> T:
    """Foreign errors end here."""
    try:
        return await work
    except (VkApiError, requests.RequestException) as trouble:
        raise undelivered(trouble) from None
