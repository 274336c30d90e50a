"""VK knocks at our address: only VK is believed, and «ok» is said when the event is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.messengers.vk import longpoll
from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import Broken
from talk.updates import IncomingMessage
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import Ears, Happened
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

SECRET = "abracadabra"


@dataclass
class Door:
    """Our web server with the route of one account."""

    url: str = ""
    messenger: VkMessenger | None = None
    heard: list[Happened] = field(default_factory=list)
    fails: int = 0

    async def hear(self, updates: Sequence[Happened]) -> None:
        if self.fails:
            self.fails -= 1
            raise OSError("disk full")
        self.heard.extend(updates)

    async def answer(self, request: web.Request) -> web.Response:
        assert self.messenger is not None
        try:
            status, text = await self.messenger.handle_webhook(request.headers, await request.read(), self.hear)
        except OSError:
            status, text = 500, ""
        return web.Response(status=status, text=text)


@pytest.fixture
async def door(community: Community) -> AsyncIterator[Door]:
    door = Door()
    app = web.Application()
    app.router.add_post("/vk/7", door.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield door
    for server in community.callbacks.values():
        await server.stop()
    await runner.cleanup()


@pytest.fixture
async def opened(vk: VkServer, community: Community, make: Make, door: Door) -> VkMessenger:
    """Registered with VK and confirmed."""
    door.messenger = make(mode="callback", callback_secret=SECRET, public_url=f"{door.url}/vk/7")
    await door.messenger.listen(door.hear)
    await vk.wait_for(lambda: [s.status for s in community.callbacks.values()] == ["ok"])
    return door.messenger


@pytest.mark.usefixtures("opened")
async def test_the_address_registers_itself_and_events_come(
    vk: VkServer, community: Community, door: Door, maria: Person
) -> None:
    [server] = community.callbacks.values()
    assert (server.url, server.secret, server.api_version) == (f"{door.url}/vk/7", SECRET, "5.199")
    maria.writes(community, "Здравствуйте")
    await vk.wait_for(lambda: server.undelivered == 0 and door.heard)
    assert [h.text for h in door.heard if h.kind == "heard"] == ["Здравствуйте"]


async def test_a_second_start_registers_nothing_new(
    community: Community, opened: VkMessenger, door: Door, make: Make
) -> None:
    await opened.listen(door.hear)
    assert len(community.callbacks) == 1
    door.messenger = make(mode="callback", callback_secret="another", public_url=f"{door.url}/vk/7")
    await door.messenger.listen(door.hear)
    [server] = community.callbacks.values()
    assert server.secret == "another"


@pytest.mark.usefixtures("opened")
async def test_an_event_that_was_not_stored_is_brought_again(
    vk: VkServer, community: Community, door: Door, maria: Person
) -> None:
    [server] = community.callbacks.values()
    door.fails = 1
    maria.writes(community, "важное")
    await vk.wait_for(lambda: server.undelivered == 0 and len(door.heard) == 2)
    brought = [delivery for delivery in server.deliveries if delivery.event["type"] != "confirmation"]
    assert [delivery.status for delivery in brought] == [500, 200, 200]
    assert sorted(h.kind for h in door.heard) == ["heard", "reach"]


def event(community: Community, **changes: Any) -> bytes:
    facts = {
        "type": "message_deny",
        "group_id": community.id,
        "event_id": "e1",
        "v": "5.199",
        "secret": SECRET,
        "object": {"user_id": 5},
    }
    return json.dumps(facts | changes).encode()


async def test_only_vk_is_believed(make: Make, community: Community, door: Door) -> None:
    messenger = make(mode="callback", callback_secret=SECRET)
    refused = [
        event(community, secret="wrong"),
        event(community, secret=None),
        event(community, secret=["abracadabra"]),
        event(community, group_id=1),
        event(community, group_id=1, type="confirmation"),
        b"[]",
    ]
    assert [(await messenger.handle_webhook({}, body, door.hear))[0] for body in refused] == [403] * 6
    assert (await messenger.handle_webhook({}, b"{", door.hear))[0] == 400
    assert (await messenger.handle_webhook({}, b"\xff", door.hear))[0] == 400
    assert door.heard == []
    assert await messenger.handle_webhook({}, event(community), door.hear) == (200, "ok")
    assert len(door.heard) == 1


async def test_an_event_we_do_not_know_is_confirmed_and_forgotten(make: Make, community: Community, door: Door) -> None:
    messenger = make(mode="callback", callback_secret=SECRET)
    assert await messenger.handle_webhook({}, event(community, type="like_add"), door.hear) == (200, "ok")
    assert door.heard == []


async def test_without_a_secret_the_door_stays_shut(make: Make, community: Community, door: Door) -> None:
    messenger = make(mode="callback", public_url=f"{door.url}/vk/7")
    with pytest.raises(Broken, match="secret"):
        await messenger.listen(door.hear)
    assert (await messenger.handle_webhook({}, event(community, secret=""), door.hear))[0] == 403
    assert community.callbacks == {}


async def test_the_confirmation_is_the_given_one_or_vks_own(
    vk: VkServer, make: Make, community: Community, door: Door
) -> None:
    hello = event(community, type="confirmation", secret=None)
    given = make(mode="callback", callback_secret=SECRET, confirmation="c0ffee")
    assert await given.handle_webhook({}, hello, door.hear) == (200, "c0ffee")
    fetched = make(mode="callback", callback_secret=SECRET)
    for _ in range(3):
        assert await fetched.handle_webhook({}, hello, door.hear) == (200, community.confirmation)
    assert len([call for call in vk.calls if call.method == "groups.getCallbackConfirmationCode"]) == 1


async def test_a_key_that_may_not_manage_leaves_the_address_to_people(
    vk: VkServer, make: Make, community: Community, door: Door
) -> None:
    vk.add_key(community, "poor", rights=["messages"])
    messenger = make(token="poor", mode="callback", callback_secret=SECRET, public_url=f"{door.url}/vk/7")
    await messenger.listen(Ears(messenger).hear)
    hello = event(community, type="confirmation")
    assert (await messenger.handle_webhook({}, hello, door.hear))[0] == 503
    assert await messenger.handle_webhook({}, event(community), door.hear) == (200, "ok")


async def test_the_confirmation_is_told_to_strangers_only_until_vk_has_the_secret(
    make: Make, community: Community, door: Door
) -> None:
    messenger = make(mode="callback", callback_secret=SECRET, confirmation="c0ffee")
    stranger = event(community, type="confirmation", secret=None)
    assert await messenger.handle_webhook({}, stranger, door.hear) == (200, "c0ffee"), "set by hand, it comes first"
    for wrong in ("guess", "", "\ud800", 7, ["abracadabra"]):
        guess = json.dumps({"type": "confirmation", "group_id": community.id, "secret": wrong}).encode()
        assert (await messenger.handle_webhook({}, guess, door.hear))[0] == 403
    assert await messenger.handle_webhook({}, event(community), door.hear) == (200, "ok")
    assert await messenger.handle_webhook({}, stranger, door.hear) == (403, "wrong secret")
    assert await messenger.handle_webhook({}, event(community, type="confirmation"), door.hear) == (200, "c0ffee")


async def test_a_secret_of_ours_that_nobody_could_enter_by_hand_is_said_to_be_needed(
    vk: VkServer, make: Make, community: Community, door: Door
) -> None:
    vk.add_key(community, "poor", rights=["messages"])
    url = f"{door.url}/vk/7"
    messenger = make(token="poor", mode="callback", callback_secret=SECRET, secret_is_ours=True, public_url=url)
    with pytest.raises(Broken, match="CALLBACK_SECRET"):
        await messenger.listen(door.hear)


async def test_by_long_poll_the_former_address_is_heard_to_the_end_and_then_taken_away(  # noqa: PLR0917 - fixtures
    vk: VkServer,
    community: Community,
    maria: Person,
    make: Make,
    opened: VkMessenger,
    door: Door,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert opened is door.messenger
    (former,) = community.callbacks.values()
    door.fails = 1_000_000
    maria.writes(community, "Пока вас не было")
    await vk.wait_for(lambda: former.deliveries[-1].status == 500)
    door.messenger = make(public_url=former.url)
    listening = asyncio.create_task(door.messenger.listen(door.hear))
    await vk.wait_for(lambda: not former.enabled and community.longpoll.waiting)
    assert community.callbacks, "it has not heard the last of it"
    door.fails = 0
    await vk.wait_for(lambda: [one for one in door.heard if getattr(one, "text", "") == "Пока вас не было"])
    monkeypatch.setattr(longpoll, "ASK_AGAIN", 0)  # its ten minutes are over
    maria.writes(community, "Теперь вы есть")
    await vk.wait_for(lambda: not community.callbacks)
    await vk.wait_for(lambda: [one for one in door.heard if getattr(one, "text", "") == "Теперь вы есть"])
    listening.cancel()
    await asyncio.wait([listening])


class Place:
    """Of the long poll, kept."""

    ts: str | None = None

    async def read(self) -> str | None:
        return self.ts

    async def write(self, ts: str) -> None:
        self.ts = ts


async def test_what_the_long_poll_has_not_told_yet_is_heard_when_vk_begins_to_knock(
    vk: VkServer, community: Community, maria: Person, make: Make, door: Door
) -> None:
    place = Place()
    polling = make(cursor=place)
    listening = asyncio.create_task(polling.listen(door.hear))
    await vk.wait_for(lambda: community.longpoll.waiting)
    maria.writes(community, "раз")
    await vk.wait_for(lambda: place.ts)
    listening.cancel()
    await asyncio.wait([listening])
    maria.writes(community, "два")
    door.messenger = make(mode="callback", callback_secret=SECRET, public_url=f"{door.url}/vk/7", cursor=place)
    await door.messenger.listen(door.hear)
    assert [one.text for one in door.heard if isinstance(one, IncomingMessage)] == ["раз", "два"]
    assert (place.ts, community.longpoll_on) == ("", False)
