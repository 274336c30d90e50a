"""What people say in the place of a button: no, I do not know, yes, of course; and what they have told already."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.near import likeness, meant
from domain.numbers import newcomers_in, people_in, said_number
from handlers.texts.turn.dialogue import PHRASES
from talk.errors import Refused
from talk.fields import Choice, Contact, Half, Line, Many, Number, Option, Photos, Taken, YesNo
from talk.play import Talk
from talk.script import Script, scripts
from tests.talk.hearing import answer, reading, refused, taken

if TYPE_CHECKING:
    from talk.fields import Field
    from tests.talk.person import Person
    from tests.talk.plays import Context

NOTHING = ["нет", "Нету", "не знаю", "не помню", "пока не знаю", "—", "потом", "-", "Нет, спасибо.", "ой, не помню"]
YES = ["да", "ага", "Конечно!", "верно", "ок", "Да, пожалуйста", "да, всё верно", "угу"]


@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize(
    "field", [Line(), Number(), Contact(), Photos(least=0), Choice([Option(value=1, label="Один вариант")])]
)
async def test_a_question_that_may_be_skipped_is_skipped(vera: Person, typed: str, field: Field[Any]) -> None:
    heard: list[Any] = []

    async def body(talk: Talk, _context: Context) -> None:
        heard.append(await talk.ask("district", "Какой район?", field, optional=True))

    await _play(vera, body, typed)
    assert heard == [None]


async def test_what_must_be_answered_is_not_skipped_by_a_no(vera: Person) -> None:
    heard: list[Any] = []

    async def body(talk: Talk, _context: Context) -> None:
        heard.append(await talk.ask("count", "Сколько?", Number()))

    await _play(vera, body, "не знаю")
    assert heard == []
    assert vera.dialogue is not None


async def test_an_option_of_that_name_is_no_skip(vera: Person) -> None:
    heard: list[Any] = []

    async def body(talk: Talk, _context: Context) -> None:
        offered = Choice([Option(value="later", label="Потом"), Option(value="no", label="Нет, никогда")])
        heard.append([await talk.ask(key, "Когда?", offered, optional=True) for key in ("one", "two")])

    await _play(vera, body, "потом", "нет")
    assert heard[-1] == ["later", "no"]


async def test_what_came_already_is_not_lost_by_a_no(vera: Person) -> None:
    heard: list[Any] = []

    async def body(talk: Talk, _context: Context) -> None:
        heard.append(await talk.ask("photos", "Фотографии?", Photos(least=0), optional=True))

    scripts._scripts["free"] = Script(name="free", version=1, play=body)
    try:
        await vera.begins("free")
        await vera.sends(3, 4)
        await vera.says("нет")
    finally:
        del scripts._scripts["free"]
    assert heard[-1] == (3, 4)


@pytest.mark.parametrize("typed", NOTHING)
def test_on_a_yes_or_no_it_is_a_no(typed: str) -> None:
    assert taken(YesNo(), typed) is False


@pytest.mark.parametrize("typed", YES)
def test_a_yes_is_a_yes(typed: str) -> None:
    assert taken(YesNo(yes="Опубликовать", no="Не сейчас"), typed) is True


@pytest.mark.parametrize("typed", ["может быть", "посмотрим", "нет да"])
def test_what_is_neither_is_asked_again(typed: str) -> None:
    assert refused(YesNo(), typed) == PHRASES.yes_or_no()


async def test_a_yes_takes_what_is_suggested(vera: Person) -> None:
    heard: list[Any] = []

    async def body(talk: Talk, _context: Context) -> None:
        heard.append(await talk.ask("name", "Как называется?", Line(), suggest="Ивановка"))

    await _play(vera, body, "Да, верно")
    assert heard == ["Ивановка"]


# What was said before anybody asked.


async def told(talk: Talk, _context: Context) -> None:
    count = await talk.ask("count", "Сколько?", Number(), label="Сколько", known=25)
    name = await talk.ask("name", "Как?", Line(), label="Как")
    await talk.review("sure", f"{count} {name}")
    await talk.say(f"Записал {count} {name}")


@pytest.fixture
def told_script() -> Script:
    made = Script(name="told", version=1, play=told)
    scripts._scripts["told"] = made
    return made


@pytest.mark.usefixtures("told_script")
async def test_what_is_known_is_not_asked(vera: Person) -> None:
    await vera.begins("told")
    assert vera.turn[-1].text.plain == "Как?"
    await vera.says("Вечер", "да")
    assert vera.turn[-1].text.plain == "Записал 25 Вечер"


@pytest.mark.usefixtures("told_script")
async def test_what_is_known_can_be_corrected(vera: Person) -> None:
    await vera.begins("told")
    await vera.says("Вечер", "исправить", "Сколько", "30", "верно")
    assert vera.turn[-1].text.plain == "Записал 30 Вечер"


@pytest.mark.usefixtures("told_script")
async def test_back_leads_to_what_is_known(vera: Person) -> None:
    await vera.begins("told")
    await vera.says("назад")
    assert "Сколько?" in vera.turn[-1].text.plain
    await vera.says("7", "Вечер", "верно")
    assert vera.turn[-1].text.plain == "Записал 7 Вечер"


async def test_what_is_known_and_does_not_fit_is_asked(vera: Person) -> None:
    async def body(talk: Talk, _context: Context) -> None:
        await talk.ask("count", "Сколько?", Number(most=10), known=25)

    await _play(vera, body)
    assert vera.turn[-1].text.plain == "Сколько?"


async def _play(person: Person, body: object, *said: str) -> None:
    scripts._scripts["free"] = Script(name="free", version=1, play=body)  # type: ignore[arg-type]
    try:
        await person.begins("free")
        await person.says(*said)
    finally:
        del scripts._scripts["free"]


# Whatever anybody types.


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    for number in (said_number(text), people_in(text), newcomers_in(text)):
        assert number is None or 0 <= number <= 10**15


NAMES = ["Александровка", "Ивановка", "Малая Ивановка", "Никольское", "Покровка"]


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_of_near_names(text: str) -> None:
    found = likeness(text, NAMES)
    assert len(found) <= 4
    assert meant(text, NAMES) in (None, *range(len(NAMES)))


@given(st.text(max_size=100))
def test_no_text_breaks_a_field(text: str) -> None:
    options = [Option(value=name, label=name) for name in NAMES]
    for field in (Number(), YesNo(), Choice(options), Many(options)):
        with suppress(Refused):
            assert isinstance(field.hear(answer(text), None, reading()), Taken | Half)


@pytest.mark.parametrize(
    ("typed", "place"),
    [("алексанровка", 0), ("в александровке", 0), ("Никольск", None), ("Новая Александровка", None), ("ивановке", 1)],
)
def test_a_slip_is_forgiven_and_another_name_is_not(typed: str, place: int | None) -> None:
    assert meant(typed, NAMES) == place


@pytest.mark.parametrize("typed", ["алексанровка", "Новая Александровка", "Александровка, Аннинский район"])
def test_a_near_name_is_found(typed: str) -> None:
    assert likeness(typed, NAMES)[0][0] == 0


@pytest.mark.parametrize(
    ("story", "people", "new"),
    [
        ("Хорошо прошло! Пришло 25 человек, пели песни", 25, None),
        ("Было 20 детей и 5 взрослых, записались трое", 20, 3),
        ("Пели 3 песни и читали 2 рассказа", None, None),
        ("Никого не было", 0, None),
        ("25", 25, None),
        ("5 декабря показали 2 фильма, пришло человек 15. Все довольны", 15, None),
    ],
)
def test_a_story_says_how_many_came(story: str, people: int | None, new: int | None) -> None:
    assert (people_in(story), newcomers_in(story)) == (people, new)
