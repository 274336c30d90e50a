"""A photograph that a librarian sends without being asked is offered to the chronicle of the day (rows 29, 31)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.chronicle.steps import Villages, villages
from tests.people import photo

if TYPE_CHECKING:
    from tests.people import Town

IT_IS = texts.is_it_from("Вечер памяти")
STORY = "Пришло 25 человек, пели песни"


async def this_evening(town: Town) -> Villages:
    """The event was at six; at ten it is over, and nobody has asked how it went."""
    here = await villages(town)
    await town.passes(timedelta(hours=10))
    return here


async def test_a_photo_is_offered_to_the_event(any_town: Town) -> None:
    here = await this_evening(any_town)
    maria = here.maria
    await maria.shows(photo("olive"))
    assert IT_IS in maria.reads
    await maria.presses(texts.FROM_IT)
    assert texts.PEOPLE in maria.reads
    await maria.answers(texts.NOBODY, "двадцать", "Пели песни", PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors, len(entry.pictures)) == ("Пели песни", 20, 1)
    assert (await here.stored()).state is State.CHRONICLED


async def test_an_album_is_asked_about_once_and_comes_whole(any_town: Town) -> None:
    here = await this_evening(any_town)
    maria = here.maria
    before = len(maria.heard)
    await maria.shows(photo("olive"), photo("navy"), photo("red"), text=STORY, album="a7")
    assert len(maria.heard) == before + 1
    await maria.answers("да", texts.THEY_AGREED, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors, len(entry.pictures)) == (STORY, 25, 3)


@pytest.mark.parametrize("said", [texts.NOT_FROM_IT, "нет, спасибо", "не надо"])
async def test_no_is_no(town: Town, said: str) -> None:
    here = await this_evening(town)
    await here.maria.shows(photo("olive"))
    await here.maria.says(said)
    assert texts.LEFT_ALONE in here.maria.reads
    assert await here.chronicle() == ()


async def test_of_several_they_are_asked_which(any_town: Town) -> None:
    here = await villages(any_town)
    await here.holds_another(in_=timedelta(hours=4))
    await any_town.passes(timedelta(hours=10))
    await here.maria.shows(photo("olive"), text=STORY)
    assert texts.FROM_WHICH in here.maria.reads
    label = next(one for one in here.maria.labels if "День села" in one)
    await here.maria.answers(label, texts.NOBODY, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.title, entry.text, entry.visitors) == ("День села", STORY, 25)


async def test_before_it_is_over_it_is_said_when_to_come_back(town: Town) -> None:
    here = await villages(town)
    await here.maria.shows(photo("olive"))
    assert here.maria.reads == texts.not_over_yet("Вечер памяти")
    assert await here.chronicle() == ()


async def test_two_days_later_nothing_is_offered(town: Town) -> None:
    here = await villages(town)
    async with town.database.writing() as books:
        await books.schedule.set_ask(here.event.id, None, 0)
    await town.passes(timedelta(days=2, hours=10))
    await here.maria.shows(photo("olive"))
    assert IT_IS not in here.maria.reads


async def test_what_is_told_is_not_offered_again(town: Town) -> None:
    here = await this_evening(town)
    await here.maria.shows(photo("olive"), text=STORY)
    await here.maria.answers(texts.FROM_IT, texts.NOBODY, PHRASES.all_right)
    await here.maria.shows(photo("navy"))
    assert IT_IS not in here.maria.reads
    assert len(await here.chronicle()) == 1


async def test_nobody_else_is_offered_anything(town: Town) -> None:
    here = await this_evening(town)
    await here.ira.shows(photo("olive"))
    await here.oleg.shows(photo("olive"))
    assert here.ira.reads == here.oleg.reads == shared.NOT_UNDERSTOOD


async def test_beside_an_open_question_the_event_of_today_is_offered_too(town: Town) -> None:
    """«Как прошло?» is open for yesterday's event, and the photograph is of today's."""
    here = await villages(town)
    await here.next_morning()
    await here.holds_another(in_=timedelta(hours=1))
    await town.passes(timedelta(hours=5))
    await here.maria.shows(photo("olive"), text=STORY)
    await here.maria.answers(texts.NOBODY)
    label = next(one for one in here.maria.labels if "День села" in one)
    await here.maria.answers(label, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.title == "День села"
