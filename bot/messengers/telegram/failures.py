"""What aiogram raises, said in the words of the seam. No reason given here holds a token, a name or a text.

Undelivered
├── Later
│   └── Contested     somebody else listens with the same token
│       └── Hooked    a webhook is set, so nothing can be asked for
├── Uncertain
├── Unreachable
├── NoRight
├── Migrated
├── Impossible
│   ├── PictureRefused
│   ├── Unchanged     the message says this already
│   ├── Uneditable    the old message cannot become the new one
│   │   └── Gone      it is there no longer
│   ├── NoThread      the forum topic cannot be written to
│   │   └── NoTopic   it is deleted
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

from talk.messenger import (
    Broken,
    Impossible,
    Later,
    Migrated,
    NoRight,
    PictureRefused,
    Right,
    Uncertain,
    Undelivered,
    Unreachable,
)

FOREIGN = (exceptions.AiogramError, ClientError, OSError, TimeoutError, UnicodeDecodeError)
"""All that a request may raise; ``asyncio.CancelledError`` is nobody's failure."""

OVERLOAD_SECONDS = 5.0
"""The wait after an overload of Telegram's own, which names no time."""


class Contested(Later):
    """Another program listens with the same token."""


class Hooked(Contested):
    """A webhook is set: as long as it is, long polling hears nothing."""


class Unchanged(Impossible):
    """The message says exactly this already: the wish has come true."""


class Uneditable(Impossible):
    """The old message is gone, or cannot become what it should."""


class Gone(Uneditable):
    """The old message is there no longer."""


class NoThread(Impossible):
    """The forum topic is closed, deleted or was never there."""


class NoTopic(NoThread):
    """The forum topic is deleted or was never there."""


class StaleFile(Impossible):
    """Telegram does not know this file id (any more)."""


# What a 400 or a 403 says, in lower case. Telegram has no codes for it.
_SAYINGS: tuple[tuple[type[Impossible | Unreachable], tuple[str, ...]], ...] = (
    (Unchanged, ("message is not modified", "not_modified")),
    (NoTopic, ("message thread not found", "topic_deleted", "topic_id_invalid", "topic not found")),
    (NoThread, ("topic_closed",)),
    (Gone, ("message to edit not found", "message_id_invalid")),
    (
        Uneditable,
        (
            "can't be edited",
            "message_edit_time_expired",
            "message_author_required",
            "there is no text in the message",
            "there is no caption in the message",
            "there is no media in the message",
        ),
    ),
    (StaleFile, ("wrong file identifier", "wrong remote file", "file_reference_", "invalid file_id", "wrong file_id")),
    (
        PictureRefused,
        (
            "photo_invalid",
            "photo_save_file_invalid",
            "photo_ext_invalid",
            "photo_content_type_invalid",
            "photo_crop_",
            "image_process_failed",
            "media_invalid",
            "media_empty",
            "wrong type of the",
            "file is too big",
            "file must be non-empty",
            "too big for a photo",
        ),
    ),
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
        ),
    ),
)
_NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_admin_required",
    "chat_write_forbidden",
    "chat_guest_send_forbidden",
    "chat_restricted",
    "chat_send_",
)
"""The bot is there and may not do this: a reason to look at the group, not a loss of it."""
_RIGHTS: tuple[tuple[Right, tuple[str, ...]], ...] = (
    ("photos", ("send photos", "send media", "chat_send_photos_forbidden", "chat_send_media_forbidden")),
    ("topics", ("create a topic", "the topic", "manage topics")),
    ("pin", ("pinned messages", "pin a message")),
    ("delete", ("delete",)),
    ("edit", ("edit messages",)),
)
"""Which right is meant; where nothing else is named: to write."""

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


def _refusal(
    error: exceptions.TelegramAPIError, method: TelegramMethod[Any], *, else_: type[Undelivered]
) -> Undelivered:
    said, reason = error.message.lower(), _reason(method, error.message)
    if any(saying in said for saying in _NO_RIGHT):
        right: Right = next((right for right, words in _RIGHTS if any(word in said for word in words)), "post")
        return PictureRefused(reason, right=right) if right == "photos" else NoRight(reason, right=right)
    for kind, sayings in _SAYINGS:
        if any(saying in said for saying in sayings):
            return kind(reason)
    return else_(reason)


def _bad_request(error: exceptions.TelegramBadRequest, method: TelegramMethod[Any]) -> Undelivered:
    return _refusal(error, method, else_=Impossible)


def _forbidden(error: exceptions.TelegramForbiddenError, method: TelegramMethod[Any]) -> Undelivered:
    return _refusal(error, method, else_=Unreachable)


def _contested(error: exceptions.TelegramAPIError, method: TelegramMethod[Any]) -> Undelivered:
    kind = Hooked if "webhook" in error.message.lower() else Contested
    return kind(_reason(method, error.message), after=OVERLOAD_SECONDS)


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
    exceptions.TelegramForbiddenError: _forbidden,
    exceptions.TelegramUnauthorizedError: _broken,
    exceptions.TelegramNotFound: _broken,  # a missing chat is a 400; 404 means that no bot has this token
    exceptions.TelegramConflictError: _contested,
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
