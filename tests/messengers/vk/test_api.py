"""The key: what it sends, how fast, how patiently."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests
from vk_api.exceptions import ApiError, ApiHttpError

from bot.messengers.vk import api
from bot.messengers.vk.api import Garbled, Key, form, is_repeatable, pace_of
from bot.messengers.vk.failures import never_sent
from talk.messenger import Later
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer


@pytest.fixture
async def key(vk: VkServer, community: Community, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Key]:
    monkeypatch.setattr(api, "FIRST_PAUSE", 0.05)
    key = Key(community.key, url=vk.url)
    yield key
    await key.close()


def test_parameters_are_written_as_vk_reads_them() -> None:
    given: dict[str, Any] = {"a": True, "b": False, "c": {"я": [1, True]}, "d": [1, 2], "e": None, "f": 5, "g": "x"}
    assert form(given) == {"a": "1", "b": "0", "c": '{"я":[1,true]}', "d": "1,2", "f": "5", "g": "x"}


async def test_calls_wait_side_by_side_and_not_in_a_row(vk: VkServer, key: Key) -> None:
    """vk_api's own lock would let the second call wait for the first one's answer for ever."""
    vk.faults.next("groups.getTokenPermissions", faults.hang())
    hanging = asyncio.create_task(key.call("groups.getTokenPermissions"))
    await vk.wait_for(lambda: vk.calls)
    assert (await key.call("groups.getById"))["groups"]
    assert not hanging.done()
    await key.close()
    with pytest.raises(requests.ConnectionError):
        await hanging


async def test_a_silent_vk_is_given_up(vk: VkServer, community: Community) -> None:
    vk.faults.always("groups.getById", faults.hang())
    key = Key(community.key, url=vk.url, timeouts=(1, 0.1))
    with pytest.raises(requests.Timeout):
        await key.call("groups.getById")
    await key.close()
    assert len(vk.calls) == 1


async def test_a_crowd_of_calls_gets_through_the_real_limit(vk: VkServer, key: Key) -> None:
    """That they are spaced is a law of ``Pace``, below; a slow machine may still meet a refusal, and asks again."""
    vk.limits.allow("second", times=20, seconds=1)
    answers = await asyncio.gather(*(key.call("groups.getById") for _ in range(25)))
    assert len(answers) == 25
    assert len(vk.calls) == 25 + len(vk.limits.refusals)


def test_a_key_has_one_pace_whoever_uses_it() -> None:
    first, again, other = pace_of("u", "a", 20), pace_of("u", "a", 20), pace_of("u", "b", 20)
    assert first is again
    assert first is not other


@pytest.mark.parametrize(
    ("method", "params", "safe"),
    [
        ("messages.send", {"random_id": "5"}, True),
        ("messages.send", {"random_id": "0"}, False),
        ("messages.send", {}, False),
        ("wall.post", {"guid": "5"}, True),
        ("wall.post", {}, False),
        ("wall.createComment", {"guid": "5c"}, True),
        ("groups.getById", {}, True),
        ("groups.setLongPollSettings", {}, True),
        ("groups.addCallbackServer", {}, False),
        ("docs.save", {}, False),
        ("messages.sendMessageEventAnswer", {}, False),
    ],
)
def test_only_what_cannot_happen_twice_is_repeated(method: str, params: dict[str, str], safe: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_repeatable(method, params) is safe


async def test_a_broken_connection_is_tried_again_where_it_is_safe(vk: VkServer, key: Key) -> None:
    vk.faults.next("groups.getById", faults.reset(), faults.reset())
    assert await key.call("groups.getById")
    vk.faults.next("docs.save", faults.reset(), faults.reset())
    with pytest.raises(requests.ConnectionError):
        await key.call("docs.save", file="x")
    assert vk.faults.waiting == 1


async def test_an_inner_error_of_vk_is_tried_again_where_it_is_safe(vk: VkServer, key: Key) -> None:
    vk.fails("groups.getById", 10, 10)
    assert await key.call("groups.getById")
    vk.fails("docs.save", 10)
    with pytest.raises(ApiError):
        await key.call("docs.save", file="x")


@pytest.mark.parametrize("body", ['{"resp', "[]", "{}", '"ok"', '{"error": 5}', '{"error": {}}', '{"error": null}'])
async def test_what_is_no_answer_is_garbled(vk: VkServer, key: Key, body: str) -> None:
    vk.faults.next("groups.getById", faults.reply(body))
    with pytest.raises(Garbled):
        await key.call("groups.getById")


async def test_a_proxys_page_is_not_an_answer(vk: VkServer, key: Key) -> None:
    vk.faults.next("groups.getById", faults.html_error(502))
    with pytest.raises(ApiHttpError):
        await key.call("groups.getById")


async def test_errors_do_not_show_the_key(vk: VkServer, community: Community, key: Key) -> None:
    vk.fails("groups.getById", 15)
    with pytest.raises(ApiError) as caught:
        await key.call("groups.getById", group_id=5)
    assert community.key not in f"{caught.value} {caught.value.values} {caught.value.error}"
    assert caught.value.values == {"group_id": "5"}


async def test_a_closed_key_calls_nobody(vk: VkServer, key: Key) -> None:
    await key.close()
    with pytest.raises(Later):
        await key.call("groups.getById")
    assert vk.calls == []


async def test_closing_waits_for_nothing_that_cannot_be_cut(vk: VkServer, community: Community) -> None:
    """A pause between tries and a poll that waits end at once: the limit of this test is pytest's own."""
    key = Key(community.key, url=vk.url, timeouts=(5, 3600))
    vk.faults.always("groups.getById", faults.hang())
    calls = [asyncio.create_task(key.call("groups.getById")) for _ in range(3)]
    await vk.wait_for(lambda: len(vk.calls) == 3)
    await key.close()
    done, _ = await asyncio.wait(calls)
    assert all(isinstance(call.exception(), requests.ConnectionError) for call in done)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vk")]


async def test_a_refused_connection_is_known_not_to_have_happened() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody else can get the port and answer there
        taken.bind(("127.0.0.1", 0))
        key = Key("any", url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        try:
            with pytest.raises(requests.ConnectionError) as caught:
                await key.call("docs.save", file="x")
        finally:
            await key.close()
    assert never_sent(caught.value)
