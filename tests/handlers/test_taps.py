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
from handlers.texts.chronicle import telling
from handlers.texts.libraries import card
from handlers.texts.people import first_words
from handlers.texts.plan import drafts, files, planning
from handlers.texts.subscriptions import subscribing
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.chronicle.steps import villages
from tests.handlers.plan.files.test_import_plan import PLAN, rows, sends
from tests.handlers.plan.steps import partners
from tests.handlers.subscriptions.steps import village
from tests.people import photo

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
        await maria.sends_file(PLAN.encode("cp1251"))
        await maria.presses(files.LOAD_IT)
    assert len(await village.events()) == 2
    return taps.count


async def announces_imported_drafts(town: Town) -> int:
    """27 of them, from «Мои события»."""
    village = await partners(town)
    maria = village.maria
    await sends(maria, rows(27))
    await maria.presses(files.WRITE_DRAFTS)
    await maria.forges("mine")
    with Taps(maria) as taps:
        await maria.presses("Черновики")
        await maria.presses(drafts.ANNOUNCE_ALL)
        await maria.presses(drafts.announce_label(27))
    assert {one.state for one in await village.events()} == {State.ANNOUNCED}
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


async def joins_from_the_first_word(town: Town) -> int:
    """A stranger: the yes to the words on data is one of the taps."""
    home = await village(town)
    maria = town.person("Мария")
    with Taps(maria) as taps:
        await maria.starts()
        await maria.presses(first_words.LIBRARIAN)
        await maria.says("село Ивановка, Аннинский район, Воронежская область")
        await maria.says("Ивановская сельская библиотека, филиал № 7")
        await maria.presses(PHRASES.all_right)
    assert maria.saw("Добро пожаловать в Соглашение «Ивановка»!")
    async with town.database.reading() as books:
        assert (await books.libraries.members(home.alliance)).total == 2
    return taps.count


async def subscribes_from_a_qr_code(town: Town) -> int:
    """A stranger in the library: the code leads to the bot, one button is the yes and the subscription."""
    home = await village(town)
    ira = town.person("Ира")
    with Taps(ira) as taps:
        await ira.starts(f"sub_l{home.library.id}")
        await ira.presses(subscribing.WANT)
    assert await wishes(ira) == [f"library:{home.library.id}"]
    return taps.count


async def subscribes_from_a_card(town: Town) -> int:
    home = await village(town)
    ira = town.person("Ира")
    await ira.starts()
    await ira.presses(first_words.EVENTS)
    with Taps(ira) as taps:
        await ira.forges(f"lib:{home.library.id}")
        await ira.presses(card.SUBSCRIBE)
    assert await wishes(ira) == [f"library:{home.library.id}"]
    return taps.count


async def goes_from_the_group(town: Town) -> int:
    """Somebody who is known presses «Пойду» under the post."""
    home = await village(town)
    held = await home.holds()
    ira = town.person("Ира")
    await ira.starts()
    await ira.presses(first_words.EVENTS)
    with Taps(ira) as taps:
        await ira.starts(f"go_{held.id}")
    assert await wishes(ira) == [f"event:{held.id}"]
    return taps.count


async def goes_from_the_group_as_a_stranger(town: Town) -> int:
    home = await village(town)
    held = await home.holds()
    ira = town.person("Ира")
    with Taps(ira) as taps:
        await ira.starts(f"go_{held.id}")
        assert "Вечер памяти" in ira.reads
        assert await wishes(ira) == []
        await ira.presses(subscribing.GO)
    assert await wishes(ira) == [f"event:{held.id}"]
    return taps.count


async def wishes(person: Person) -> list[str]:
    """What they are subscribed to; of a stranger nothing is kept."""
    async with person.town.database.reading() as books:
        kept = await books.people.by_external(person.messenger.account, person.id)
        return [] if kept is None else [one.target for one in await books.subscriptions.of_person(kept.id)]


async def tells_how_it_went(town: Town) -> int:
    """The morning after, with two photographs: the answer to the question is the story."""
    village = await villages(town)
    await village.next_morning()
    maria = village.maria
    with Taps(maria) as taps:
        await maria.shows(photo("olive"), photo("navy"), text="Пришло 25 человек, пели песни", album="a1")
        await maria.presses(PHRASES.done)
        await maria.presses(telling.THEY_AGREED)
        await maria.presses(PHRASES.all_right)
    (entry,) = await village.chronicle()
    assert (entry.visitors, len(entry.pictures)) == (25, 2)
    return taps.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    most: int
    does: Callable[[Town], Awaitable[int]]
    """Does it, looks whether it is done, and says with how many taps."""


TASKS: Final = {
    "import a plan": Task(most=2, does=imports_a_plan),
    "announce 27 imported drafts": Task(most=3, does=announces_imported_drafts),
    "add an event": Task(most=3, does=adds_an_event),
    "add an event, question by question": Task(most=7, does=adds_an_event_by_questions),
    "tell how it went, with two photographs": Task(most=4, does=tells_how_it_went),
}
FIRST_CONTACT: Final = {
    "join from the first word": Task(most=5, does=joins_from_the_first_word),
    "subscribe to a library from its QR code": Task(most=2, does=subscribes_from_a_qr_code),
    "subscribe to a library from its card": Task(most=2, does=subscribes_from_a_card),
    "go to an event from the group": Task(most=1, does=goes_from_the_group),
    "go to an event from the group, a stranger": Task(most=2, does=goes_from_the_group_as_a_stranger),
}
"""Of people of whom nothing is kept when they begin."""


@pytest.mark.usefixtures("strangers")
@pytest.mark.parametrize("task", FIRST_CONTACT)
async def test_a_stranger_takes_no_more_taps_than_the_table_says(any_town: Town, task: str) -> None:
    assert await FIRST_CONTACT[task].does(any_town) <= FIRST_CONTACT[task].most


@pytest.mark.parametrize("task", TASKS)
async def test_a_task_takes_no_more_taps_than_the_table_says(any_town: Town, task: str) -> None:
    assert await TASKS[task].does(any_town) <= TASKS[task].most
