"""Posts in the sections of a group: published once, revised in place, published anew when they cannot be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from handlers.texts.groups import standing
from talk.messenger import (
    Later,
    Migrated,
    NoRight,
    PictureRefused,
    Publish,
    Revise,
    SendTicket,
    Sent,
    Tell,
    Unreachable,
)
from talk.prompt import Button, Post, Prompt, Section, ShownPicture
from talk.rich import bold, leading, rich
from talk.updates import PictureId
from tests.messengers.telegram.conftest import Pictures
from tests.servers import faults
from tests.servers.telegram import Bot, Group, Person, TelegramServer, picture


@pytest.fixture
async def group(server: TelegramServer, account: Bot) -> Group:
    group = server.group("Библиотеки Александровок", forum=True)
    await group.adds_bot(account)
    await group.opens_topic("Планы")
    return group


def post(text: str, *pictures: int, invite: str | None = None) -> Post:
    return Post(
        section=Section.PLANS,
        text=bold(text),
        hashtags=("план", "Александровка"),
        rows=((Button(label="Пойду", invite=invite),),) if invite else (),
        pictures=tuple(ShownPicture(id=PictureId(number)) for number in pictures),
    )


async def publish(messenger: TelegramMessenger, group: Group, what: Post, *, topic: str | None = "Планы") -> Sent:
    thread = group.topic(topic).id if topic else None
    done = await messenger.perform(Publish(group=group.id, thread=thread, post=what), key=1, ticket=SendTicket())
    assert isinstance(done, Sent)
    return done


async def revise(messenger: TelegramMessenger, group: Group, what: Post, old: Sent) -> Sent:
    action = Revise(group=group.id, thread=group.topic("Планы").id, post=what, changes=rich("Перенесли"), refs=old.refs)
    done = await messenger.perform(action, key=2, ticket=SendTicket())
    assert isinstance(done, Sent)
    return done


async def test_a_post_stands_in_its_section_with_its_hashtags_at_the_end(
    messenger: TelegramMessenger, group: Group
) -> None:
    await publish(messenger, group, post("Встреча"))
    assert [one.text for one in group.posts("Планы")] == ["Встреча\n\n#план #Александровка"]


async def test_buttons_of_a_post_lead_into_the_private_chat(messenger: TelegramMessenger, group: Group) -> None:
    await publish(messenger, group, post("Встреча", invite="event_12"))
    assert group.posts("Планы")[0].links == ["https://t.me/tezki_bot?start=event_12"]


async def test_a_post_of_a_private_group_has_an_address_for_its_members(
    messenger: TelegramMessenger, group: Group
) -> None:
    sent = await publish(messenger, group, post("Встреча"))
    assert sent.link == f"https://t.me/c/{str(group.id).removeprefix('-100')}/{sent.refs[0]}"


async def test_a_post_of_a_public_group_has_an_address_for_all(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки", username="aleksandrovki")
    await group.adds_bot(account)
    sent = await publish(messenger, group, post("Встреча"), topic=None)
    assert sent.link == f"https://t.me/aleksandrovki/{sent.refs[0]}"


async def test_a_post_of_a_basic_group_has_no_address(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки", supergroup=False)
    await group.adds_bot(account)
    assert (await publish(messenger, group, post("Встреча"), topic=None)).link is None


@pytest.mark.parametrize("misfortune", ["closes_topic", "deletes_topic"])
async def test_a_section_that_is_closed_or_gone_gives_way_to_general(
    messenger: TelegramMessenger, group: Group, account: Bot, misfortune: str
) -> None:
    await group.changes_rights(account, {"can_manage_chat"})
    thread = group.topic("Планы").id
    await getattr(group, misfortune)("Планы")
    long = post("слово " * 1000)
    done = await messenger.perform(Publish(group=group.id, thread=thread, post=long), key=1, ticket=SendTicket())
    assert isinstance(done, Sent)
    assert [str(one.id) for one in group.posts("General")] == list(done.refs)


async def test_chronicle_pictures_are_an_album(messenger: TelegramMessenger, group: Group) -> None:
    sent = await publish(messenger, group, post("Как всё прошло", 1, 2, 3))
    assert [len(one.photos) for one in group.posts("Планы")] == [1, 1, 1]
    assert group.posts("Планы")[0].text.startswith("Как всё прошло")
    assert len(sent.refs) == 3


async def test_a_revised_post_says_the_new_in_its_old_place(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("Встреча 5 декабря", invite="event_12"))
    new = await revise(messenger, group, post("Встреча 6 декабря", invite="event_12"), old)
    assert [one.text.split("\n")[0] for one in group.posts()] == ["Встреча 6 декабря"]
    assert group.posts()[0].buttons == [["Пойду"]]
    assert new == old


async def test_revising_into_the_same_is_done_and_keeps_the_address(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("Встреча"))
    assert await revise(messenger, group, post("Встреча"), old) == old


async def test_what_a_message_says_already_is_not_said_to_it_again(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    old = await publish(messenger, group, post("Встреча"))
    await revise(messenger, group, post("Встреча"), old)
    assert server.called("editMessageText") == []
    await revise(messenger, group, post("Встреча в шесть"), old)
    await revise(messenger, group, post("Встреча"), old)
    assert [call.ok for call in server.called("editMessageText")] == [True, True]


async def test_after_a_restart_the_address_is_still_known(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки", username="aleksandrovki", forum=True)
    await group.adds_bot(account)
    await group.opens_topic("Планы")
    old = await publish(messenger, group, post("Встреча"))
    messenger._sending._names.clear()
    assert await revise(messenger, group, post("Встреча"), old) == old


async def test_a_caption_and_its_picture_are_revised(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("Афиша", 1))
    first = group.posts()[0].photos
    await revise(messenger, group, post("Новая афиша", 2), old)
    assert [one.text.split("\n")[0] for one in group.posts()] == ["Новая афиша"]
    assert group.posts()[0].photos != first


async def test_a_picture_may_be_added_to_words(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("Афиша"))
    new = await revise(messenger, group, post("Афиша", 1), old)
    assert new.refs == old.refs
    assert len(group.posts()[0].photos) == 1


async def test_a_post_that_grows_goes_on_in_new_messages(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("План на год"))
    new = await revise(messenger, group, post("слово " * 1000), old)
    assert len(new.refs) == 2
    assert new.refs[0] == old.refs[0]
    assert [str(one.id) for one in group.posts("Планы")] == list(new.refs)


async def test_a_post_that_shrinks_leaves_nothing_behind(messenger: TelegramMessenger, group: Group) -> None:
    old = await publish(messenger, group, post("слово " * 1000))
    new = await revise(messenger, group, post("План на год"), old)
    assert new.refs == old.refs[:1]
    assert [str(one.id) for one in group.posts()] == list(new.refs)


@pytest.mark.parametrize("change", ["deleted", "picture taken away"])
async def test_a_post_that_cannot_be_revised_is_published_anew(
    messenger: TelegramMessenger, group: Group, server: TelegramServer, change: str
) -> None:
    old = await publish(messenger, group, post("Встреча", 1))
    if change == "deleted":
        server.world.delete(group.posts()[0])
    new = await revise(messenger, group, post("Встреча перенесена"), old)
    assert new.refs != old.refs
    assert [one.text.split("\n")[0] for one in group.posts("Планы")] == ["Встреча перенесена"]


async def test_a_post_that_was_never_delivered_is_published(messenger: TelegramMessenger, group: Group) -> None:
    sent = await revise(messenger, group, post("Встреча", 1, 2), Sent(refs=()))
    assert [str(one.id) for one in group.posts("Планы")] == list(sent.refs)
    assert all(one.album for one in group.posts("Планы"))


NOT_DELETED = '{"ok": false, "error_code": 400, "description": "Bad Request: message can\'t be deleted for everyone"}'
NOT_EDITED = '{"ok": false, "error_code": 400, "description": "Bad Request: message can\'t be edited"}'


async def test_an_old_message_that_may_not_be_removed_says_nothing_any_more(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    old = await publish(messenger, group, post("слово " * 1000))
    server.faults.next("deleteMessages", faults.reply(NOT_DELETED, status=400))
    new = await revise(messenger, group, post("План"), old)
    assert new.refs == old.refs[:1]
    assert [one.text.split("\n")[0] for one in group.posts()] == ["План", standing.NOT_NEEDED]
    assert new.shortfalls == ()


@pytest.fixture
def late(server: TelegramServer) -> Callable[[], None]:
    """Two days pass."""

    def late() -> None:
        passed = server.world.now() + timedelta(hours=49)
        server.world.now = lambda: passed

    return late


async def test_a_photo_that_was_taken_back_after_two_days_is_covered(
    messenger: TelegramMessenger, group: Group, account: Bot, late: Callable[[], None]
) -> None:
    await group.changes_rights(account, {"can_manage_topics"})
    old = await publish(messenger, group, post("Как всё прошло", 1, 2, 3))
    taken_back = group.posts()[2].photos
    late()
    new = await revise(messenger, group, post("Как всё прошло", 1, 2), old)
    assert new.refs == old.refs[:2]
    assert new.shortfalls == ()
    covered = group.posts()[2]
    assert covered.photos != taken_back
    assert covered.text == standing.PHOTO_REMOVED


async def test_when_all_photos_were_taken_back_after_two_days_the_old_post_points_on(
    messenger: TelegramMessenger, group: Group, account: Bot, late: Callable[[], None]
) -> None:
    await group.changes_rights(account, {"can_manage_topics"})
    old = await publish(messenger, group, post("Как всё прошло", 1, 2, 3))
    shown = {photo for one in group.posts() for photo in one.photos}
    late()
    new = await revise(messenger, group, post("Как всё прошло"), old)
    assert not shown & {photo for one in group.posts() for photo in one.photos}
    assert {one.text for one in group.posts()[:3]} == {standing.moved_on(new.link or "").plain}
    assert [one.links for one in group.posts()[:3]] == [[new.link]] * 3
    assert [str(one.id) for one in group.posts()[3:]] == list(new.refs)


async def test_a_caption_that_outgrew_its_place_points_on(
    messenger: TelegramMessenger, group: Group, account: Bot, late: Callable[[], None]
) -> None:
    await group.changes_rights(account, {"can_manage_topics"})
    old = await publish(messenger, group, post("Афиша", 1))
    late()
    new = await revise(messenger, group, post("слово " * 400, 1), old)
    assert group.posts()[0].links == [new.link]
    assert "слово" in group.posts()[1].text


async def test_with_the_right_to_delete_nothing_is_left_after_two_days(
    messenger: TelegramMessenger, group: Group, late: Callable[[], None]
) -> None:
    old = await publish(messenger, group, post("Как всё прошло", 1, 2, 3))
    late()
    new = await revise(messenger, group, post("Как всё прошло"), old)
    assert [str(one.id) for one in group.posts()] == list(new.refs)


async def test_what_can_be_neither_removed_nor_emptied_is_reported_with_its_address(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    old = await publish(messenger, group, post("Как всё прошло", 1, 2))
    server.faults.next("deleteMessages", faults.reply(NOT_DELETED, status=400))
    server.faults.always("editMessageText", faults.reply(NOT_EDITED, status=400))
    server.faults.always("editMessageMedia", faults.reply(NOT_EDITED, status=400))
    new = await revise(messenger, group, post("Как всё прошло"), old)
    (missed,) = new.shortfalls
    assert (missed.what, missed.right) == ("removal", "delete")
    assert missed.links == tuple(one.link.replace(f"/{one.thread}/", "/") for one in group.posts()[:2])


async def test_a_flood_while_the_old_is_taken_away_publishes_nothing_twice(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    old = await publish(messenger, group, post("Как всё прошло", 1, 2))
    server.faults.next("deleteMessages", faults.retry_after(7))
    with pytest.raises(Later):
        await revise(messenger, group, post("Как всё прошло"), old)
    new = await revise(messenger, group, post("Как всё прошло"), old)
    assert [str(one.id) for one in group.posts()] == list(new.refs)


# Pictures that are refused.


@pytest.mark.parametrize("shown", [(1,), (1, 2, 3)])
async def test_a_group_that_forbids_photos_refuses_pictures_and_names_the_right(
    messenger: TelegramMessenger, group: Group, account: Bot, shown: tuple[int, ...]
) -> None:
    await group.changes_rights(account, None)
    group.forbids("can_send_photos")
    with pytest.raises(PictureRefused) as refusal:
        await publish(messenger, group, post("Встреча", *shown))
    assert (refusal.value.right, refusal.value.pictures) == ("photos", frozenset())


@pytest.mark.parametrize("others", [(), (1, 3)])
async def test_a_picture_that_telegram_does_not_take_is_named(
    messenger: TelegramMessenger, group: Group, pictures: Pictures, others: tuple[int, ...]
) -> None:
    pictures.stored[PictureId(2)] = picture(size=(2000, 40))
    with pytest.raises(PictureRefused) as refusal:
        await publish(messenger, group, post("Встреча", *others[:1], 2, *others[1:]))
    assert (refusal.value.right, refusal.value.pictures) == (None, frozenset({2}))


async def test_without_the_right_to_write_a_post_waits_for_it(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.mutes_bot(account)
    with pytest.raises(NoRight) as refusal:
        await publish(messenger, group, post("Встреча"))
    assert refusal.value.right == "post"


async def test_a_post_beside_its_section_is_reported_unless_the_section_is_only_closed(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.changes_rights(account, {"can_manage_chat"})
    thread = group.topic("Планы").id
    await group.closes_topic("Планы")
    closed = await messenger.perform(
        Publish(group=group.id, thread=thread, post=post("Встреча")), key=1, ticket=SendTicket()
    )
    await group.deletes_topic("Планы")
    gone = await messenger.perform(
        Publish(group=group.id, thread=thread, post=post("Встреча")), key=2, ticket=SendTicket()
    )
    assert isinstance(closed, Sent)
    assert isinstance(gone, Sent)
    assert (closed.shortfalls, [missed.what for missed in gone.shortfalls]) == ((), ["section"])


async def test_a_group_that_moved_says_where(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки", supergroup=False)
    await group.adds_bot(account)
    old = group.id
    await group.migrates()
    with pytest.raises(Migrated) as moved:
        await messenger.perform(Publish(group=old, post=post("Встреча")), key=1, ticket=SendTicket())
    assert moved.value.new_group == group.id


async def test_a_group_that_threw_the_bot_out_is_unreachable(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.removes_bot(account)
    with pytest.raises(Unreachable):
        await messenger.perform(Publish(group=group.id, post=post("Встреча")), key=1, ticket=SendTicket())


async def test_a_flooded_group_does_not_stop_the_others(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    server.faults.next("sendMessage", faults.retry_after(17))
    with pytest.raises(Later) as flood:
        await publish(messenger, group, post("Встреча"))
    assert (flood.value.after, flood.value.everyone) == (17.0, False)


async def test_the_plan_of_a_month_is_pinned_and_taken_down_when_it_is_over(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.changes_rights(account, {"can_pin_messages"})
    plan = replace(post("План на декабрь"), pinned=True)
    sent = await publish(messenger, group, plan)
    assert group.chat.pinned == [int(sent.refs[0])]
    await revise(messenger, group, replace(plan, text=rich("План на декабрь: 2 события")), sent)
    assert group.chat.pinned == [int(sent.refs[0])]
    await revise(messenger, group, replace(plan, text=rich("Прошло"), pinned=False), sent)
    assert group.chat.pinned == []


async def test_without_the_right_a_plan_is_published_and_not_pinned(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.changes_rights(account, {"can_manage_topics"})
    await publish(messenger, group, replace(post("План на декабрь"), pinned=True))
    assert [one.text.partition("\n")[0] for one in group.posts("Планы")] == ["План на декабрь"]
    assert group.chat.pinned == []


async def test_names_in_a_post_lead_into_the_private_chat(messenger: TelegramMessenger, group: Group) -> None:
    plan = replace(post("План"), text="5 декабря: " + leading(bold("Вечер памяти"), "e_12"))
    await publish(messenger, group, plan)
    (published,) = group.posts("Планы")
    links = [one["url"] for one in published.entities if one["type"] == "text_link"]
    assert links == ["https://t.me/tezki_bot?start=e_12"]


async def test_an_event_is_sent_on_by_a_button(messenger: TelegramMessenger, maria: Person) -> None:
    await maria.command("/start")
    share = Button(label="Поделиться", share="e_12")
    await messenger.perform(Tell(chat=maria.id, prompt=Prompt(text=rich("Встреча"), rows=((share,),))), 1, SendTicket())
    assert maria.last.links == ["https://t.me/share/url?url=https%3A%2F%2Ft.me%2Ftezki_bot%3Fstart%3De_12"]


async def test_a_post_can_be_sent_on_by_a_button(messenger: TelegramMessenger, group: Group) -> None:
    await messenger.identify()
    await publish(messenger, group, replace(post("Ёлка"), rows=((Button(label="Поделиться", share="e_12"),),)))
    link = quote(messenger.invitation("e_12"), safe="")
    assert group.posts("Планы")[-1].button("Поделиться")["url"] == f"https://t.me/share/url?url={link}"
