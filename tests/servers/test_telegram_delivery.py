"""How updates travel: webhooks, repetitions, disorder, and pollers that die."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.servers.telegram import Person, TelegramServer, telegram_thread
from tests.servers.telegram import accounts as their
from tests.servers.test_telegram_server import TOKEN, account, bot, client, maria, server

__all__ = ["account", "bot", "maria", "server"]  # fixtures


@asynccontextmanager
async def hook(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_aiogrammes_webhook_hears_and_answers_in_its_reply(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> SendMessage:
        return message.answer(f"<b>{message.text}</b>")

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s3cret").register(app, "/hook")
    setup_application(app, dispatcher, bot=bot)
    async with hook(app) as url:
        await bot.set_webhook(url, secret_token="s3cret")
        await server.wait_for(lambda: maria.saw)
        assert maria.last.html == "<b>/start</b>"
        assert not account.pending
        with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert (await bot.get_webhook_info()).url == url
        await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_is_knocked_at_again_until_it_says_yes_and_the_chat_stays_in_order(
    server: TelegramServer, bot: Bot, maria: Person
) -> None:
    heard: list[tuple[str, str | None]] = []

    async def stubborn(request: web.Request) -> web.Response:
        update = await request.json()
        heard.append((update["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=503 if len(heard) < 3 else 200)

    server.postman.first_delay = 0.001
    app = web.Application()
    app.router.add_post("/hook", stubborn)
    async with hook(app) as url:
        await bot.set_webhook(url, secret_token="key")
        await maria.sends("второе")
        await server.wait_for(lambda: not server.world.bots[TOKEN].pending)
        assert heard == [("/start", "key")] * 3 + [("второе", "key")]
        assert (
            await bot.get_webhook_info()
        ).last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        await bot.delete_webhook()


async def test_a_webhook_wants_https(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided for webhook"):
        await bot.set_webhook("http://example.org/hook")


async def test_a_poller_that_was_killed_loses_nothing_and_is_in_nobodys_way(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    (start,) = await bot.get_updates()
    host, port = server.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    target = f"/bot{TOKEN}/getUpdates?timeout=30&offset={start.update_id + 1}"
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await server.wait_for(lambda: account.poller)
    writer.transport.abort()
    await maria.sends("Ау")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "Ау"


async def test_a_confirmed_update_can_come_a_second_time(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    assert maria.saw == []
    (first,) = await bot.get_updates()
    assert await bot.get_updates(offset=first.update_id + 1) == []
    server.deliver_twice(account)
    (again,) = await bot.get_updates(offset=first.update_id + 1)
    assert again == first
    assert await bot.get_updates(offset=first.update_id + 1) == []


async def test_updates_can_come_out_of_order(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    with server.out_of_order(account):
        await maria.sends("раз")
        await maria.sends("два")
    assert [update.message and update.message.text for update in await bot.get_updates()] == ["/start", "два", "раз"]


async def test_after_a_week_of_silence_ids_begin_anew_and_an_old_offset_hides_nothing(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    (before,) = await bot.get_updates()
    assert await bot.get_updates(offset=before.update_id + 1) == []
    server.restart_update_ids(account)
    await maria.sends("Я вернулась")
    (after,) = await bot.get_updates(offset=before.update_id + 1)
    assert after.update_id < before.update_id


async def test_only_the_kinds_asked_for_arrive(server: TelegramServer, bot: Bot, maria: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["my_chat_member"])
    await maria.sends("не слышно")
    await maria.blocks()
    assert [update.event_type for update in await bot.get_updates()] == ["message", "my_chat_member"]
    assert len(server.called("getUpdates")) == 2


def test_a_server_of_its_own_thread_outlives_the_loops_of_its_bots() -> None:
    async def life(server: TelegramServer, words: str) -> list[str]:
        async with client(server) as bot:
            (update, *_) = await bot.get_updates(timeout=5)
            assert update.message is not None
            await bot.get_updates(offset=update.update_id + 1)
            await bot.send_message(update.message.chat.id, words)
        return [message.text for message in await server.wait_for(lambda: person.saw)]

    with telegram_thread() as server:
        server.add_bot(TOKEN, "tezki_bot")
        person = server.person("Мария")
        asyncio.run(person.command("/start"))
        assert asyncio.run(life(server, "первая жизнь")) == ["первая жизнь"]
        asyncio.run(person.sends("вы тут?"))
        assert asyncio.run(life(server, "вторая жизнь")) == ["первая жизнь", "вторая жизнь"]
