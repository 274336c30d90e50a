"""Nobody is waited for without end, nobody is kept out by those who never finish, nothing is told of the server."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.web.http.connections import Timeouts
from bot.web.http.counts import Counts
from bot.web.http.descriptors import connection_limit, raise_descriptors
from bot.web.server import bare, serving
from tests.web.http.slow import HALF_BODY, HALF_HEAD, crowd, is_cut, opened

SHORT = Timeouts(head=0.5, body=0.8, answer=1.0, idle=0.6)
LARGE = b"x" * 8_000_000


async def tell(_: web.Request) -> web.Response:
    return web.Response(text="well")


async def take(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def give(_: web.Request) -> web.Response:
    return web.Response(body=LARGE)


async def stay(request: web.Request) -> web.StreamResponse:
    """As the playground's events do."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(20):
        await answer.write(b".")
        await asyncio.sleep(0.1)
    return answer


async def fail(_: web.Request) -> web.Response:
    raise RuntimeError("ours")


@asynccontextmanager
async def door(*, most: int = 1000, timeouts: Timeouts = SHORT) -> AsyncIterator[tuple[str, Counts]]:
    counts = Counts()
    app = bare(counts)
    app.router.add_get("/healthz", tell)
    app.router.add_get("/large", give)
    app.router.add_get("/stay", stay)
    app.router.add_get("/fail", fail)
    app.router.add_post("/telegram/1", take)
    async with serving(app, host="127.0.0.1", port=0, most=most, timeouts=timeouts) as address:
        yield address, counts


async def answers(address: str, path: str = "/healthz") -> str:
    async with asyncio.timeout(5), aiohttp.ClientSession() as session, session.get(address + path) as answer:
        return await answer.text()


@pytest.mark.parametrize(
    ("said", "until"),
    [(b"", SHORT.head), (HALF_HEAD, SHORT.head), (HALF_BODY, SHORT.body)],
    ids=["says nothing", "half a head", "half a body"],
)
async def test_whoever_does_not_finish_is_cut_off_in_time(said: bytes, until: float) -> None:
    async with door() as (address, counts):
        began = time.monotonic()
        assert await is_cut(await opened(address, said), 5)
        assert until - 0.1 < time.monotonic() - began < until + 1
        assert counts == {"late": 1}, "and nothing else was wrong with it"


async def test_drop_by_drop_is_no_way_round(caplog: pytest.LogCaptureFixture) -> None:
    async with door() as (address, _):
        for said in (HALF_HEAD, HALF_BODY):
            ends = await opened(address, said)
            began = time.monotonic()
            while not ends[1].transport.is_closing() and time.monotonic() - began < 5:
                ends[1].write(b"x")
                await asyncio.sleep(0.05)
            assert time.monotonic() - began < 3, "the time is for the whole, not for each byte"
    assert not caplog.records


async def test_a_connection_that_asks_no_more_is_closed_and_one_that_asks_in_time_is_kept() -> None:
    async with door() as (address, _):
        ends = await opened(address, b"")
        for _ in range(4):
            ends[1].write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            async with asyncio.timeout(2):
                assert b"well" in await ends[0].readuntil(b"well")
            await asyncio.sleep(SHORT.idle * 0.6)
        assert await is_cut(ends, SHORT.idle + 1)


async def test_an_answer_that_nobody_takes_is_given_up_and_one_that_is_taken_slowly_is_not() -> None:
    async with door(timeouts=replace(SHORT, answer=0.5)) as (address, counts):
        ends = await opened(address, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", buffer=4096)
        async with asyncio.timeout(5):
            while not counts["late"]:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.05)
        ends[1].close()
    async with door() as (address, counts):
        assert len(await answers(address, "/large")) == len(LARGE)
        assert not counts["late"]


async def test_whoever_listens_to_a_stream_is_let_be() -> None:
    async with door(most=3) as (address, counts):
        listening = asyncio.create_task(answers(address, "/stay"))
        await asyncio.sleep(0.1)
        async with crowd(address, 20, HALF_HEAD):
            assert await answers(address) == "well"
            assert await listening == "." * 20
        assert counts["crowded"] >= 17


@pytest.mark.parametrize(
    "said", [(HALF_HEAD,), (HALF_BODY,), (HALF_HEAD, HALF_BODY, b"")], ids=["heads", "bodies", "all"]
)
async def test_more_half_requests_than_there_is_room_for_keep_nobody_out(said: tuple[bytes, ...]) -> None:
    async with door(most=40, timeouts=Timeouts()) as (address, counts), crowd(address, 400, *said):
        for _ in range(5):
            assert await answers(address) == "well"
        assert counts["crowded"] >= 360


async def test_when_all_are_being_answered_the_new_one_is_refused() -> None:
    async with door(most=2) as (address, counts):
        busy = [asyncio.create_task(answers(address, "/stay")) for _ in range(2)]
        await asyncio.sleep(0.2)
        assert await is_cut(await opened(address, HALF_HEAD), 0.3)
        assert counts["crowded"] == 1
        assert [await one for one in busy] == ["." * 20] * 2
        assert await answers(address) == "well"


async def test_what_clients_do_wrong_is_counted_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    wrong = (b"\x16\x03\x01 hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /healthz HTTP/1.1\r\nA: " + b"a" * 9000)
    smuggled = b"POST /telegram/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    async with door() as (address, counts):
        for said in (*wrong, smuggled):
            reader, writer = await opened(address, said)
            async with asyncio.timeout(5):
                answer = await reader.read(2000)
            assert answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400")), said
            assert b"aiohttp" not in answer
            assert b"Python" not in answer
            writer.close()
        for _ in range(20):  # a body that breaks off
            _, writer = await opened(address, HALF_BODY)
            await asyncio.sleep(0.01)
            writer.transport.abort()
        await asyncio.sleep(0.2)
        assert counts["malformed"] >= 4 + 15
        assert await answers(address) == "well"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_fault_of_ours_is_told_once_a_minute_and_counted() -> None:
    with capture_logs() as logged:
        async with door() as (address, counts), aiohttp.ClientSession() as session:
            for _ in range(30):
                async with session.get(address + "/fail") as answer:
                    assert answer.status == 500
                    assert "ours" not in await answer.text()
            assert counts["failed"] == 30
    assert [line["event"] for line in logged] == ["request_failed"]


async def test_no_version_is_told() -> None:
    async with door() as (address, _), aiohttp.ClientSession() as session:
        for path in ("/healthz", "/nowhere", "/fail"):
            async with session.get(address + path) as answer:
                assert "Server" not in answer.headers
                assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_connections_never_take_all_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"now": (1024, 4096)}
    monkeypatch.setattr("resource.getrlimit", lambda _: limits["now"])
    monkeypatch.setattr("resource.setrlimit", lambda _, wanted: limits.update(now=wanted))
    assert connection_limit(1000) == 1024 - 256
    raise_descriptors()
    assert limits["now"] == (4096, 4096)
    assert connection_limit(1000) == 1000
    limits["now"] = (300, 300)
    assert 0 < connection_limit(1000) <= 100
