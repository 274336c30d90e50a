"""What VK refuses for want of a right, or of a switch: it waits, it is told, and it comes when it still helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from handlers.notices.posts import publish
from storage.messaging.outbox import Notice
from storage.migrations import upgrade
from talk.messenger import URGENT, Tell
from talk.prompt import Post, Prompt, Section, ShownPicture
from talk.rich import rich
from talk.updates import PictureId
from tests.bot.conftest import given, running
from tests.servers.telegram import picture
from tests.servers.vk.server import ALL_RIGHTS, VkServer

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person

pytestmark = pytest.mark.usefixtures("strangers")

ELKA = Post(section=Section.PLANS, text=rich("Ёлка тёзок"))


def serving(vk: VkServer, community: Community) -> dict[str, Any]:
    return {"token": community.key, "group_id": community.id, "api_url": vk.url}


async def _agrees(vk: VkServer, community: Community, maria: Person) -> None:
    """Maria says her first word, and yes."""
    await vk.wait_for(lambda: community.longpoll.waiting)
    maria.writes(community, "/start")
    await vk.wait_for(lambda: maria.saw(community))
    maria.writes(community, "Хорошо")
    await vk.wait_for(lambda: len(maria.saw(community)) > 1)


async def _bound(books: Any, community: Community, maria: Person) -> int:
    """An alliance whose place is the community and whose coordinator is Maria."""
    now = datetime.now(UTC)
    alliance = await books.alliances.found(
        slug_base="ivanovka",
        settlement="Ивановка",
        folded="ивановка",
        form="movement",
        wide=True,
        goals=(),
        zone="Europe/Moscow",
        at=now,
    )
    person = await books.people.meet(1, maria.id, maria.id, at=now)
    await books.coordinators.appoint(alliance.id, person.id, at=now)
    group = await books.groups.bind(
        alliance_id=alliance.id, account_id=1, external_id=community.id, bound_by=person.id, at=now
    )
    await books.groups.report(
        group.id, title=community.title, link=None, threads={}, missing=(), title_fits=True, at=now
    )
    return int(alliance.id)


async def test_without_the_wall_the_coordinator_is_told_and_the_post_comes_out_when_it_is_back(
    vk: VkServer, sqlite_url: str
) -> None:
    community, maria = vk.add_community("Тёзки Ивановки"), vk.person("Мария")
    await upgrade(sqlite_url)
    async with running(given(database_url=sqlite_url, vk=serving(vk, community))) as bots:
        await _agrees(vk, community, maria)
        community.changes_rights(*(right for right in ALL_RIGHTS if right != "wall"))
        async with bots.program.database.writing() as books:
            alliance = await _bound(books, community, maria)
            await publish(books, alliance, "event:1", ELKA, now=datetime.now(UTC))
        await vk.wait_for(lambda: [said for said in maria.saw(community) if "«Стена»" in said.text])
        assert community.posts == []
        community.changes_rights(*ALL_RIGHTS)
        maria.presses(community, "Группы")
        await vk.wait_for(lambda: "Проверить ещё раз" in str([said.buttons for said in maria.saw(community)]))
        maria.presses(community, "Проверить ещё раз")
        await vk.wait_for(lambda: community.posts)
        await vk.wait_for(lambda: [said for said in maria.saw(community) if "Теперь всё в порядке" in said.text])
        assert [post.text.splitlines()[0] for post in community.posts] == ["Ёлка тёзок"]


async def test_without_documents_posts_come_out_in_words_and_the_coordinator_is_told_once(
    vk: VkServer, sqlite_url: str
) -> None:
    community, maria = vk.add_community("Тёзки Ивановки"), vk.person("Мария")
    await upgrade(sqlite_url)
    async with running(given(database_url=sqlite_url, vk=serving(vk, community))) as bots:
        await _agrees(vk, community, maria)
        community.changes_rights(*(right for right in ALL_RIGHTS if right != "docs"))
        async with bots.program.database.writing() as books:
            alliance = await _bound(books, community, maria)
            raw, now = picture(), datetime.now(UTC)
            number = await books.pictures.keep(
                raw, width=1, height=1, sha256=sha256(raw).hexdigest(), person_id=None, at=now
            )
            for event in range(2):
                post = replace(ELKA, pictures=(ShownPicture(id=PictureId(number)),))
                await publish(books, alliance, f"event:{event}", post, now=now)
        await vk.wait_for(lambda: len(community.posts) == 2)
        await bots.program.drain()
        assert [post.attachments for post in community.posts] == [(), ()]
        told = [said.text for said in maria.saw(community) if "«Документы»" in said.text]
        assert len(told) == 1, told
        assert "вышла без картинки" in told[0]


async def test_a_reminder_of_the_time_when_messages_were_off_comes_if_it_still_helps(
    vk: VkServer, sqlite_url: str
) -> None:
    community, maria = vk.add_community(), vk.person("Мария")
    maria.allows(community)
    await upgrade(sqlite_url)
    async with running(given(database_url=sqlite_url, vk=serving(vk, community))) as bots:
        await vk.wait_for(lambda: community.longpoll.waiting)
        community.forbids_messages()
        now = datetime.now(UTC)
        for text, until in (("Уже началось", now + timedelta(seconds=3)), ("Завтра ёлка", now + timedelta(days=1))):
            async with bots.program.database.writing() as books:
                word = Tell(chat=maria.id, prompt=Prompt(text=rich(text)))
                notice = Notice(kind="news")
                await books.outbox.put(
                    1, maria.id, word, lane=URGENT, now=now, not_after=until, notice=notice, key=text
                )
        await vk.wait_for(lambda: [call for call in vk.calls if call.method == "messages.send" and call.error == 15])
        await vk.wait_for(lambda: datetime.now(UTC) > now + timedelta(seconds=4) or community.longpoll.waiting > 9)
        community.takes_messages()
        await vk.wait_for(lambda: maria.saw(community))
        assert [said.text for said in maria.saw(community)] == ["Завтра ёлка"]
