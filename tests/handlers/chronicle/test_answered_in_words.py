"""«Как прошло?» is answered with words, a number, photographs, wherever the question stands (rows 29, 31)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import free_words, shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.chronicle.steps import Villages, villages
from tests.people import photo

if TYPE_CHECKING:
    from tests.people import Town

STORY = "Хорошо прошло! Пришло 25 человек, пели песни"


async def asked(town: Town) -> Villages:
    here = await villages(town)
    await here.next_morning()
    return here


async def test_a_story_is_the_story(any_town: Town) -> None:
    here = await asked(any_town)
    maria = here.maria
    await maria.says(STORY)
    assert maria.reads.startswith(texts.heard("Вечер памяти"))
    await maria.answers(PHRASES.skip, PHRASES.all_right)
    assert maria.saw(texts.THANK_YOU)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors, entry.new_readers, entry.pictures) == (STORY, 25, None, ())
    assert (await here.stored()).state is State.CHRONICLED


@pytest.mark.parametrize("said", ["25", "около 25", "человек двадцать пять", "25 человек"])
async def test_a_number_is_how_many_came(town: Town, said: str) -> None:
    here = await asked(town)
    await here.maria.says(said)
    assert texts.A_FEW_WORDS in here.maria.reads
    await here.maria.answers("Пели песни", PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors) == ("Пели песни", 25)


async def test_an_album_with_a_caption_takes_four_taps(any_town: Town) -> None:
    here = await asked(any_town)
    maria = here.maria
    before = maria.taps
    await maria.shows(photo("olive"), photo("navy"), text=STORY, album="a7")
    await maria.presses(PHRASES.done)
    await maria.presses(texts.THEY_AGREED)
    await maria.presses(PHRASES.all_right)
    assert maria.taps - before <= 4
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors) == (STORY, 25)
    assert [one.agreed for one in entry.pictures] == [True, True]


async def test_a_photograph_alone_begins_the_entry(any_town: Town) -> None:
    here = await asked(any_town)
    maria = here.maria
    await maria.shows(photo("olive"))
    assert texts.PEOPLE in maria.reads
    await maria.answers(texts.NOBODY, "двадцать", "Пели песни", PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors, len(entry.pictures)) == ("Пели песни", 20, 1)


async def test_what_was_told_can_be_corrected(town: Town) -> None:
    here = await asked(town)
    await here.maria.says(STORY)
    await here.maria.answers(PHRASES.skip, PHRASES.correct, texts.VISITORS_LABEL, "26", PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors) == (STORY, 26)


async def test_of_several_events_they_are_asked_which(any_town: Town) -> None:
    here = await villages(any_town)
    await here.holds_another(in_=timedelta(hours=4))
    await here.next_morning()
    await here.maria.says(STORY)
    assert texts.WHICH_OF_THEM in here.maria.reads
    label = next(one for one in here.maria.labels if "День села" in one)
    await here.maria.answers(label, PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.title, entry.text, entry.visitors) == ("День села", STORY, 25)


@pytest.mark.parametrize("said", ["не состоялось", "Не состоялось, заболела ведущая", "отменили", "Не было."])
async def test_it_did_not_take_place(town: Town, said: str) -> None:
    here = await asked(town)
    await here.maria.says(said)
    assert texts.WHY_NOT in here.maria.reads
    await here.maria.answers("Заболела ведущая", texts.NOT_HELD_LABEL)
    assert here.maria.saw(texts.NOTED_NOT_HELD)
    assert (await here.stored()).state is State.CANCELLED


async def test_later_is_later_and_no_is_no(town: Town) -> None:
    here = await asked(town)
    await here.maria.says("завтра расскажу")
    assert here.maria.reads == texts.ASK_AGAIN
    await here.maria.says("не буду рассказывать")
    assert here.maria.reads == texts.SKIPPED
    await here.maria.says(texts.DID_NOT_HAPPEN)
    assert texts.WHY_NOT in here.maria.reads


async def test_the_question_hears_wherever_it_stands(town: Town) -> None:
    """Other things were said and shown since."""
    here = await asked(town)
    await here.maria.says("спасибо")
    assert here.maria.reads == free_words.REPLIES[free_words.THANKS]
    await here.maria.says("афиша")
    await here.maria.says("Пришло двадцать человек, читали стихи и пили чай")
    assert here.maria.reads.startswith(texts.heard("Вечер памяти"))


async def test_what_is_told_already_hears_nothing_more(town: Town) -> None:
    here = await asked(town)
    await here.maria.says(STORY)
    await here.maria.answers(PHRASES.skip, PHRASES.all_right)
    await here.maria.says("Пели песни до утра и плясали")
    assert here.maria.reads == shared.NOT_UNDERSTOOD
    assert len(await here.chronicle()) == 1


async def test_nobody_else_answers_for_the_host(town: Town) -> None:
    here = await asked(town)
    await here.ira.says(STORY)
    await here.oleg.says(STORY)
    assert await here.chronicle() == ()
    assert here.ira.reads == here.oleg.reads == shared.NOT_UNDERSTOOD


async def test_more_new_readers_than_came_are_asked_back(any_town: Town) -> None:
    here = await asked(any_town)
    maria = here.maria
    await maria.presses(texts.TELL)
    await maria.answers("20", "35")
    assert texts.more_than_came(35, 20) in maria.reads
    await maria.answers("5", "Пели", PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.visitors, entry.new_readers) == (20, 5)


@pytest.mark.parametrize("said", ["Да, 35", "да", "35"])
async def test_whoever_insists_is_believed(town: Town, said: str) -> None:
    here = await asked(town)
    await here.maria.presses(texts.TELL)
    await here.maria.answers("20", "35", said, "Пели", PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.new_readers == 35


async def left_a_talk(town: Town) -> Villages:
    """Мария has begun to tell of another event, and left it; in the morning she is asked."""
    here = await villages(town)
    await here.maria.says("/event")
    await here.maria.says("Вечер сказок")
    await here.next_morning()
    return here


async def test_words_after_a_newer_question_are_asked_whose_answer_they_are(any_town: Town) -> None:
    here = await left_a_talk(any_town)
    await here.maria.says(STORY)
    assert here.maria.reads.startswith(free_words.whose_answer(texts.asked_about("Вечер памяти", 0), ""))
    await here.maria.presses(free_words.TO_THE_QUESTION)
    await here.maria.answers(PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors) == (STORY, 25)


async def test_they_may_be_for_the_talk_that_was_left(any_town: Town) -> None:
    here = await left_a_talk(any_town)
    await here.maria.says("5 декабря в 15:00")
    await here.maria.presses(free_words.TO_THE_TALK)
    assert here.maria.labels[-1] in (PHRASES.cancel, PHRASES.skip)
    await here.maria.says("в библиотеке")
    assert not here.maria.reads.startswith(free_words.whose_answer(texts.asked_about("Вечер памяти", 0), ""))
    await here.maria.forges("aside:question")
    assert here.maria.reads == shared.STALE_BUTTON
    assert await here.chronicle() == ()


async def test_in_the_middle_of_a_talk_nobody_asks(town: Town) -> None:
    here = await left_a_talk(town)
    await here.maria.presses(shared.RESUME if shared.RESUME in here.maria.labels else texts.LATER)
    await here.maria.says("отмена")
    await here.maria.says("/event")
    await here.maria.says("Вечер сказок")
    await here.maria.says("5 декабря в 15:00")
    assert here.maria.labels[-1] == PHRASES.cancel
