"""A group as the bot sees it: title, rights, who manages it, and the sections it opens."""

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.asker import Known
from talk.messenger import GroupReport, Impossible, InspectGroup, Later, SectionTitle, SendTicket, Unreachable
from talk.prompt import Section
from tests.servers import faults
from tests.servers.telegram import ALL_RIGHTS, Bot, Group, Person, TelegramServer

TITLES = {
    Section.JOINING: "Присоединение",
    Section.PLANS: "Планы",
    Section.CHRONICLE: "Хроника",
    Section.WILL: "Голосования",
}
SECTIONS = tuple(SectionTitle(section=section, title=title) for section, title in TITLES.items())


@pytest.fixture
async def group(server: TelegramServer, account: Bot) -> Group:
    group = server.group("Библиотеки Александровок", forum=True)
    await group.adds_bot(account)
    return group


async def inspect(
    messenger: TelegramMessenger, group: Group, *, asked_by: int | None = None, threads: dict[str, int] | None = None
) -> GroupReport:
    action = InspectGroup(
        group=group.id, asked_by=Known(id=asked_by) if asked_by else None, sections=SECTIONS, threads=threads or {}
    )
    report = await messenger.perform(action, key=1, ticket=SendTicket())
    assert isinstance(report, GroupReport)
    return report


async def test_the_title_is_reported(messenger: TelegramMessenger, group: Group) -> None:
    report = await inspect(messenger, group)
    assert (report.group, report.title, report.link) == (group.id, "Библиотеки Александровок", None)


async def test_a_public_group_has_an_address(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки", username="aleksandrovki")
    await group.adds_bot(account)
    assert (await inspect(messenger, group)).link == "https://t.me/aleksandrovki"


async def test_a_topic_is_opened_for_every_section(messenger: TelegramMessenger, group: Group) -> None:
    report = await inspect(messenger, group)
    assert report.missing == ()
    assert {section: group.topic(TITLES[Section(section)]).id for section in report.threads} == dict(report.threads)
    assert [topic.name for topic in group.topics] == list(TITLES.values())


async def test_topics_that_are_known_are_not_opened_twice(messenger: TelegramMessenger, group: Group) -> None:
    first = await inspect(messenger, group)
    again = await inspect(messenger, group, threads=dict(first.threads))
    assert again.threads == first.threads
    assert len(group.topics) == 4


async def test_a_topic_that_was_deleted_is_opened_again(messenger: TelegramMessenger, group: Group) -> None:
    first = await inspect(messenger, group)
    await group.deletes_topic("Хроника")
    again = await inspect(messenger, group, threads=dict(first.threads))
    assert again.threads == {**first.threads, "chronicle": group.topic("Хроника").id}
    assert len(group.topics) == 4


async def test_a_closed_topic_stays_closed(messenger: TelegramMessenger, group: Group) -> None:
    first = await inspect(messenger, group)
    await group.closes_topic("Планы")
    again = await inspect(messenger, group, threads=dict(first.threads))
    assert again.threads == first.threads
    assert group.topic("Планы").closed
    assert not group.topic("Хроника").closed


async def test_topics_that_are_switched_off_and_on_are_the_same(messenger: TelegramMessenger, group: Group) -> None:
    first = await inspect(messenger, group)
    group.switches_topics(on=False)
    assert (await inspect(messenger, group, threads=dict(first.threads))).threads == {}
    group.switches_topics(on=True)
    assert (await inspect(messenger, group, threads=dict(first.threads))).threads == first.threads
    assert len(group.topics) == 4


async def test_topics_that_an_interrupted_inspection_opened_are_not_opened_twice(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    server.faults.next("createForumTopic", faults.retry_after(9), when=lambda params: params["name"] == "Хроника")
    with pytest.raises(Later):
        await inspect(messenger, group)
    assert len((await inspect(messenger, group)).threads) == 4
    assert len(group.topics) == 4


async def test_without_the_right_no_topic_is_opened_and_the_right_is_named(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.changes_rights(account, ALL_RIGHTS - {"can_manage_topics"})
    report = await inspect(messenger, group)
    assert (report.missing, report.threads) == (("topics",), {})


async def test_a_right_lost_in_between_is_named_too(
    messenger: TelegramMessenger, group: Group, server: TelegramServer
) -> None:
    said = '{"ok": false, "error_code": 400, "description": "Bad Request: not enough rights to create a topic"}'
    server.faults.next("createForumTopic", faults.reply(said, status=400))
    assert (await inspect(messenger, group)).missing == ("topics",)


async def test_a_plain_member_of_an_ordinary_group_lacks_nothing(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account, rights=None)
    report = await inspect(messenger, group)
    assert (report.missing, report.threads) == ((), {})


async def test_a_muted_bot_lacks_the_right_to_post(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account)
    await group.mutes_bot(account)
    assert (await inspect(messenger, group)).missing == ("post", "photos")


async def test_the_owner_and_administrators_manage_a_group_and_members_do_not(
    messenger: TelegramMessenger, group: Group, server: TelegramServer, maria: Person
) -> None:
    admin, stranger = server.person("Анна"), server.person("Прохожий")
    group.admits(admin, rights={"can_manage_chat"})
    group.admits(maria)
    people = (group.owner, admin, maria, stranger)
    assert [(await inspect(messenger, group, asked_by=person.id)).asker_manages for person in people] == [
        True, True, False, False,
    ]  # fmt: skip


async def test_when_nobody_asked_or_telegram_does_not_tell_it_is_not_known(
    messenger: TelegramMessenger, group: Group
) -> None:
    assert (await inspect(messenger, group)).asker_manages is None
    assert (await inspect(messenger, group, asked_by=1)).asker_manages is None


async def test_where_members_are_hidden_who_leads_is_still_shown(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot, maria: Person
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account, rights=None)
    group.hides_members()
    assert (await inspect(messenger, group, asked_by=group.owner.id)).asker_manages is True
    assert (await inspect(messenger, group, asked_by=maria.id)).asker_manages is None


async def test_a_group_that_forbids_photos_lacks_that_right(
    messenger: TelegramMessenger, server: TelegramServer, account: Bot
) -> None:
    group = server.group("Александровки")
    await group.adds_bot(account, rights=None)
    group.forbids("can_send_photos")
    assert (await inspect(messenger, group)).missing == ("photos",)


async def test_a_group_that_the_bot_has_left_is_unreachable(
    messenger: TelegramMessenger, group: Group, account: Bot
) -> None:
    await group.removes_bot(account)
    with pytest.raises(Unreachable):
        await inspect(messenger, group)


async def test_a_private_chat_is_no_group(messenger: TelegramMessenger, maria: Person) -> None:
    await maria.command("/start")
    with pytest.raises(Impossible):
        await messenger.perform(InspectGroup(group=maria.id), key=1, ticket=SendTicket())
