"""The nine rules of the conversation engine, as a person meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.texts.turn.dialogue import PHRASES
from talk import engine
from talk.errors import Misplayed
from talk.fields import Choice
from talk.script import scripts
from tests.talk import plays
from tests.talk.person import Person, twin


async def to_review(person: Person) -> None:
    await person.begins("join")
    await person.presses("Ивановка")
    await person.says("Библиотека № 7")
    await person.presses("Сельская")
    await person.says("1 200")


async def test_a_whole_dialogue_ends_with_its_deed_and_its_last_word(person: Person) -> None:
    await to_review(person)
    assert "3, Библиотека № 7, rural, 1200" in person.reads
    await person.presses("Всё верно")
    assert person.context.joined == ["Библиотека № 7/rural"]
    assert f"{plays.JOINED} 1" in person.reads
    await person.presses("Нет")
    assert person.end == "left"
    assert person.reads == "До встречи!"


async def test_it_can_be_told_without_a_single_button(person: Person) -> None:
    await person.begins("join")
    await person.says("тверь", "Первая", "пропустить", "100", "всё верно", "нет")
    assert person.end == "left"
    assert person.context.joined == ["Первая/None"]


async def test_what_was_said_once_is_not_said_again(person: Person) -> None:
    await to_review(person)
    await person.looks_again()
    await person.goes_back()
    assert person.times_heard(plays.WELCOME) == 1
    assert person.times_heard(plays.NOTE) == 1


async def test_what_is_said_right_before_a_question_joins_it(person: Person) -> None:
    await person.begins("join")
    assert len(person.turn) == 1
    assert person.reads.startswith(f"{plays.WELCOME}\n\n")


async def test_outside_is_looked_at_once_and_remembered_with_its_types(person: Person) -> None:
    await to_review(person)
    await person.presses("Всё верно")
    assert person.context.looked == 1


async def test_the_journal_holds_accepted_answers_and_nothing_else(person: Person) -> None:
    await person.begins("join")
    await person.says("Такой нет", "Ивановка")
    await person.does(other="sticker")
    await person.says("Имя")
    assert person.keys == ["look:open", "ask:alliance", "ask:name"]


async def test_the_clock_of_a_talk_stands_where_it_was_read(person: Person) -> None:
    await to_review(person)
    assert "22.11" in person.reads
    person.waits(timedelta(days=3))
    await person.looks_again()
    assert "22.11" in person.reads


async def test_a_button_of_an_earlier_question_says_so_and_asks_again(person: Person) -> None:
    await person.begins("join")
    old = person.button("Ивановка").press
    await person.presses("Тверь")
    await person.does(press=old)
    assert str(PHRASES.stale) in person.reads
    assert plays.WHICH_NAME in person.reads
    assert person.answer("alliance") == 4


async def test_a_double_tap_counts_once(person: Person) -> None:
    await person.begins("join")
    tap = person.button("Ивановка").press
    await person.does(press=tap)
    await person.does(press=tap)
    assert person.keys == ["look:open", "ask:alliance"]


async def test_a_button_of_an_earlier_talk_never_fits_a_later_one(person: Person) -> None:
    await person.begins("join")
    for _ in range(5):
        await person.looks_again()
    old = [button.press for prompt in person.heard for row in prompt.rows for button in row]
    await person.begins("join")
    for _ in range(5):
        await person.looks_again()
        new = [button.press for row in person.turn[-1].rows for button in row]
        assert not set(old) & set(new)


@pytest.mark.parametrize("press", ["~", "~zz.0", "~1.99999999999999999999", "~1001.z", "menu", "~1001.0001", "~1001.+"])
async def test_a_forged_button_changes_nothing(person: Person, press: str) -> None:
    await person.begins("join")
    await person.does(press=press)
    assert person.end == "asked"
    assert person.keys == ["look:open"]


async def test_an_option_out_of_range_is_refused(person: Person) -> None:
    await person.begins("join")
    assert person.dialogue is not None
    await person.does(press=f"~{person.dialogue.turn:x}.7")
    assert person.keys == ["look:open"]
    assert "Такого варианта здесь нет" in person.reads


async def test_cancel_is_heard_at_every_question_and_undoes_nothing(person: Person) -> None:
    await person.begins("join")
    await person.says("Прервать")
    assert (person.end, person.reads) == ("cancelled", PHRASES.cancelled(deeds=0))
    await to_review(person)
    await person.presses("Всё верно")
    assert "Прервать" not in person.labels, "a question with a «нет» of its own needs no second one"
    await person.says("Прервать")
    assert (person.end, person.reads) == ("cancelled", PHRASES.cancelled(deeds=1))
    assert len(person.context.joined) == 1


async def test_an_optional_question_can_be_skipped_and_a_needed_one_cannot(person: Person) -> None:
    await person.begins("join")
    assert "Пропустить" not in person.labels
    await person.says("пропустить")
    assert str(PHRASES.cannot_skip) in person.reads
    await person.says("1", "Имя")
    await person.presses("Пропустить")
    assert person.answer("kind") is None


async def test_a_suggestion_is_taken_with_one_press_or_word(person: Person) -> None:
    await person.begins("join")
    await person.says("1", "Имя")
    assert "Подходит: Городская" in person.labels
    other = twin(person)
    await person.presses("Подходит")
    await other.says("оставить")
    assert person.answer("kind") == other.answer("kind") == "city"


async def test_a_suggestion_that_does_not_fit_is_not_offered(person: Person) -> None:
    await person.begins("odd")
    assert not any(label.startswith("Подходит") for label in person.labels)
    await person.says("оставить", "1", "оставить")
    assert not any(label.startswith("Подходит") for label in person.labels)
    assert person.keys == ["ask:kind"]


async def test_a_refusal_by_a_deed_asks_the_last_question_again(person: Person) -> None:
    await person.begins("join")
    await person.says("1", "Занятая", "Сельская", "5", "Всё верно")
    assert person.reads.startswith(plays.TAKEN)
    assert "Всё верно" in person.labels
    assert person.context.joined == []
    await person.says("исправить", "название", "Свободная", "всё верно")
    assert person.context.joined == ["Свободная/rural"]


async def test_a_refusal_after_a_deed_cannot_take_it_back_and_ends_the_talk(person: Person) -> None:
    await person.begins("fenced")
    await person.says("раз", "поздно", "да")
    assert (person.end, person.reads) == ("left", plays.TAKEN)
    assert person.context.joined == ["раз/None", "поздно/None"]


async def test_a_talk_is_closed_after_a_week_of_silence(person: Person) -> None:
    await person.begins("join")
    person.waits(timedelta(days=6))
    await person.says("1")
    person.waits(timedelta(days=7))
    await person.says("Имя")
    assert (person.end, person.reads) == ("closed", str(PHRASES.expired))


async def test_a_script_that_is_gone_closes_the_talk_politely(person: Person) -> None:
    await person.begins("join")
    assert person.dialogue is not None
    known = scripts._scripts.pop("join")
    try:
        person.life = "running"
        await person.says("1")
    finally:
        scripts.add(known)
    assert (person.end, person.reads) == ("closed", str(PHRASES.unknown))


async def test_a_bug_in_a_script_is_not_swallowed(vera: Person) -> None:
    with pytest.raises(Misplayed, match="without options"):
        Choice([])
    vera.context = None  # type: ignore[assignment]  # a context that is not there is such a bug
    with pytest.raises(AttributeError):
        await vera.begins("join")


def test_every_talk_press_is_known_as_one() -> None:
    assert engine.is_turn_press("~1f.0")
    assert not engine.is_turn_press("menu")
