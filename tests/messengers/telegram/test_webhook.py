"""The webhook: nobody but Telegram may knock, and 200 means stored."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.messengers.telegram.hearing import ALLOWED_UPDATES
from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Broken
from talk.updates import IncomingMessage
from tests.messengers.telegram.conftest import Ear, Make
from tests.servers import faults
from tests.servers.telegram import Bot, Person, TelegramServer

SECRET = "s3cret_of-the-webhook"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1_800_000_000,
        "chat": {"id": 42, "type": "private"},
        "from": {"id": 42, "is_bot": False, "first_name": "Мария"},
        "text": "Здравствуйте",
    },
}


def body(update: object = UPDATE) -> bytes:
    return json.dumps(update).encode()


@pytest.fixture
def hooked(make: Make) -> TelegramMessenger:
    return make(mode="webhook", webhook_url="http://127.0.0.1:8080/telegram/7", webhook_secret=SECRET)


@pytest.fixture
async def door(hooked: TelegramMessenger, ear: Ear) -> AsyncIterator[str]:
    """The messenger behind a real HTTP server."""

    async def knock(request: web.Request) -> web.Response:
        status, text = await hooked.handle_webhook(request.headers, await request.read(), ear)
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_post("/telegram/7", knock)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/7"
    await runner.cleanup()


@pytest.mark.parametrize("secret", [None, "", "with space", "x" * 257, "секрет"])
def test_a_webhook_without_a_good_secret_is_not_even_constructed(make: Make, secret: str | None) -> None:
    with pytest.raises(Broken, match="secret"):
        make(mode="webhook", webhook_url="https://example.org/telegram/7", webhook_secret=secret)


@pytest.mark.parametrize("url", [None, "", "http://example.org/telegram/7"])
def test_a_webhook_needs_an_address_that_telegram_can_reach(make: Make, url: str | None) -> None:
    with pytest.raises(Broken, match="https"):
        make(mode="webhook", webhook_url=url, webhook_secret=SECRET, api_url=None)


async def test_listening_sets_the_webhook_and_returns(
    hooked: TelegramMessenger, ear: Ear, account: Bot, server: TelegramServer
) -> None:
    server.faults.next("setWebhook", faults.html_error(502))
    await hooked.listen(ear)
    assert account.webhook is not None
    assert account.webhook.secret == SECRET
    assert account.allowed == {"message", "edited_message", "channel_post", "callback_query", "my_chat_member"}


async def test_an_update_that_comes_through_the_door_is_heard_and_confirmed(
    make: Make, ear: Ear, account: Bot, maria: Person, door: str
) -> None:
    await make(mode="webhook", webhook_url=door, webhook_secret=SECRET).listen(ear)
    await maria.sends("Здравствуйте")
    heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Здравствуйте"
    await ear.server.wait_for(lambda: not account.pending)


async def test_what_could_not_be_stored_is_brought_again(
    make: Make, ear: Ear, account: Bot, maria: Person, door: str
) -> None:
    ear.trouble.append(OSError("the disk is full"))
    await make(mode="webhook", webhook_url=door, webhook_secret=SECRET).listen(ear)
    await maria.sends("Не потеряйте меня")
    heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Не потеряйте меня"
    assert account.webhook is not None
    assert account.webhook.last_error is not None


async def test_200_means_that_it_is_stored(hooked: TelegramMessenger, ear: Ear) -> None:
    assert await hooked.handle_webhook(HEADERS, body(), ear) == (200, "")
    assert [heard.event_id for heard in ear.heard] == ["5"]


async def test_the_headers_name_may_be_written_in_any_case(hooked: TelegramMessenger, ear: Ear) -> None:
    assert await hooked.handle_webhook({"x-telegram-bot-api-secret-token": SECRET}, body(), ear) == (200, "")


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Telegram-Bot-Api-Secret-Token": ""}, {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"},
     {"X-Telegram-Bot-Api-Secret-Token": "секрет\udcff"}],
)  # fmt: skip
async def test_a_stranger_learns_nothing(hooked: TelegramMessenger, ear: Ear, headers: dict[str, str]) -> None:
    assert await hooked.handle_webhook(headers, body(), ear) == (401, "")
    assert ear.heard == []


async def test_whoever_knocks_at_a_polling_bot_is_a_stranger(messenger: TelegramMessenger, ear: Ear) -> None:
    assert await messenger.handle_webhook({}, body(), ear) == (401, "")
    assert await messenger.handle_webhook({"X-Telegram-Bot-Api-Secret-Token": ""}, body(), ear) == (401, "")


async def test_more_than_a_megabyte_is_too_much(hooked: TelegramMessenger, ear: Ear) -> None:
    assert await hooked.handle_webhook(HEADERS, b" " * (1024 * 1024 + 1), ear) == (413, "")


@pytest.mark.parametrize("broken", [b"", b'{"update_id"', b"[]", b"\xff"])
async def test_what_is_no_update_is_a_bad_request(hooked: TelegramMessenger, ear: Ear, broken: bytes) -> None:
    assert await hooked.handle_webhook(HEADERS, broken, ear) == (400, "")


async def test_an_update_that_cannot_be_understood_is_not_brought_for_ever(hooked: TelegramMessenger, ear: Ear) -> None:
    with capture_logs() as logs:
        assert await hooked.handle_webhook(HEADERS, body({"update_id": 6, "message": {"text": "Мария"}}), ear) == (
            200,
            "",
        )
    assert [(line["update"], line["kinds"]) for line in logs] == [(6, ["message"])]
    assert ear.heard == []


@pytest.mark.parametrize("theirs", [None, "https://somebody.else/"])
async def test_a_webhook_that_another_program_took_is_set_again(
    hooked: TelegramMessenger, ear: Ear, account: Bot, server: TelegramServer, theirs: str | None
) -> None:
    await hooked.listen(ear)
    server.set_webhook(account, theirs)
    keeping = asyncio.create_task(hooked.keep_hearing())
    await server.wait_for(lambda: account.webhook is not None and account.webhook.secret == SECRET)
    keeping.cancel()
    assert account.allowed == set(ALLOWED_UPDATES)
    assert hooked.deaf is None, "once is no fight"


async def test_a_webhook_that_telegram_cannot_reach_is_said_to_be_so(
    hooked: TelegramMessenger, ear: Ear, maria: Person, account: Bot, server: TelegramServer
) -> None:
    await hooked.listen(ear)
    await maria.sends("Вы здесь?")
    await server.wait_for(lambda: account.webhook is not None and account.webhook.last_error)
    assert await hooked.hearing_trouble() == "telegram_webhook_not_reached"


@pytest.mark.parametrize(
    ("theirs", "trouble"), [(None, "telegram_no_webhook"), ("https://somebody.else/", "telegram_webhook_elsewhere")]
)
async def test_whose_webhook_it_is_can_be_asked_from_outside(
    hooked: TelegramMessenger, ear: Ear, account: Bot, theirs: str | None, trouble: str
) -> None:
    server = ear.server
    await hooked.listen(ear)
    assert await hooked.hearing_trouble() is None
    server.set_webhook(account, theirs)
    assert await hooked.hearing_trouble() == trouble


async def test_a_polling_bot_with_a_webhook_hears_nothing(
    messenger: TelegramMessenger, account: Bot, server: TelegramServer
) -> None:
    assert await messenger.hearing_trouble() is None
    server.set_webhook(account, "https://somebody.else/")
    assert await messenger.hearing_trouble() == "telegram_webhook_elsewhere"
