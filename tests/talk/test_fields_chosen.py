"""Chosen answers: options by button, by label, by number; several of them; photographs one after the other."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from handlers.texts.turn.dialogue import PHRASES
from talk.errors import Misplayed
from talk.fields import Choice, Many, Option, Photos, YesNo, Zone
from talk.updates import PictureId
from tests.talk.hearing import PICTURE, half, reading, refused, taken
from tests.talk.person import LIMITS, Person

COLOURS = Choice(
    [Option(value="red", label="Красный"), Option(value="green", label="Зелёный"), Option(value="3", label="2")]
)
MANY = Many(
    [Option(value=n, label=f"Тема {n}", hint="Подсказка" if n == 2 else None) for n in range(20)], least=1, most=3
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("красный", "red"), ("  «Зеленый».", "green"), ("1", "red"), ("2", "3"), ("3", "3"), ("2. Зелёный", "green")],
)
def test_a_typed_label_or_number_is_as_good_as_a_press(typed: str, value: str) -> None:
    assert taken(COLOURS, typed) == value


@pytest.mark.parametrize("typed", ["синий", "0", "4", "-1", "…"])
def test_what_is_not_offered_is_refused(typed: str) -> None:
    assert refused(COLOURS, typed) == PHRASES.no_such_option()


@pytest.mark.parametrize(
    ("typed", "near"), [("краный", [0]), ("зелённый", [1]), ("красный зелёный", [0, 1]), ("ярко красный", [0])]
)
def test_what_is_like_an_option_is_offered(typed: str, near: list[int]) -> None:
    offered = half(COLOURS, typed)
    assert offered.note == PHRASES.near_options()
    taps = [tap for row in COLOURS.show(offered.draft, reading()).rows for tap in row]
    assert [tap.code for tap in taps] == [*map(str, near), "<0"]
    assert taken(COLOURS, draft=offered.draft, code=taps[0].code) == COLOURS.options[near[0]].value
    every = half(COLOURS, draft=offered.draft, code="<0")
    assert len(COLOURS.show(every.draft, reading()).rows) == len(COLOURS.show(None, reading()).rows)


def test_options_must_be_there_and_differ() -> None:
    with pytest.raises(Misplayed):
        Many([])
    with pytest.raises(Misplayed):
        Choice([Option(value=1, label="а"), Option(value=1, label="б")])


@pytest.mark.parametrize("messenger", sorted(LIMITS))
def test_every_option_can_be_reached_by_turning_pages(messenger: str) -> None:
    choice = Choice([Option(value=n, label=f"Вариант {n}") for n in range(50)])
    seen: list[str] = []
    for page in range(7):
        shown = choice.show(page, reading(messenger=messenger))
        seen += [tap.code for row in shown.rows for tap in row]
    assert set(map(str, range(50))) <= set(seen)
    assert "Страница 1 из" in str(choice.show(0, reading(messenger=messenger)).hint)


def test_a_page_beyond_the_last_is_the_last() -> None:
    choice = Choice([Option(value=n, label=f"Вариант {n}") for n in range(9)])
    assert choice.show(99, reading()) == choice.show(1, reading())
    assert half(choice, draft=1, code="<").draft == 0


def test_labels_too_long_for_a_button_are_told_in_full_with_numbers() -> None:
    long = "Муниципальное бюджетное учреждение культуры «Централизованная библиотечная система»"
    shown = Choice([Option(value=1, label=long), Option(value=2, label=long + " № 2")]).show(None, reading())
    assert long in str(shown.hint)
    assert [row[0].label[:3] for row in shown.rows] == ["1. ", "2. "]


def test_hints_stand_under_the_question() -> None:
    assert "3. Тема 2 — Подсказка" in str(MANY.show(None, reading()).hint)


def test_ticks_come_and_go_and_are_told_in_words() -> None:
    first = half(MANY, code="0")
    second = half(MANY, code="2", draft=first.draft)
    assert "Выбрано: Тема 0, Тема 2." in str(MANY.show(second.draft, reading()).hint)
    assert MANY.show(second.draft, reading()).rows[0][0].label.startswith("✓ ")
    third = half(MANY, code="0", draft=second.draft)
    assert taken(MANY, done=True, draft=third.draft) == (2,)


def test_several_are_typed_at_once() -> None:
    assert taken(MANY, "3, 1") == (0, 2)
    assert taken(MANY, "1 3") == (0, 2)
    assert taken(MANY, "тема 4; Тема 5") == (4, 5)


def test_too_few_and_too_many_are_refused_with_the_number() -> None:
    assert refused(MANY, done=True) == PHRASES.choose_at_least(1)
    assert refused(MANY, "1,2,3,4") == PHRASES.choose_at_most(3)
    full: JsonValue = {"page": 0, "ticked": [0, 1, 2]}
    assert refused(MANY, code="3", draft=full) == PHRASES.choose_at_most(3)
    assert refused(MANY, "1, двадцать") == PHRASES.no_such_option()


def test_zones_tell_their_time_now() -> None:
    labels = [tap.label for row in Zone().show(None, reading()).rows for tap in row]
    assert labels[:2] == ["Калининград, сейчас 11:00", "Москва, сейчас 12:00"]


def test_a_text_where_a_photo_is_due_is_refused_and_the_photos_stay() -> None:
    assert refused(Photos(), "вот") == PHRASES.wrong_kind("photo", "text")
    assert refused(Photos(least=1), done=True) == PHRASES.no_photos()


def test_one_photo_after_the_other_is_counted_and_the_same_one_counts_once() -> None:
    one = half(Photos(), pictures=(PICTURE,))
    again = half(Photos(), pictures=(PICTURE,), draft=one.draft)
    assert taken(Photos(), done=True, draft=again.draft) == (PICTURE,)
    assert "1 фотография" in str(Photos().show(again.draft, reading()).hint)


def test_a_single_picture_is_taken_at_once() -> None:
    assert not Photos(most=1).gathers
    assert taken(Photos(most=1), pictures=(PICTURE, PictureId(PICTURE + 1))) == (PICTURE,)
    assert refused(Photos(most=1), "вот") == PHRASES.wrong_kind("picture", "text")
    assert Photos(most=1).show(None, reading()).hint is None


def test_a_beginning_that_no_other_option_has_is_enough() -> None:
    kinds = Choice([Option(value=n, label=label) for n, label in enumerate(("Сельская", "Семейная", "Городская"))])
    assert taken(kinds, "гор") == 2
    assert refused(kinds, "го") == PHRASES.no_such_option()
    assert refused(kinds, "се") == refused(kinds, "городок") == PHRASES.no_such_option()
    assert taken(YesNo(yes="Добавить подробности", no="Не сейчас"), "добавить") is True


def test_one_option_more_than_a_page_needs_no_second_page() -> None:
    nine = Choice([Option(value=n, label=f"Вариант {n}") for n in range(9)], columns=2)
    assert nine.show(None, reading()).hint is None
    ten = Choice([Option(value=n, label=f"Вариант {n}") for n in range(10)], columns=2)
    assert "Страница 1 из 2" in str(ten.show(None, reading()).hint)


async def test_an_album_is_answered_once_and_taken_whole(person: Person) -> None:
    await person.begins("event")
    await person.says("завтра в 15:00", "пропустить", "1")
    before = len(person.heard)
    await person.sends(11, 12, 13, album="a")
    assert len(person.heard) == before + 1
    await person.presses("Готово")
    assert "(11, 12, 13)" in person.reads


async def test_more_photos_than_fit_are_refused_once_and_the_first_are_kept(person: Person) -> None:
    await person.begins("event")
    await person.says("завтра в 15:00", "пропустить", "1")
    await person.sends(11, 12, 13, 14, 15, album="a")
    assert person.times_heard("Можно не больше 3 фотографий") == 1
    await person.says("готово")
    assert "(11, 12, 13)" in person.reads


async def test_ticking_works_through_the_buttons_of_every_messenger(person: Person) -> None:
    await person.begins("event")
    await person.says("завтра в 15:00", "пропустить")
    await person.presses("Тема 2", "Дальше", "Тема 10", "Раньше", "Готово")
    assert person.answer("tags") == [1, 9]


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_options_fit_the_narrowest_messenger_on_every_page(columns: int) -> None:
    choice = Choice([Option(value=n, label=f"Вариант {n}") for n in range(40)], columns=columns)
    for page in range(6):
        shown = choice.show(page, reading())
        assert len(shown.rows) <= reading().rows
        assert sum(map(len, shown.rows)) <= reading().buttons
