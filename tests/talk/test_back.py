"""Back leads to the last question that no deed stands behind."""

from __future__ import annotations

from handlers.texts.turn.dialogue import PHRASES
from tests.talk import plays
from tests.talk.person import Person


async def test_the_first_question_has_cancel_and_no_back(person: Person) -> None:
    await person.begins("join")
    assert "Прервать" in person.labels
    assert "Назад" not in person.labels


async def test_back_at_the_first_question_says_that_it_is_the_first(person: Person) -> None:
    await person.begins("join")
    await person.says("назад")
    assert person.reads.startswith(str(PHRASES.nowhere_back))
    assert "Какое сотрудничество?" in person.reads


async def test_back_asks_the_last_question_again_and_forgets_its_answer(person: Person) -> None:
    await person.begins("join")
    await person.presses("Ивановка")
    await person.presses("Назад")
    assert person.keys == ["look:open"]
    assert "Какое сотрудничество?" in person.reads
    await person.presses("Тверь")
    assert person.answer("alliance") == 4


async def test_back_by_command_and_by_word_is_the_same(person: Person) -> None:
    await person.begins("join")
    await person.says("1", "Имя")
    await person.goes_back()
    assert plays.WHICH_NAME in person.reads
    await person.says("Назад!")
    assert "Какое сотрудничество?" in person.reads


async def test_nobody_goes_back_behind_a_deed(person: Person) -> None:
    await person.begins("join")
    await person.says("1", "Имя", "пропустить", "5", "всё верно")
    assert "Назад" not in person.labels
    await person.says("назад")
    assert person.reads.startswith(str(PHRASES.nowhere_back))
    assert len(person.context.joined) == 1
    await person.says("да")
    assert "Назад" in person.labels
    await person.presses("Назад")
    assert "Рассказать ещё?" in person.reads


async def test_back_goes_question_by_question_to_the_beginning(person: Person) -> None:
    await person.begins("loop")
    await person.says("3", "А", "Б", "В")
    for question in ("Имя 3?", "Имя 2?", "Имя 1?", "Сколько?"):
        await person.says("назад")
        assert question in person.reads
    assert person.keys == []


async def test_back_inside_a_calendar_leads_to_its_days(person: Person) -> None:
    await person.begins("event")
    await person.presses("25")
    assert "Во сколько?" in person.reads
    await person.presses("Назад")
    assert "Нажмите число" in person.reads
    assert person.keys == []
