"""The VK that the bot is tested against behaves as the real one is known to (VK.md), seen through a real vk_api."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import vk_api
from PIL import Image

from tests.servers.vk.client import Bot, Bots
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def vk(clock: Clock) -> AsyncIterator[VkServer]:
    async with VkServer(clock=clock) as server:
        yield server
    assert server.violations == []


@pytest.fixture
def bots(vk: VkServer) -> Iterator[Bots]:
    with Bots(vk.url) as opened:
        yield opened


@pytest.fixture
def community(vk: VkServer) -> Community:
    return vk.add_community(screen_name="aleksandrovka", user_token="vk1.a.admin")


@pytest.fixture
def bot(community: Community, bots: Bots) -> Bot:
    return bots.with_key(community.key)


@pytest.fixture
def admin(community: Community, bots: Bots) -> Bot:
    assert community.user_token is not None
    return bots.with_key(community.user_token)


def picture() -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (64, 32), "green").save(stored, "JPEG")
    return stored.getvalue()


def board(*rows: list[dict[str, Any]], inline: bool = True, **more: Any) -> str:
    return json.dumps({"inline": inline, "buttons": rows, **more}, ensure_ascii=False)


def key(label: str, kind: str = "callback", **more: Any) -> dict[str, Any]:
    return {"action": {"type": kind, "label": label, "payload": json.dumps({"b": 1}), **more}}


# Messages


async def test_a_message_is_seen_as_it_was_sent_and_then_as_it_was_edited(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria = vk.person("Мария")
    maria.writes(community, "Добрый день")
    spans = {"version": 1, "items": [{"type": "bold", "offset": 3, "length": 5}]}
    [sent] = await bot.says(maria.id, text="📚 Книги", format_data=json.dumps(spans), keyboard=board([key("Да")]))
    [message] = maria.saw(community)
    assert (message.text, message.buttons, [span.text for span in message.spans]) == ("📚 Книги", [["Да"]], ["Книги"])
    cmid = sent["conversation_message_id"]
    assert await bot.call("messages.edit", peer_id=maria.id, cmid=cmid, message="Уже не книги") == 1
    assert (message.text, message.buttons, message.spans) == ("Уже не книги", [], ())


async def test_the_same_random_id_to_the_same_people_is_one_message(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    first = await bot.says(maria.id, random_id=5)
    assert await bot.says(maria.id, random_id=5) == first
    await bot.says(maria.id, random_id=6)
    assert len(maria.saw(community)) == 2


async def test_an_error_of_one_peer_stands_inside_the_reply_and_others_get_theirs(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria, petr, anna = (vk.person(name) for name in ("Мария", "Пётр", "Анна"))
    for person in (maria, petr, anna):
        person.allows(community)
    petr.forbids(community, code=902)
    vk.fails_for(anna, 950)
    reply = await bot.says(maria.id, petr.id, anna.id)
    assert [item.get("error", {}).get("code") for item in reply] == [None, 902, 950]
    assert [len(person.saw(community)) for person in (maria, petr, anna)] == [1, 0, 0]
    assert await bot.refused("messages.send", peer_id=petr.id, message="!", random_id=8) == 902


async def test_a_callback_press_is_answered_once_and_within_a_minute(
    vk: VkServer, community: Community, bot: Bot, clock: Clock
) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    await bot.says(maria.id, keyboard=board([key("Пойду")]))
    answer = {"user_id": maria.id, "peer_id": maria.id}
    shown = json.dumps({"type": "show_snackbar", "text": "Записали"})
    event = maria.presses(community, "Пойду")
    assert community.spinning == [event]
    assert await bot.call("messages.sendMessageEventAnswer", event_id=event, event_data=shown, **answer) == 1
    assert (maria.snackbars, community.spinning) == (["Записали"], [])
    assert await bot.refused("messages.sendMessageEventAnswer", event_id=event, **answer) == 100
    late = maria.presses(community, "Пойду")
    clock.now += timedelta(seconds=61)
    assert await bot.refused("messages.sendMessageEventAnswer", event_id=late, **answer) == 100


async def test_a_regular_keyboard_stays_below_until_it_is_taken_away(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria = vk.person("Мария")
    maria.starts(community)
    await bot.says(maria.id, keyboard=board([key("Афиша", "text")], inline=False))
    await bot.says(maria.id, text="Ещё слово", random_id=8)
    assert maria.keyboard(community) == [["Афиша"]]
    maria.presses(community, "Афиша")
    pressed = community.happened[-1][1]["message"]
    assert (pressed["text"], pressed["payload"]) == ("Афиша", '{"b": 1}')
    await bot.says(maria.id, keyboard='{"buttons":[]}', random_id=9)
    assert maria.keyboard(community) == []


async def test_a_deleted_message_is_seen_no_more(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    [sent] = await bot.says(maria.id)
    cmid = sent["conversation_message_id"]
    await bot.call("messages.delete", peer_id=maria.id, cmids=cmid, delete_for_all=1)
    assert maria.saw(community) == []
    assert await bot.refused("messages.edit", peer_id=maria.id, cmid=cmid, message="Поздно") == 100


async def test_a_message_can_be_edited_for_a_day(vk: VkServer, community: Community, bot: Bot, clock: Clock) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    [sent] = await bot.says(maria.id)
    clock.now += timedelta(days=1, seconds=1)
    edit = {"peer_id": maria.id, "cmid": sent["conversation_message_id"], "message": "Поздно"}
    assert await bot.refused("messages.edit", **edit) == 909


async def test_buttons_need_the_bot_features_of_the_community(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    community.bot_features = False
    sent = {"peer_ids": maria.id, "message": "!", "random_id": 1}
    assert await bot.refused("messages.send", keyboard=board([key("Да")]), **sent) == 912
    await bot.call("messages.send", **sent)


async def test_a_button_that_is_not_there_cannot_be_pressed_and_a_stale_one_can(
    vk: VkServer, community: Community, bot: Bot
) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    await bot.says(maria.id, keyboard=board([key("Да")]), random_id=1)
    await bot.says(maria.id, keyboard=board([key("Сайт", "open_link", link="https://тёзки.рф")]), random_id=2)
    with pytest.raises(LookupError, match="Сайт"):
        maria.presses(community, "Нет")
    stale = maria.saw(community)[0]
    maria.presses(community, "Да", message=stale)
    assert community.happened[-1][1]["conversation_message_id"] == stale.cmid
    maria.presses(community, "Сайт")
    assert maria.opened == ["https://тёзки.рф"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"message": "х" * 4097}, 914),
        ({"message": ""}, 100),
        ({"message": "!", "random_id": None}, 100),
        ({"message": "!", "dont_parse_links": True}, 100),
        ({"message": "!", "parse_mode": "HTML"}, 100),
        ({"message": "!", "attachment": "photo-1_2"}, 100),
        ({"message": "!", "peer_ids": [1, 2]}, 100),
        ({"message": "!", "peer_ids": ",".join(map(str, range(1, 102)))}, 100),
        ({"message": "!", "v": None}, 8),
        ({"message": "📚", "format_data": '{"version":1,"items":[{"type":"bold","offset":1,"length":1}]}'}, 100),
        ({"message": "!", "format_data": '{"version":1,"items":[{"type":"bold","offset":0,"length":2}]}'}, 100),
        ({"message": "!", "keyboard": board(*[[key("Да")]] * 7)}, 911),
        ({"message": "!", "keyboard": board([key("Да")] * 5, [key("Да")] * 5, [key("Да")])}, 911),
        ({"message": "!", "keyboard": board([key("д" * 41)])}, 911),
        ({"message": "!", "keyboard": board([key("Да", payload=json.dumps({"b": "x" * 255}))])}, 911),
        ({"message": "!", "keyboard": board([key("Сайт", "open_link", link="сайт")])}, 911),
        ({"message": "!", "keyboard": '{"inline": 1, "buttons": []}'}, 911),
        ({"message": "!", "keyboard": board(*[[key("Да")] * 5] * 9, inline=False)}, 911),
        ({"message": "!", "keyboard": board([key("Да")], one_time=True)}, 911),
    ],
)
async def test_a_malformed_request_is_refused_and_recorded(
    vk: VkServer, community: Community, bot: Bot, values: dict[str, Any], code: int
) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    sent = {"peer_ids": str(maria.id), "random_id": 1, **values}
    assert await bot.refused("messages.send", **sent) == code
    assert [violation.code for violation in vk.violations] == [code]
    assert maria.saw(community) == []
    vk.violations.clear()


async def test_a_key_in_the_address_is_a_violation(vk: VkServer, community: Community) -> None:
    address = f"{vk.url}/method/groups.getById?access_token={community.key}&v=5.199"
    answer = await asyncio.to_thread(requests.get, address, timeout=5)
    assert answer.json()["error"]["error_code"] == 100
    assert "query string" in vk.violations.pop().reason


# Who may do what


async def test_a_community_asks_who_it_is_and_what_it_may(vk: VkServer, community: Community, bots: Bots) -> None:
    vk.add_key(community, "vk1.a.poor", rights=("messages",))
    poor = bots.with_key("vk1.a.poor")
    [group] = (await poor.call("groups.getById"))["groups"]
    assert (group["id"], group["name"], group["screen_name"]) == (community.id, community.title, "aleksandrovka")
    rights = await poor.call("groups.getTokenPermissions")
    assert rights == {"mask": 4096, "permissions": [{"name": "messages", "setting": 4096}]}
    assert await poor.refused("groups.getLongPollServer", group_id=community.id) == 15
    community.revokes_key()
    assert await bots.with_key(community.key).refused("groups.getById") == 5


async def test_managers_have_roles_and_their_change_is_told(vk: VkServer, community: Community, bot: Bot) -> None:
    maria = vk.person("Мария")
    community.appoints(maria, "editor")
    listed = await bot.call("groups.getMembers", group_id=community.id, filter="managers")
    assert {item["id"]: item["role"] for item in listed["items"]} == {
        community.founder.id: "creator",
        maria.id: "editor",
    }
    community.dismisses(maria)
    changes = [body for kind, body in community.happened if kind == "group_officers_edit"]
    assert [(body["level_old"], body["level_new"]) for body in changes] == [(0, 2), (2, 0)]
    maria.joins(community)
    assert await bot.call("groups.isMember", group_id=community.id, user_id=maria.id) == 1


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("wall.edit", {"owner_id": -1, "post_id": 1, "message": "!"}),
        ("wall.pin", {"owner_id": -1, "post_id": 1}),
        ("wall.getById", {"posts": "-1_1"}),
        ("photos.getWallUploadServer", {"group_id": 1}),
        ("board.createComment", {"group_id": 1, "topic_id": 1}),
        ("polls.create", {}),
    ],
)
async def test_what_only_a_person_may_do_answers_27_to_a_community(
    vk: VkServer, bot: Bot, method: str, values: dict[str, Any]
) -> None:
    assert await bot.refused(method, **values) == 27
    assert [violation.method for violation in vk.violations] == [method]
    vk.violations.clear()


# The wall


async def test_a_post_is_the_communitys_own_only_when_it_says_so(community: Community, bot: Bot) -> None:
    wall = {"owner_id": community.owner_id}
    await bot.call("wall.post", message="От имени страницы", **wall)
    made = await bot.call("wall.post", message="Присоединение", from_group=1, guid="a", **wall)
    assert await bot.call("wall.post", message="Присоединение", from_group=1, guid="a", **wall) == made
    assert [post.from_id for post in community.posts] == [community.founder.id, community.owner_id]
    comment = {"post_id": made["post_id"], "message": "Перенесено", "guid": "b", **wall}
    assert await bot.call("wall.createComment", **comment) == await bot.call("wall.createComment", **comment)
    assert [note.text for note in community.posts[1].comments] == ["Перенесено"]


async def test_without_the_right_wall_a_community_cannot_post(vk: VkServer, community: Community, bots: Bots) -> None:
    vk.add_key(community, "vk1.a.poor", rights=("messages", "manage"))
    values = {"owner_id": community.owner_id, "from_group": 1, "message": "!"}
    assert await bots.with_key("vk1.a.poor").refused("wall.post", **values) == 27


async def test_an_administrators_key_edits_pins_and_illustrates(community: Community, admin: Bot) -> None:
    wall = {"owner_id": community.owner_id}
    upload = vk_api.VkUpload(admin.client)
    [photo] = await asyncio.to_thread(upload.photo_wall, io.BytesIO(picture()), group_id=community.id)
    upload.http.close()
    attached = f"photo{photo['owner_id']}_{photo['id']}"
    made = await admin.call("wall.post", message="Хроника", from_group=1, attachments=attached, **wall)
    [post] = community.posts
    assert post.photos == [picture()]
    await admin.call("wall.edit", message="Хроника, исправлено", **made, **wall)
    await admin.call("wall.pin", **made, **wall)
    assert (post.text, post.photos, post.pinned) == ("Хроника, исправлено", [], True)
