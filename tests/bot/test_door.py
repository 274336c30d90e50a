"""The door of the real program: half requests, strangers' secrets, what is told of health, and how much of it."""

from __future__ import annotations

import asyncio
import json
import resource
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.web.webhooks import GUESSES
from tests.bot.conftest import TOKEN, given, running
from tests.bot.test_process import is_answered
from tests.bot.test_program import SECRET, SECRET_HEADER, of_telegram
from tests.servers.telegram import TelegramServer
from tests.servers.vk.server import VkServer
from tests.soak import SOAK
from tests.story.process import Nursery, RunningProgram
from tests.web.http.slow import HALF_BODY, HALF_HEAD, crowd

MANY: Final = 3000 if SOAK else 400
"""Half requests at once."""
ROOM: Final = 1000 if SOAK else 60
"""Connections that the program allows."""


async def test_half_requests_take_neither_the_site_nor_the_bot_off_the_air(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    telegram.add_bot(TOKEN)
    settings = given(database_url=sqlite_url, http={"port": 0, "connections": ROOM}, telegram=of_telegram(telegram))
    async with running(settings) as bots:
        await bots.states.until("listening")
        async with crowd(bots.address, MANY, HALF_HEAD, HALF_BODY, b""):
            for number in range(6):
                async with asyncio.timeout(5):
                    assert (await bots.get("/healthz"))[0] == 200
                    assert (await bots.get("/"))[0] == 200
                    await is_answered(telegram, telegram.person(f"Мария {number}"), "/menu")
        assert bots.program.health_at is not None
        assert 'why="crowded"} 0' not in (await bots.get("/metrics"))[1]


async def test_a_bot_that_has_answered_nobody_yet_answers_though_descriptors_are_few(
    nursery: Nursery, telegram: TelegramServer, sqlite_url: str, tmp_path: Path
) -> None:
    """Babel's data, zones and templates were opened before the door was."""
    telegram.add_bot(TOKEN)
    environment = {
        "TEZKI_DATABASE_URL": sqlite_url,
        "TEZKI_TELEGRAM__TOKEN": TOKEN,
        "TEZKI_TELEGRAM__API_URL": telegram.url,
        "TEZKI_HTTP__CONNECTIONS": "50",
    }
    process = RunningProgram(nursery, environment, tmp_path)
    process.start()
    try:
        address = await address_of(process)
        open_now = descriptors(process.pid)
        resource.prlimit(
            process.pid, resource.RLIMIT_NOFILE, (open_now + 200, open_now + 200)
        )  # a bunch is let in at once
        async with crowd(address, 300, HALF_HEAD, HALF_BODY):
            await is_answered(telegram, telegram.person("Мария"), "/menu")
    finally:
        await asyncio.to_thread(process.stop)
    assert "Too many open files" not in process.log.read_text("utf-8")


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def address_of(process: RunningProgram) -> str:
    """As the program prints it."""
    async with asyncio.timeout(60):
        while "/healthz" not in (said := process.log.read_text("utf-8") if process.log.exists() else ""):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return next(word for word in said.split() if word.startswith("http://")).rpartition("/healthz")[0]


async def test_health_has_a_port_of_its_own(telegram: TelegramServer, sqlite_url: str) -> None:
    telegram.add_bot(TOKEN)
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        await bots.states.until("listening")
        address = bots.program.health_at
        assert address is not None
        assert address != bots.address
        async with aiohttp.ClientSession() as session:
            for path in ("/healthz", "/readyz", "/metrics"):
                async with session.get(address + path, headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
                    assert answer.status == 200, "whoever reaches this port may know"
                    assert "Server" not in answer.headers
            async with session.get(address + "/") as answer:
                assert answer.status == 404, "and nothing else is there"


async def test_a_port_of_health_that_is_taken_stops_nothing_unless_it_was_named(
    telegram: TelegramServer, sqlite_url: str, free_port: int
) -> None:
    telegram.add_bot(TOKEN)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", free_port)
    facts: dict[str, Any] = {"database_url": sqlite_url, "telegram": of_telegram(telegram)}
    async with server:
        beside = free_port - 1000 if free_port > 1000 + 1024 else free_port + 1000
        async with running(given(http={"port": beside}, **facts)) as bots:
            assert bots.program.health_at is None
            assert (await bots.get("/healthz"))[0] == 200
        with pytest.raises(Exception, match="in use"):
            async with running(given(health={"port": free_port}, **facts)):
                raise AssertionError("it must not start")


async def test_whoever_guesses_a_secret_is_heard_no_more(
    telegram: TelegramServer, sqlite_url: str, free_port: int
) -> None:
    bot = telegram.add_bot(TOKEN)
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        telegram=of_telegram(telegram, mode="webhook", webhook_secret=SECRET),
    )
    update = b'{"update_id": 7}'
    stranger, other = {"X_Forwarded_For": "203.0.113.5"}, {"X_Forwarded_For": "203.0.113.6"}
    async with running(settings) as bots:
        await telegram.wait_for(lambda: bot.webhook)
        statuses = [
            await bots.post("/telegram/1", update, **stranger, **{SECRET_HEADER: f"guess {number}"})
            for number in range(GUESSES + 10)
        ]
        assert statuses == [401] * GUESSES + [429] * 10
        right = {SECRET_HEADER: SECRET}
        assert await bots.post("/telegram/1", update, **stranger, **right) == 429, "guessing brings nothing any more"
        assert await bots.post("/telegram/1", update, **other, **right) == 200, "and the messenger is let in"
        assert 'why="secret"} 31' in (await bots.get("/metrics"))[1]


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"update_id": 1, "x": ' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"update_id": %d}' % 2**70,
        b'{"update_id": 1, "message": {"chat": {"id": %d}}}' % 2**70,
        b'{"update_id": 1e999',
        b"\xff\xfe",
        b"",
        b"null",
    ],
    ids=["lists", "objects", "deep", "number", "a chat's number", "broken", "no letters", "nothing", "null"],
)
async def test_what_no_messenger_says_is_a_bad_request_and_no_line_in_the_log(
    telegram: TelegramServer,
    vk: VkServer,
    sqlite_url: str,
    free_port: int,
    caplog: pytest.LogCaptureFixture,
    *,
    body: bytes,
) -> None:
    bot = telegram.add_bot(TOKEN)
    community = vk.add_community()
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        telegram=of_telegram(telegram, mode="webhook", webhook_secret=SECRET),
        vk={
            "token": community.key,
            "group_id": community.id,
            "api_url": vk.url,
            "mode": "callback",
            "callback_secret": SECRET,
        },
    )
    half = json.dumps({"type": "message_new", "group_id": community.id, "object": {}}).encode()[:-1]
    async with running(settings) as bots:
        await telegram.wait_for(lambda: bot.webhook)
        assert await bots.post("/telegram/1", body, **{SECRET_HEADER: SECRET}) == 400
        assert await bots.post("/telegram/1", body) == 401
        assert await bots.post("/vk/2", body) in {400, 403}
        assert await bots.post("/vk/2", half + b', "secret": "\\ud800"}') == 403
        assert await bots.post("/telegram/1", b"{}", **{SECRET_HEADER: "ключ"}) == 401
    assert "Traceback" not in caplog.text
    assert "request_failed" not in caplog.text
