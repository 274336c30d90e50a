"""How many taps and messages each task takes, and no more: the table that people feel with their thumb.

A wing that mends a way adds its row: what is done, how many taps it may take, and somebody who does it. A person begins
at the menu, or where the row says. Buttons, links and messages count one each, an album one (``Person.taps``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import pytest

from domain.event import State
from handlers.texts.plan import files, planning
from tests.handlers.plan.files.test_import_plan import PLAN
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from tests.people import Person, Town


class Taps:
    """``with Taps(person) as taps: …`` counts what the person did meanwhile: ``taps.count``."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._before = person.taps
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.count = self._person.taps - self._before


async def imports_a_plan(town: Town) -> int:
    village = await partners(town)
    maria = village.maria
    with Taps(maria) as taps:
        await maria.says("/import")
        await maria.sends_file(PLAN.encode("cp1251"))
        await maria.presses(files.WRITE_DRAFTS)
    assert len(await village.events()) == 2
    return taps.count


async def adds_an_event_by_questions(town: Town) -> int:
    """The long way, for who wants it."""
    village = await partners(town)
    maria = village.maria
    with Taps(maria) as taps:
        await maria.says("/event")
        await maria.answers("День села", "5 декабря в 15:00", "в библиотеке", planning.MORE_NO)
        await maria.answers("Всё верно", planning.ANNOUNCE)
    assert (await village.event()).state is State.ANNOUNCED
    return taps.count


async def adds_an_event(town: Town) -> int:
    village = await partners(town)
    maria = village.maria
    with Taps(maria) as taps:
        await maria.says("/menu")
        await maria.says("5 декабря в 15:00 Вечер памяти, в библиотеке, вход свободный")
        await maria.presses(planning.ANNOUNCE)
    event = await village.event()
    assert (event.title, event.state) == ("Вечер памяти", State.ANNOUNCED)
    return taps.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    most: int
    does: Callable[[Town], Awaitable[int]]
    """Does it, looks whether it is done, and says with how many taps."""


TASKS: Final = {
    "import a plan": Task(most=3, does=imports_a_plan),
    "add an event": Task(most=3, does=adds_an_event),
    "add an event, question by question": Task(most=7, does=adds_an_event_by_questions),
}


@pytest.mark.parametrize("task", TASKS)
async def test_a_task_takes_no_more_taps_than_the_table_says(any_town: Town, task: str) -> None:
    assert await TASKS[task].does(any_town) <= TASKS[task].most
