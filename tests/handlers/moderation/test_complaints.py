"""Anybody may say that something is not right; the other side is heard; somebody else may look once more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.moderation import State, Subject, What
from domain.quotas import LIMITS, Quota
from handlers.texts.libraries import card
from handlers.texts.moderation import complaints as texts
from handlers.texts.moderation import hiding as hiding_texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from tests.handlers.moderation.steps import WHY, watched
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from tests.handlers.moderation.steps import Watched
    from tests.people import Person, Town


async def reports(who: Person, what: str, number: int, *answers: str) -> None:
    await who.starts(f"report_{what}_{number}")
    await who.answers(*answers, texts.SEND)


async def test_a_report_takes_three_taps_from_the_card_or_the_page(any_town: Town) -> None:
    watch = await watched(any_town)
    here = watch.here
    await here.ira.forges(f"e:{here.event.id}")
    await here.ira.answers(texts.REPORT, texts.REASONS["advert"], texts.SEND)
    assert here.ira.saw(texts.THANKS)
    for coordinator in (watch.anna, watch.boris):
        assert coordinator.saw("Жалоба. Событие «Вечер памяти»")
    await watch.anna.presses(texts.OPEN)
    await watch.anna.answers(texts.uphold(Subject.REPORT), "Согласна, это реклама", texts.uphold(Subject.REPORT))
    assert watch.anna.saw(texts.DONE)
    assert here.ira.saw("Этого больше не видно.")
    await here.oleg.forges(f"e:{here.event.id}")
    assert here.oleg.reads == planning.NO_SUCH_EVENT


async def test_one_person_reports_a_thing_once_and_many_of_one_thing_are_one_notice(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    await reports(here.ira, "event", here.event.id, texts.REASONS["advert"])
    await reports(here.ira, "event", here.event.id, texts.REASONS["false"])
    assert here.ira.saw(texts.BEFORE)
    await reports(here.oleg, "event", here.event.id, texts.OTHER and texts.REASONS["rude"])
    assert sum("Жалоба. Событие" in one.text.plain for one in watch.anna.heard) == 1
    await watch.anna.presses(texts.OPEN)
    assert "О том же написал ещё 1 человек" in watch.anna.reads
    await watch.anna.answers(texts.decline(Subject.REPORT), "Всё хорошо", texts.decline(Subject.REPORT))
    for who in (here.ira, here.oleg):
        assert who.saw("Решили оставить как есть"), "both are answered"


async def test_nobody_floods_the_coordinators(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        events = [await namesakes.event(books, here.host, title=f"Вечер {number}") for number in range(9)]
    for event in events:
        await reports(here.ira, "event", event.id, texts.REASONS["advert"])
    async with town.database.reading() as books:
        assert (await books.complaints.open_of(here.alliance)).total == LIMITS[Quota.COMPLAINTS].most
    assert here.ira.reads == shared.too_many_complaints(LIMITS[Quota.COMPLAINTS].most)


async def disputes(watch: Watched, subject: Subject) -> int:
    here = watch.here
    await here.ira.forges(f"lib:{here.host.id}")
    await here.ira.answers(texts.REPORT, texts.DISPUTES[subject], "Я там живу, такой нет", texts.SEND)
    async with watch.town.database.reading() as books:
        (open_,) = (await books.complaints.open_of(here.alliance)).items
    return open_.id


async def test_a_library_is_heard_before_anything_is_decided_against_it(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    number = await disputes(watch, Subject.NOT_OURS)
    assert here.maria.saw("Вопрос о библиотеке")
    await watch.anna.forges(f"judge:{number}:uphold")
    await watch.anna.answers("Похоже на правду", texts.uphold(Subject.NOT_OURS))
    assert watch.anna.saw(texts.STILL_HEARD)
    await here.maria.presses(texts.ANSWER)
    await here.maria.answers("Мы работаем с 1962 года")
    assert watch.boris.saw("Мы работаем с 1962 года")
    await watch.boris.forges(f"complaint:{number}")
    assert "Библиотека отвечает: Мы работаем с 1962 года" in watch.boris.reads
    await watch.boris.answers(texts.decline(Subject.NOT_OURS), "Библиотека настоящая", texts.decline(Subject.NOT_OURS))
    assert here.ira.saw("Библиотека настоящая")
    async with town.database.reading() as books:
        assert await books.libraries.get(here.host.id) is not None


async def test_whoever_was_refused_asks_once_that_somebody_else_looks(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    number = await disputes(watch, Subject.NOT_OURS)
    await watch.anna.forges(f"judge:{number}:decline")
    await watch.anna.answers("Пусть остаётся", texts.decline(Subject.NOT_OURS))
    await here.ira.presses(texts.APPEAL)
    assert here.ira.reads == texts.APPEALED
    assert watch.boris.saw("Просят посмотреть ещё раз")
    await watch.anna.forges(f"judge:{number}:refuse")
    await watch.anna.answers("Я уже решила", texts.decline(Subject.NOT_OURS))
    assert watch.anna.saw(texts.NOT_YOURS), "not the same coordinator"
    await watch.boris.forges(f"judge:{number}:uphold")
    await watch.boris.answers("Проверил: такой нет", texts.uphold(Subject.NOT_OURS))
    async with town.database.reading() as books:
        assert await books.libraries.get(here.host.id) is None
        found = await books.complaints.get(number)
    assert found is not None
    assert found.state is State.UPHELD
    await here.ira.forges(f"complaint-again:{number}")
    assert here.ira.reads == texts.NOT_APPEALED


async def test_that_somebody_is_no_librarian_is_decided_and_they_are_sent_away_by_hand(town: Town) -> None:
    watch = await watched(town)
    number = await disputes(watch, Subject.NOT_STAFF)
    await town.passes(timedelta(days=3, minutes=1), step=timedelta(hours=8))
    await watch.anna.forges(f"judge:{number}:uphold")
    await watch.anna.answers("Проверила по телефону", texts.uphold(Subject.NOT_STAFF))
    await watch.anna.presses(texts.STAFF)
    await watch.anna.presses("Убрать")
    await watch.anna.presses(card.YES_DISMISS)
    async with town.database.reading() as books:
        assert await books.librarians.of_library(watch.here.host.id) == ()


async def test_an_objection_is_decided_by_somebody_else_and_brings_it_back(any_town: Town) -> None:
    watch = await watched(any_town)
    here = watch.here
    await watch.hides(watch.anna, "library", here.host.id)
    await here.maria.presses(hiding_texts.OBJECT)
    await here.maria.answers("Мы есть, приезжайте в гости")
    assert here.maria.saw(hiding_texts.OBJECTED)
    async with any_town.database.reading() as books:
        (open_,) = (await books.complaints.open_of(here.alliance)).items
    await watch.anna.forges(f"judge:{open_.id}:decline")
    await watch.anna.answers("Не верю ни слову", texts.decline(Subject.HIDING))
    assert watch.anna.saw(texts.NOT_YOURS)
    await watch.boris.forges(f"judge:{open_.id}:uphold")
    await watch.boris.answers("Был там, всё правда", texts.uphold(Subject.HIDING))
    assert here.maria.saw("Это снова видно всем.")
    await here.ira.forges(f"e:{here.event.id}")
    assert "Вечер памяти" in here.ira.reads
    await here.maria.says("/mine")
    assert "Вечер памяти" in here.maria.reads, "and she is its librarian again"


async def test_a_coordinator_does_not_decide_about_their_own_library(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        await books.librarians.add(here.host.id, await watch.id_of(watch.anna), at=town.time)
    await reports(here.ira, "library", here.host.id, texts.REASONS["false"])
    async with town.database.reading() as books:
        (open_,) = (await books.complaints.open_of(here.alliance)).items
    await watch.anna.forges(f"judge:{open_.id}:decline")
    await watch.anna.answers("Это наша библиотека", texts.decline(Subject.REPORT))
    assert watch.anna.saw(texts.OWN_LIBRARY)


async def test_what_is_hidden_already_need_not_be_reported(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    await watch.hides(watch.anna, "event", here.event.id, WHY)
    await here.ira.starts(f"report_event_{here.event.id}")
    assert here.ira.reads == texts.NOT_SEEN
    await here.ira.starts("report_event_999")
    assert here.ira.reads == texts.NOTHING_THERE
    await here.ira.starts(f"report_{What.LIBRARY.value}_{here.host.id}_not-ours")
    assert here.ira.reads == texts.WHY_NOT_OURS, "the page of a library leads to this very question"
