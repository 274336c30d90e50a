"""A message to one person: words, buttons, pictures, and what takes the place of what."""

import json

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Impossible, Later, SendTicket, Sent, Tell, Uncertain
from talk.prompt import Button, Prompt, ShownPicture
from talk.rich import Rich, bold, rich
from talk.updates import PictureId
from tests.messengers.telegram.conftest import Pictures
from tests.servers import faults
from tests.servers.telegram import Bot, Person, TelegramServer


@pytest.fixture
async def maria(server: TelegramServer, account: Bot) -> Person:
    """She has pressed «Начать»."""
    assert account.username == "tezki_bot"
    maria = server.person("Мария")
    await maria.command("/start")
    return maria


def shown(*numbers: int, alt: str = "") -> tuple[ShownPicture, ...]:
    return tuple(ShownPicture(id=PictureId(number), alt=alt) for number in numbers)


YES = ((Button(label="Да", press="t:1:0", tone="good"), Button(label="Нет", press="t:1:1", tone="bad")),)


async def tell(
    messenger: TelegramMessenger,
    person: Person,
    text: str | Rich,
    *,
    key: int = 1,
    replaces: str | None = None,
    rows: tuple[tuple[Button, ...], ...] = (),
    pictures: tuple[ShownPicture, ...] = (),
) -> Sent:
    prompt = Prompt(text=rich(text), rows=rows, pictures=pictures)
    done = await messenger.perform(Tell(chat=person.id, prompt=prompt, replaces=replaces), key=key, ticket=SendTicket())
    assert isinstance(done, Sent)
    return done


async def test_words_arrive_with_their_looks_and_raw_signs_as_they_are(
    messenger: TelegramMessenger, maria: Person
) -> None:
    sent = await tell(messenger, maria, "Вас зовут " + bold("Мария <b>&</b>") + "?")
    assert maria.last.text == "Вас зовут Мария <b>&</b>?"
    assert "bold" in [entity["type"] for entity in maria.last.entities]
    assert sent == Sent(refs=(str(maria.last.id),))


async def test_links_are_not_previewed(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "https://example.org")
    assert maria.last.asked["link_preview_options"] == {"is_disabled": True}


async def test_buttons_hang_under_the_words_and_have_a_tone(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "Всё верно?", rows=YES)
    assert maria.last.buttons == [["Да", "Нет"]]
    assert maria.last.button("Да") == {"text": "Да", "callback_data": "t:1:0", "style": "success"}


async def test_an_invitation_is_a_link_to_this_bot(messenger: TelegramMessenger, maria: Person) -> None:
    rows = ((Button(label="Подписаться", invite="event_12"), Button(label="Сайт", url="https://example.org")),)
    await tell(messenger, maria, "Встреча", rows=rows)
    assert maria.last.links == ["https://t.me/tezki_bot?start=event_12", "https://example.org"]


async def test_rows_too_wide_for_telegram_are_re_flowed(messenger: TelegramMessenger, maria: Person) -> None:
    rows = (tuple(Button(label=str(number), press=f"n:{number}") for number in range(10)),)
    await tell(messenger, maria, "Число?", rows=rows)
    assert [len(row) for row in maria.last.buttons] == [8, 2]


async def test_more_buttons_than_telegram_takes_are_a_bug_of_ours(messenger: TelegramMessenger, maria: Person) -> None:
    rows = tuple((Button(label=str(number), press=f"n:{number}"),) for number in range(101))
    with pytest.raises(Impossible, match="too many"):
        await tell(messenger, maria, "Что?", rows=rows)


async def test_an_invitation_that_cannot_travel_is_a_bug_of_ours(messenger: TelegramMessenger, maria: Person) -> None:
    with pytest.raises(Impossible, match="deep link"):
        await tell(messenger, maria, "Встреча", rows=((Button(label="Пойду", invite="встреча"),),))


async def test_a_long_text_becomes_several_messages_with_the_keyboard_on_the_last(
    messenger: TelegramMessenger, maria: Person
) -> None:
    sent = await tell(messenger, maria, "слово " * 1500, rows=YES)
    assert len(maria.saw) == 3
    assert [bool(message.buttons) for message in maria.saw] == [False, False, True]
    assert sent.refs == tuple(str(message.id) for message in maria.saw)


