"""The misfortunes and limits of the test servers do what they promise over real HTTP."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from tests.servers import faults
from tests.servers.faults import Fault, Faults, perform
from tests.servers.limits import Limits


class Counter:
    """A server with one method, which counts how often it was carried out."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.done = 0
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return await perform(
            self.faults.draw("count", request.query),
            request,
            self.count,
            flood=lambda seconds: web.json_response({"wait": seconds}, status=429),
        )

    async def count(self) -> web.StreamResponse:
        self.done += 1
        return web.json_response({"done": self.done})


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    counter = Counter()
    app = web.Application()
    app.router.add_post("/", counter.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    counter.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield counter
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def call(client: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with client.post(url) as response:
        return response.status, await response.text()


async def test_queued_faults_happen_in_order_and_then_all_is_well(
    counter: Counter, client: aiohttp.ClientSession
) -> None:
    counter.faults.next("count", faults.html_error(502), faults.retry_after(3), faults.invalid_json())
    assert counter.faults.waiting == 3
    status, page = await call(client, counter.url)
    assert (status, page[:6]) == (502, "<html>")
    assert await call(client, counter.url) == (429, '{"wait": 3}')
    assert await call(client, counter.url) == (200, '{"ok": tru')
    assert counter.done == 1
    assert await call(client, counter.url) == (200, '{"done": 2}')
    assert counter.faults.waiting == 0


@pytest.mark.parametrize(("fault", "done"), [(faults.reset(), 0), (faults.reset_after_done(), 1)])
async def test_a_reset_breaks_the_connection_before_or_after_the_deed(
    counter: Counter, client: aiohttp.ClientSession, fault: Fault, done: int
) -> None:
    counter.faults.always("count", fault)
    with pytest.raises(aiohttp.ClientConnectionError):
        await call(client, counter.url)
    assert counter.done == done


@pytest.mark.parametrize(("fault", "done"), [(faults.hang(), 0), (faults.lost_answer(), 1)])
async def test_a_silence_lasts_until_the_client_leaves(
    counter: Counter, client: aiohttp.ClientSession, fault: Fault, done: int
) -> None:
    counter.faults.next("count", fault)
    calling = asyncio.create_task(call(client, counter.url))
    while not counter.faults.happened:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.01)
    await asyncio.wait([calling], timeout=0.2)
    assert not calling.done()
    calling.cancel()
    assert counter.done == done


async def test_a_slow_answer_is_the_true_one(counter: Counter, client: aiohttp.ClientSession) -> None:
    counter.faults.next("count", faults.slow(0.01))
    assert await call(client, counter.url) == (200, '{"done": 1}')


async def test_a_fault_can_be_meant_for_some_calls_only(counter: Counter, client: aiohttp.ClientSession) -> None:
    counter.faults.next("count", faults.html_error(500), when=lambda params: params.get("who") == "us")
    assert (await call(client, counter.url + "?who=them"))[0] == 200
    assert (await call(client, counter.url + "?who=us"))[0] == 500


def test_a_share_of_calls_fails_repeatably() -> None:
    def failures(seed: int) -> list[bool]:
        script = Faults(seed)
        script.sometimes("*", faults.reset(), share=0.3)
        return [script.draw("any", {}) is not None for _ in range(1000)]

    assert failures(1) == failures(1)
    assert 250 < sum(failures(1)) < 350


def test_a_window_admits_so_many_and_says_how_long_to_wait() -> None:
    now = 100.0
    limits = Limits(clock=lambda: now)
    assert limits.accept(("chat", 1)) is None
    limits.allow("chat", times=2, seconds=1)
    assert [limits.accept(("chat", 1)) for _ in range(2)] == [None, None]
    assert limits.accept(("chat", 2)) is None
    now = 100.25
    assert limits.accept(("chat", 1)) == 0.75
    assert [refusal.key for refusal in limits.refusals] == [1]
    now = 101
    assert limits.accept(("chat", 1)) is None


def test_a_refused_request_counts_in_none_of_its_windows() -> None:
    limits = Limits(clock=lambda: 0)
    limits.allow("all", times=2, seconds=1)
    limits.allow("chat", times=1, seconds=60)
    assert limits.accept(("all", "key"), ("chat", 1)) is None
    assert limits.accept(("all", "key"), ("chat", 1)) == 60
    assert limits.accept(("all", "key"), ("chat", 2)) is None
    assert limits.accept(("all", "key"), ("chat", 3)) == 1
