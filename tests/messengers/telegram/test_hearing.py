"""What people do in a private chat, and what becomes of groups, in neutral words."""

from datetime import UTC

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.asker import Known, TheGroupItself
from talk.messenger import GroupReport, InspectGroup, SendTicket, Tell
from talk.prompt import Button, Prompt
from talk.rich import rich
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged
from tests.messengers.telegram.conftest import Ear, listening
from tests.servers.telegram import ALL_RIGHTS, Bot, Person, TelegramServer, picture


async def hear_next(messenger: TelegramMessenger, ear: Ear) -> IncomingMessage:
    async with listening(messenger, ear):
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    return heard


async def test_a_mere_start_is_an_empty_payload(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.command("/start")
    heard = await hear_next(messenger, ear)
    assert (heard.start, heard.text) == ("", "")


async def test_a_command_stays_a_text(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.command("/afisha")
    heard = await hear_next(messenger, ear)
    assert (heard.start, heard.text) == (None, "/afisha")


async def test_times_are_utc(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends("Здравствуйте")
    assert (await hear_next(messenger, ear)).at.tzinfo is UTC


async def test_a_photo_is_heard_in_its_largest_size_with_its_caption(
    messenger: TelegramMessenger, ear: Ear, maria: Person
) -> None:
    data = picture()
    message = await maria.sends_photo(data, caption="Вечер чтения")
    heard = await hear_next(messenger, ear)
    assert heard.text == "Вечер чтения"
    assert [(file.kind, file.ref, file.size) for file in heard.files] == [("photo", message.photos[0], len(data))]


async def test_an_album_is_several_events_with_one_mark(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends_album([picture(), picture("red"), picture("green")], caption="Наш праздник")
    async with listening(messenger, ear):
        heard = [await ear.next() for _ in range(3)]
    assert {one.album for one in heard if isinstance(one, IncomingMessage)} == {heard[0].album}  # type: ignore[union-attr]  # see left
    assert isinstance(heard[0], IncomingMessage)
    assert heard[0].album


async def test_a_document_that_is_an_image_is_a_file_too(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends_document(picture(), name="афиша.jpg")
    heard = await hear_next(messenger, ear)
    assert [(file.kind, file.name) for file in heard.files] == [("document", "афиша.jpg")]
    assert heard.other is None


async def test_another_document_is_a_file(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends_document(b"PK...", name="отчёт.docx")
    heard = await hear_next(messenger, ear)
    assert [(file.kind, file.name, file.size) for file in heard.files] == [("file", "отчёт.docx", 5)]
    assert heard.other is None


async def test_ones_own_number_is_a_contact(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends_contact("+79001234567")
    assert (await hear_next(messenger, ear)).contact == "+79001234567"


async def test_somebody_elses_card_is_no_contact(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot
) -> None:
    message = await maria.sends_contact("+79001234567")
    message.content["contact"]["user_id"] = 1
    account.history[-1].body["contact"]["user_id"] = 1
    heard = await hear_next(messenger, ear)
    assert (heard.contact, heard.other) == (None, "contact")


async def test_a_location_is_a_place(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.sends_location(56.86, 35.9)
    assert (await hear_next(messenger, ear)).place == (56.86, 35.9)


async def test_a_sticker_is_named_by_its_kind_and_a_notice_of_telegrams_own_is_not_heard(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot
) -> None:
    await maria.sends("x")
    body = {name: value for name, value in account.history[-1].body.items() if name != "text"}
    sticker = {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False,
        "is_video": False,
    }  # fmt: skip
    account.hears("message", {**body, "message_auto_delete_timer_changed": {"message_auto_delete_time": 5}}, ("c", 1))
    account.hears("message", {**body, "sticker": sticker}, ("c", 1))
    async with listening(messenger, ear):
        await ear.next()
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.other == "sticker"


async def ask(messenger: TelegramMessenger, maria: Person, ear: Ear) -> None:
    """A message with a button on the person's screen."""
    await maria.command("/start")
    await hear_next(messenger, ear)
    prompt = Prompt(text=rich("Вы из библиотеки?"), rows=((Button(label="Да", press="t:1:0"),),))
    await messenger.perform(Tell(chat=maria.id, prompt=prompt), key=1, ticket=SendTicket())


async def test_a_press_brings_its_data_its_handle_and_its_message(
    messenger: TelegramMessenger, ear: Ear, maria: Person
) -> None:
    await ask(messenger, maria, ear)
    await maria.presses("Да")
    heard = await hear_next(messenger, ear)
    assert (heard.press, heard.shown, heard.chat, heard.user) == ("t:1:0", str(maria.last.id), maria.id, maria.id)
    assert heard.press_id is not None
    assert maria.spinning
    await messenger.answer_press(heard.press_id, "Записали")
    assert not maria.spinning
    assert maria.alerts == ["Записали"]


async def test_a_press_under_a_message_that_is_out_of_reach_shows_nothing_to_edit(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot
) -> None:
    await ask(messenger, maria, ear)
    await maria.presses("Да")
    message = account.history[-1].body["message"]
    account.history[-1].body["message"] = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    heard = await hear_next(messenger, ear)
    assert (heard.press, heard.shown) == ("t:1:0", None)


async def test_a_press_that_came_too_late_is_acknowledged_without_a_word(
    messenger: TelegramMessenger, server: TelegramServer
) -> None:
    await messenger.answer_press("4382000000001")
    assert [call.ok for call in server.called("answerCallbackQuery")] == [False]


async def test_a_press_in_a_group_is_nobodys_answer_but_its_spinner_stops(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account)
    message = server.world.post(
        group.chat, account.user, {"text": "?"}, markup={"inline_keyboard": [[{"text": "Да", "callback_data": "x"}]]}
    )
    await maria.presses_data("x", on=message)
    async with listening(messenger, ear):
        await server.wait_for(lambda: not maria.spinning)
    assert [type(one) for one in ear.heard] == [GroupChanged]


async def test_what_people_say_in_groups_is_not_heard(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account)
    await maria.sends("Кто идёт на встречу?", to=group)
    await maria.command("/start", to=group)
    await maria.sends("Мне лично")
    async with listening(messenger, ear):
        assert isinstance(await ear.next(), GroupChanged)
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Мне лично"


async def test_commands_for_us_are_heard_in_groups_with_the_topic_they_were_said_in(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer, account: Bot
) -> None:
    await messenger.identify()
    group = server.group("Александровки", forum=True)
    await group.adds_bot(account, rights=ALL_RIGHTS)
    topic = await group.opens_topic("Разговоры")
    for text in ("/afisha@tezki_bot", "/plan@other_bot", "/plan на неделю", "/ул. Ленина", "plan"):
        await maria.sends(text, to=group, topic="Разговоры")
    async with listening(messenger, ear):
        await server.wait_for(lambda: sum(isinstance(one, GroupChanged) for one in ear.heard) >= 3)
    asked = [one for one in ear.heard if isinstance(one, GroupChanged) and one.what == "asked"]
    assert [(one.command, one.thread, one.group) for one in asked] == [
        ("afisha", topic.id, group.id),
        ("plan", topic.id, group.id),
    ]


async def test_blocking_and_coming_back_are_heard(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    await maria.blocks()
    await maria.unblocks()
    async with listening(messenger, ear):
        gone, back = await ear.next(), await ear.next()
    assert isinstance(gone, ReachabilityChanged)
    assert isinstance(back, ReachabilityChanged)
    assert [(one.user, one.reachable) for one in (gone, back)] == [(maria.id, False), (maria.id, True)]


async def test_the_life_of_a_group_is_heard(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Библиотеки Александровок", supergroup=False)
    await messenger.identify()
    await group.adds_bot(account, rights=None, start_payload="claim-42")
    await group.changes_rights(account, ALL_RIGHTS)
    await group.renames("Посиделки")
    old = group.id
    await group.migrates()
    await group.removes_bot(account)
    async with listening(messenger, ear):
        await server.wait_for(lambda: len(ear.heard) >= 6)
    changes = [one for one in ear.heard if isinstance(one, GroupChanged)]
    assert [one.what for one in changes] == ["added", "claimed", "rights", "renamed", "migrated", "removed"]
    added, claimed, _, renamed, migrated, removed = changes
    owner = group.owner.id
    assert (added.group, added.title, added.user) == (old, "Библиотеки Александровок", owner)
    assert (claimed.claim, claimed.title, claimed.user) == ("claim-42", "Библиотеки Александровок", owner)
    assert (renamed.title, renamed.user) == ("Посиделки", owner)
    assert (migrated.group, migrated.new_group) == (old, group.id)
    assert removed.group == group.id


@pytest.mark.parametrize(
    ("command", "is_ours"), [("/start@other_bot claim", "theirs"), ("/start@Tezki_Bot claim", "ours")]
)
async def test_a_claim_for_another_bot_is_not_ours(
    messenger: TelegramMessenger, ear: Ear, account: Bot, command: str, is_ours: str
) -> None:
    account.privacy = False
    group = ear.server.group("Александровки")
    await group.adds_bot(account)
    await group.owner.command(command, to=group)
    await group.renames("Конец")
    async with listening(messenger, ear):
        await ear.server.wait_for(
            lambda: any(isinstance(one, GroupChanged) and one.title == "Конец" for one in ear.heard)
        )
    assert ("claimed" in [one.what for one in ear.heard if isinstance(one, GroupChanged)]) is (is_ours == "ours")


async def test_an_administrator_who_writes_in_the_groups_name_is_the_group_itself(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account, start_payload="claim")
    account.history[-1].body["sender_chat"] = group.chat.json()
    async with listening(messenger, ear):
        await ear.next()
        claimed = await ear.next()
    assert isinstance(claimed, GroupChanged)
    assert (claimed.what, claimed.user, claimed.asker) == ("claimed", None, TheGroupItself())


async def test_a_member_who_speaks_as_a_channel_of_their_own_is_nobody(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, account: Bot
) -> None:
    """Attack: any member can, and Telegram names no person then but its own «Channel Bot»."""
    group = server.group("Александровки")
    await group.adds_bot(account, start_payload="claim")
    own = {"id": -1005000000009, "type": "channel", "title": "Мой канал"}
    account.history[-1].body |= {"sender_chat": own, "from": {"id": 136817688, "is_bot": True, "first_name": "Channel"}}
    async with listening(messenger, ear):
        await ear.next()
        claimed = await ear.next()
    assert isinstance(claimed, GroupChanged)
    assert (claimed.what, claimed.user, claimed.asker) == ("claimed", None, None)


async def test_a_channel_is_claimed_by_a_post_in_it(
    messenger: TelegramMessenger, ear: Ear, account: Bot, server: TelegramServer
) -> None:
    channel = {"id": -1005000000001, "type": "channel", "title": "Канал Александровок"}
    post = {"message_id": 4, "date": 1_800_000_000, "chat": channel, "sender_chat": channel}
    server.world.tell(account, "channel_post", {**post, "text": "/start@tezki_bot claim"}, ("chat", channel["id"]))  # type: ignore[arg-type]  # an id is a number
    async with listening(messenger, ear):
        claimed = await ear.next()
    assert isinstance(claimed, GroupChanged)
    assert (claimed.what, claimed.claim, claimed.title) == ("claimed", "claim", "Канал Александровок")
    assert claimed.asker == TheGroupItself()


async def test_the_address_behind_words_is_not_lost(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    link = {"type": "text_link", "offset": 11, "length": 5, "url": "https://example.org/a"}
    bold = {"type": "bold", "offset": 0, "length": 5}
    await maria.sends_marked("\N{PARTY POPPER} Запись: здесь, до пятницы", bold, link)
    assert (await hear_next(messenger, ear)).text == (
        "\N{PARTY POPPER} Запись: здесь (https://example.org/a), до пятницы"
    )


async def test_a_venue_is_a_place_with_its_name_and_address(
    messenger: TelegramMessenger, ear: Ear, maria: Person
) -> None:
    await maria.sends_venue("Дом культуры", "ул. Ленина, 1", 56.86, 35.9)
    heard = await hear_next(messenger, ear)
    assert (heard.text, heard.place, heard.other) == ("Дом культуры, ул. Ленина, 1", (56.86, 35.9), None)


OLDER = {"can_send_welcome_messages", "can_manage_topics", "is_anonymous", "can_edit_stories", "accepted_gift_types"}


async def test_a_server_of_another_age_is_understood(
    messenger: TelegramMessenger, ear: Ear, account: Bot, server: TelegramServer
) -> None:
    """It lacks fields that aiogram's types insist on, or says what they do not know."""
    account.untold = OLDER
    group = server.group("Александровки")
    await group.adds_bot(account, start_payload="claim")
    account.history[-1].body["reply_to_message"] = {"message_id": "of another kind"}
    async with listening(messenger, ear):
        await ear.server.wait_for(lambda: len(ear.heard) >= 2)
    assert [one.what for one in ear.heard if isinstance(one, GroupChanged)] == ["added", "claimed"]
    report = await messenger.perform(
        InspectGroup(group=group.id, asked_by=Known(id=group.owner.id)), key=1, ticket=SendTicket()
    )
    assert isinstance(report, GroupReport)
    assert (report.title, report.asker_manages, report.missing) == ("Александровки", True, ())
    server.calls.clear()  # what it said is not of the official schema
    account.history.clear()
