"""The community as its key sees it, and who the account is."""

from __future__ import annotations

import pytest

from bot.messengers.vk.groups import NO_USER_KEY
from bot.messengers.vk.hearing import EVENTS
from bot.messengers.vk.messenger import VkMessenger
from talk.asker import Known
from talk.messenger import Broken, GroupReport, Impossible, InspectGroup, Later, Messenger, Publish, SendTicket
from talk.prompt import Post, Section
from talk.rich import rich
from tests.messengers.vk.conftest import Make
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.server import VkServer


async def inspect(messenger: VkMessenger, group: int, asked_by: int | None = None) -> GroupReport:
    done = await messenger.perform(
        InspectGroup(group=group, asked_by=Known(id=asked_by) if asked_by else None), 1, SendTicket()
    )
    assert isinstance(done, GroupReport)
    return done


async def test_the_account_introduces_itself(messenger: VkMessenger, community: Community) -> None:
    community.polls(*EVENTS)
    me = await messenger.identify()
    assert (me.external_id, me.title, me.username) == (community.id, "Тёзки Александровки", "alexandrovki")
    assert me.missing == ()
    assert me.notes == (NO_USER_KEY,)


async def test_a_poor_key_names_the_rights_it_lacks(vk: VkServer, make: Make, community: Community) -> None:
    vk.add_key(community, "poor", rights=["messages"])
    me = await make(token="poor").identify()
    assert me.missing == ("wall", "manage", "photos", "docs")


async def test_what_is_switched_off_in_the_community_is_named(messenger: VkMessenger, community: Community) -> None:
    community.polls(*(event for event in EVENTS if event != "message_event"))
    assert (await messenger.identify()).notes == (NO_USER_KEY, "vk_event_off_message_event")
    community.polls()
    assert (await messenger.identify()).notes == (NO_USER_KEY, "vk_long_poll_off")
    community.forbids_messages()
    assert (await messenger.identify()).blockers == ("vk_messages_off",)


async def test_a_look_at_a_community_that_takes_no_messages_says_so(
    messenger: VkMessenger, community: Community
) -> None:
    community.forbids_messages()
    assert (await inspect(messenger, community.id)).missing == ("messages",)
    community.takes_messages()
    assert (await inspect(messenger, community.id)).missing == ()


async def test_without_the_right_to_manage_nobody_is_heard_by_long_poll(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_key(community, "poor", rights=["messages", "wall"])
    assert (await make(token="poor").identify()).blockers == ("vk_deaf",)
    knocked_at = make(token="poor", mode="callback", callback_secret="abracadabra")
    assert (await knocked_at.identify()).blockers == ()


async def test_a_key_of_another_community_is_noticed(vk: VkServer, make: Make) -> None:
    other = vk.add_community("Ивановки")
    with pytest.raises(Broken, match="belongs to community"):
        await make(token=other.key).identify()


async def test_a_dead_key_is_broken_and_a_dead_vk_is_not(vk: VkServer, make: Make, messenger: VkMessenger) -> None:
    with pytest.raises(Broken, match="new community key"):
        await make(token="nobody's").identify()
    with pytest.raises(Later) as caught:
        await make(api_url="http://127.0.0.1:9").identify()
    assert caught.value.everyone
    vk.faults.always("groups.getById", faults.html_error(403))
    with pytest.raises(Later):
        await messenger.identify()


async def test_a_report_tells_title_address_and_whether_the_asker_manages(
    vk: VkServer, messenger: VkMessenger, community: Community
) -> None:
    editor, moderator = vk.person("Ольга"), vk.person("Павел")
    community.appoints(editor, "editor")
    community.appoints(moderator, "moderator")
    report = await inspect(messenger, community.id, community.founder.id)
    assert (report.title, report.link) == ("Тёзки Александровки", "https://vk.com/alexandrovki")
    assert (report.asker_manages, report.missing, report.threads) == (True, (), {})
    asked = [editor.id, moderator.id, vk.person("Мария").id, None]
    assert [(await inspect(messenger, community.id, who)).asker_manages for who in asked] == [True, False, False, None]


async def test_who_manages_is_unknown_to_a_key_that_may_not_manage(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_key(community, "poor", rights=["messages", "wall"])
    report = await inspect(make(token="poor"), community.id, community.founder.id)
    assert report.asker_manages is None
    assert report.missing == ("manage", "photos", "docs")


async def test_another_community_is_neither_inspected_nor_written_to(
    messenger: VkMessenger, community: Community
) -> None:
    with pytest.raises(Impossible):
        await inspect(messenger, community.id + 1)
    post = Post(section=Section.PLANS, text=rich("Ёлка"))
    with pytest.raises(Impossible):
        await messenger.perform(Publish(group=community.id + 1, post=post), 1, SendTicket())


def test_the_adapter_is_a_messenger(messenger: VkMessenger) -> None:
    seen: Messenger = messenger
    assert seen.kind == "vk"


def test_links_lead_to_the_community_and_none_to_a_group(messenger: VkMessenger, community: Community) -> None:
    assert messenger.invitation("go_1-x") == f"https://vk.me/club{community.id}?ref=go_1-x"
    assert messenger.group_invitation("bind") is None
    assert (messenger.kind, messenger.account, messenger.limits.edits_posts) == ("vk", 7, False)