async def test_one_picture_carries_short_words_and_the_keyboard(
    messenger: TelegramMessenger, maria: Person, pictures: Pictures
) -> None:
    await tell(messenger, maria, bold("Афиша"), pictures=shown(1), rows=YES)
    assert [(message.text, len(message.photos), message.buttons) for message in maria.saw] == [
        ("Афиша", 1, [["Да", "Нет"]])
    ]
    assert maria.file(maria.last.photos[0]) == pictures.stored[PictureId(1)]


async def test_long_words_come_before_their_picture(messenger: TelegramMessenger, maria: Person) -> None:
    sent = await tell(messenger, maria, "слово " * 300, pictures=shown(1), rows=YES)
    assert [len(message.photos) for message in maria.saw] == [0, 1]
    assert maria.saw[0].buttons
    assert sent.refs == tuple(str(message.id) for message in maria.saw)


async def test_several_pictures_are_an_album_and_the_keyboard_is_under_the_words(
    messenger: TelegramMessenger, maria: Person
) -> None:
    sent = await tell(messenger, maria, "Как всё прошло", pictures=shown(1, 2, 3), rows=YES)
    assert [(len(message.photos), message.text) for message in maria.saw] == [
        (1, ""), (1, ""), (1, ""), (0, "Как всё прошло"),
    ]  # fmt: skip
    assert len({message.album for message in maria.saw[:3]}) == 1
    assert maria.last.buttons
    assert len(sent.refs) == 4


async def test_an_album_without_buttons_carries_short_words_itself(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "Как всё прошло", pictures=shown(1, 2))
    assert [message.text for message in maria.saw] == ["Как всё прошло", ""]


@pytest.mark.parametrize("came", [0, 1, 2])
async def test_an_album_that_comes_back_shorter_is_taken_away_and_sent_anew(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer, came: int
) -> None:
    """Whoever takes it for whole would believe that the group has seen all of it."""
    await tell(messenger, maria, "Как всё прошло?", key=1)
    first = maria.last.id + 1
    chat = {"id": maria.id, "type": "private", "first_name": "Мария"}
    said = [{"message_id": first + number, "date": 1_800_000_000, "chat": chat} for number in range(came)]
    server.faults.next("sendMediaGroup", faults.reply(json.dumps({"ok": True, "result": said}), done=came > 0))
    with pytest.raises(Later) as shorter:
        await tell(messenger, maria, "Вот так", pictures=shown(1, 2, 3), key=2)
    assert not shorter.value.everyone
    left = [message.id for message in maria.saw]
    assert not {first + number for number in range(came)} & set(left)

    sent = await tell(messenger, maria, "Вот так", pictures=shown(1, 2, 3), key=2)
    assert [message.id for message in maria.saw if message.id not in left] == [int(ref) for ref in sent.refs]
    assert len(sent.refs) == 3


async def test_more_than_ten_pictures_are_several_albums(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "Фото", pictures=shown(*range(1, 12)))
    assert [bool(message.album) for message in maria.saw] == [True] * 10 + [False]


async def test_words_for_those_who_do_not_see_a_picture_go_with_it(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "Афиша", pictures=shown(1, alt="Дети у костра"))
    assert maria.last.text == "Афиша\n\nДети у костра"
    await tell(messenger, maria, "Фото", pictures=shown(2, 3, alt="Полный зал"), key=2)
    assert [message.text for message in maria.saw[1:]] == ["Полный зал", "Полный зал", "Фото"]


async def test_a_picture_goes_up_once(messenger: TelegramMessenger, maria: Person, pictures: Pictures) -> None:
    for key in (1, 2, 3):
        await tell(messenger, maria, "Афиша", pictures=shown(1), key=key)
    assert pictures.asked == [PictureId(1)]
    assert len({message.photos[0] for message in maria.saw}) == 1


async def test_a_picture_that_telegram_has_forgotten_goes_up_again(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer, pictures: Pictures
) -> None:
    await tell(messenger, maria, "Афиша", pictures=shown(1))
    said = '{"ok": false, "error_code": 400, "description": "Bad Request: wrong file identifier/HTTP URL specified"}'
    server.faults.next("sendPhoto", faults.reply(said, status=400))
    with pytest.raises(Later):
        await tell(messenger, maria, "Афиша", pictures=shown(1), key=2)
    await tell(messenger, maria, "Афиша", pictures=shown(1), key=2)
    assert len(maria.saw) == 2
    assert pictures.asked == [PictureId(1), PictureId(1)]


