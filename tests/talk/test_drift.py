"""After a deploy the longest fitting prefix of the journal is kept; nothing is guessed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from handlers.texts.turn.dialogue import PHRASES
from talk.fields import Choice, Field, Line, Number, Option
from talk.play import Talk
from talk.script import Script, scripts
from tests.talk.person import Person
from tests.talk.plays import Context

Step = Callable[[Talk, Context], Awaitable[object]]


def deploy(*steps: Step) -> None:
    """Put the script «changing» in the place of what it was."""

    async def play(talk: Talk, context: Context) -> None:
        for step in steps:
            await step(talk, context)
        await talk.say("Конец")

    scripts._scripts["changing"] = Script(name="changing", version=1, play=play)


@pytest.fixture(autouse=True)
def _forget() -> object:
    yield
    scripts._scripts.pop("changing", None)


def ask(key: str, field: Field[str] | Field[int] | None = None) -> Step:
    return lambda talk, _context: talk.ask(key, f"{key}?", field or Line())


def do(key: str) -> Step:
    return lambda talk, context: talk.do(key, context.join, key, None)


async def test_an_unchanged_prefix_is_kept_and_the_talk_goes_on_with_one_line(person: Person) -> None:
    deploy(ask("a"), ask("b"), ask("c"))
    await person.begins("changing")
    await person.says("1", "2")
    deploy(ask("a"), ask("new"), ask("b"), ask("c"))
    await person.says("3")
    assert person.reads == f"{PHRASES.moved}\n\nnew?"
    assert person.keys == ["ask:a"]
    await person.says("x", "2", "3")
    assert person.end == "finished"


async def test_an_answer_is_consumed_only_by_the_question_that_was_asked(person: Person) -> None:
    deploy(ask("a"), ask("b"))
    await person.begins("changing")
    await person.says("1")
    deploy(ask("a"), ask("other"))
    await person.says("это ответ на b")
    assert person.keys == ["ask:a"]
    assert "other?" in person.reads


async def test_texts_may_change_freely(person: Person) -> None:
    deploy(ask("a"), ask("b"))
    await person.begins("changing")
    await person.says("1")
    deploy(ask("a"), lambda talk, _context: talk.say("Новое слово"), lambda talk, _: talk.ask("b", "Иначе?", Line()))
    await person.looks_again()
    assert person.reads == "Иначе?"
    await person.says("2")
    assert (person.end, person.reads) == ("finished", "Конец")


async def test_options_that_moved_are_not_read_against_old_buttons(person: Person) -> None:
    one, two = Option(value="one", label="Раз"), Option(value="two", label="Два")
    deploy(ask("a", Choice([one, two])), ask("b"))
    await person.begins("changing")
    deploy(ask("a", Choice([two, one])), ask("b"))
    await person.presses("Раз")
    assert str(PHRASES.moved) in person.reads
    assert person.keys == []
    await person.presses("Раз")
    assert person.answer("a") == "one"


async def test_labels_may_change_under_old_buttons(person: Person) -> None:
    deploy(ask("a", Choice([Option(value="one", label="Раз"), Option(value="two", label="Два")])), ask("b"))
    await person.begins("changing")
    deploy(ask("a", Choice([Option(value="one", label="Один"), Option(value="two", label="Двое")])), ask("b"))
    await person.presses("Раз")
    assert person.answer("a") == "one"


async def test_an_answer_of_another_type_is_asked_again(person: Person) -> None:
    deploy(ask("a"), ask("b"))
    await person.begins("changing")
    await person.says("слово")
    deploy(ask("a", Number()), ask("b"))
    await person.says("2")
    assert person.reads == f"{PHRASES.moved}\n\na?"


async def test_a_lost_deed_closes_the_talk_with_an_apology(person: Person) -> None:
    deploy(ask("a"), do("deed"), ask("b"))
    await person.begins("changing")
    await person.says("1")
    deploy(ask("a"), ask("new"), do("deed"), ask("b"))
    await person.says("2")
    assert (person.end, person.reads) == ("drifted", str(PHRASES.drifted))
    assert person.context.joined == ["deed/None"]


async def test_a_change_before_a_kept_deed_does_no_harm_behind_it(person: Person) -> None:
    deploy(ask("a"), do("deed"), ask("b"), ask("c"))
    await person.begins("changing")
    await person.says("1", "2")
    deploy(ask("a"), do("deed"), ask("other"), ask("c"))
    await person.says("3")
    assert person.end == "asked"
    assert person.keys == ["ask:a", "do:deed"]


async def test_a_deed_that_became_another_deed_is_drift(person: Person) -> None:
    deploy(ask("a"), do("deed"), ask("b"))
    await person.begins("changing")
    await person.says("1")
    deploy(ask("a"), do("another"), ask("b"))
    await person.looks_again()
    assert person.end == "drifted"
    assert len(person.context.joined) == 1


async def test_a_script_that_became_shorter_ends(person: Person) -> None:
    deploy(ask("a"), ask("b"), ask("c"))
    await person.begins("changing")
    await person.says("1", "2")
    deploy(ask("a"))
    await person.says("3")
    assert person.end == "finished"


async def test_a_new_version_closes_talks_of_the_old_one(person: Person) -> None:
    deploy(ask("a"))
    await person.begins("changing")
    scripts._scripts["changing"] = Script(name="changing", version=2, play=scripts._scripts["changing"].play)
    await person.says("1")
    assert (person.end, person.reads) == ("closed", str(PHRASES.unknown))
