"""The one way into a group: once per group and subject, revised when it says something else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers.notices import posts
from handlers.notices.posts import publish
from talk.messenger import Later
from talk.prompt import Button, Post, Section
from talk.rich import bold, leading, rich, timed
from tests.grounds import a_group, an_alliance

if TYPE_CHECKING:
    from tests.people import Town

POST = Post(section=Section.PLANS, text=rich("5 декабря: посиделки"))
MOVED = replace(POST, text=rich("6 декабря: посиделки"))
PLACED = replace(POST, text=rich("6 декабря: посиделки в школе"))
CHANGES = "Перенесли на 6 декабря."


async def puts(
    town: Town, alliance: int, post: Post, subject: str = "event:1", changes: str = CHANGES, *, only_edits: bool = False
) -> None:
    directory = town.directory if only_edits else None
    async with town.database.writing() as books:
        await publish(books, alliance, subject, post, now=town.time, changes=changes, only_edits=directory)


async def publishes(town: Town, alliance: int, post: Post, subject: str = "event:1") -> None:
    await puts(town, alliance, post, subject)
    await town.drain()


async def test_a_post_stands_in_its_section_of_every_group(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    for kind in ("telegram", "vk", "playground"):
        await a_group(town, alliance, -7, messenger=kind, threads={"plans": 42} if kind == "telegram" else {})
    await publishes(town, alliance, POST)

    for kind in ("telegram", "vk", "playground"):
        (posted,) = town.wall(-7, kind)
        assert posted.post == POST
        assert posted.thread == (42 if kind == "telegram" else None)


async def test_what_changed_is_edited_or_said_and_published_anew(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7, messenger="telegram")
    await a_group(town, alliance, -7, messenger="vk")
    await publishes(town, alliance, POST)
    await publishes(town, alliance, MOVED)

    (edited,) = town.wall(-7, "telegram")
    assert edited.post == MOVED
    old, new = town.wall(-7, "vk")
    assert (old.comments, old.replaced) == ([CHANGES], True)
    assert new.post == MOVED


async def test_the_next_change_on_vk_goes_under_the_newest_post(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7, messenger="vk")
    for post in (POST, MOVED, POST):
        await publishes(town, alliance, post)

    assert [posted.comments for posted in town.wall(-7, "vk")] == [[CHANGES], [CHANGES], []]


async def test_what_says_the_same_is_left_alone(both_towns: Town) -> None:
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    await publishes(town, alliance, POST)
    await publishes(town, alliance, POST)

    assert len(town.wall(-7)) == 1
    async with town.database.reading() as books:
        assert sum(count.rows for count in await books.outbox_admin.counts()) == 1


async def test_what_has_not_left_yet_leaves_as_it_should_be_now(both_towns: Town) -> None:
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    await puts(town, alliance, POST)
    await publishes(town, alliance, MOVED)

    assert [posted.post for posted in town.wall(-7)] == [MOVED]
    assert town.wall(-7)[0].comments == []


async def test_a_change_waits_behind_a_post_that_is_to_be_tried_again(both_towns: Town) -> None:
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    town.messenger().failures.append(Later("flood", after=0))
    await publishes(town, alliance, POST)
    await publishes(town, alliance, MOVED)
    town.time = town.time.replace(hour=12)
    await town.drain()

    assert [posted.post for posted in town.wall(-7)] == [MOVED]


async def test_two_changes_that_have_not_left_leave_as_one_and_nothing_is_unsaid(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    for kind in ("telegram", "vk"):
        await a_group(town, alliance, -7, messenger=kind)
    await publishes(town, alliance, POST)
    await puts(town, alliance, MOVED)
    await puts(town, alliance, PLACED, changes="Встречаемся в школе.")
    await puts(town, alliance, MOVED, changes=CHANGES)
    await town.drain()

    (edited,) = town.wall(-7, "telegram")
    assert edited.post == MOVED
    old, new = town.wall(-7, "vk")
    assert (old.comments, new.post) == ([f"{CHANGES}\nВстречаемся в школе."], MOVED)


async def test_what_was_tried_already_is_not_changed_under_way(both_towns: Town) -> None:
    """VK takes a second try for the repeat of the first, whatever it says."""
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    await publishes(town, alliance, POST)
    town.messenger().failures.append(Later("flood", after=0))
    await publishes(town, alliance, MOVED)
    await puts(town, alliance, PLACED, changes="Встречаемся в школе.")
    async with town.database.reading() as books:
        assert [count.rows for count in await books.outbox_admin.counts() if count.state == "waiting"] == [2]
    town.time = town.time.replace(hour=12)
    await town.drain()

    assert town.wall(-7)[-1].post == PLACED


async def test_what_is_worth_no_new_post_only_edits(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    for kind in ("telegram", "vk"):
        await a_group(town, alliance, -7, messenger=kind)
    await publishes(town, alliance, POST)
    await puts(town, alliance, MOVED, only_edits=True)
    await publishes(town, alliance, MOVED)

    assert [posted.post for posted in town.wall(-7, "telegram")] == [MOVED]
    assert [(posted.post, posted.comments) for posted in town.wall(-7, "vk")] == [(POST, [])]
    await publishes(town, alliance, PLACED)
    assert [posted.post for posted in town.wall(-7, "vk")] == [POST, PLACED]


async def test_what_is_worth_no_new_post_still_mends_what_has_not_left(wide_town: Town) -> None:
    town = wide_town
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7, messenger="vk")
    await puts(town, alliance, POST)
    await puts(town, alliance, MOVED, only_edits=True)
    await town.drain()

    assert [posted.post for posted in town.wall(-7, "vk")] == [MOVED]


async def test_subjects_do_not_touch_each_other(both_towns: Town) -> None:
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    await publishes(town, alliance, POST, "event:1")
    await publishes(town, alliance, MOVED, "event:2")

    assert [posted.post for posted in town.wall(-7)] == [POST, MOVED]


async def test_a_group_that_is_lost_or_anothers_gets_nothing(both_towns: Town) -> None:
    town = both_towns
    alliance, other = (await an_alliance(town)).id, (await an_alliance(town)).id
    lost = await a_group(town, alliance, -7)
    await a_group(town, other, -8)
    async with town.database.writing() as books:
        await books.groups.lose(lost.id)
    await publishes(town, alliance, POST)

    assert town.wall(-7) == town.wall(-8) == []


async def test_a_group_bound_later_gets_the_post_at_its_next_change(both_towns: Town) -> None:
    town = both_towns
    alliance = (await an_alliance(town)).id
    await a_group(town, alliance, -7)
    await publishes(town, alliance, POST)
    await a_group(town, alliance, -8)
    await publishes(town, alliance, POST)

    assert [len(town.wall(group)) for group in (-7, -8)] == [1, 1]


def test_a_post_of_before_is_still_the_same() -> None:
    """Its digest is kept in the database: what spans and buttons can do since must not make every post a new one."""
    button = Button(label="Пойду", invite="e_1")
    post = Post(section=Section.PLANS, text=bold("Вечер") + " памяти", hashtags=("план",), rows=((button,),))
    before = (
        '{"section":"plans","text":{"spans":[{"text":"Вечер","bold":true,"italic":false,"link":null},'
        '{"text":" памяти","bold":false,"italic":false,"link":null}]},"hashtags":["план"],'
        '"rows":[[{"label":"Пойду","press":null,"url":null,"invite":"e_1","tone":"plain"}]],"pictures":[],"card":null}'
    )
    assert posts._digest(post) == hashlib.sha256(before.encode()).hexdigest()
    assert posts._digest(replace(post, pinned=True)) == posts._digest(post)
    assert posts._digest(replace(post, text=timed(post.text, datetime(2026, 12, 5, tzinfo=UTC)))) == posts._digest(post)
    share = Button(label="Поделиться", share="e_1")
    assert posts._digest(replace(post, rows=((button, share), (share,)))) == posts._digest(post)
    assert posts._digest(replace(post, pinned=False)) != posts._digest(post), "then it is taken down"
    assert posts._digest(replace(post, text=leading(post.text, "e_1"))) != posts._digest(post)
