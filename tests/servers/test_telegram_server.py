"""The Telegram of our tests, driven through the real aiogram: what the Bot API promises, it keeps."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, types
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from tests.servers import faults
from tests.servers.telegram import Person, TelegramServer, picture
from tests.servers.telegram import accounts as their

TOKEN = "123456:abc"


@pytest.fixture
def server(strict_telegram: TelegramServer) -> TelegramServer:
    return strict_telegram


def client(server: TelegramServer, token: str = TOKEN) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


@pytest.fixture
def account(server: TelegramServer) -> their.Bot:
    return server.add_bot(TOKEN, "tezki_bot")


@pytest.fixture
async def bot(server: TelegramServer, account: their.Bot) -> AsyncIterator[Bot]:
    assert account.token == TOKEN
    async with client(server) as bot:
        yield bot


@pytest.fixture
async def maria(server: TelegramServer, account: their.Bot) -> Person:
    """A person who has said /start; the bot has not read it yet."""
    person = server.person("Мария")
    await person.command("/start", to=account)
    return person


def keyboard(*labels: str) -> types.InlineKeyboardMarkup:
    row = [types.InlineKeyboardButton(text=label, callback_data=f"d:{label}") for label in labels]
    return types.InlineKeyboardMarkup(inline_keyboard=[row])


async def test_a_bot_knows_who_it_is_and_a_stranger_is_turned_away(server: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_me()).username == "tezki_bot"
    async with client(server, "99:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_a_person_writes_and_reads_the_answer(bot: Bot, maria: Person) -> None:
    await maria.sends("Здравствуйте, #Александровка")
    start, words = await bot.get_updates()
    assert start.message is not None
    assert start.message.text == "/start"
    assert words.message is not None
    assert words.message.from_user is not None
    assert words.message.from_user.first_name == "Мария"
    await bot.send_message(maria.id, "  <b>Добро</b> пожаловать &amp; <a href='https://t.me/x'>читайте</a>")
    assert maria.last.text == "Добро пожаловать & читайте"
    assert maria.last.html == '<b>Добро</b> пожаловать &amp; <a href="https://t.me/x">читайте</a>'
    assert maria.last.links == ["https://t.me/x"]


async def test_an_update_comes_again_until_an_offset_confirms_it(bot: Bot, maria: Person) -> None:
    await maria.sends("два")
    first, second = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [first.update_id, second.update_id]
    assert [update.update_id for update in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == []
    assert await bot.get_updates() == []


async def test_a_long_poll_ends_when_something_happens(bot: Bot, maria: Person) -> None:
    (start,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=50))
    await asyncio.sleep(0)
    await maria.sends("ау")
    (update,) = await asyncio.wait_for(poll, 40)
    assert update.message is not None
    assert update.message.text == "ау"


async def test_of_two_pollers_the_former_is_sent_away(server: TelegramServer, bot: Bot, account: their.Bot) -> None:
    former = asyncio.create_task(bot.get_updates(timeout=50))
    await server.wait_for(lambda: account.poller)
    async with client(server) as second:
        later = asyncio.create_task(second.get_updates(timeout=50))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
            await former
        later.cancel()
        await asyncio.gather(later, return_exceptions=True)


async def test_a_press_reaches_the_bot_and_its_answer_the_person(
    server: TelegramServer, bot: Bot, maria: Person
) -> None:
    (start,) = await bot.get_updates()
    sent = await bot.send_message(maria.id, "Точно?", reply_markup=keyboard("Да", "Нет"))
    await maria.presses("Да")
    assert maria.spinning
    (update,) = await bot.get_updates(offset=start.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "d:Да"
    assert await bot.answer_callback_query(update.callback_query.id, text="Принято")
    assert maria.alerts == ["Принято"]
    assert not maria.spinning
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query("17")
    server.world.callback_seconds = -1
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(update.callback_query.id)
    edited = await bot.edit_message_text("Готово", chat_id=maria.id, message_id=sent.message_id)
    assert isinstance(edited, types.Message)
    assert (maria.last.text, maria.last.buttons, len(maria.saw)) == ("Готово", [], 1)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("Готово", chat_id=maria.id, message_id=sent.message_id)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("<b>нет конца", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<p>абзац</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("да<b>х</i>", 'Unmatched end tag at byte offset 9, expected "</b>", found "</i>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        (" <b> </b> ", "message text is empty"),
        ("я" * 4097, "message is too long"),
    ],
)
async def test_bad_texts_are_refused_in_telegrams_words(bot: Bot, maria: Person, text: str, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(maria.id, text)
    assert refusal in refused.value.message
    assert maria.saw == []


async def test_a_text_is_measured_after_parsing(bot: Bot, maria: Person) -> None:
    await bot.send_message(maria.id, f"<b>{'я' * 4096}</b>")
    assert len(maria.last.text) == 4096


async def test_button_data_is_at_most_64_bytes(bot: Bot, maria: Person) -> None:
    fits = types.InlineKeyboardButton(text="а", callback_data="я" * 32)
    await bot.send_message(maria.id, "да", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[fits]]))
    long = types.InlineKeyboardButton(text="а", callback_data="я" * 33)
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(maria.id, "нет", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[long]]))


async def test_a_bot_may_not_write_to_whom_it_may_not(server: TelegramServer, bot: Bot, maria: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(404, "есть кто?")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(server.person("Незнакомка").id, "здравствуйте")
    await maria.blocks()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(maria.id, "вы где?")
    *_, blocked = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    await maria.unblocks()
    await bot.send_message(maria.id, "с возвращением")
    maria.deletes_account()
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(maria.id, "прощайте")


async def test_pictures_go_both_ways(bot: Bot, maria: Person, server: TelegramServer) -> None:
    (start,) = await bot.get_updates()
    jpeg = picture("red")
    await maria.sends_photo(jpeg, caption="Афиша")
    (update,) = await bot.get_updates(offset=start.update_id + 1)
    assert update.message is not None
    assert update.message.photo is not None
    assert update.message.caption == "Афиша"
    loaded = await bot.download(update.message.photo[-1])
    assert loaded is not None
    assert loaded.read() == jpeg
    await bot.send_photo(maria.id, update.message.photo[-1].file_id, caption="<i>та же</i>")
    await bot.send_photo(maria.id, types.BufferedInputFile(picture("blue"), "new.jpg"))
    assert [maria.file(message.photos[0]) for message in maria.saw] == [jpeg, picture("blue")]
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(maria.id, types.BufferedInputFile(b"no picture", "x.jpg"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(maria.id, update.message.photo[-1].file_id, caption="я" * 1025)
    server.add_bot("77:second", "second_bot")
    async with client(server, "77:second") as second:
        with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
            await second.get_file(update.message.photo[-1].file_id)


async def test_an_album_is_several_messages_of_one_group(bot: Bot, maria: Person) -> None:
    known = await bot.send_photo(maria.id, types.BufferedInputFile(picture("red"), "1.jpg"))
    assert known.photo is not None
    album: list[types.MediaUnion] = [
        types.InputMediaPhoto(media=types.BufferedInputFile(picture("green"), "2.jpg"), caption="Праздник"),
        types.InputMediaPhoto(media=known.photo[-1].file_id),
    ]
    sent = await bot.send_media_group(maria.id, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.text for message in maria.saw] == ["", "Праздник", ""]
    with pytest.raises(TelegramBadRequest, match="2-10 items"):
        await bot.send_media_group(maria.id, album[:1])
    posts = await maria.sends_album([picture(), picture("gold")], caption="от читателей")
    assert [post.text for post in posts] == ["от читателей", ""]


async def test_a_document_keeps_its_name(bot: Bot, maria: Person) -> None:
    sent = await bot.send_document(maria.id, types.BufferedInputFile(b"Dear reader", "plan.txt"), caption="План")
    assert sent.document is not None
    assert maria.last.document is not None
    assert (maria.last.document["file_name"], maria.last.text) == ("plan.txt", "План")


async def test_captions_media_and_keyboards_are_edited_each_by_its_own_method(bot: Bot, maria: Person) -> None:
    sent = await bot.send_photo(maria.id, types.BufferedInputFile(picture("red"), "1.jpg"), caption="было")
    place = sent.chat.id, sent.message_id
    await bot.edit_message_caption(
        chat_id=place[0], message_id=place[1], caption="стало", reply_markup=keyboard("Пойду")
    )
    assert (maria.last.text, maria.last.buttons) == ("стало", [["Пойду"]])
    await bot.edit_message_reply_markup(chat_id=place[0], message_id=place[1], reply_markup=keyboard("Не пойду"))
    assert maria.last.buttons == [["Не пойду"]]
    new = types.InputMediaPhoto(media=types.BufferedInputFile(picture("blue"), "2.jpg"), caption="новая")
    await bot.edit_message_media(new, chat_id=place[0], message_id=place[1])
    assert (maria.last.text, maria.file(maria.last.photos[0])) == ("новая", picture("blue"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("текст", chat_id=place[0], message_id=place[1])
    await bot.delete_message(*place)
    assert maria.saw == []
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(*place)


async def test_commands_and_descriptions_are_kept_per_scope_and_language(bot: Bot) -> None:
    commands = [types.BotCommand(command="afisha", description="Что будет")]
    await bot.set_my_commands(commands, scope=types.BotCommandScopeAllPrivateChats(), language_code="ru")
    assert await bot.get_my_commands() == []
    scoped = await bot.get_my_commands(scope=types.BotCommandScopeAllPrivateChats(), language_code="ru")
    assert [(command.command, command.description) for command in scoped] == [("afisha", "Что будет")]
    await bot.set_my_description("О библиотеках")
    assert (await bot.get_my_description()).description == "О библиотеках"
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([types.BotCommand(command="афиша", description="Что будет")])


async def test_limits_say_when_to_come_back(server: TelegramServer, bot: Bot, maria: Person) -> None:
    server.limits.allow("chat", times=2, seconds=60)
    for _ in range(2):
        await bot.send_message(maria.id, "раз")
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(maria.id, "три")
    assert 55 <= flood.value.retry_after <= 60
    assert len(maria.saw) == 2


async def test_misfortunes_look_to_aiogram_as_they_do_in_life(server: TelegramServer, bot: Bot, maria: Person) -> None:
    server.faults.next("sendMessage", faults.html_error(502), faults.retry_after(7), faults.reset_after_done())
    with pytest.raises(ClientDecodeError, match="502"):  # aiogram reads the page before it looks at the status
        await bot.send_message(maria.id, "первое")
    with pytest.raises(TelegramRetryAfter, match="7"):
        await bot.send_message(maria.id, "второе")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(maria.id, "третье")
    assert [message.text for message in maria.saw] == ["третье"]
    assert [call.ok for call in server.called("sendMessage")] == [False, False, True]


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    server: TelegramServer, bot: Bot, account: their.Bot
) -> None:
    group = server.group("Тёзки Александровки", supergroup=False)
    await group.adds_bot(account)
    former = group.id
    await bot.send_message(former, "Привет")
    await group.migrates()
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(former, "Ещё раз")
    assert moved.value.migrate_to_chat_id == group.id
    await bot.send_message(group.id, "Снова вместе")
    assert [post.text for post in group.posts()] == ["Снова вместе"]
    *_, old, new = await bot.get_updates()
    assert old.message is not None
    assert new.message is not None
    assert (old.message.migrate_to_chat_id, new.message.migrate_from_chat_id) == (group.id, former)
