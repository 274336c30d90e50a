"""One bot of Telegram as a ``talk.messenger.Messenger``."""

from __future__ import annotations

import asyncio
import random
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import structlog
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    GetMe,
    GetMyDescription,
    GetMyShortDescription,
    GetWebhookInfo,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
)
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, User

from bot.messengers.catalogue import FetchDocument, no_documents
from bot.messengers.telegram import hearing, webhook
from bot.messengers.telegram.api import GET_FILE_BYTES, Api
from bot.messengers.telegram.groups import inspect
from bot.messengers.telegram.hearing_state import HearingState
from bot.messengers.telegram.keyboard import LIMITS
from bot.messengers.telegram.polling import Chance, Pause, patience, poll
from bot.messengers.telegram.sending import REMEMBERED, FetchPicture, Sending
from talk.messenger import (
    Broken,
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
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile

log = structlog.get_logger(__name__)

GROUP_RIGHTS = ("manage_topics", "delete_messages", "pin_messages")
"""As Telegram's links call them: sections, photos that are taken back, the pinned plan."""
ABOUT, BRIEFLY = 512, 120
"""The longest words before «Start», and in the profile."""
NOTE = 200
"""The longest answer to a press."""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _now() -> datetime:
    return datetime.now(UTC)


class TelegramMessenger:
    """Telegram. Raises Broken at once when the settings cannot work or would leave the webhook open."""

    kind = "telegram"
    limits: Limits = LIMITS

    def __init__(
        self,
        *,
        account: AccountId,
        token: str,
        pictures: FetchPicture,
        documents: FetchDocument = no_documents,
        api_url: str | None = None,
        proxy: str | None = None,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        username: str | None = None,
        poll_seconds: int = 25,
        clock: Callable[[], datetime] = _now,
        pause: Pause = asyncio.sleep,
        chance: Chance = random.random,
    ) -> None:
        if mode == "webhook":
            webhook.check(webhook_url, webhook_secret, local=api_url is not None)
        self.account = account
        self._mode = mode
        self._webhook_url = webhook_url or ""
        self._webhook_secret = webhook_secret if mode == "webhook" else None
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._pause = pause
        self._chance = chance
        self._api = Api(token=token, api_url=api_url, proxy=proxy)
        self._sending = Sending(self._api, pictures, self.invitation, documents)
        self._hearing = HearingState()
        self._topics: OrderedDict[int, dict[str, int]] = OrderedDict()
        self._me: User | None = None
        self._known_as = username

    async def identify(self) -> Identity:
        """Raises Broken when the token does not work. Afterwards links to the bot can be made."""
        self._me = me = await self._api(GetMe())
        notes = () if me.can_join_groups else ("telegram_cannot_join_groups",)
        return Identity(external_id=me.id, title=me.full_name, username=me.username, notes=notes)

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """The menu of commands in private chats: name without the slash, description."""
        menu = [BotCommand(command=name, description=description) for name, description in commands]
        await self._api(SetMyCommands(commands=menu, scope=BotCommandScopeAllPrivateChats()))

    async def introduce(self, about: str, briefly: str) -> None:
        """Telegram lets a bot change these seldom: what stands there already is not said again."""
        if (await self._api(GetMyDescription())).description != about:
            await self._api(SetMyDescription(description=about[:ABOUT]))
        if (await self._api(GetMyShortDescription())).short_description != briefly:
            await self._api(SetMyShortDescription(short_description=briefly[:BRIEFLY]))

    async def listen(self, hear: Hear) -> None:
        """Hear for ever, or set the webhook and return. What ``hear`` raises comes out, nothing confirmed."""
        await self._prepare()

        async def take(batch: Sequence[object]) -> None:
            await self._hear(batch, hear)

        if self._mode == "polling":
            await poll(
                self._api,
                take,
                seconds=self._poll_seconds,
                pause=self._pause,
                chance=self._chance,
                state=self._hearing,
            )

    @property
    def deaf(self) -> str | None:
        return self._hearing.why

    async def keep_hearing(self) -> None:
        watch = webhook.Watch(self._api, self._hook, self._hearing)
        while True:
            await self._pause(webhook.LOOK_SECONDS)
            await watch.look()

    async def hearing_trouble(self) -> str | None:
        info = await self._api(GetWebhookInfo())
        if info.url != (self._webhook_url if self._mode == "webhook" else ""):
            return "telegram_webhook_elsewhere" if info.url else "telegram_no_webhook"
        return "telegram_webhook_not_reached" if webhook.unreached(info) else None

    @property
    def _hook(self) -> SetWebhook:
        return SetWebhook(
            url=self._webhook_url,
            secret_token=self._webhook_secret,
            allowed_updates=list(hearing.ALLOWED_UPDATES),
            drop_pending_updates=False,
        )

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:
        """200 once the update is stored; what ``hear`` raises comes out, and Telegram will knock again."""
        try:
            raw = webhook.admit(headers, body, self._webhook_secret)
        except webhook.TurnedAway as refusal:
            return refusal.status, ""
        await self._hear([raw], hear)
        return 200, ""

    async def perform(
        self, action: Tell | Publish | Revise | InspectGroup, key: int, ticket: SendTicket
    ) -> Sent | GroupReport:
        """Telegram has no idempotence: of a repeated deed only the messages that surely arrived are not sent again."""
        me = await self._introduced()
        match action:
            case Tell():
                return await self._sending.tell(action, key, ticket)
            case Publish():
                return await self._sending.publish(action, key, ticket)
            case Revise():
                return await self._sending.revise(action, key, ticket)
            case InspectGroup():
                opened = self._topics.setdefault(key, {})
                while len(self._topics) > REMEMBERED:
                    self._topics.popitem(last=False)
                report = await inspect(self._api, me.id, action, opened)
                self._topics.pop(key, None)
                return report

    async def answer_press(self, press_id: str, note: str | None = None) -> None:
        try:
            await self._api(AnswerCallbackQuery(callback_query_id=press_id, text=note[:NOTE] if note else None))
        except Undelivered as error:
            log.debug("telegram_press_unanswered", reason=str(error))

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        at_most = min(at_most, GET_FILE_BYTES)
        if file.size is not None and file.size > at_most:
            raise Impossible(f"the file has {file.size} bytes, more than {at_most}")
        return await self._api.bring(file.ref, at_most=at_most)

    def invitation(self, payload: str) -> str:
        """Raises Broken while the bot's name is unknown, ValueError for a payload that cannot travel."""
        return f"https://t.me/{self._username}?start={_checked(payload)}"

    def group_invitation(self, payload: str) -> str | None:
        """It asks for the rights that our work needs at once."""
        return f"https://t.me/{self._username}?startgroup={_checked(payload)}&admin={'+'.join(GROUP_RIGHTS)}"

    async def close(self) -> None:
        await self._api.close()

    @property
    def _name(self) -> str | None:
        """As the bot said just now, or as the database remembers from another process or an earlier start."""
        return self._me.username if self._me else self._known_as

    @property
    def _username(self) -> str:
        if self._name is None:
            raise Broken("the bot has not introduced itself yet: its links need its name")
        return self._name

    async def _introduced(self) -> User:
        if self._me is None:
            await self.identify()
        assert self._me is not None
        return self._me

    async def _prepare(self) -> None:
        """Learn our name and choose polling or webhook; network trouble is outlived."""
        misses = 0
        while True:
            try:
                await self._introduced()
                if self._mode == "polling":
                    await self._api(DeleteWebhook(drop_pending_updates=False))
                else:
                    await self._api(self._hook)
            except Broken:
                raise
            except Undelivered as trouble:
                misses += 1
                log.warning("telegram_unprepared", reason=str(trouble), misses=misses)
                await self._pause(patience(trouble, misses, self._chance))
            else:
                return

    async def _hear(self, batch: Sequence[object], hear: Hear) -> None:
        """Understand a batch, have it stored, stop the spinners of presses that are nobody's."""
        updates: list[IncomingMessage | GroupChanged | ReachabilityChanged] = []
        strays: list[str] = []
        for raw in batch:
            update = hearing.read(raw, self._api.bot)
            if update is None:
                continue
            try:
                hearing.check_number(update)
                one_update = hearing.hear(update, account=self.account, username=self._name, now=self._clock())
            except (ValueError, OverflowError):  # a number beyond 64 bits, a date beyond the calendar
                log.warning("telegram_update_skipped", update=update.update_id, kinds=hearing.kinds(raw))
                continue
            if one_update is not None:
                updates.append(one_update)
            if (stray := hearing.stray_press(update)) is not None:
                strays.append(stray)
        if updates:
            await hear(updates)
        await asyncio.gather(*map(self.answer_press, strays))


def _checked(payload: str) -> str:
    if not _PAYLOAD.fullmatch(payload):
        raise ValueError("a deep link carries 1 to 64 letters A-Z a-z, digits, _ and -")
    return payload
