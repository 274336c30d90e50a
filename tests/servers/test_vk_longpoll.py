"""Events reach a bot through Bots Long Poll as VK sends them: shapes, history, failures, repeats (VK.md §4)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests
from vk_api.bot_longpoll import VkBotLongPoll

from tests.servers.spec.events import event_problems
from tests.servers.vk.client import Bot
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer

EVENTS = (
    "message_new",
    "message_reply",
    "message_edit",
    "message_event",
    "message_allow",
    "message_deny",
    "group_join",
    "group_leave",
    "group_officers_edit",
    "group_change_settings",
    "wall_post_new",
    "wall_reply_new",
)


class Listener:
    """vk_api's own long poll, one check at a time."""

    def __init__(self, poll: VkBotLongPoll) -> None:
        self.poll = poll

    async def hears(self) -> list[dict[str, Any]]:
        """The updates of one poll."""
        return [event.raw for event in await asyncio.to_thread(self.poll.check)]


@pytest.fixture
async def listener(bot: Bot, community: Community) -> AsyncIterator[Listener]:
    flags = dict.fromkeys(EVENTS, 1)
    settings = {"group_id": community.id, "enabled": 1, "api_version": "5.199", **flags}
    await bot.call("groups.setLongPollSettings", **settings)
    poll = await asyncio.to_thread(VkBotLongPoll, bot.client, community.id, 5)
    yield Listener(poll)
    poll.session.close()


async def test_long_poll_has_to_be_switched_on_and_told_what_to_send(
    vk: VkServer, bot: Bot, community: Community
) -> None:
    assert await bot.refused("groups.getLongPollServer", group_id=community.id) == 100
    await bot.call("groups.setLongPollSettings", group_id=community.id, enabled=1, message_event=1, message_new=0)
    settings = await bot.call("groups.getLongPollSettings", group_id=community.id)
    assert settings == {"is_enabled": True, "api_version": "5.101", "events": {"message_event": 1}}
    vk.person("Мария").writes(community, "Этого никто не услышит")
    assert community.longpoll.ts == 1


async def test_a_community_that_was_not_told_the_version_sends_bare_messages(
    vk: VkServer, bot: Bot, community: Community
) -> None:
    await bot.call("groups.setLongPollSettings", group_id=community.id, enabled=1)
    server = await bot.call("groups.getLongPollServer", group_id=community.id)
    vk.person("Мария").writes(community, "Привет")
    query = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": "1"}
    answer = (await asyncio.to_thread(requests.get, server["server"], query, timeout=5)).json()
    assert [update["object"]["text"] for update in answer["updates"]] == ["Привет"]


async def test_every_event_has_the_shape_of_the_official_schema(
    vk: VkServer, community: Community, bot: Bot, listener: Listener
) -> None:
    maria = vk.person("Мария")
    maria.starts(community, ref="event-17")
    button = {"action": {"type": "callback", "label": "Пойду", "payload": '{"e":17}'}, "color": "positive"}
    board = json.dumps({"inline": True, "buttons": [[button]]})
    [sent] = await bot.says(maria.id, keyboard=board)
    maria.presses(community, "Пойду")
    await bot.call("messages.edit", peer_id=maria.id, cmid=sent["conversation_message_id"], message="Ждём вас")
    first = maria.sends_photo(community, b"one", b"two", text="Вот фотографии")
    maria.sends_document(community, b"%PDF", "Отчёт.pdf")
    maria.sends_location(community, 56.86, 35.92)
    maria.replies(community, first, "Это они")
    maria.forwards(community, first)
    maria.forbids(community)
    maria.joins(community)
    maria.leaves(community)
    community.appoints(maria)
    community.renames("Тёзки Ивановки")
    maria.comments(community, community.posts_by_hand("Приглашаем"), "Спасибо")
    updates = await listener.hears()
    assert [problem for update in updates for problem in event_problems(update)] == []
    assert {update["type"] for update in updates} == set(EVENTS)
    start, press = updates[1]["object"], next(u["object"] for u in updates if u["type"] == "message_event")
    assert (start["message"]["payload"], start["message"]["ref"]) == ('{"command":"start"}', "event-17")
    assert "callback" in start["client_info"]["button_actions"]
    assert (press["payload"], press["conversation_message_id"]) == ({"e": 17}, sent["conversation_message_id"])


async def test_a_picture_in_a_message_can_be_fetched(vk: VkServer, community: Community, listener: Listener) -> None:
    vk.person("Мария").sends_photo(community, b"picture")
    message = (await listener.hears())[-1]["object"]["message"]
    largest = max(message["attachments"][0]["photo"]["sizes"], key=lambda size: size["width"])
    assert (await asyncio.to_thread(requests.get, largest["url"], timeout=5)).content == b"picture"


async def test_a_poll_waits_for_news(vk: VkServer, community: Community, listener: Listener) -> None:
    heard = asyncio.create_task(listener.hears())
    await vk.wait_for(lambda: community.longpoll.waiting)
    vk.person("Мария").allows(community)
    assert [event["type"] for event in await heard] == ["message_allow"]


async def test_a_bot_that_was_away_gets_what_it_missed_from_its_old_ts(
    vk: VkServer, community: Community, listener: Listener
) -> None:
    maria = vk.person("Мария")
    maria.writes(community, "Первое")
    seen = listener.poll.ts
    first = await listener.hears()
    listener.poll.ts = seen
    assert await listener.hears() == first


async def test_an_expired_key_and_a_lost_history_are_told(
    vk: VkServer, community: Community, listener: Listener
) -> None:
    maria = vk.person("Мария")
    old = listener.poll.key
    community.longpoll.expires_key()
    assert await listener.hears() == []
    assert listener.poll.key != old
    maria.writes(community, "Пропадёт")
    community.longpoll.loses_history()
    assert await listener.hears() == []
    maria.writes(community, "Дойдёт")
    assert [event["object"]["message"]["text"] for event in await listener.hears()] == ["Дойдёт"]
    community.longpoll.fails(1, 2, 3)
    assert [await listener.hears() for _ in range(3)] == [[], [], []]
    maria.writes(community, "И это дойдёт")
    assert len(await listener.hears()) == 1


async def test_events_may_come_twice_and_out_of_order(vk: VkServer, community: Community, listener: Listener) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    await listener.hears()
    vk.deliver_twice = vk.out_of_order = True
    maria.writes(community, "Раз")
    maria.writes(community, "Два")
    updates = await listener.hears()
    assert [update["object"]["message"]["text"] for update in updates] == ["Два", "Два", "Раз", "Раз"]
    assert len({update["event_id"] for update in updates}) == 2
