"""At a review each answer can be corrected alone, and the others stay."""

from __future__ import annotations

from handlers.texts.turn.dialogue import PHRASES
from tests.talk import plays
from tests.talk.person import Person


async def to_review(person: Person) -> None:
    await person.begins("join")
    await person.says("1", "Имя", "сельская", "5")


async def test_one_answer_is_corrected_and_the_rest_is_not_asked_again(person: Person) -> None:
    await to_review(person)
    await person.presses("Исправить")
    assert person.reads == str(PHRASES.what_to_correct)
    assert person.labels == ["Сотрудничество", "Название", "Вид", "Книги", "Назад", "Прервать"]
    await person.presses("Название")
    assert plays.WHICH_NAME in person.reads
    await person.says("Новое имя")
    assert "3, Новое имя, rural, 5" in person.reads


async def test_the_old_answer_is_offered_and_can_be_kept(person: Person) -> None:
    await to_review(person)
    await person.presses("Исправить", "Название")
    assert "Оставить: Имя" in person.labels
    await person.presses("Оставить")
    assert "3, Имя, rural, 5" in person.reads


async def test_in_a_correction_the_old_answer_is_offered_and_not_what_was_proposed_at_first(person: Person) -> None:
    await to_review(person)
    await person.presses("Исправить", "Вид")
    assert "Оставить: Сельская" in person.labels
    assert not any(label.startswith("Подходит") for label in person.labels)


async def test_back_out_of_a_correction_leaves_everything_as_it_was(person: Person) -> None:
    await to_review(person)
    await person.says("исправить", "1")
    await person.presses("Назад")
    assert "3, Имя, rural, 5" in person.reads
    await person.presses("Исправить", "Назад")
    assert "3, Имя, rural, 5" in person.reads
    assert "Всё верно" in person.labels


async def test_answers_are_corrected_one_after_the_other(person: Person) -> None:
    await to_review(person)
    await person.says("исправить", "книги", "7", "неверно", "вид", "городская", "нет", "1", "тверь")
    assert "4, Имя, city, 7" in person.reads
    await person.says("да")
    assert person.context.joined == ["Имя/city"]


async def test_a_refused_correction_is_asked_again_as_a_correction(person: Person) -> None:
    await to_review(person)
    await person.says("исправить", "книги", "много", "9")
    assert "3, Имя, rural, 9" in person.reads


async def test_a_new_way_asks_only_what_is_new(person: Person) -> None:
    await person.begins("forks")
    await person.says("раз", "нет", "конец", "исправить", "поворот", "да")
    assert "Сбоку?" in person.reads
    await person.says("вбок")
    assert "Всё ли верно?" in person.reads
    assert person.keys == ["ask:first", "ask:fork", "ask:side", "look:open", "ask:last"]
    assert person.answer("last") == "конец"


async def test_what_was_looked_at_after_the_corrected_answer_is_looked_at_anew(person: Person) -> None:
    await person.begins("forks")
    await person.says("раз", "нет", "конец")
    assert person.context.looked == 1
    await person.says("исправить", "последний", "другой")
    assert person.context.looked == 1
    await person.says("исправить", "первый", "два")
    assert person.context.looked == 2


async def test_back_on_a_new_way_gives_the_correction_up(person: Person) -> None:
    await person.begins("forks")
    await person.says("раз", "нет", "конец", "исправить", "поворот", "да", "назад")
    assert "Всё ли верно?" in person.reads
    assert person.answer("fork") is False


async def test_answers_of_a_loop_are_told_apart(person: Person) -> None:
    await person.begins("loop")
    await person.says("2", "А", "Б", "исправить")
    assert person.labels[:3] == ["Сколько", "Имя (1)", "Имя (2)"]
    await person.presses("Имя (1)")
    await person.says("Я")
    assert "Имена: Я, Б" in person.reads
    await person.says("исправить", "Сколько", "3", "Ю")
    assert "Имена: Я, Б, Ю" in person.reads
    await person.says("исправить", "Сколько", "1")
    assert "Имена: Я" in person.reads


async def test_a_kept_answer_that_no_longer_fits_is_asked_again(person: Person) -> None:
    await person.begins("event")
    await person.says("завтра в 15:00", "завтра", "1", "пропустить")
    person.now = person.now.replace(day=25)
    await person.says("исправить", "когда", "30 ноября в 12:00")
    assert "До какого дня запись?" in person.reads
    await person.says("29 ноября")
    assert "2026-11-30 12:00:00 None 2026-11-29 (0,) None" in person.reads


async def test_back_after_a_correction_leads_to_the_last_question_and_keeps_what_was_corrected(person: Person) -> None:
    await to_review(person)
    await person.says("исправить", "название", "Новое", "назад")
    assert plays.HOW_MANY in person.reads
    await person.says("6")
    assert "3, Новое, rural, 6" in person.reads


async def test_answers_behind_a_deed_cannot_be_corrected(person: Person) -> None:
    await person.begins("fenced")
    await person.says("раз", "два", "исправить")
    assert person.labels == ["Второй", "Назад", "Прервать"]
    await person.says("1", "три")
    assert "раз, три" in person.reads
    assert person.context.joined == ["раз/None"]
    await person.says("да")
    assert person.context.joined == ["раз/None", "три/None"]


async def test_a_correction_ends_with_its_deed(person: Person) -> None:
    await person.begins("forks")
    await person.says("раз", "нет", "конец", "исправить", "первый", "два", "да")
    assert person.end == "finished"
