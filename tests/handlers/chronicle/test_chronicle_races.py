"""Two at once: one story of an event, one question a morning, on either database (row 29)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from domain.event import State
from handlers.chronicle.morning_after import ask_host
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn.dialogue import PHRASES
from scheduler.plan.ask_hosts import ask_hosts
from scheduler.plan.mark_held import mark_held
from tests.handlers.chronicle.steps import villages
from tests.handlers.races import at_once, pressing

if TYPE_CHECKING:
    from tests.people import Town


async def test_of_two_who_publish_at_the_same_moment_one_does(both_towns: Town) -> None:
    here = await villages(both_towns, co_host=True)
    await here.next_morning()
    for person in (here.maria, here.oleg):
        await person.forges(f"tell:{here.event.id}")
        await person.answers(PHRASES.skip, PHRASES.skip, f"Рассказ: {person.name}", PHRASES.skip)
    await at_once(both_towns, here.alliance, *(pressing(one, PHRASES.all_right) for one in (here.maria, here.oleg)))
    assert len(await here.chronicle()) == 1
    told = sorted([here.maria.saw(texts.THANK_YOU), here.oleg.saw(texts.THANK_YOU)])
    late = sorted([here.maria.reads == texts.OTHERS_TOLD, here.oleg.reads == texts.OTHERS_TOLD])
    assert told == late == [False, True]
    assert [kind for kind, _ in await here.journal()].count("chronicle_written") == 1


async def test_two_processes_ask_once(both_towns: Town) -> None:
    here = await villages(both_towns)
    due = (await here.stored()).ask_at
    assert due is not None
    both_towns.time = due
    asked = await asyncio.gather(*(ask_hosts(both_towns.database, both_towns.directory, due) for _ in range(3)))
    await both_towns.drain()
    assert sum(facts["asked"] for facts in asked) == 1
    assert sum(texts.TELL in [one.label for row in said.rows for one in row] for said in here.maria.heard) == 1
    assert (await here.stored()).asked == 1


async def test_the_question_comes_when_another_job_marks_the_event_as_over_just_then(both_towns: Town) -> None:
    here = await villages(both_towns)
    seen = await here.stored()
    assert (seen.state, seen.ask_at is not None) == (State.ANNOUNCED, True)
    assert seen.ask_at is not None
    now = both_towns.time = seen.ask_at
    await mark_held(both_towns.database, both_towns.directory, now)
    async with both_towns.database.writing() as books:
        assert await ask_host(books, seen, now, directory=both_towns.directory) == 1, (
            "as it was read before the other job was done"
        )
