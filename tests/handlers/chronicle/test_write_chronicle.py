"""The host tells how it went, and everybody can read it (rows 29, 30, 31)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.event import State
from handlers.texts.chronicle import reading
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.chronicle.steps import GROUP, tells, villages
from tests.people import photo

if TYPE_CHECKING:
    from tests.people import Person, Town


async def begins(person: Person) -> None:
    """Up to the question of photographs."""
    await person.presses(texts.TELL)
    await person.answers("42", "3", "Пели «Катюшу».\n\nПили чай из самовара.")


async def test_the_host_tells_with_figures_and_photographs(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    maria = here.maria
    assert "Вечер памяти" in maria.reads
    await begins(maria)
    await maria.shows(photo("olive"), photo("navy"), photo("maroon"), album="a1")
    await maria.answers(PHRASES.done, "Хор на сцене", PHRASES.skip, "Самовар на столе", texts.THEY_AGREED)
    assert "42 посетителя, 3 новых читателя" in maria.reads
    assert "Фотография 2: без описания" in maria.reads
    await maria.answers(PHRASES.all_right)
    assert maria.saw(texts.THANK_YOU)
    (entry,) = await here.chronicle()
    assert (entry.visitors, entry.new_readers, entry.event_id) == (42, 3, here.event.id)
    assert entry.text == "Пели «Катюшу».\n\nПили чай из самовара."
    assert [(one.alt, one.agreed) for one in entry.pictures] == [
        ("Хор на сцене", True),
        ("", True),
        ("Самовар на столе", True),
    ]
    post = await here.post()
    assert [one.alt for one in post.post.pictures] == ["Хор на сцене", "", "Самовар на столе"]
    assert "42 посетителя" in post.text
    assert "Пятница, 20 ноября 2026" in post.text
    event = await here.stored()
    assert (event.state, event.ask_at) == (State.CHRONICLED, None)
    kind, facts = (await here.journal())[-1]
    assert (kind, facts["title"], facts["visitors"], facts["pictures"]) == ("chronicle_written", "Вечер памяти", 42, 3)
    assert "text" not in facts
    plan = next(one for one in reversed(any_town.wall(GROUP)) if "есть хроника" in one.text)
    assert plan.post.section == "plans"


async def test_a_few_words_are_enough(both_towns: Town) -> None:
    here = await villages(both_towns)
    await here.next_morning()
    await here.maria.presses(texts.TELL)
    await tells(here.maria)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.visitors, entry.new_readers, entry.pictures) == ("Пели и пили чай", None, None, ())
    assert reading.CORRECT in here.maria.labels
    assert shared.MENU in here.maria.labels
    heard = len(here.maria.heard)
    await here.next_morning()
    assert len(here.maria.heard) == heard, "nobody is asked about what has been told"


async def test_an_album_is_answered_once(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    before = len(here.maria.heard)
    await here.maria.shows(photo("olive"), photo("navy"), photo("maroon"), album="a1")
    assert len(here.maria.heard) == before + 1


async def test_words_where_photographs_are_due_lose_nothing(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.says("А как их прислать?")
    assert "сейчас нужны фотографии" in here.maria.reads
    await here.maria.answers(PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.visitors == 42


async def test_a_file_that_is_no_picture_is_refused_kindly(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.shows(b"MZ this is a program")
    assert here.maria.reads == shared.PICTURE_FAILED
    await here.maria.shows(photo())
    await here.maria.answers(PHRASES.done, "Зал", texts.NOBODY, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert [one.alt for one in entry.pictures] == ["Зал"]


async def test_without_consent_no_photograph_is_published_or_kept_in_the_chronicle(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.shows(photo())
    await here.maria.answers(PHRASES.done, "Дети у ёлки", texts.NOT_SURE)
    assert "Фотографии не опубликую" in here.maria.reads
    await here.maria.answers(PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.pictures == ()
    assert (await here.post()).post.pictures == ()


async def test_other_photographs_need_a_consent_of_their_own(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.shows(photo("olive"))
    await here.maria.answers(PHRASES.done, "Пустой зал", texts.NOBODY, PHRASES.correct, texts.PHOTOS_LABEL)
    await here.maria.shows(photo("navy"))
    await here.maria.answers(PHRASES.done, "Дети у ёлки")
    assert texts.THEY_AGREED in here.maria.labels, "asked anew"
    await here.maria.answers(texts.NOT_SURE, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.pictures == ()


async def test_each_answer_can_be_corrected_alone(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.answers(PHRASES.skip, PHRASES.correct, texts.VISITORS_LABEL, "24", PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.visitors, entry.new_readers) == (24, 3)


async def test_nobody_tells_of_the_event_of_others(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    for stranger in (here.oleg, here.ira):
        await stranger.forges(f"tell:{here.event.id}")
        assert stranger.reads == shared.FORBIDDEN
        await stranger.forges(f"chronicle-new:{here.host.id}")
        assert stranger.reads == shared.FORBIDDEN
    assert await here.chronicle() == ()


async def test_a_librarian_who_was_dismissed_meanwhile_publishes_nothing(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    async with town.database.writing() as books:
        (maria,) = await books.librarians.of_library(here.host.id)
        assert await books.librarians.retire(here.host.id, maria.person_id, at=town.time)
    await here.maria.answers(PHRASES.skip, PHRASES.all_right)
    assert here.maria.reads == shared.FORBIDDEN
    assert await here.chronicle() == ()


async def test_a_co_host_may_tell_and_the_second_teller_is_shown_the_entry(town: Town) -> None:
    here = await villages(town, co_host=True)
    await here.next_morning()
    await here.maria.presses(texts.TELL)
    await here.oleg.forges(f"tell:{here.event.id}")
    await tells(here.oleg, words="Рассказал Олег")
    await here.maria.answers(PHRASES.skip, PHRASES.skip, "Рассказала Мария", PHRASES.skip, PHRASES.all_right)
    assert here.maria.reads == texts.OTHERS_TOLD
    (entry,) = await here.chronicle()
    assert (entry.text, entry.library_id) == ("Рассказал Олег", here.other.id), "in the name of its own library"
    await here.maria.forges(f"tell:{here.event.id}")
    assert here.maria.reads == texts.already_told("Вечер памяти")
    await here.maria.presses(texts.SEE_ENTRY)
    assert "Рассказал Олег" in here.maria.reads


async def test_what_is_still_ahead_is_not_told(town: Town) -> None:
    here = await villages(town)
    await here.maria.forges(f"tell:{here.event.id}")
    assert here.maria.reads == texts.NOT_YET
    await here.maria.forges("tell:999")
    assert here.maria.reads == texts.GONE


async def test_events_of_which_nobody_told_are_offered(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await here.maria.forges("tell")
    assert here.maria.reads == texts.WHICH_EVENT
    await here.maria.presses("20.11 Вечер памяти")
    await tells(here.maria)
    await here.maria.forges("tell")
    assert here.maria.reads == texts.NOTHING_WAITS
    await here.ira.forges("tell")
    assert here.ira.reads == texts.NO_LIBRARY


async def test_the_unplanned_is_told_with_its_own_title_and_day(any_town: Town) -> None:
    here = await villages(any_town)
    await here.maria.forges("chronicle-new")
    await here.maria.answers("Субботник у библиотеки", "завтра")
    assert texts.STILL_AHEAD in here.maria.reads
    await here.maria.answers(texts.YESTERDAY)
    await tells(here.maria)
    (entry,) = await here.chronicle()
    assert (entry.title, entry.event_id, entry.happened_on.isoformat()) == (
        "Субботник у библиотеки",
        None,
        "2026-11-19",
    )


async def test_who_serves_in_two_libraries_says_which(town: Town) -> None:
    here = await villages(town)
    async with town.database.writing() as books:
        (maria,) = await books.librarians.of_library(here.host.id)
        await books.librarians.add(here.other.id, maria.person_id, at=town.time)
    await here.maria.forges("chronicle-new")
    assert here.maria.reads == texts.WHICH_LIBRARY
    await here.maria.presses("Библиотека № 7")
    await here.maria.answers("Субботник", "15 ноября")
    await tells(here.maria)
    (entry,) = await here.chronicle()
    assert (entry.library_id, entry.happened_on.isoformat()) == (here.other.id, "2026-11-15")


async def test_of_an_event_without_a_day_the_day_is_asked(town: Town) -> None:
    here = await villages(town, month=date(2026, 11, 1))
    await here.maria.forges(f"tell:{here.event.id}")
    assert texts.WHEN_WAS_IT in here.maria.reads
    await here.maria.answers("14 ноября")
    await tells(here.maria)
    (entry,) = await here.chronicle()
    assert (entry.happened_on, entry.event_id) == (date(2026, 11, 14), here.event.id)
    assert (await here.stored()).state is State.CHRONICLED


async def test_a_story_begun_yesterday_goes_on_when_the_question_comes_back(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    await here.maria.presses(texts.TELL)
    await here.maria.answers("42")
    await here.next_morning()
    await here.maria.presses(texts.TELL)
    assert "запись в хронику" in here.maria.reads
    await here.maria.presses(shared.RESUME)
    await here.maria.answers(PHRASES.skip, "Пели", PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.visitors == 42


async def test_the_picture_is_shown_beside_the_question_of_what_is_on_it(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await begins(here.maria)
    await here.maria.shows(photo("olive"), photo("navy"))
    await here.maria.answers(PHRASES.done)
    shown = here.maria.heard[-2]
    assert (shown.text.plain, len(shown.pictures)) == (texts.of_photo(1, 2), 1)
    assert here.maria.reads == texts.alt(1, 2)


async def test_back_keeps_the_photographs(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    maria = here.maria
    await begins(maria)
    await maria.shows(photo("olive"), photo("navy"), photo("maroon"), album="a1")
    await maria.presses(PHRASES.back)
    await maria.says("Пели и пили чай")
    assert "3 фотографии" in maria.reads, "half an answer waits, too"
    await maria.answers(PHRASES.done)
    await maria.presses(PHRASES.back)
    assert PHRASES.keep("3 фотографии") in maria.labels
    await maria.presses(PHRASES.keep("3 фотографии"))
    await maria.answers("Хор", PHRASES.skip, PHRASES.skip, texts.THEY_AGREED, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert [one.alt for one in entry.pictures] == ["Хор", "", ""]


async def test_the_words_under_a_photograph_are_words(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    maria = here.maria
    await maria.presses(texts.TELL)
    await maria.answers("42", "3")
    heard = len(maria.heard)
    await maria.shows(photo(), text="Пели «Катюшу»", album="a1")
    assert texts.PHOTOS in maria.reads
    await maria.shows(photo("navy"), text="Хор на сцене")
    await maria.answers(PHRASES.done, PHRASES.skip)
    assert PHRASES.take("Хор на сцене") in maria.labels
    await maria.presses(PHRASES.take("Хор на сцене"))
    await maria.answers(texts.THEY_AGREED, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert entry.text == "Пели «Катюшу»"
    assert [one.alt for one in entry.pictures] == ["", "Хор на сцене"], "the photograph above the words is kept, too"
    assert len(maria.heard) > heard


async def test_an_album_whose_words_are_the_answer_is_the_answer_to_what_comes_next(any_town: Town) -> None:
    """Its first photograph carries the words: it is kept like the others, and the chat stays quiet."""
    here = await villages(any_town)
    await here.next_morning()
    maria = here.maria
    await maria.presses(texts.TELL)
    await maria.answers("42", "3")
    heard = len(maria.heard)
    await maria.shows(photo("olive"), text="Пели «Катюшу»", album="a1")
    await maria.shows(photo("navy"), photo("maroon"), album="a1")
    assert len(maria.heard) == heard + 1
    await maria.presses(PHRASES.back)
    await maria.says("Пели «Катюшу» и чай пили")
    assert "3 фотографии" in maria.reads
    await maria.answers(PHRASES.done, "Хор", PHRASES.skip, PHRASES.skip, texts.THEY_AGREED, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, [one.alt for one in entry.pictures]) == ("Пели «Катюшу» и чай пили", ["Хор", "", ""])


async def test_words_under_what_is_no_photograph_are_an_answer_all_the_same(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    maria = here.maria
    await maria.presses(texts.TELL)
    await maria.answers("42", "3")
    await maria.shows(b"MZ this is a program", text="Пели «Катюшу»")
    assert texts.PHOTOS in maria.reads
    await maria.answers(PHRASES.skip, PHRASES.all_right)
    (entry,) = await here.chronicle()
    assert (entry.text, entry.pictures) == ("Пели «Катюшу»", ())
