"""Messages reach people in VK: formatted, split, with buttons and pictures, once however often they are sent."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from bot.messengers.vk import api
from bot.messengers.vk.messenger import VkMessenger
from bot.messengers.vk.telling import random_id
from talk.messenger import (
    Broken,
    Impossible,
    Later,
    SendTicket,
    Sent,
    Settling,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)
from talk.prompt import Button, Prompt, Rows, ShownPicture
from talk.rich import Rich, bold, italic, link, rich
from talk.updates import PictureId
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import Ears, picture
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

YES_NO = ((Button(label="Да", press="t1:0", tone="good"), Button(label="Нет", press="t1:1", tone="bad")),)


def calendar() -> Rows:
    days = [Button(label=str(day), press=f"d:{day}") for day in range(1, 31)]
    return tuple(tuple(days[at : at + 7]) for at in range(0, 30, 7))


async def tell(
    messenger: VkMessenger,
    person: Person,
    text: str | Rich,
    rows: Rows = (),
    *,
    key: int = 1,
    replaces: str | None = None,
    settles: Settling | None = None,
) -> Sent:
    prompt = Prompt(text=rich(text), rows=rows)
    done = await messenger.perform(
        Tell(chat=person.id, prompt=prompt, replaces=replaces, settles=settles), key, SendTicket()
    )
    assert isinstance(done, Sent)
    return done


async def test_emphasis_and_links_are_seen_where_they_belong(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    text = "🎄 Ёлка: " + bold("🎅 в субботу") + ", " + italic(link("афиша", "https://tezki.example/e/1"))
    sent = await tell(messenger, maria, text)
    [message] = maria.saw(community)
    assert (message.text, sent.refs) == (text.plain, (str(message.cmid),))
    assert [(span.kind, span.text, span.url) for span in message.spans] == [
        ("bold", "🎅 в субботу", None),
        ("italic", "афиша", None),
        ("url", "афиша", "https://tezki.example/e/1"),
    ]


async def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    text = "\n\n".join(f"{number}. " + "Читаем вслух. " * 20 for number in range(30))
    sent = await tell(messenger, maria, text, YES_NO)
    messages = maria.saw(community)
    assert len(messages) == len(sent.refs) == 3
    assert "".join("".join(message.text for message in messages).split()) == "".join(text.split())
    assert [message.buttons for message in messages] == [[], [], [["Да", "Нет"]]]
    assert len({message.random_id for message in messages}) == 3


async def test_few_buttons_hang_under_the_message_in_their_colours(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    rows = (*YES_NO, (Button(label="Сайт", url="https://tezki.example"), Button(label="Пойду", invite="go-1")))
    await tell(messenger, maria, "Пойдёте?", rows)
    keyboard = maria.saw(community)[0].keyboard
    assert keyboard is not None
    assert keyboard.inline
    assert [[(b.kind, b.colour) for b in row] for row in keyboard.rows] == [
        [("callback", "positive"), ("callback", "negative")],
        [("open_link", None), ("open_link", None)],
    ]
    assert keyboard.rows[1][1].link == f"https://vk.me/club{community.id}?ref=go-1"


async def test_a_calendar_covers_the_foot_of_the_chat_until_the_next_question(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person, ears: Ears
) -> None:
    await tell(messenger, maria, "Какого числа?", calendar(), key=1)
    assert maria.keyboard(community)[-1] == ["26", "27", "28", "29", "30"]
    await vk.wait_for(lambda: community.longpoll.waiting)
    maria.presses(community, "12")
    heard = await ears.next_words()
    assert (heard.press, heard.shown) == ("d:12", None)
    await tell(messenger, maria, "Верно?", YES_NO, key=2)
    assert maria.keyboard(community) == [["Да", "Нет"]]
    await tell(messenger, maria, "Записали", key=3)
    assert maria.keyboard(community) == []


async def test_a_new_program_takes_an_old_calendar_away_too(
    vk: VkServer, make: Make, community: Community, maria: Person
) -> None:
    await tell(make(), maria, "Какого числа?", calendar(), key=1)
    messenger = make()
    async with Ears(messenger) as ears:
        await vk.wait_for(lambda: community.longpoll.waiting)
        maria.presses(community, "12")
        await ears.next_words()
    await tell(messenger, maria, "Записали", key=2)
    assert maria.keyboard(community) == []


async def test_an_old_app_gets_text_buttons_that_mean_the_same(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person, ears: Ears
) -> None:
    await vk.wait_for(lambda: community.longpoll.waiting)
    message = community.conversation(maria).add(from_id=maria.id, text="Здравствуйте")
    info = {"button_actions": ["text", "open_link"], "keyboard": True, "inline_keyboard": True}
    community.emits("message_new", {"message": message.as_json, "client_info": info})
    await ears.next_words()
    await tell(messenger, maria, "Пойдёте?", YES_NO)
    keyboard = maria.saw(community)[-1].keyboard
    assert keyboard is not None
    assert keyboard.rows[0][0].kind == "text"
    maria.presses(community, "Нет")
    heard = await ears.next_words()
    assert (heard.press, heard.text, heard.press_id) == ("t1:1", "", None)


async def test_too_many_buttons_are_our_mistake(messenger: VkMessenger, maria: Person) -> None:
    rows = tuple((Button(label=str(n), press=f"x:{n}"),) for n in range(11))
    with pytest.raises(Impossible, match="too many"):
        await tell(messenger, maria, "Выберите", rows)


async def test_pictures_come_with_their_words(messenger: VkMessenger, community: Community, maria: Person) -> None:
    pictures = (
        ShownPicture(id=PictureId(1), alt="Ёлка у библиотеки"),
        ShownPicture(id=PictureId(404), alt="Хоровод"),
        ShownPicture(id=PictureId(13), alt="Пирог"),
    )
    await messenger.perform(
        Tell(chat=maria.id, prompt=Prompt(text=rich("Так было"), pictures=pictures)), 1, SendTicket()
    )
    [message] = maria.saw(community)
    assert message.photos == [picture()]
    assert message.text == "Так было\n\nЁлка у библиотеки\nХоровод\nПирог"


async def test_a_key_that_may_not_upload_sends_the_words(vk: VkServer, make: Make, community: Community) -> None:
    maria = vk.person("Мария")
    maria.allows(community)
    vk.add_key(community, "poor", rights=["messages"])
    prompt = Prompt(text=rich("Так было"), pictures=(ShownPicture(id=PictureId(1), alt="Ёлка"),))
    await make(token="poor").perform(Tell(chat=maria.id, prompt=prompt), 1, SendTicket())
    assert maria.saw(community)[0].text == "Так было\n\nЁлка"


async def test_a_message_takes_the_place_of_the_one_that_was_pressed(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    old = await tell(messenger, maria, "Пойдёте?", YES_NO, key=1)
    new = await tell(messenger, maria, bold("Ждём вас"), key=2, replaces=old.refs[0])
    [message] = maria.saw(community)
    assert (message.text, message.buttons, new.refs) == ("Ждём вас", [], old.refs)
    assert [span.kind for span in message.spans] == ["bold"]


@pytest.mark.parametrize("code", [909, 920, 100, 15])
async def test_what_cannot_be_edited_is_said_anew(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person, code: int
) -> None:
    old = await tell(messenger, maria, "Пойдёте?", key=1)
    vk.fails("messages.edit", code)
    new = await tell(messenger, maria, "Ждём вас", key=2, replaces=old.refs[0])
    assert [message.text for message in maria.saw(community)] == ["Пойдёте?", "Ждём вас"]
    assert new.refs != old.refs


async def test_a_calendar_never_replaces_a_message(messenger: VkMessenger, community: Community, maria: Person) -> None:
    old = await tell(messenger, maria, "Пойдёте?", key=1)
    await tell(messenger, maria, "Какого числа?", calendar(), key=2, replaces=old.refs[0])
    assert len(maria.saw(community)) == 2


async def test_a_message_is_changed_though_a_calendar_covers_the_foot_of_the_chat(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    """The progress of a letter is one message, whatever the talk before has left there."""
    await tell(messenger, maria, "Какого числа?", calendar(), key=1)
    progress = await tell(messenger, maria, "Отправлено 10 из 70", key=2)
    await tell(messenger, maria, "Какого числа?", calendar(), key=3)
    for sent in range(20, 80, 10):
        await tell(messenger, maria, f"Отправлено {sent} из 70", YES_NO, key=sent, replaces=progress.refs[0])
    texts = [message.text for message in maria.saw(community)]
    assert texts == ["Какого числа?", "Отправлено 70 из 70", "Какого числа?"]
    assert maria.keyboard(community) != []


async def test_an_answered_calendar_goes_from_the_foot_of_the_chat_and_the_next_buttons_hang_under_their_question(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    asked = await tell(messenger, maria, "Какого числа?", calendar(), key=1)
    settled = Settling(ref=asked.refs[0], text=rich("✓ Когда: 12 декабря"))
    for _ in range(2):  # a repeat is swallowed
        await tell(messenger, maria, "Верно?", YES_NO, key=2, settles=settled)
    *_, answer, question = maria.saw(community)
    assert (answer.text, question.text, question.buttons) == ("✓ Когда: 12 декабря", "Верно?", [["Да", "Нет"]])
    assert len(maria.saw(community)) == 3
    assert maria.keyboard(community) == []
    changed = await tell(messenger, maria, "Точно?", YES_NO, key=3, replaces=str(question.cmid))
    assert (maria.saw(community)[-1].text, changed.refs) == ("Точно?", (str(question.cmid),))


async def test_an_answered_calendar_keeps_its_answer_when_another_one_takes_its_place(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    asked = await tell(messenger, maria, "Какого числа?", calendar(), key=1)
    settled = Settling(ref=asked.refs[0], text=rich("✓ Когда: 12 декабря"))
    await tell(messenger, maria, "До какого?", calendar(), key=2, settles=settled)
    assert [message.text for message in maria.saw(community)] == ["✓ Когда: 12 декабря", "До какого?"]
    assert maria.keyboard(community) != []
    settled = Settling(ref=str(maria.saw(community)[-1].cmid), text=rich("✓ До: 14 декабря"))
    await tell(messenger, maria, "Спасибо!", key=3, settles=settled)
    assert [message.text for message in maria.saw(community)] == ["✓ Когда: 12 декабря", "✓ До: 14 декабря", "Спасибо!"]
    assert maria.keyboard(community) == []


async def test_the_same_key_is_the_same_message(vk: VkServer, make: Make, community: Community, maria: Person) -> None:
    vk.faults.next("messages.send", faults.lost_answer(), faults.reset_after_done())
    messenger = make(timeouts=(1, 0.3))
    with pytest.raises(Uncertain):
        await tell(messenger, maria, "Здравствуйте", key=5)
    sent = await tell(make(), maria, "Здравствуйте", key=5)  # meets the reset, asks again by itself
    [message] = maria.saw(community)
    assert sent.refs == (str(message.cmid),)
    await tell(messenger, maria, "Здравствуйте", key=6)
    assert len(maria.saw(community)) == 2


@pytest.mark.parametrize(
    ("code", "meaning"),
    [(900, Unreachable), (901, Unreachable), (902, Unreachable), (950, Unreachable), (936, Unreachable), (9, Later)],
)
async def test_a_person_who_cannot_be_written_to_is_told_apart(
    vk: VkServer, messenger: VkMessenger, maria: Person, code: int, meaning: type[Undelivered]
) -> None:
    vk.fails_for(maria, code)
    with pytest.raises(meaning):
        await tell(messenger, maria, "Здравствуйте")


async def test_switched_off_bot_abilities_are_for_the_operator(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    community.bot_features = False
    with pytest.raises(Broken, match="bot abilities"):
        await tell(messenger, maria, "Пойдёте?", YES_NO)


async def test_a_captcha_is_for_the_operator(vk: VkServer, messenger: VkMessenger, maria: Person) -> None:
    vk.asks_captcha("messages.send")
    with pytest.raises(Broken, match="captcha"):
        await tell(messenger, maria, "Здравствуйте")


async def test_too_fast_is_tried_again_a_few_times_and_then_later(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "FIRST_PAUSE", 0)
    vk.fails("messages.send", 6, 10, 6)
    await tell(messenger, maria, "Здравствуйте")
    assert len(maria.saw(community)) == 1
    vk.fails("messages.send", *[6] * 20)
    with pytest.raises(Later) as caught:
        await tell(messenger, maria, "Ещё раз", key=2)
    assert caught.value.everyone
    assert vk.faults.waiting == 20 - api.TRIES


async def test_one_text_for_many_tells_what_became_of_each(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person
) -> None:
    olga, pavel = vk.person("Ольга"), vk.person("Павел")
    pavel.allows(community)
    vk.fails_for(pavel, 9)
    chats = [maria.id, olga.id, pavel.id]
    results = await messenger.tell_many(chats, Prompt(text=rich("Завтра ёлка"), rows=YES_NO), 3, SendTicket())
    assert [type(results[chat]) for chat in chats] == [Sent, Unreachable, Later]
    assert maria.saw(community)[0].buttons == [["Да", "Нет"]]
    assert len([call for call in vk.calls if call.method == "messages.send"]) == 1


async def test_more_than_a_hundred_receivers_are_refused(messenger: VkMessenger) -> None:
    with pytest.raises(Impossible):
        await messenger.tell_many(range(1, 102), Prompt(text=rich("Завтра ёлка")), 3, SendTicket())


async def test_an_empty_message_is_our_mistake(messenger: VkMessenger, maria: Person) -> None:
    with pytest.raises(Impossible, match="without a text"):
        await tell(messenger, maria, " \n")


def test_random_ids_differ_by_row_part_and_installation() -> None:
    numbers = [random_id(salt, key, part) for salt, key, part in itertools.product("ab", range(1000), range(3))]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number < 2**31 for number in numbers)
    assert random_id("a", 5, 1) == random_id("a", 5, 1)


async def test_a_poster_for_a_dozen_people_is_uploaded_once(
    vk: VkServer, messenger: VkMessenger, community: Community
) -> None:
    crowd = [vk.person(f"Читатель {number}") for number in range(12)]
    for person in crowd:
        person.allows(community)
    poster = Prompt(text=rich("Ёлка"), pictures=(ShownPicture(id=PictureId(1), alt="Афиша"),))
    tells = [Tell(chat=person.id, prompt=poster) for person in crowd]
    await asyncio.gather(*(messenger.perform(tell, key, SendTicket()) for key, tell in enumerate(tells, 1)))
    assert [call.method for call in vk.calls].count("photos.saveMessagesPhoto") == 1
    assert all(person.saw(community)[-1].photos == [picture()] for person in crowd)


async def test_while_the_community_takes_no_messages_the_account_does_not_work_and_then_it_does(
    messenger: VkMessenger, community: Community, maria: Person
) -> None:
    community.forbids_messages()
    with pytest.raises(Broken, match="Switch on messages"):
        await messenger.perform(Tell(chat=maria.id, prompt=Prompt(text=rich("Завтра ёлка"))), 1, SendTicket())
    community.takes_messages()
    await messenger.perform(Tell(chat=maria.id, prompt=Prompt(text=rich("Завтра ёлка"))), 1, SendTicket())
    assert [said.text for said in maria.saw(community)] == ["Завтра ёлка"]
