"""Groups, sections and rights as the Bot API has them, through the real aiogram."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberAdministrator, InlineKeyboardButton, InlineKeyboardMarkup

from tests.servers.telegram import Person, TelegramServer
from tests.servers.telegram import accounts as their
from tests.servers.test_telegram_server import account, bot, maria, server

__all__ = ["account", "bot", "maria", "server"]  # fixtures


async def test_a_bot_comes_by_a_link_with_a_payload(server: TelegramServer, bot: Bot, account: their.Bot) -> None:
    group = server.group("Тёзки Александровки", forum=True)
    await group.adds_bot(account, start_payload="bind-7", rights={"can_manage_topics"})
    membership, arrival, start = await bot.get_updates()
    assert membership.my_chat_member is not None
    assert membership.my_chat_member.new_chat_member.status == "administrator"
    assert arrival.message is not None
    assert arrival.message.new_chat_members is not None
    assert start.message is not None
    assert start.message.text == "/start@tezki_bot bind-7"
    me = await bot.get_chat_member(group.id, bot.id)
    assert isinstance(me, ChatMemberAdministrator)
    assert me.can_manage_topics
    assert not me.can_pin_messages
    rulers = await bot.get_chat_administrators(group.id)
    assert {ruler.status for ruler in rulers} == {"creator", "administrator"}
    full = await bot.get_chat(group.id)
    assert (full.title, full.is_forum) == ("Тёзки Александровки", True)


async def test_sections_are_opened_renamed_and_closed(server: TelegramServer, bot: Bot, account: their.Bot) -> None:
    group = server.group("Тёзки", forum=True)
    await group.adds_bot(account)
    topic = await bot.create_forum_topic(group.id, "Планы")
    sent = await bot.send_message(group.id, "Ёлка", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    await bot.send_message(group.id, "Всем привет")
    assert [post.text for post in group.posts("Планы")] == ["Ёлка"]
    assert [post.text for post in group.posts("General")] == ["Всем привет"]
    assert (
        group.posts("Планы")[0].link == f"https://t.me/c/{str(group.id)[4:]}/{sent.message_thread_id}/{sent.message_id}"
    )
    await bot.edit_forum_topic(group.id, topic.message_thread_id, name="Хроника")
    assert [topic.name for topic in group.topics] == ["Хроника"]
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.edit_forum_topic(group.id, topic.message_thread_id, name="Хроника")
    await bot.close_forum_topic(group.id, topic.message_thread_id)
    assert group.topic("Хроника").closed


@pytest.mark.parametrize("thread", [1, 777])
async def test_neither_general_nor_an_unknown_section_is_named_by_number(
    server: TelegramServer, bot: Bot, account: their.Bot, thread: int
) -> None:
    group = server.group("Тёзки", forum=True)
    await group.adds_bot(account)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group.id, "Всем привет", message_thread_id=thread)


async def test_a_section_that_is_closed_or_gone_takes_no_posts(
    server: TelegramServer, bot: Bot, account: their.Bot
) -> None:
    group = server.group("Тёзки", forum=True)
    await group.adds_bot(account, rights=None)
    topic = await group.opens_topic("Планы")
    await bot.send_message(group.id, "Пишу", message_thread_id=topic.id)
    await group.closes_topic("Планы")
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(group.id, "Пишу", message_thread_id=topic.id)
    await group.deletes_topic("Планы")
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group.id, "Пишу", message_thread_id=topic.id)


async def test_rights_are_asked_for(server: TelegramServer, bot: Bot, account: their.Bot) -> None:
    forum, plain = server.group("Форум", forum=True), server.group("Группа", username="tezki_all")
    await forum.adds_bot(account, rights={"can_pin_messages"})
    await plain.adds_bot(account)
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Планы")
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await bot.create_forum_topic(plain.id, "Планы")
    sent = await bot.send_message("@tezki_all", "Правила")
    assert plain.posts()[0].link == f"https://t.me/tezki_all/{sent.message_id}"
    await bot.pin_chat_message(plain.id, sent.message_id)
    assert plain.chat.pinned == [sent.message_id]
    await plain.changes_rights(account, set())
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await bot.unpin_chat_message(plain.id)
    await plain.mutes_bot(account)
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages to the chat"):
        await bot.send_message(plain.id, "Можно?")


async def test_a_bot_that_was_kicked_or_left_writes_no_more(
    server: TelegramServer, bot: Bot, account: their.Bot
) -> None:
    group = server.group("Тёзки")
    await group.adds_bot(account)
    await group.removes_bot(account)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "За что?")
    await group.adds_bot(account)
    await bot.leave_chat(group.id)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "Я вернусь")
    statuses = [
        update.my_chat_member.new_chat_member.status for update in await bot.get_updates() if update.my_chat_member
    ]
    assert statuses == ["administrator", "kicked", "administrator", "left"]


async def test_privacy_hides_the_talk_of_people_from_a_plain_member(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    group = server.group("Тёзки")
    await group.adds_bot(account, rights=None)
    post = await bot.send_message(group.id, "Что нового?")
    await maria.sends("Скука", to=group)
    await maria.command("/afisha", to=group)
    await maria.command("/afisha@other_bot", to=group)
    await maria.sends("Ответ", to=group, reply_to=group.chat.messages[post.message_id])
    await group.renames("Тёзки Ивановки")
    await group.changes_rights(account, set())
    await maria.sends("Тайное", to=group)
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [message.text or message.new_chat_title for message in messages[2:]] == [
        "/afisha",
        "Ответ",
        "Тёзки Ивановки",
        "Тайное",
    ]


async def test_a_person_writes_in_a_section_and_corrects_a_message(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    group = server.group("Тёзки", forum=True)
    await group.adds_bot(account)
    topic = await bot.create_forum_topic(group.id, "Планы")
    await maria.edits(await maria.sends("Ёлко", to=group, topic="Планы"), "Ёлка")
    *_, wrote, corrected = await bot.get_updates()
    assert wrote.message is not None
    assert wrote.message.message_thread_id == topic.message_thread_id
    assert wrote.message.is_topic_message
    assert corrected.edited_message is not None
    assert corrected.edited_message.text == "Ёлка"


async def test_links_bring_a_bot_into_a_group_and_a_person_to_the_bot(
    server: TelegramServer, bot: Bot, account: their.Bot, maria: Person
) -> None:
    group = server.group("Тёзки")
    await group.follows("https://t.me/tezki_bot?startgroup=bind-7&admin=pin_messages+manage_topics")
    assert group.chat.members[account.id].rights == {"can_pin_messages", "can_manage_topics"}
    button = InlineKeyboardButton(text="Напомнить", url="https://t.me/tezki_bot?start=event-5")
    await bot.send_message(group.id, "Ёлка", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    await maria.presses("Напомнить", on=group.posts()[0])
    *_, start, followed = await bot.get_updates()
    assert start.message is not None
    assert followed.message is not None
    assert start.message.text == "/start@tezki_bot bind-7"
    assert (followed.message.text, followed.message.chat.type) == ("/start event-5", "private")
