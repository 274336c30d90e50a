"""The whole program against a Telegram that says no: nothing is lost in silence, and what can be mended is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from handlers.notices.posts import publish
from handlers.texts.groups import binding
from storage.migrations import upgrade
from talk.prompt import Post, Section, ShownPicture
from talk.rich import rich
from talk.updates import PictureId
from tests.bot.conftest import TOKEN, Running, given, running
from tests.servers.telegram import Bot, Group, Person, TelegramServer, picture

if TYPE_CHECKING:
    from storage.books import Books

pytestmark = pytest.mark.usefixtures("strangers")

TITLE = "Тёзки Ивановки"


@dataclass(slots=True, kw_only=True)
class Place:
    """An alliance that has a group, with whoever coordinates it."""

    server: TelegramServer
    bots: Running
    bot: Bot
    group: Group
    maria: Person
    alliance: int

    async def announces(self, text: str, *pictures: bytes, subject: str = "") -> None:
        async with self.bots.program.database.writing() as books:
            shown = [ShownPicture(id=PictureId(await _keep(books, one))) for one in pictures]
            post = Post(section=Section.PLANS, text=rich(text), pictures=tuple(shown))
            await publish(books, self.alliance, subject or f"test:{text}", post, now=datetime.now(UTC))

    @property
    def posts(self) -> list[str]:
        return [one.text for one in self.group.posts() if "Встреча" in one.text]

    def told(self, words: str) -> int:
        return sum(words in one.text for one in self.maria.saw)

    async def looks_again(self) -> None:
        """Maria presses «Проверить ещё раз», and it was done."""
        looks = len(self.server.called("getChatMember"))
        await self.maria.presses_data(f"recheck:{self.alliance}", on=self.maria.last)
        await self.server.wait_for(lambda: len(self.server.called("getChatMember")) > looks)
        await self.quiet()

    async def quiet(self) -> None:
        await self.bots.program.drain()


async def agrees(server: TelegramServer, newcomer: Person) -> None:
    """Reads the first words, says yes to them, and has the menu."""
    await newcomer.command("/start")
    await server.wait_for(lambda: newcomer.saw)
    await newcomer.sends("Хорошо")
    await server.wait_for(lambda: len(newcomer.saw) > 1)


async def _keep(books: Books, raw: bytes) -> int:
    return await books.pictures.keep(
        raw, width=1, height=1, sha256=sha256(raw).hexdigest(), person_id=None, at=datetime.now(UTC)
    )


@asynccontextmanager
async def settled(server: TelegramServer, url: str, *, forum: bool = False) -> AsyncIterator[Place]:
    """Maria has founded an alliance and bound its group by the link that the bot gave her."""
    bot, maria = server.add_bot(TOKEN), server.person("Мария")
    group = server.group(TITLE, forum=forum, owner=maria)
    await upgrade(url)
    async with running(given(database_url=url, telegram={"token": TOKEN, "api_url": server.url})) as bots:
        await bots.states.until("listening")
        await agrees(server, maria)
        now = datetime.now(UTC)
        async with bots.program.database.writing() as books:
            person = await books.people.by_external(1, maria.id)
            assert person is not None
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
            await books.coordinators.appoint(alliance.id, person.id, at=now)
        await maria.command("/start bind")
        await server.wait_for(lambda: any("startgroup" in link for link in maria.last.links))
        await group.follows(next(link for link in maria.last.links if "startgroup" in link), by=maria)
        await server.wait_for(lambda: any("подключена к библиотекам" in one.text for one in maria.saw))
        yield Place(server=server, bots=bots, bot=bot, group=group, maria=maria, alliance=alliance.id)


async def test_a_newcomer_gets_two_messages(telegram: TelegramServer, sqlite_url: str) -> None:
    async with settled(telegram, sqlite_url) as place:
        anna = telegram.person("Анна")
        await agrees(telegram, anna)
        await place.quiet()
        assert len(anna.saw) == 2


async def test_a_group_that_forbids_photos_sees_the_words_and_its_keeper_hears_of_it_once(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    async with settled(telegram, sqlite_url) as place:
        await place.group.changes_rights(place.bot, None)
        place.group.forbids("can_send_photos")
        await place.announces("Встреча 1", picture(), picture("red"))
        await telegram.wait_for(lambda: len(place.posts) == 1)
        await telegram.wait_for(lambda: place.told("вышла без картинки") or place.told("присылать фотографии"))
        await place.announces("Встреча 2", picture("green"))
        await telegram.wait_for(lambda: len(place.posts) == 2)
        await place.quiet()
        assert place.told(binding.right_missing("telegram", "photos")) == 1


async def test_a_poster_that_telegram_does_not_take_costs_nothing_but_itself(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    async with settled(telegram, sqlite_url) as place:
        await place.announces("Встреча", picture(), picture(size=(2000, 40)))
        await telegram.wait_for(lambda: place.posts)
        assert len([one for one in place.group.posts() if one.photos]) == 1


async def test_what_may_not_be_written_waits_for_the_right(telegram: TelegramServer, sqlite_url: str) -> None:
    async with settled(telegram, sqlite_url) as place:
        await place.group.mutes_bot(place.bot)
        await place.announces("Встреча 1")
        await place.announces("Встреча 2")
        await telegram.wait_for(lambda: place.told(binding.right_missing("telegram", "post")))
        assert place.posts == []
        assert place.told("Меня больше нет в группе") == 0
        await place.group.changes_rights(place.bot, set())
        await telegram.wait_for(lambda: len(place.posts) == 2)
        assert place.posts == ["Встреча 1", "Встреча 2"]
        assert place.told(binding.right_missing("telegram", "post")) == 1


async def test_a_section_that_was_deleted_is_opened_again_by_the_next_post(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    async with settled(telegram, sqlite_url, forum=True) as place:
        opened = {topic.name for topic in place.group.topics}
        await place.group.deletes_topic("Планы")
        await place.announces("Встреча 1")
        await telegram.wait_for(lambda: {topic.name for topic in place.group.topics} == opened)
        await telegram.wait_for(lambda: place.posts == ["Встреча 1"])
        await place.quiet()
        await place.announces("Встреча 2")
        await telegram.wait_for(lambda: [one.text for one in place.group.posts("Планы")] == ["Встреча 2"])


async def test_topics_that_are_switched_off_and_on_are_not_doubled(telegram: TelegramServer, sqlite_url: str) -> None:
    async with settled(telegram, sqlite_url, forum=True) as place:
        opened = [topic.id for topic in place.group.topics]
        for on in (False, True):
            place.group.switches_topics(on=on)
            await place.looks_again()
        assert [topic.id for topic in place.group.topics] == opened
        await place.announces("Встреча")
        await telegram.wait_for(lambda: [one.text for one in place.group.posts("Планы")] == ["Встреча"])


async def test_a_photograph_that_is_taken_back_after_two_days_is_gone(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    async with settled(telegram, sqlite_url) as place:
        await place.group.changes_rights(place.bot, None)
        await place.announces("Встреча", picture(), picture("red"), subject="test:1")
        await telegram.wait_for(lambda: place.posts)
        await place.quiet()
        shown = {photo for one in place.group.posts() for photo in one.photos}
        for message in place.group.posts():
            message.at = datetime(2020, 1, 1, tzinfo=UTC)
        await place.announces("Встреча, без снимков", subject="test:1")
        await telegram.wait_for(lambda: "Встреча, без снимков" in place.posts)
        await place.quiet()
        assert not shown & {photo for one in place.group.posts() for photo in one.photos}
        assert place.told("осталась старая запись") == 0


async def test_whoever_is_deafened_by_another_program_answers_all_the_same(
    telegram: TelegramServer, sqlite_url: str
) -> None:
    async with settled(telegram, sqlite_url) as place:
        telegram.set_webhook(place.bot, "https://somebody.else/")
        seen = len(place.maria.saw)
        await place.maria.command("/help")
        await telegram.wait_for(lambda: len(place.maria.saw) > seen)
        assert (await place.bots.get("/readyz"))[0] == 200
