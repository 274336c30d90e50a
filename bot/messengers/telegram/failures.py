"""What aiogram raises, said in the words of the seam. No reason given here holds a token, a name or a text.

Undelivered
├── Later
│   └── Contested     somebody else listens with the same token
├── Uncertain
├── Unreachable
├── Migrated
├── Impossible
│   ├── Unchanged     the message says this already
│   ├── Uneditable    the old message is gone or cannot become the new one
│   ├── NoThread      the forum topic is closed or deleted
│   └── StaleFile     Telegram does not know the file's id any more
└── Broken
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from aiogram import exceptions
from aiogram.methods import TelegramMethod
from aiohttp import ClientConnectorError, ClientError

from talk.messenger import Broken, Impossible, Later, Migrated, Uncertain, Undelivered, Unreachable

FOREIGN = (exceptions.AiogramError, ClientError, OSError, TimeoutError, UnicodeDecodeError)
"""All that a request may raise; ``asyncio.CancelledError`` is nobody's failure."""

OVERLOAD_SECONDS = 5.0
"""The wait after an overload of Telegram's own, which names no time."""


class Contested(Later):
    """Another program listens with the same token."""


class Unchanged(Impossible):
    """The message says exactly this already: the wish has come true."""


class Uneditable(Impossible):
    """The old message is gone, or cannot become what it should."""


class NoThread(Impossible):
    """The forum topic is closed, deleted or was never there."""


class StaleFile(Impossible):
    """Telegram does not know this file id (any more)."""


# What a 400 says, in lower case. Telegram has no codes for it.
_SAYINGS: tuple[tuple[type[Impossible | Unreachable], tuple[str, ...]], ...] = (
    (Unchanged, ("message is not modified", "message_not_modified")),
    (NoThread, ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "topic not found")),
    (
        Uneditable,
        (
            "can't be edited",
            "message to edit not found",
            "message_id_invalid",
            "message_edit_time_expired",
            "message_author_required",
            "there is no text in the message",
            "there is no caption in the message",
            "there is no media in the message",
        ),
    ),
    (StaleFile, ("wrong file identifier", "wrong remote file", "file_reference_", "invalid file_id", "wrong file_id")),
    (Impossible, ("send photos", "send media", "chat_send_photos_forbidden", "chat_send_media_forbidden")),
    (
        Unreachable,
        (
            "chat not found",
            "user not found",
            "peer_id_invalid",
            "user is deactivated",
            "user_is_blocked",
            "user_deactivated",
            "group chat was deactivated",
            "group chat was upgraded",
            "bot was kicked",
            "bot is not a member",
            "channel_private",
            "not enough rights",
            "have no rights",
            "need administrator rights",
            "chat_admin_required",
            "chat_write_forbidden",
            "chat_restricted",
            "chat_send_",
        ),
    ),
)

_TOKEN = re.compile(r"\d+:[\w-]{8,}")


def translate(error: BaseException, method: TelegramMethod[Any]) -> Undelivered:
    """The failure of this request; without an answer nobody knows: Uncertain."""
    for kind in type(error).__mro__:
        if kind in FATES:
            return FATES[kind](error, method)
    return _silence(error, method)


def _reason(method: TelegramMethod[Any], said: str) -> str:
    return f"{method.__api_method__}: {_TOKEN.sub('<token>', said)[:200]}"


def _silence(error: BaseException, method: TelegramMethod[Any]) -> Undelivered:
    """No answer, or none that could be read. The exception's own text may quote the address with the token."""
    cause = error.__cause__ or error
    reason = _reason(method, f"no answer ({type(cause).__name__})")
    if isinstance(cause, ClientConnectorError):  # the request never left
        return Later(reason, after=OVERLOAD_SECONDS)
    return Uncertain(reason)


def _too_many(error: exceptions.TelegramRetryAfter, method: TelegramMethod[Any]) -> Undelivered:
    """A group has a limit of its own (20 a minute); a private chat may have met its own, too: see ``bursts``."""
    chat = getattr(method, "chat_id", None)
    of_group = isinstance(chat, int) and chat < 0
    reason = _reason(method, "too many requests")
    return Later(reason, after=float(error.retry_after), everyone=not of_group)


def _bad_request(error: exceptions.TelegramBadRequest, method: TelegramMethod[Any]) -> Undelivered:
    said = error.message.lower()
    for kind, sayings in _SAYINGS:
        if any(saying in said for saying in sayings):
            return kind(_reason(method, error.message))
    return Impossible(_reason(method, error.message))


def _broken(error: exceptions.TelegramAPIError, method: TelegramMethod[Any]) -> Undelivered:
    return Broken(_reason(method, f"{error.message}: the bot's token is wrong or was revoked; ask @BotFather"))


def _overload(error: exceptions.TelegramAPIError, method: TelegramMethod[Any]) -> Undelivered:
    return Later(_reason(method, error.message), after=OVERLOAD_SECONDS)


def _our_bug(error: BaseException, method: TelegramMethod[Any]) -> Undelivered:
    return Impossible(_reason(method, type(error).__name__))


FATES: Mapping[type[BaseException], Callable[[Any, TelegramMethod[Any]], Undelivered]] = {
    exceptions.TelegramRetryAfter: _too_many,
    exceptions.TelegramMigrateToChat: lambda error, _method: Migrated(error.migrate_to_chat_id),
    exceptions.TelegramBadRequest: _bad_request,
    exceptions.TelegramForbiddenError: lambda error, method: Unreachable(_reason(method, error.message)),
    exceptions.TelegramUnauthorizedError: _broken,
    exceptions.TelegramNotFound: _broken,  # a missing chat is a 400; 404 means that no bot has this token
    exceptions.TelegramConflictError: lambda error, method: Contested(
        _reason(method, error.message), after=OVERLOAD_SECONDS
    ),
    exceptions.TelegramEntityTooLarge: lambda error, method: Impossible(_reason(method, error.message)),
    exceptions.TelegramServerError: _overload,
    exceptions.RestartingTelegram: _overload,
    exceptions.TelegramAPIError: lambda error, method: Uncertain(_reason(method, error.message)),  # an unknown status
    exceptions.TelegramNetworkError: _silence,
    exceptions.ClientDecodeError: _silence,  # a proxy's page of HTML, or half an answer
    exceptions.AiogramError: _our_bug,
    exceptions.DetailedAiogramError: _our_bug,
    exceptions.CallbackAnswerException: _our_bug,
    exceptions.SceneException: _our_bug,
    exceptions.UnsupportedKeywordArgument: _our_bug,
    exceptions.DataNotDictLikeError: _our_bug,
}
"""Every exception of ``aiogram.exceptions``; a test fails when a new one appears there."""
