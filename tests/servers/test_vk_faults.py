"""Misfortunes of VK, its rates, batches and uploads, as vk_api meets them on the test server."""

import asyncio
import io
from pathlib import Path

import pytest
import requests
import vk_api
from PIL import Image

from tests.servers import faults
from tests.servers.spec.vk import read_schema
from tests.servers.vk.client import Bot
from tests.servers.vk.community import Community
from tests.servers.vk.registry import METHODS
from tests.servers.vk.server import VkServer


async def test_a_scripted_error_happens_once_and_nothing_is_sent(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    vk.fails("messages.send", 9, 10)
    values = {"peer_id": maria.id, "message": "!", "random_id": 1}
    assert [await bot.refused("messages.send", **values) for _ in range(2)] == [9, 10]
    assert maria.saw(community) == []
    await bot.call("messages.send", **values)
    assert [made.fault is None for made in vk.calls] == [False, False, True]
    assert len(maria.saw(community)) == 1


async def test_an_answer_may_be_lost_after_the_message_was_sent_and_a_repeat_is_swallowed(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    vk.faults.next("messages.send", faults.reset_after_done())
    with pytest.raises(requests.ConnectionError):
        await bot.says(maria.id)
    await bot.says(maria.id)
    assert len(maria.saw(community)) == 1


async def test_a_captcha_sends_a_person_to_a_page(vk: VkServer, bot: Bot) -> None:
    vk.asks_captcha("groups.getById")
    with pytest.raises(vk_api.ApiError) as caught:
        await bot.call("groups.getById")
    assert caught.value.code == 14
    assert caught.value.error["redirect_uri"].startswith("https://id.vk.com/not_robot_captcha")


async def test_calls_beyond_the_rate_meet_error_6(vk: VkServer, bot: Bot) -> None:
    vk.limits.allow("second", times=2, seconds=3600)
    await bot.call("utils.getServerTime")
    await bot.call("utils.getServerTime")
    assert await bot.refused("utils.getServerTime") == 6
    assert len(vk.limits.refusals) == 1


async def test_a_pool_carries_many_calls_in_one_and_tells_their_errors_apart(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria, petr = vk.person("Мария Кюри", id=501), vk.person("Пётр", id=502)
    maria.allows(community)

    def many() -> list[vk_api.requests_pool.RequestResult]:
        with vk_api.VkRequestsPool(bot.client) as pool:
            send = {"message": "Привет", "random_id": 1}
            return [
                pool.method("messages.send", {**send, "peer_id": maria.id}),
                pool.method("messages.send", {**send, "peer_id": petr.id}),
                pool.method("users.get", {"user_ids": [maria.id, petr.id]}),
                pool.method("utils.getServerTime"),
            ]

    sent, refused, people, _ = await asyncio.to_thread(many)
    assert (sent.ok, refused.error["error_code"]) == (True, 901)
    assert [person["last_name"] for person in people.result] == ["Кюри", ""]
    assert [made.method for made in vk.calls][-1] == "execute"
    values = [{"user_ids": str(maria.id)}, {"user_ids": str(petr.id)}]
    one, other = await asyncio.to_thread(lambda: _same_method(bot, values))
    assert (one.result[0]["id"], other.result[0]["id"]) == (501, 502)


def _same_method(bot: Bot, values: list[dict[str, str]]) -> list[vk_api.requests_pool.RequestResult]:
    with vk_api.VkRequestsPool(bot.client) as pool:
        return [pool.method("users.get", value) for value in values]


async def test_a_script_that_is_no_list_of_calls_does_not_compile(bot: Bot) -> None:
    assert await bot.refused("execute", code="return 2 + 2;") == 12


async def test_a_picture_and_a_document_go_into_a_message(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    stored = io.BytesIO()
    Image.new("RGB", (32, 32), "green").save(stored, "JPEG")
    upload = vk_api.VkUpload(bot.client)
    [photo] = await asyncio.to_thread(upload.photo_messages, io.BytesIO(stored.getvalue()), maria.id)
    doc = (await asyncio.to_thread(upload.document_message, io.BytesIO(b"%PDF"), "Афиша.pdf", peer_id=maria.id))["doc"]
    upload.http.close()
    things = f"photo{photo['owner_id']}_{photo['id']},doc{doc['owner_id']}_{doc['id']}"
    await bot.says(maria.id, text="", attachment=things)
    [message] = maria.saw(community)
    assert (message.photos, message.documents) == ([stored.getvalue()], {"Афиша.pdf": b"%PDF"})


async def test_who_is_who_can_be_asked(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария", screen_name="maria")
    assert await bot.call("utils.resolveScreenName", screen_name="maria") == {"type": "user", "object_id": maria.id}
    assert await bot.call("utils.resolveScreenName", screen_name="nobody") == []
    asked = {"group_id": community.id, "user_id": maria.id}
    assert await bot.call("messages.isMessagesFromGroupAllowed", **asked) == {"is_allowed": 0}
    maria.writes(community, "Можно")
    assert await bot.call("messages.isMessagesFromGroupAllowed", **asked) == {"is_allowed": 1}
    [talk] = (await bot.call("messages.getConversationsById", peer_ids=maria.id))["items"]
    assert talk["can_write"] == {"allowed": True}


async def test_waiting_in_vain_shows_the_last_calls(vk: VkServer, bot: Bot) -> None:
    await bot.call("utils.getServerTime")
    with pytest.raises(AssertionError, match=r"utils\.getServerTime"):
        await vk.wait_for(lambda: False, timeout=0.01)


def test_every_method_of_the_server_is_in_the_official_schema() -> None:
    schema = read_schema()
    if schema is None:
        pytest.skip("the official schema is not beside the project")
    open_to_groups = {"wall.post"}
    assert set(METHODS) - set(schema.methods) == set()
    for name, known in METHODS.items():
        kinds = {"group", "user"} if name in open_to_groups else set(schema.methods[name].kinds) - {"service"}
        assert {kind.value for kind in known.kinds} == kinds, name


def test_without_the_official_schema_the_check_is_skipped_aloud(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert read_schema(tmp_path) is None
    assert "NO OFFICIAL VK SCHEMA" in capfd.readouterr().err
