"""Whatever aiogram raises becomes a word of the seam, and none of it carries a secret."""

import inspect

import pytest
from aiogram import exceptions
from aiogram.methods import GetChat, SendMessage
from aiohttp import ClientConnectorError, ClientOSError, InvalidURL
from aiohttp.client_reqrep import ConnectionKey

from bot.messengers.telegram.failures import (
    FATES,
    Contested,
    Gone,
    NoThread,
    NoTopic,
    StaleFile,
    Unchanged,
    Uneditable,
    translate,
)
from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import (
    Broken,
    Impossible,
    Later,
    Migrated,
    NoRight,
    PictureRefused,
    SendTicket,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)
from talk.prompt import Prompt
from talk.rich import rich
from tests.servers.telegram import Person

SEND = SendMessage(chat_id=42, text="Мария, здравствуйте")
POST = SendMessage(chat_id=-1001, text="Встреча")
TOKEN = "123456:AAsecretsecretsecret"


def test_every_exception_of_aiogram_has_a_fate() -> None:
    theirs = {
        kind
        for _, kind in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(kind, BaseException) and kind.__module__ == exceptions.__name__
    }
    assert set(FATES) == theirs


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (exceptions.TelegramMigrateToChat(POST, "moved", -1002), Migrated),
        (exceptions.TelegramForbiddenError(SEND, "Forbidden: bot was blocked by the user"), Unreachable),
        (exceptions.TelegramUnauthorizedError(SEND, "Unauthorized"), Broken),
        (exceptions.TelegramNotFound(SEND, "Not Found"), Broken),
        (exceptions.TelegramConflictError(SEND, "Conflict"), Contested),
        (exceptions.TelegramEntityTooLarge(SEND, "Request Entity Too Large"), Impossible),
        (exceptions.TelegramServerError(SEND, "Internal Server Error"), Later),
        (exceptions.RestartingTelegram(SEND, "restart"), Later),
        (exceptions.TelegramAPIError(SEND, "I'm a teapot"), Uncertain),
        (exceptions.TelegramNetworkError(SEND, "Request timeout error"), Uncertain),
        (exceptions.ClientDecodeError("no JSON", ValueError(), "<html>"), Uncertain),
        (exceptions.DataNotDictLikeError("?"), Impossible),
        (ConnectionResetError(), Uncertain),
        (TimeoutError(), Uncertain),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "?"), Uncertain),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_an_exception_says_what_happened(error: BaseException, fate: type[Undelivered]) -> None:
    assert type(translate(error, SEND)) is fate


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        ("message is not modified: specified new message content", Unchanged),
        ("message to edit not found", Gone),
        ("message can't be edited", Uneditable),
        ("there is no text in the message to edit", Uneditable),
        ("MESSAGE_ID_INVALID", Gone),
        ("message thread not found", NoTopic),
        ("TOPIC_ID_INVALID", NoTopic),
        ("TOPIC_CLOSED", NoThread),
        ("wrong file identifier/HTTP URL specified", StaleFile),
        ("chat not found", Unreachable),
        ("PEER_ID_INVALID", Unreachable),
        ("TOPIC_NOT_MODIFIED", Unchanged),
        ("bot was kicked from the supergroup chat", Unreachable),
        ("not enough rights to send text messages to the chat", NoRight),
        ("have no rights to send a message", NoRight),
        ("need administrator rights in the channel chat", NoRight),
        ("CHAT_WRITE_FORBIDDEN", NoRight),
        ("CHAT_ADMIN_REQUIRED", NoRight),
        ("not enough rights to send photos to the chat", PictureRefused),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", PictureRefused),
        ("PHOTO_INVALID_DIMENSIONS", PictureRefused),
        ("IMAGE_PROCESS_FAILED", PictureRefused),
        ('failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"', PictureRefused),
        ("can't parse entities: unclosed start tag at byte offset 5", Impossible),
        ("message is too long", Impossible),
        ("BUTTON_DATA_INVALID", Impossible),
    ],
)
def test_a_bad_request_is_told_by_its_words(said: str, fate: type[Undelivered]) -> None:
    assert type(translate(exceptions.TelegramBadRequest(SEND, f"Bad Request: {said}"), SEND)) is fate


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("not enough rights to send text messages to the chat", "post"),
        ("CHAT_WRITE_FORBIDDEN", "post"),
        ("not enough rights to create a topic", "topics"),
        ("not enough rights to manage pinned messages in the chat", "pin"),
        ("not enough rights to send photos to the chat", "photos"),
    ],
)
def test_a_right_that_is_missing_is_named(said: str, right: str) -> None:
    fate = translate(exceptions.TelegramBadRequest(POST, f"Bad Request: {said}"), POST)
    assert isinstance(fate, NoRight | PictureRefused)
    assert fate.right == right


def test_a_403_that_speaks_of_a_right_is_no_farewell() -> None:
    fate = translate(exceptions.TelegramForbiddenError(POST, "Forbidden: CHAT_WRITE_FORBIDDEN"), POST)
    assert isinstance(fate, NoRight)


def test_a_flood_limit_holds_for_all_unless_it_is_a_groups_own() -> None:
    flood = exceptions.TelegramRetryAfter(SEND, "Too Many Requests", 35)
    for method, everyone in ((SEND, True), (GetChat(chat_id=42), True), (POST, False)):
        fate = translate(flood, method)
        assert isinstance(fate, Later)
        assert (fate.after, fate.everyone) == (35.0, everyone)


def test_a_request_that_never_left_is_not_uncertain() -> None:
    error = exceptions.TelegramNetworkError(SEND, "ClientConnectorError: Cannot connect")
    key = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)
    error.__cause__ = ClientConnectorError(key, OSError("no route"))
    assert isinstance(translate(error, SEND), Later)


def test_no_reason_carries_a_token_a_text_or_a_chat() -> None:
    address = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    troubles: list[BaseException] = [
        exceptions.TelegramNetworkError(SEND, f"ClientOSError: {address}"),
        exceptions.ClientDecodeError("no JSON", ValueError("Мария"), f"<html>{address} Мария</html>"),
        exceptions.TelegramBadRequest(SEND, f"Bad Request: {address}"),
        exceptions.TelegramRetryAfter(SEND, "Too Many Requests", 5),
        InvalidURL(address),
        ClientOSError(address),
    ]
    for trouble in troubles:
        reason = str(translate(trouble, SEND))
        assert TOKEN not in reason
        assert "secret" not in reason
        assert "Мария" not in reason
        assert "42" not in reason


@pytest.mark.parametrize("leaves", ["blocks", "deletes_account"])
async def test_a_person_who_is_gone_is_unreachable(messenger: TelegramMessenger, maria: Person, leaves: str) -> None:
    await maria.command("/start")
    gone = getattr(maria, leaves)()
    if gone is not None:
        await gone
    with pytest.raises(Unreachable):
        await messenger.perform(Tell(chat=maria.id, prompt=Prompt(text=rich("Вы здесь?"))), key=1, ticket=SendTicket())


async def test_a_person_who_never_wrote_first_is_unreachable(messenger: TelegramMessenger, maria: Person) -> None:
    with pytest.raises(Unreachable):
        await messenger.perform(
            Tell(chat=maria.id, prompt=Prompt(text=rich("Здравствуйте"))), key=1, ticket=SendTicket()
        )
