"""Events reach a bot through the Callback API: handshake, secret, repeats until "ok" (VK.md §4)."""

from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.servers.vk.client import Bot
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer


class Address:
    """A bot's address on the internet: remembers what was brought and answers as it is told, else "ok"."""

    def __init__(self) -> None:
        self.url = ""
        self.code = ""
        self.heard: list[tuple[dict[str, Any], str | None]] = []
        self.answers: deque[tuple[int, str]] = deque()

    async def receive(self, request: web.Request) -> web.Response:
        event = await request.json()
        if event["type"] == "confirmation":
            return web.Response(text=self.code)
        self.heard.append((event, request.headers.get("X-Retry-Counter")))
        status, text = self.answers.popleft() if self.answers else (200, "ok")
        return web.Response(status=status, text=text)

    @property
    def texts(self) -> list[str]:
        return [event["object"]["message"]["text"] for event, _ in self.heard if event["type"] == "message_new"]


@pytest.fixture
async def address() -> AsyncIterator[Address]:
    receiver = Address()
    app = web.Application()
    app.router.add_post("/vk", receiver.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/vk"
    yield receiver
    await runner.cleanup()


@pytest.fixture
def vk(vk: VkServer) -> VkServer:
    """It brings again at once what was not confirmed."""
    vk.world.callback_pause = 0
    return vk


async def connects(vk: VkServer, bot: Bot, community: Community, address: Address) -> int:
    """The whole way of a bot: code, server, settings, handshake. Gives the id of the server."""
    address.code = (await bot.call("groups.getCallbackConfirmationCode", group_id=community.id))["code"]
    facts = {"group_id": community.id, "url": address.url, "title": "tezki", "secret_key": "тайна"}
    server_id = int((await bot.call("groups.addCallbackServer", **facts))["server_id"])
    events = {"message_new": 1, "message_allow": 0, "api_version": "5.199"}
    await bot.call("groups.setCallbackSettings", group_id=community.id, server_id=server_id, **events)
    await vk.wait_for(lambda: community.callbacks[server_id].status == "ok")
    return server_id


async def test_after_the_handshake_events_come_with_their_secret(
    vk: VkServer, bot: Bot, community: Community, address: Address
) -> None:
    await connects(vk, bot, community, address)
    vk.person("Мария").writes(community, "Здравствуйте")
    await vk.wait_for(lambda: address.texts)
    [(event, retry)] = address.heard
    assert (event["secret"], event["group_id"], event["v"], retry) == ("тайна", community.id, "5.199", None)


async def test_an_address_that_does_not_know_the_code_is_failed(
    vk: VkServer, bot: Bot, community: Community, address: Address
) -> None:
    facts = {"group_id": community.id, "url": address.url, "title": "tezki"}
    added = await bot.call("groups.addCallbackServer", **facts)
    await vk.wait_for(lambda: community.callbacks[added["server_id"]].status == "failed")
    address.code = community.confirmation
    await bot.call("groups.editCallbackServer", **facts, **added)
    await vk.wait_for(lambda: community.callbacks[added["server_id"]].status == "ok")
    listed = await bot.call("groups.getCallbackServers", group_id=community.id)
    assert [(item["title"], item["status"]) for item in listed["items"]] == [("tezki", "ok")]


async def test_what_was_not_answered_ok_comes_again_and_says_so(
    vk: VkServer, bot: Bot, community: Community, address: Address
) -> None:
    await connects(vk, bot, community, address)
    address.answers.extend([(500, "oops"), (200, "not ok"), (503, "")])
    vk.person("Мария").writes(community, "Здравствуйте")
    await vk.wait_for(lambda: len(address.heard) == 4)
    assert [retry for _, retry in address.heard] == [None, "1", "2", "3"]
    assert len({event["event_id"] for event, _ in address.heard}) == 1


async def test_an_event_may_come_twice(vk: VkServer, bot: Bot, community: Community, address: Address) -> None:
    await connects(vk, bot, community, address)
    vk.deliver_twice = True
    vk.person("Мария").writes(community, "Здравствуйте")
    await vk.wait_for(lambda: len(address.heard) == 2)
    assert address.heard[0] == address.heard[1]


async def test_a_bot_that_takes_its_leave_gets_no_more(
    vk: VkServer, bot: Bot, community: Community, address: Address
) -> None:
    server_id = await connects(vk, bot, community, address)
    address.answers.append((200, "remove"))
    vk.person("Мария").writes(community, "Здравствуйте")
    await vk.wait_for(lambda: community.callbacks[server_id].status == "unconfigured")
    assert await bot.call("groups.deleteCallbackServer", group_id=community.id, server_id=server_id) == 1


async def test_events_wait_while_the_bot_is_down(
    vk: VkServer, bot: Bot, community: Community, address: Address
) -> None:
    server_id = await connects(vk, bot, community, address)
    server, home = community.callbacks[server_id], address.url
    server.url = "http://127.0.0.1:9/vk"
    maria = vk.person("Мария")
    maria.writes(community, "Раз")
    maria.writes(community, "Два")
    await vk.wait_for(lambda: any(delivery.status == 0 for delivery in server.deliveries))
    server.url = home
    await vk.wait_for(lambda: len(address.heard) == 2)
    assert address.texts == ["Раз", "Два"]
    assert server.undelivered == 0 or await vk.wait_for(lambda: server.undelivered == 0)
