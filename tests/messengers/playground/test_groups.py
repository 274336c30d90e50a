"""Groups of the playground: made, bound by the coordinator's link, renamed, left."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.notices.posts import publish
from storage.alliances.alliances import Alliance
from talk.prompt import Post, Section
from talk.rich import rich
from tests.messengers.playground.conftest import ANNA, Visitor


@pytest.fixture
async def alliance(visitor: Visitor) -> Alliance:
    """Founded by Anna."""
    await visitor.starts(ANNA)
    async with visitor.program.database.writing() as books:
        now = visitor.program.clock.now()
        founded = await books.alliances.found(
            slug_base="ivanovka",
            settlement="Ивановка",
            folded="ивановка",
            form="movement",
            wide=True,
            goals=(),
            zone="Europe/Moscow",
            at=now,
        )
        anna = await books.people.by_external(visitor.messenger.account, ANNA)
        assert anna is not None
        await books.coordinators.appoint(founded.id, anna.id, founder=True, at=now)
        return founded


async def binding_link(visitor: Visitor, alliance: Alliance) -> str:
    """The payload of the link that the bot sends to its coordinator."""
    line = (await visitor.chat(ANNA))[-1]
    await visitor.posts("press", person=ANNA, line=line["id"], press=f"bind:{alliance.id}", key=visitor.key())
    await visitor.program.drain()
    links = [
        button["url"]
        for line in await visitor.chat(ANNA)
        for row in line.get("rows", ())
        for button in row
        if button["url"] and "startgroup=" in button["url"]
    ]
    payload: str = links[-1].partition("startgroup=")[2]
    return payload


async def make_group(visitor: Visitor, title: str = "Тёзки Ивановки") -> int:
    made = await visitor.posts("group", action="create", title=title, key=visitor.key())
    group: int = made["group"]
    return group


async def bound_group(visitor: Visitor, alliance: Alliance, title: str = "Тёзки Ивановки") -> int:
    group = await make_group(visitor, title)
    payload = await binding_link(visitor, alliance)
    await visitor.posts("group", action="add", group=group, payload=payload, person=ANNA, key=visitor.key())
    await visitor.program.drain()
    return group


async def shelf(visitor: Visitor, group: int) -> dict[str, Any]:
    return next(line for line in await visitor.lines() if line["id"] == -group)


async def test_a_new_group_has_no_bot(visitor: Visitor) -> None:
    group = await make_group(visitor)
    assert group < 0
    made = await shelf(visitor, group)
    assert (made["title"], made["bot"]) == ("Тёзки Ивановки", False)


async def test_the_link_binds_the_group_and_the_alliance_presents_itself_there(
    visitor: Visitor, alliance: Alliance
) -> None:
    group = await bound_group(visitor, alliance)
    async with visitor.program.database.reading() as books:
        [bound] = await books.groups.of_alliance(alliance.id)
    assert (bound.external_id, bound.title, bound.title_fits) == (group, "Тёзки Ивановки", True)
    posts = [line for line in await visitor.chat(group) if line["kind"] == "post"]
    assert posts[0]["section"] == "joining"
    assert posts[0]["rows"][0][0]["invite"].startswith("join_")


async def test_a_title_without_the_settlement_is_noticed(visitor: Visitor, alliance: Alliance) -> None:
    group = await bound_group(visitor, alliance, "Наша группа")
    async with visitor.program.database.reading() as books:
        [bound] = await books.groups.of_alliance(alliance.id)
    assert not bound.title_fits
    title = "Тёзки Ивановки"
    await visitor.posts("group", action="rename", group=group, title=title, person=ANNA, key=visitor.key())
    await visitor.program.drain()
    async with visitor.program.database.reading() as books:
        [bound] = await books.groups.of_alliance(alliance.id)
    assert (bound.title, bound.title_fits) == (title, True)


async def test_a_post_of_the_alliance_is_seen_in_its_section(visitor: Visitor, alliance: Alliance) -> None:
    group = await bound_group(visitor, alliance)
    async with visitor.program.database.writing() as books:
        post = Post(section=Section.CHRONICLE, text=rich("Праздник удался"))
        await publish(books, alliance.id, "chronicle:1", post, now=visitor.program.clock.now())
    await visitor.program.drain()
    last = (await visitor.chat(group))[-1]
    assert (last["section"], last["text"]) == ("chronicle", [{"text": "Праздник удался"}])
    async with visitor.program.database.writing() as books:
        post = Post(section=Section.CHRONICLE, text=rich("Праздник очень удался"))
        now = visitor.program.clock.now()
        await publish(books, alliance.id, "chronicle:1", post, now=now, changes="Уточнили")
    await visitor.program.drain()
    again = (await visitor.chat(group))[-1]
    assert (again["id"], again["changes"]) == (last["id"], "Уточнили")
    assert again["edited"]


async def test_a_bot_that_was_thrown_out_says_so_to_its_coordinator(visitor: Visitor, alliance: Alliance) -> None:
    group = await bound_group(visitor, alliance)
    heard = len(await visitor.reads(ANNA))
    await visitor.posts("group", action="remove", group=group, person=ANNA, key=visitor.key())
    await visitor.program.drain()
    async with visitor.program.database.reading() as books:
        assert await books.groups.of_alliance(alliance.id) == ()
    assert len(await visitor.reads(ANNA)) > heard
    assert (await shelf(visitor, group))["bot"] is False


async def test_a_group_that_is_not_there_cannot_be_bound(visitor: Visitor) -> None:
    await visitor.posts("group", expect=404, action="add", group=-99, payload="b-abc", person=ANNA, key=visitor.key())
    await visitor.posts("group", expect=400, action="create", title=" ", key=visitor.key())
    await visitor.posts("group", expect=400, action="explode", group=1, key=visitor.key())
