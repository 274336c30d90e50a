"""Next morning the host is asked how it went; the question comes back twice, and any answer ends it (row 29)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.event import State
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.chronicle.steps import GROUP, tells, villages

if TYPE_CHECKING:
    from tests.people import Person, Town

QUESTION = "Хватит пары фраз"


def questions(person: Person) -> list[str]:
    return [prompt.text.plain for prompt in person.heard if QUESTION in prompt.text.plain]


async def test_the_question_comes_next_morning_at_ten_by_the_hosts_clock(both_towns: Town) -> None:
    here = await villages(both_towns)
    await both_towns.passes(timedelta(hours=21, minutes=59), step=timedelta(hours=5))
    assert questions(here.maria) == []
    await both_towns.passes(timedelta(minutes=1))
    assert both_towns.time == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert questions(here.maria) == [texts.how_did_it_go("Вечер памяти", date(2026, 11, 20), again=0).plain]
    assert here.maria.labels == [texts.TELL, texts.LATER, texts.SKIP, texts.DID_NOT_HAPPEN]
    assert questions(here.oleg) == questions(here.ira) == []


async def test_it_comes_back_twice_and_no_more(any_town: Town) -> None:
    here = await villages(any_town)
    for mornings in (1, 2, 3):
        await here.next_morning()
        assert len(questions(here.maria)) == mornings
    assert len(set(questions(here.maria))) == 3, "it is not a machine that repeats itself"
    await here.next_morning(days=3)
    assert len(questions(here.maria)) == 3
    await here.maria.forges(f"tell:{here.event.id}")
    await tells(here.maria)


async def test_a_minute_later_nobody_is_asked_again(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await town.passes(timedelta(hours=2), step=timedelta(minutes=1))
    assert len(questions(here.maria)) == 1


async def test_every_librarian_of_the_host_is_asked_once(town: Town) -> None:
    here = await villages(town)
    async with town.database.writing() as books:
        ira = await books.people.by_external(here.ira.messenger.account, here.ira.id)
        assert ira is not None
        await books.librarians.add(here.host.id, ira.id, at=town.time)
    await here.next_morning()
    assert (len(questions(here.maria)), len(questions(here.ira))) == (1, 1)


async def test_later_means_tomorrow_and_after_the_last_time_never(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await here.maria.presses(texts.LATER)
    assert here.maria.reads == texts.ASK_AGAIN
    await here.next_morning()
    await here.next_morning()
    await here.maria.presses(texts.LATER)
    assert here.maria.reads == texts.NO_MORE
    await here.maria.presses(texts.TELL_NOW)
    await tells(here.maria)


async def test_skipping_ends_the_questions_but_not_the_way_to_tell(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    await here.maria.presses(texts.SKIP)
    assert here.maria.reads == texts.SKIPPED
    await here.next_morning()
    assert len(questions(here.maria)) == 1
    await here.maria.presses(texts.TELL_NOW)
    await tells(here.maria)


async def test_what_did_not_take_place_is_said_in_the_plan_with_its_reason(any_town: Town) -> None:
    here = await villages(any_town)
    await here.next_morning()
    await here.maria.presses(texts.DID_NOT_HAPPEN)
    await here.maria.answers("Отключили свет", texts.NOT_HELD_LABEL)
    assert here.maria.reads == texts.NOTED_NOT_HELD
    event = await here.stored()
    assert (event.state, event.cancel_reason, event.ask_at) == (State.CANCELLED, "Отключили свет", None)
    post = next(one for one in reversed(any_town.wall(GROUP)) if "Отключили свет" in one.text)
    assert post.post.section == "plans"
    await here.next_morning()
    assert len(questions(here.maria)) == 1


async def test_second_thoughts_leave_the_event_as_it_was(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    await here.maria.presses(texts.DID_NOT_HAPPEN)
    await here.maria.answers(PHRASES.skip, texts.KEEP_LABEL)
    assert here.maria.reads == texts.LEFT_AS_IT_WAS
    assert (await here.stored()).state is State.HELD


async def test_an_event_that_was_told_of_cannot_be_unheld(town: Town) -> None:
    here = await villages(town, co_host=True)
    await here.next_morning()
    await here.maria.presses(texts.DID_NOT_HAPPEN)
    await here.oleg.forges(f"tell:{here.event.id}")
    await tells(here.oleg)
    await here.maria.answers(PHRASES.skip, texts.NOT_HELD_LABEL)
    assert here.maria.reads == texts.TOO_LATE
    assert (await here.stored()).state is State.CHRONICLED


async def test_strangers_answer_for_nobody(town: Town) -> None:
    here = await villages(town)
    await here.next_morning()
    for press in ("tell-later", "tell-skip", "not-held"):
        await here.ira.forges(f"{press}:{here.event.id}")
        assert here.ira.reads == shared.FORBIDDEN
        await here.maria.forges(f"{press}:{2**70}")
        assert here.maria.reads == texts.GONE
    assert (await here.stored()).ask_at is not None


async def test_what_was_cancelled_or_told_of_is_not_asked_about(town: Town) -> None:
    here = await villages(town)
    async with town.database.writing() as books:
        await books.events.move_state(here.event.id, State.CANCELLED, cancel_reason="Метель")
        await books.schedule.set_ask(here.event.id, town.time, 0)
    await here.next_morning()
    assert questions(here.maria) == []
    assert (await here.stored()).ask_at is None


async def test_a_program_that_was_down_does_not_ring_at_night(town: Town) -> None:
    here = await villages(town)
    town.time = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    await town.jobs.run_due()
    await town.drain()
    assert questions(here.maria) == []
    await town.until(datetime(2026, 11, 25, 7, 0, tzinfo=UTC))
    assert len(questions(here.maria)) == 1
