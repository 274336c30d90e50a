"""What people's apps can show: buttons that they can press, where they stay, and words where there are none."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import SendTicket, Tell
from talk.prompt import Button, Prompt, Rows
from talk.rich import rich
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import Ears
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

YES: Rows = ((Button(label="Пойду", press="go"), Button(label="Адрес", url="https://tezki.example/map")),)
MANY: Rows = tuple((Button(label=f"Библиотека {n}", press=f"b{n}"),) for n in range(1, 9))
"""More rows than hang under a message."""
TEXT_ONLY = {"button_actions": ["text", "open_link"]}
DOCKED_ONLY = {"inline_keyboard": False, "keyboard": True}
BARE = {"inline_keyboard": False, "keyboard": False}


class Shelf(dict[int, str]):
    """Outlives an adapter."""

    async def read(self, chats: Collection[int]) -> Mapping[int, str]:
        return {chat: self[chat] for chat in chats if chat in self}

    async def write(self, chat: int, marks: str) -> None:
        self[chat] = marks


async def tells(
    messenger: VkMessenger, chat: int, text: str, rows: Rows = (), *, key: int, aside: bool = False
) -> None:
    prompt = Prompt(text=rich(text), rows=rows)
    await messenger.perform(Tell(chat=chat, prompt=prompt), key, SendTicket(aside=aside))


async def heard_from(vk: VkServer, messenger: VkMessenger, community: Community, person: Person) -> None:
    """The person wrote, so their app is known."""
    async with Ears(messenger) as ears:
        await vk.wait_for(lambda: community.longpoll.waiting)
        person.writes(community, "Здравствуйте")
        await ears.next_words()


@pytest.mark.parametrize("rows", [(), YES])
async def test_news_leave_the_buttons_of_a_question_where_they_are(
    messenger: VkMessenger, community: Community, maria: Person, rows: Rows
) -> None:
    await tells(messenger, maria.id, "Которая?", MANY, key=1)
    await tells(messenger, maria.id, "Завтра ёлка", rows, key=2, aside=True)
    assert [row[0] for row in maria.keyboard(community)] == [f"Библиотека {n}" for n in range(1, 9)]
    assert maria.saw(community)[-1].buttons == [[button.label for button in row] for row in rows]
    await tells(messenger, maria.id, "Спасибо!", key=3)
    assert maria.keyboard(community) == []


async def test_news_that_would_take_the_place_of_a_question_say_in_words_what_can_be_written(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    await tells(messenger, maria.id, "Которая?", MANY, key=1)
    other: Rows = tuple((Button(label=f"Событие {n}", press=f"e{n}"),) for n in range(1, 9))
    await tells(messenger, maria.id, "На неделе", other, key=2, aside=True)
    assert maria.keyboard(community)[0] == ["Библиотека 1"]
    assert "«Событие 8»" in maria.saw(community)[-1].text


async def test_a_keyboard_is_not_forgotten_over_a_restart(make: Make, community: Community, maria: Person) -> None:
    shelf = Shelf()
    await tells(make(shelf=shelf), maria.id, "Которая?", MANY, key=1)
    await tells(make(shelf=shelf), maria.id, "Спасибо!", key=2)
    assert maria.keyboard(community) == []
    assert shelf == {maria.id: ""}


async def test_who_cannot_press_callback_buttons_gets_those_of_text_after_a_restart_and_among_many(
    vk: VkServer, make: Make, community: Community, maria: Person
) -> None:
    shelf, olga = Shelf(), vk.person("Ольга")
    olga.allows(community)
    maria.client_info |= TEXT_ONLY
    first = make(shelf=shelf)
    await heard_from(vk, first, community, maria)
    await tells(first, maria.id, "Здравствуйте", key=1)
    second = make(shelf=shelf)
    for _ in range(2):  # the same call is the same deed
        await second.tell_many([maria.id, olga.id], Prompt(text=rich("Завтра ёлка"), rows=YES), 5, SendTicket())
    hers, olgas = maria.saw(community)[-1], olga.saw(community)
    assert [len(maria.saw(community)), len(olgas)] == [2, 1]
    assert hers.keyboard is not None
    assert hers.keyboard.rows[0][0].kind == "text"
    assert olgas[0].keyboard is not None
    assert olgas[0].keyboard.rows[0][0].kind == "callback"


async def test_an_app_without_buttons_under_messages_gets_them_at_the_foot(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person
) -> None:
    maria.client_info |= DOCKED_ONLY
    await heard_from(vk, messenger, community, maria)
    await tells(messenger, maria.id, "Пойдёте?", YES, key=1)
    assert maria.keyboard(community) == [["Пойду", "Адрес"]]
    await tells(messenger, maria.id, "Спасибо!", key=2)
    assert maria.keyboard(community) == []


async def test_an_app_without_any_buttons_is_told_in_words(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person
) -> None:
    maria.client_info |= BARE
    await heard_from(vk, messenger, community, maria)
    await tells(messenger, maria.id, "Пойдёте?", YES, key=1)
    said = maria.saw(community)[-1]
    assert said.keyboard is None
    assert said.text == (
        "Пойдёте?\n\nКнопки у вас не видны. Напишите словами: «Пойду».\nАдрес: https://tezki.example/map"
    )


async def test_a_press_is_answered_once_and_only_while_vk_takes_an_answer(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person
) -> None:
    await tells(messenger, maria.id, "Пойдёте?", YES, key=1)
    async with Ears(messenger) as ears:
        await vk.wait_for(lambda: community.longpoll.waiting)
        maria.presses(community, "Пойду")
        heard = await ears.next_words()
    assert heard.press_id is not None
    await messenger.answer_press(heard.press_id, "Записали")
    await vk.wait_for(lambda: maria.snackbars)
    await messenger.answer_press(heard.press_id, "Записали")
    await messenger.answer_press(f'["of-an-hour-ago", {maria.id}, {maria.id}, 1700000000]')
    await tells(messenger, maria.id, "Что-нибудь ещё?", key=2)  # both have had time enough
    answers = [call.error for call in vk.calls if call.method == "messages.sendMessageEventAnswer"]
    assert answers == [None]
