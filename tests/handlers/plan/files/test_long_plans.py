"""A long plan is written part by part: its person sees how far it is, may stop it, and no kill doubles anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.event import State
from handlers.plan.files import imports, long_work, writing
from handlers.texts.plan import files as texts
from handlers.texts.turn import shared
from scheduler.plan import plan_files
from tests.handlers.plan.files.test_import_plan import rows, sends
from tests.handlers.plan.steps import Partners, partners
from tests.people import Town

MOMENT = timedelta(seconds=10)


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (imports, long_work):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(plan_files, "PARTS", 2)


@pytest.fixture
async def nikolskoe(town: Town) -> Partners:
    return await partners(town)


async def goes(town: Town) -> None:
    """One run of the job."""
    await town.passes(MOMENT, step=MOMENT)


async def test_how_far_it_is_stands_in_one_message_that_changes_and_the_end_rings(any_town: Town) -> None:
    nikolskoe = await partners(any_town)
    maria = nikolskoe.maria
    await sends(maria, rows(14))
    await maria.presses(texts.WRITE_DRAFTS)
    begun, messages = maria.reads, len(maria.heard)
    await goes(any_town)
    going, same = maria.reads, len(maria.heard)
    for _ in range(3):
        await goes(any_town)

    assert begun == texts.writing(0, 14)
    assert going == texts.writing(6, 14)
    assert same == messages, "the message has changed, no new one has come"
    assert maria.saw(texts.work_over(14, 14))
    assert "Записано черновиками: 14 событий" in maria.reads
    assert len(await nikolskoe.events()) == 14
    assert len(maria.heard) == messages + 1


async def test_it_can_be_stopped_and_the_rest_written_later(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns)
    maria = nikolskoe.maria
    await sends(maria, rows(14))
    await maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)
    await goes(both_towns)
    await maria.presses(texts.STOP)
    stopped = maria.reads
    await goes(both_towns)
    written = len(await nikolskoe.events())
    await maria.presses(texts.CONTINUE)
    for _ in range(3):
        await goes(both_towns)

    assert stopped == texts.stopped(6, 14)
    assert written == 6
    events = await nikolskoe.events()
    assert len({event.title for event in events}) == len(events) == 14
    assert {event.state for event in events} == {State.ANNOUNCED}


async def test_it_is_taken_back_part_by_part_too(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(8))
    await maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)
    for _ in range(3):
        await goes(town)
    touched = await nikolskoe.event()
    async with town.database.writing() as books:
        await books.events.change(touched.id, place="в школе")
    await maria.answers(texts.UNDO, texts.UNDO_YES)
    begun = maria.reads
    for _ in range(3):
        await goes(town)

    assert begun == texts.undoing(0, 8)
    assert "Убрано из плана: 7 событий" in maria.reads
    assert "Оставлено: 1 событие" in maria.reads
    states = [event.state for event in await nikolskoe.events()]
    assert states == [State.ANNOUNCED]


async def test_undoing_in_the_middle_stops_the_writing(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(14))
    await maria.presses(texts.WRITE_DRAFTS)
    await goes(town)
    await maria.forges("plan-file-undo:1:yes")
    for _ in range(4):
        await goes(town)

    assert "Удалено черновиков: 6" in maria.reads
    assert await nikolskoe.events() == []


async def test_the_same_button_twice_writes_once(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(8))
    await maria.presses(texts.WRITE_DRAFTS)
    await maria.presses(texts.WRITE_DRAFTS)
    refused = maria.reads
    for _ in range(3):
        await goes(town)

    assert refused == texts.AT_WORK
    assert len(await nikolskoe.events()) == 8


async def test_whoever_stops_serving_in_the_middle_writes_nothing_more(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(14))
    await maria.presses(texts.WRITE_DRAFTS)
    await goes(town)
    async with town.database.writing() as books:
        known = await books.people.by_external(maria.messenger.account, maria.id)
        assert known is not None
        assert await books.librarians.retire(nikolskoe.moscow.id, known.id, at=town.time)
    await goes(town)

    assert maria.reads == shared.FORBIDDEN
    assert len(await nikolskoe.events()) == 6


async def test_nobody_stops_somebody_elses_work_and_no_work_twice(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(8))
    await maria.presses(texts.WRITE_DRAFTS)
    async with town.database.reading() as books:
        (wish,) = await books.long_jobs.wanted_plans(limit=5)
    for forged in (f"plan-file-stop:{wish.id}", "plan-file-stop:999", "plan-file-stop:x"):
        await nikolskoe.oleg.forges(forged)
        assert nikolskoe.oleg.reads == texts.NO_SUCH_IMPORT
    for _ in range(3):
        await goes(town)
    await maria.forges(f"plan-file-stop:{wish.id}")

    assert maria.reads == texts.WORK_IS_OVER
    assert len(await nikolskoe.events()) == 8


async def test_what_goes_wrong_is_told_and_leaves_what_is_written(
    nikolskoe: Partners, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(14))
    await maria.presses(texts.WRITE_DRAFTS)
    await goes(town)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(writing, "write_some", broken)
    await goes(town)

    assert maria.reads == texts.WORK_FAILED
    assert len(await nikolskoe.events()) == 6
    async with town.database.reading() as books:
        assert await books.long_jobs.wanted_plans(limit=5) == ()


async def test_a_work_that_was_stopped_is_not_said_to_have_failed_as_well(nikolskoe: Partners) -> None:
    maria, town = nikolskoe.maria, nikolskoe.town
    await sends(maria, rows(14))
    await maria.presses(texts.WRITE_DRAFTS)
    async with town.database.reading() as books:
        (work,) = await books.long_jobs.wanted_plans(limit=5)
    await maria.forges(f"plan-file-stop:{work.id}")
    stopped = maria.reads
    async with town.database.writing() as books:
        await long_work.fail(books, work, town.time)
    await town.drain()

    assert maria.reads == stopped