async def test_an_erased_picture_is_left_out(messenger: TelegramMessenger, maria: Person) -> None:
    await tell(messenger, maria, "Хроника", pictures=shown(99))
    assert (maria.last.text, maria.last.photos) == ("Хроника", [])


async def test_nothing_to_say_cannot_be_said(messenger: TelegramMessenger, maria: Person) -> None:
    with pytest.raises(Impossible):
        await tell(messenger, maria, "  ")


async def test_a_message_takes_the_place_of_another(messenger: TelegramMessenger, maria: Person) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос", rows=YES)).refs
    sent = await tell(messenger, maria, "Ответ принят", replaces=first, key=2)
    assert [(message.text, message.buttons) for message in maria.saw] == [("Ответ принят", [])]
    assert sent.refs == (first,)


async def test_saying_the_same_again_in_the_same_place_is_done(messenger: TelegramMessenger, maria: Person) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос", rows=YES)).refs
    assert (await tell(messenger, maria, "Вопрос", rows=YES, replaces=first, key=2)).refs == (first,)


async def test_a_message_that_is_gone_is_followed_by_a_new_one(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос")).refs
    server.world.delete(maria.last)
    sent = await tell(messenger, maria, "Ответ", replaces=first, key=2)
    assert [message.text for message in maria.saw] == ["Ответ"]
    assert sent.refs != (first,)


async def test_a_photo_cannot_become_words_so_they_are_sent_anew(messenger: TelegramMessenger, maria: Person) -> None:
    (first,) = (await tell(messenger, maria, "Афиша", pictures=shown(1))).refs
    await tell(messenger, maria, "Ответ", replaces=first, key=2)
    assert [message.text for message in maria.saw] == ["Афиша", "Ответ"]


async def test_a_picture_may_take_the_place_of_words_and_of_another_picture(
    messenger: TelegramMessenger, maria: Person
) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос", rows=YES)).refs
    await tell(messenger, maria, "Афиша", pictures=shown(1), replaces=first, key=2)
    await tell(messenger, maria, "Другая афиша", pictures=shown(2), rows=YES, replaces=first, key=3)
    assert [(message.text, len(message.photos), message.buttons) for message in maria.saw] == [
        ("Другая афиша", 1, [["Да", "Нет"]])
    ]


async def test_an_album_takes_nobodys_place(messenger: TelegramMessenger, maria: Person) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос", rows=YES)).refs
    await tell(messenger, maria, "Фото", pictures=shown(1, 2), replaces=first, key=2)
    assert len(maria.saw) == 3


async def test_a_long_answer_begins_in_the_old_place_and_goes_on_below(
    messenger: TelegramMessenger, maria: Person
) -> None:
    (first,) = (await tell(messenger, maria, "Вопрос", rows=YES)).refs
    sent = await tell(messenger, maria, "слово " * 1000, rows=YES, replaces=first, key=2)
    assert sent.refs == tuple(str(message.id) for message in maria.saw)
    assert sent.refs[0] == first
    assert [bool(message.buttons) for message in maria.saw] == [False, True]


async def test_parts_that_have_arrived_are_not_sent_again(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    server.faults.next("sendMessage", faults.retry_after(3), when=lambda params: "третья" in params["text"])
    text = "\n\n".join(word * 900 for word in ("первая ", "вторая ", "третья "))
    with pytest.raises(Later) as flood:
        await tell(messenger, maria, text)
    assert flood.value.after == 3.0
    arrived = [message.id for message in maria.saw]
    assert len(arrived) >= 2
    sent = await tell(messenger, maria, text)
    assert " ".join(message.text for message in maria.saw).split() == text.split()
    assert sent.refs == tuple(str(message.id) for message in maria.saw)


@pytest.mark.parametrize("fault", [faults.reset_after_done(), faults.html_error(502, done=True), faults.invalid_json()])
async def test_a_send_without_an_answer_is_uncertain(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer, fault: faults.Fault
) -> None:
    await messenger.identify()
    server.faults.next("sendMessage", fault)
    with pytest.raises(Uncertain) as failure:
        await tell(messenger, maria, "Дошло ли?")
    assert failure.value.__context__ is None
    assert "Дошло" not in str(failure.value)
