"""The line to the Bot API: aiogram's bot, with every failure translated before it leaves."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import Response
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientError, ClientResponseError, ClientSession, ClientTimeout
from pydantic_core import from_json

from bot.messengers.pace import Pace
from bot.messengers.telegram.bursts import Bursts
from bot.messengers.telegram.failures import FOREIGN, OVERLOAD_SECONDS, translate
from domain.cleaning import whole
from talk.messenger import Broken, Impossible, Later, SendTicket, Uncertain, Undelivered

T = TypeVar("T")

CALLS_A_SECOND = 30
"""Messages a bot may send, all chats together (bots/faq)."""
PACED = (SendMessage, SendPhoto, SendMediaGroup, EditMessageText, EditMessageMedia, EditMessageReplyMarkup)
"""What counts as sending."""
WITHOUT_FILES = (SendMessage, EditMessageText, AnswerCallbackQuery)
"""What is said all the time."""
JSON = {"Content-Type": "application/json"}
REQUEST_SECONDS = 30.0
GET_FILE_BYTES = 20 * 1024 * 1024
"""The most that ``getFile`` hands out (bots/api#getfile)."""


class Session(AiohttpSession):
    """aiogram's session that takes ``http://`` proxies by aiohttp itself and closes without a nap."""

    def __init__(self, *, api: TelegramAPIServer, proxy: str | None) -> None:
        through_http = proxy is not None and proxy.startswith(("http://", "https://"))
        super().__init__(
            api=api,
            timeout=REQUEST_SECONDS,
            proxy=None if through_http else proxy,
            json_loads=partial(json.loads, parse_int=whole),
        )
        self._http_proxy = proxy if through_http else None
        self._answers: set[object] = set()
        """What answers are parsed by: pydantic builds a generic model anew, at every answer, if nobody holds it."""

    async def create_session(self) -> ClientSession:
        if self._http_proxy is None:
            return await super().create_session()
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init),
                proxy=self._http_proxy,
            )
        return self._session

    async def make_request(self, bot: Bot, method: TelegramMethod[T], timeout: int | None = None) -> T:  # noqa: ASYNC109 - aiogram's
        """What brings no file travels as JSON as we have said it: a form costs several times as much."""
        if not isinstance(method, WITHOUT_FILES):
            return await super().make_request(bot, method, timeout)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        body = method.model_dump_json(exclude_unset=True, exclude_none=True).encode()
        session = await self.create_session()
        try:
            async with session.post(
                url, data=body, headers=JSON, timeout=ClientTimeout(timeout or self.timeout)
            ) as answer:
                content = await answer.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method=cast("Any", method), message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=cast("Any", method), message=type(error).__name__) from error
        if (arrived := message_in(content)) is not None:
            return cast("T", arrived)  # it has what is asked of a message
        checked: Response[T] = self.check_response(bot, cast("TelegramMethod[T]", method), answer.status, content)
        return cast("T", checked.result)

    def check_response(self, bot: Bot, method: TelegramMethod[T], status_code: int, content: str) -> Response[T]:
        self._answers.add(Response[method.__returning__])  # type: ignore[name-defined]  # a model for each type
        return super().check_response(bot, method, status_code, content)

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()


@dataclass(frozen=True, slots=True)
class Room:
    """The chat in which a message arrived."""

    id: int
    username: str | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Of a message that arrived only what we keep of it: reading all that Telegram repeats takes longer than asking."""

    message_id: int
    chat: Room
    photo: None = None


def message_in(content: str) -> Arrived | None:
    """None: something else, or nothing that can be read, so aiogram has to look at it."""
    try:
        answer = from_json(content)
        message, chat = answer["result"]["message_id"], answer["result"]["chat"]
        room = Room(id=chat["id"], username=chat.get("username"))
    except (ValueError, TypeError, KeyError):
        return None
    if answer.get("ok") is not True or not isinstance(message, int):
        return None
    return Arrived(message_id=message, chat=room)


class Api:
    """Calls methods and brings files. Raises ``Undelivered`` and nothing else."""

    def __init__(self, *, token: str, api_url: str | None, proxy: str | None) -> None:
        self._pace = Pace(CALLS_A_SECOND, 1.0)
        self._bursts = Bursts()
        server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
        try:
            self._session = Session(api=server, proxy=proxy)
            self._bot = Bot(token, session=self._session)
        except RuntimeError:
            raise Broken("this kind of proxy needs the package aiohttp-socks; an http:// proxy needs nothing") from None
        except TokenValidationError:
            raise Broken("the bot's token does not look like one; copy it whole from @BotFather") from None

    @property
    def bot(self) -> Bot:
        """For parsing updates only."""
        return self._bot

    async def __call__(
        self, method: TelegramMethod[T], *, within: float | None = None, ticket: SendTicket | None = None
    ) -> T:
        """The method's result. ``within`` seconds: the long poll needs more than the usual."""
        counted: bool = isinstance(method, PACED)
        if not counted:
            return await self._request(method, within)
        async with self._pace.call(ticket):
            chat, loop = getattr(method, "chat_id", None), asyncio.get_running_loop()
            self._bursts.sends(chat, loop.time())
            try:
                return await self._request(method, within)
            except Later as later:
                if not later.everyone:
                    raise
                if not self._bursts.refused(chat, after=later.after, now=loop.time()):
                    self._pace.refused(later.after)
                    raise
                reason, after = str(later), later.after
        raise Later(reason, after=after)  # the chat's own limit: nobody else waits

    async def _request(self, method: TelegramMethod[T], within: float | None) -> T:
        failure: Undelivered
        try:
            return await self._session(self._bot, method, timeout=within)  # type: ignore[arg-type]  # aiohttp takes floats
        except FOREIGN as error:
            failure = translate(error, method)
        raise failure  # outside of the clause: the foreign exception, which may quote the token, is not even a context

    async def bring(self, file_id: str, *, at_most: int) -> bytes:
        """The bytes of a file. Raises Impossible when there are more than ``at_most`` of them."""
        file = await self(GetFile(file_id=file_id))
        if file.file_path is None:
            raise Impossible("getFile: no path was given")
        if file.file_size is not None and file.file_size > at_most:
            raise Impossible(f"the file has {file.file_size} bytes, more than {at_most}")
        url = self._session.api.file_url(self._bot.token, file.file_path)
        failure: Undelivered
        try:
            return await self._stream(url, at_most)
        except ClientResponseError as error:  # its text holds the address with the token
            said = f"the file cannot be downloaded: status {error.status}"
            gone = error.status in (400, 404, 410)
            failure = Impossible(said) if gone else Later(said, after=OVERLOAD_SECONDS)
        except (ClientError, OSError, TimeoutError) as error:
            failure = Uncertain(f"the file did not come whole ({type(error).__name__})")
        raise failure

    async def _stream(self, url: str, at_most: int) -> bytes:
        brought = bytearray()
        stream: Any = self._session.stream_content(url, timeout=int(REQUEST_SECONDS))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                brought += chunk
                if len(brought) > at_most:
                    raise Impossible(f"the file has more than {at_most} bytes")
        return bytes(brought)

    async def close(self) -> None:
        await self._session.close()


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one send: each waits for its turn in the pace by the send's ticket."""

    api: Api
    ticket: SendTicket

    async def __call__(self, method: TelegramMethod[T]) -> T:
        return await self.api(method, ticket=self.ticket)
