"""What a group's messenger refuses is told once and mended by itself; nothing is lost in silence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.groups import refusals
from handlers.notices.posts import publish
from handlers.texts.groups import binding, standing
from storage.alliances.groups import Group
from talk.messenger import Impossible, Shortfall, Unreachable
from talk.prompt import Post, Section, ShownPicture
from talk.rich import rich
from talk.updates import PictureId
from tests.handlers.alliances.steps import GROUP, binds, founds, groups_of, the_alliance

if TYPE_CHECKING:
    from tests.people import Person, Town

TITLE = "Тёзки Александровки"


@pytest.fixture
async def maria(town: Town) -> Person:
    """Coordinates an alliance with a group."""
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    return maria


async def announces(person: Person, text: str, *pictures: int, subject: str | None = None) -> None:
    alliance = await the_alliance(person.town)
    shown = tuple(ShownPicture(id=PictureId(one)) for one in pictures)
    post = Post(section=Section.PLANS, text=rich(text), pictures=shown)
    async with person.town.database.writing() as books:
        await publish(books, alliance.id, subject or f"test:{text}", post, now=person.town.time)
    await person.town.drain()


def stands(person: Person) -> list[str]:
    """What was announced and is to be read in the group."""
    return [one.text for one in person.town.wall(GROUP) if one.text.startswith("Встреча")]


def told(person: Person, words: str) -> int:
    return sum(words in prompt.text.plain for prompt in person.heard)


async def the_group(person: Person) -> Group:
    (group,) = await groups_of(person.town, (await the_alliance(person.town)).id)
    return group


def forbid(person: Person) -> None:
    """The group lets the bot write no more, and a look at it says so."""
    person.messenger.without_right[GROUP] = "post"
    person.messenger.missing[GROUP] = ("post",)


def allow(person: Person) -> None:
    person.messenger.without_right.clear()
    person.messenger.missing.clear()
    person.town.time += timedelta(minutes=1)


async def test_a_group_in_which_the_bot_may_not_write_is_not_lost(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча 1")
    await announces(maria, "Встреча 2")
    assert stands(maria) == []
    assert (await the_group(maria)).state == "bound"
    assert not maria.saw(binding.lost(TITLE, "Александровка"))
    trouble = binding.right_missing("telegram", "post")
    assert told(maria, trouble) == 1
    assert "выйдут сами" in next(one.text.plain for one in maria.heard if trouble in one.text.plain)


async def test_what_waited_for_a_right_leaves_in_order_when_it_is_back(maria: Person) -> None:
    forbid(maria)
    for number in range(3):
        await announces(maria, f"Встреча {number}")
    allow(maria)
    await maria.town.group_happens(maria.messenger, GROUP, "rights", user=maria.id)
    assert stands(maria) == ["Встреча 0", "Встреча 1", "Встреча 2"]
    assert told(maria, "Теперь всё в порядке") == 1


async def test_check_again_brings_it_too(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча")
    allow(maria)
    await maria.forges("recheck")
    assert stands(maria) == ["Встреча"]


async def test_a_right_that_comes_back_without_a_word_is_found_within_the_hour(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча")
    await maria.town.passes(timedelta(hours=5))
    assert told(maria, binding.right_missing("telegram", "post")) == 1
    allow(maria)
    await maria.town.passes(timedelta(hours=1, minutes=15))
    assert stands(maria) == ["Встреча"]
    assert told(maria, "Теперь всё в порядке") == 1


async def test_what_changes_while_it_waits_leaves_as_it_is_then(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча в пять", subject="test:1")
    await announces(maria, "Встреча в шесть", subject="test:1")
    allow(maria)
    await maria.forges("recheck")
    assert stands(maria) == ["Встреча в шесть"]
    assert maria.town.wall(GROUP)[-1].comments == []


async def test_after_two_weeks_it_is_given_up_aloud(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча")
    maria.town.time += timedelta(days=14)
    await maria.town.drain()
    assert told(maria, standing.given_up("telegram", TITLE, "Встреча").plain) == 1
    allow(maria)
    await maria.forges("recheck")
    assert stands(maria) == []


async def test_a_messenger_that_refuses_what_it_says_is_allowed_is_told_of_once(maria: Person) -> None:
    maria.messenger.without_right[GROUP] = "post"
    await announces(maria, "Встреча")
    await maria.town.passes(timedelta(hours=6), step=timedelta(hours=1))
    assert told(maria, standing.not_allowed("telegram", TITLE, "post").plain) == 1
    assert told(maria, "Теперь всё в порядке") == 0
    maria.messenger.without_right.clear()
    await maria.town.passes(timedelta(hours=1, minutes=30))
    assert stands(maria) == ["Встреча"]


async def test_a_post_that_the_messenger_will_never_take_is_told_of(maria: Person) -> None:
    maria.messenger.failures.append(Impossible("BUTTON_DATA_INVALID"))
    await announces(maria, "Встреча")
    await announces(maria, "Встреча 2")
    assert stands(maria) == ["Встреча 2"]
    assert told(maria, standing.given_up("telegram", TITLE, "Встреча").plain) == 1


async def test_pictures_that_a_group_forbids_cost_the_pictures_and_are_told_of_once(maria: Person) -> None:
    maria.messenger.pictures_forbidden.add(GROUP)
    await announces(maria, "Встреча 1", 11, 12)
    await announces(maria, "Встреча 2", 13)
    assert stands(maria) == ["Встреча 1", "Встреча 2"]
    assert told(maria, "вышла без картинки") == 1
    assert told(maria, binding.right_missing("telegram", "photos")) == 1
    assert (await the_group(maria)).missing == ("photos",)
    await maria.forges("groups")
    assert binding.right_missing("telegram", "photos") in maria.reads


async def test_of_many_pictures_only_the_bad_one_is_left_out(maria: Person) -> None:
    maria.messenger.bad_pictures.add(12)
    await announces(maria, "Встреча", 11, 12, 13)
    (posted,) = [one for one in maria.town.wall(GROUP) if one.text == "Встреча"]
    assert [one.id for one in posted.post.pictures] == [11, 13]
    assert told(maria, "вышла без картинки") == 1


async def test_what_was_given_up_while_the_bot_was_away_leaves_when_it_is_back(maria: Person) -> None:
    maria.messenger.failures.append(Unreachable("kicked"))
    await announces(maria, "Встреча")
    assert maria.saw(binding.lost(TITLE, "Александровка"))
    await maria.town.group_happens(maria.messenger, GROUP, "added", user=maria.id)
    assert stands(maria) == ["Встреча"]


async def test_a_section_that_is_gone_is_looked_for(maria: Person) -> None:
    maria.messenger.shortfalls.append(Shortfall(what="section", right="topics"))
    maria.messenger.titles[GROUP] = "Александровка: другое имя"
    await announces(maria, "Встреча")
    assert (await the_group(maria)).title == "Александровка: другое имя", "it was looked at"


async def test_topics_that_are_switched_off_are_remembered(maria: Person) -> None:
    opened = (await the_group(maria)).threads
    assert opened
    maria.messenger.topics[GROUP] = False
    await maria.forges("recheck")
    off = await the_group(maria)
    assert (off.threads, off.past_threads) == ({}, opened)


async def test_a_post_that_is_not_whole_is_told_of_once(maria: Person) -> None:
    for words in ("Встреча 1", "Встреча 2"):
        maria.messenger.shortfalls.append(Shortfall(what="rest"))
        await announces(maria, words, subject="test:1")
    assert stands(maria)
    assert told(maria, "вышла не целиком") == 1


async def test_an_old_post_that_could_not_be_taken_away_is_told_of_with_its_address(maria: Person) -> None:
    await announces(maria, "Встреча 1", subject="test:1")
    missed = Shortfall(what="removal", right="delete", links=("https://t.me/c/1/2",))
    maria.messenger.shortfalls.append(missed)
    await announces(maria, "Встреча 2", subject="test:1")
    assert maria.saw("осталась старая запись")
    last = next(one for one in maria.heard if "осталась старая запись" in one.text.plain)
    assert "https://t.me/c/1/2" in [span.link for span in last.text.spans]


async def test_of_a_group_that_is_nobodys_any_more_nobody_is_told(maria: Person) -> None:
    forbid(maria)
    await announces(maria, "Встреча")
    (group,) = await groups_of(maria.town, (await the_alliance(maria.town)).id)
    await maria.forges(f"unbind:{group.id}:yes")
    seen = len(maria.heard)
    await maria.town.passes(timedelta(hours=3))
    assert len(maria.heard) == seen
    assert refusals.STUBBORN < 4, "or it was not tried often enough"
