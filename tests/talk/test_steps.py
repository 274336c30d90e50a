"""Steps: what they return lives through JSON at once, and what breaks a rule is named."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from talk.errors import Misplayed
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button
from talk.script import Script, script, scripts
from tests.talk.person import Person
from tests.talk.plays import Context

if TYPE_CHECKING:
    from decimal import Decimal

ROWS = ((Button(label="Меню", press="menu"),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    day: date
    tags: tuple[str, ...]


class Shelf:
    async def rows(self, price: Decimal | None = None) -> tuple[Row, ...]:
        del price  # its type is not there at run time, and need not be
        return (Row(day=date(2026, 12, 5), tags=("a", "b")),)

    async def loose(self) -> list[object]:
        return [date(2026, 12, 5)]

    async def mute(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the mistake itself
        return 1

    async def wrong(self) -> int:
        return "x"  # type: ignore[return-value]  # the mistake itself


async def play(person: Person, body: Callable[[Talk, Context], Awaitable[None]]) -> None:
    scripts._scripts["steps"] = Script(name="steps", version=1, play=body)
    try:
        await person.begins("steps")
    finally:
        del scripts._scripts["steps"]


async def test_a_look_gives_whole_types_and_needs_only_its_return_annotation(vera: Person) -> None:
    seen: list[object] = []

    async def body(talk: Talk, _context: Context) -> None:
        seen.extend(await talk.look("rows", Shelf().rows))
        seen.extend(await talk.look("part", partial(Shelf().rows, None)))
        seen.extend(await talk.look("loose", Shelf().loose))

    await play(vera, body)
    assert seen == [Row(day=date(2026, 12, 5), tags=("a", "b"))] * 2 + ["2026-12-05"]


@pytest.mark.parametrize(
    ("step", "told"), [("mute", "no return annotation"), ("wrong", "does not survive JSON"), ("lambda", "annotation")]
)
async def test_a_step_that_cannot_be_recorded_is_a_bug_that_is_named(vera: Person, step: str, told: str) -> None:
    async def body(talk: Talk, _context: Context) -> None:
        await talk.look("x", (lambda: Shelf().loose()) if step == "lambda" else getattr(Shelf(), step))

    with pytest.raises(Misplayed, match=told):
        await play(vera, body)


async def test_two_steps_at_once_are_a_bug_that_is_named(vera: Person) -> None:
    async def slow() -> int:
        await asyncio.sleep(0)
        return 1

    async def body(talk: Talk, _context: Context) -> None:
        await asyncio.gather(talk.look("a", slow), talk.look("b", slow))

    with pytest.raises(Misplayed, match="missing an await"):
        await play(vera, body)


async def test_two_scripts_of_one_name_are_a_bug_that_is_named() -> None:
    with pytest.raises(Misplayed, match="two scripts are called 'join'"):

        @script("join", version=1)
        async def another(talk: Talk, context: Context) -> None: ...


async def test_long_words_and_words_with_buttons_stay_messages_of_their_own(person: Person) -> None:
    async def body(talk: Talk, _context: Context) -> None:
        await talk.say("Коротко.")
        await talk.say("И ещё.")
        await talk.say("С кнопкой.", rows=ROWS)
        await talk.say("Длинно. " * 200)
        await talk.ask("a", "Вопрос?", Line())

    await play(person, body)
    assert [prompt.text.plain[:10] for prompt in person.turn] == ["Коротко.\n\n", "С кнопкой.", "Длинно. Дл", "Вопрос?"]
    assert person.turn[1].rows == ROWS


async def test_a_talk_knows_with_what_it_was_begun(person: Person) -> None:
    async def body(talk: Talk, _context: Context) -> None:
        await talk.say(f"{talk.given['alliance']} {talk.given['day']}")

    scripts._scripts["given"] = Script(name="given", version=1, play=body)
    await person.begins("given", alliance=3, day=date(2026, 12, 5))
    del scripts._scripts["given"]
    assert (person.end, person.reads) == ("finished", "3 2026-12-05")
