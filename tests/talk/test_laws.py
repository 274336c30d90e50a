"""Whatever people do, in whatever order, a talk stays whole (hypothesis)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talk import engine
from talk.journal import Dialogue, dialogues
from talk.script import scripts
from tests.talk.person import LIMITS, Person

WORDS = st.sampled_from(
    ["1", "2", "3", "Имя", "да", "нет", "назад", "пропустить", "готово", "исправить", "оставить", "5 декабря в 15:00",
     "завтра", "декабрь", "в 3", "всё верно", "", "х" * 5000, "\u200b", "1, 2", "Тема 3", "отмены нет"]
)  # fmt: skip
DEEDS = st.one_of(
    st.tuples(st.just("says"), WORDS),
    st.tuples(st.just("presses"), st.integers(0, 40)),
    st.tuples(st.just("stale"), st.integers(0, 200)),
    st.tuples(st.just("twice"), st.integers(0, 40)),
    st.tuples(st.just("sends"), st.integers(1, 9)),
    st.tuples(st.just("forges"), st.from_regex(r"~[0-9a-f]{1,6}\.[!-~]{1,6}", fullmatch=True)),
    st.tuples(st.just("text"), st.text(max_size=50)),
    st.tuples(st.just("back"), st.just(0)),
)
NAMES = st.sampled_from(["join", "loop", "forks", "event", "odd", "fenced"])
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


async def do(person: Person, what: str, how: object) -> None:
    fresh = [button.press for row in person.heard[-1].rows for button in row]
    every = [button.press for prompt in person.heard for row in prompt.rows for button in row]
    match what, how:
        case "says" | "text", str():
            await person.does(text=how)
        case "presses", int() if fresh:
            await person.does(press=fresh[how % len(fresh)])
        case "twice", int() if fresh:
            await person.does(press=fresh[how % len(fresh)])
            if person.dialogue is not None:
                await person.does(press=fresh[how % len(fresh)])
        case "stale", int() if every:
            await person.does(press=every[how % len(every)])
        case "sends", int():
            await person.does(pictures=(how,), album="a" if how % 2 else None)
        case "forges", str():
            await person.does(press=how)
        case "back", _:
            await person.goes_back()


async def replayed(person: Person, dialogue: Dialogue) -> engine.Outcome:
    return await engine.show_again(dialogue, person.context, question_context=person.question_context)


@QUICK
@given(name=NAMES, messenger=st.sampled_from(sorted(LIMITS)), deeds=st.lists(DEEDS, max_size=25))
def test_nothing_that_people_do_corrupts_a_talk(name: str, messenger: str, deeds: list[tuple[str, object]]) -> None:
    async def play() -> None:
        person = Person(limits=LIMITS[messenger])
        await person.begins(name)
        for what, how in deeds:
            if person.dialogue is None:
                break
            before = person.dialogue.turn
            await do(person, what, how)
            assert person.end in ("asked", "finished", "left", "cancelled")
            if person.dialogue is None:
                continue
            assert person.dialogue.turn >= before
            assert dialogues.validate_json(dialogues.dump_json(person.dialogue)) == person.dialogue
            shown = await replayed(person, person.dialogue)
            again = await replayed(person, person.dialogue)
            assert shown == again
            assert shown.dialogue == replace(person.dialogue, turn=person.dialogue.turn + 1)
            assert len(shown.said) == 1
        assert len(person.context.joined) <= 2

    asyncio.run(play())


@QUICK
@given(name=NAMES, deeds=st.lists(DEEDS, max_size=20))
def test_a_life_of_restarts_hears_what_an_unbroken_life_hears(name: str, deeds: list[tuple[str, object]]) -> None:
    async def play(life: str) -> list[object]:
        person = Person(limits=LIMITS["telegram"], life=life)
        await person.begins(name)
        for what, how in deeds:
            if person.dialogue is not None:
                await do(person, what, how)
        return [*person.heard, person.end]

    assert asyncio.run(play("running")) == asyncio.run(play("restarting"))


@QUICK
@given(deeds=st.lists(st.tuples(st.just("says"), WORDS), max_size=15), cut=st.integers(0, 15))
def test_every_prefix_of_a_journal_leads_to_a_question_with_that_prefix(deeds: list[tuple[str, str]], cut: int) -> None:
    async def play() -> None:
        person = Person(limits=LIMITS["vk"])
        await person.begins("join")
        for what, how in deeds:
            if person.dialogue is not None and person.dialogue.deeds == 0:
                await do(person, what, how)
        dialogue = person.dialogue
        if dialogue is None or dialogue.deeds or dialogue.correcting:
            return
        prefix = dialogue.entries[: max(1, min(cut, len(dialogue.entries)))]
        outcome = await replayed(person, replace(dialogue, entries=prefix, asked=None, shape="", draft=None))
        assert outcome.dialogue is not None
        assert outcome.dialogue.entries[: len(prefix)] == prefix
        added = outcome.dialogue.entries[len(prefix) :]
        assert all(entry.kind in ("look", "now") for entry in added)

    asyncio.run(play())


def test_the_laws_know_all_the_plays() -> None:
    assert {"join", "loop", "forks", "event", "odd", "fenced"} <= {script.name for script in scripts}
