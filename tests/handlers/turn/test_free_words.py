"""Words that no button and no question waits for: errands, names, days, kindness, and guesses where nobody knows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import handlers.loading  # noqa: F401 - registers what every wing declares
from handlers.texts.alliances import choosing, whom_to_ask
from handlers.texts.chronicle import reading
from handlers.texts.libraries import card, joining
from handlers.texts.plan import afisha, planning
from handlers.texts.subscriptions import stopping, subscribing
from handlers.texts.turn import free_words, menu, shared
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.errands import ERRANDS
from handlers.turn.intents import intents, lacks
from handlers.turn.menu_places import MenuPlace
from handlers.turn.shown import pressed_in_words, shown_of
from handlers.turn.small_talk import is_smile
from storage.tables import inbox
from talk.prompt import Button
from talk.rich import rich
from tests.handlers.chronicle.steps import villages
from tests.handlers.turn.test_errands import registered

if TYPE_CHECKING:
    from tests.people import Town

SAID: Final = {
    "спасибо": free_words.REPLIES[free_words.THANKS],
    "Спасибо вам большое!": free_words.REPLIES[free_words.THANKS],
    "добрый день": free_words.REPLIES[free_words.HELLO],
    "до свидания": free_words.REPLIES[free_words.BYE],
    "помогите": menu.help_for(serves=False, coordinates=False).plain,
    "кто ты": menu.WELCOME,
    "Когда ближайшее мероприятие?": afisha.HEADS["week"],
    "что сегодня в библиотеке": afisha.HEADS["today"],
    "хочу записаться": afisha.HEADS["week"],
    "покажите афишу пожалуйста": afisha.HEADS["week"],
    "афишша": afisha.HEADS["week"],
    "как отписаться": rich(subscribing.NONE_YET).plain,
    "документы": "документ",
    "отчёт за год": "документ",
    "моё село": afisha.HEADS["week"],
    "написать координатору": whom_to_ask.WHOM.plain,
    "5 декабря": "Афиша: 5 декабря",
    "20 ноября": "Вечер памяти",
    "Ивановка": choosing.called("Ивановка", 2).plain,
    "ивановке": choosing.called("Ивановка", 2).plain,
    "Ивановская сельская библиотека": "Ивановская сельская библиотека",
    "ивановская сельская библиотка": "Ивановская сельская библиотека",
    "Вечер памяти": "Вечер памяти",
    "вечер памети": "Вечер памяти",
    "😀": free_words.SMILE,
    "❤️👍🏻": free_words.SMILE,
}
"""What a resident says, and how the answer begins or what stands in it."""


async def test_what_people_say_is_understood(any_town: Town) -> None:
    here = await villages(any_town)
    for said, answer in SAID.items():
        await here.ira.says(said)
        seen = [one.text.plain for one in here.ira.heard[-2:]]
        assert any(answer in one for one in seen), (said, seen)
        assert shared.NOT_UNDERSTOOD not in here.ira.reads, said


async def test_whoever_wants_to_join_is_asked_about_the_library(town: Town) -> None:
    for said in ("хочу присоединить библиотеку", "присоединиться к соглашению", "Я из библиотеки"):
        person = town.person()
        await person.says(said)
        assert person.labels[-1] == PHRASES.cancel, said
        await person.says("отмена")
        assert person.saw(joining.WHERE), said


async def test_a_librarian_asks_for_her_own(town: Town) -> None:
    here = await villages(town)
    await here.maria.says("моя библиотека")
    assert card.EDIT in here.maria.labels
    await here.maria.says("хочу добавить мероприятие")
    assert here.maria.labels[-1] == PHRASES.cancel
    await here.maria.says("отмена")
    await here.maria.says("где мои мероприятия")
    assert planning.IN_MENU not in here.maria.reads


@pytest.mark.parametrize("said", ["стоп", "Хватит!", "отстаньте", "не присылайте мне больше ничего"])
async def test_stop_is_one_step_and_says_how_to_come_back(town: Town, said: str) -> None:
    here = await villages(town)
    await here.ira.forges(f"sub:a{here.alliance}")
    await here.ira.forges(f"sub:l{here.host.id}")
    await here.ira.says("отмена")
    await here.ira.says(said)
    assert "Отменено: 2 подписки" in here.ira.reads
    assert "подписаться" in here.ira.reads
    async with town.database.reading() as books:
        known = await books.people.by_external(here.ira.messenger.account, here.ira.id)
        assert known is not None
        assert await books.subscriptions.of_person(known.id) == ()
    await here.ira.presses(stopping.COME_BACK)
    async with town.database.reading() as books:
        assert len(await books.subscriptions.of_person(known.id)) == 2


async def test_what_is_not_understood_gets_three_or_four_guesses(any_town: Town) -> None:
    here = await villages(any_town)
    for said in ("сиреневый туман", "а что там с этим делом", "к вопросу о заседании правления", "Новая Ивановка"):
        await here.ira.says(said)
        assert 3 <= len(here.ira.labels) - 1 <= 4, (said, here.ira.labels)
        assert here.ira.labels[-1] == shared.MENU
    assert choosing.NEAR in here.ira.reads or free_words.NEAR in here.ira.reads
    await here.ira.presses("Ивановка")
    assert here.ira.reads == choosing.called("Ивановка", 2).plain


async def test_beside_a_question_that_did_not_take_them_words_are_a_command(town: Town) -> None:
    here = await villages(town)
    await here.ira.says("/join")
    await here.ira.says("отмена")
    await here.maria.says("/event")
    await here.maria.says("Вечер сказок")
    before = here.maria.reads
    await here.maria.says("что сегодня в библиотеке")
    assert afisha.HEADS["today"] in here.maria.reads
    await here.maria.says("меню")
    await here.maria.presses(shared.RESUME)
    assert here.maria.reads == before


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("план работы", True),
        ("покажите план работы", True),
        ("план", True),
        ("вот план", False),
        ("вот план работы", False),
        ("Это план работы.", False),
        ("план на вечер памяти", False),
    ],
)
def test_whoever_hands_something_over_asks_for_nothing(said: str, *, plainly: bool) -> None:
    assert any(one.plainly for one in intents().guesses(said)) is plainly


async def test_stop_in_a_talk_breaks_it_off_and_offers_the_rest(any_town: Town) -> None:
    here = await villages(any_town)
    await here.ira.forges(f"sub:a{here.alliance}")
    await here.ira.says("стоп")
    assert stopping.WORDS[0].label in here.ira.labels
    await here.ira.presses(stopping.WORDS[0].label)
    assert "Отменено: 1 подписка" in here.ira.reads


# The page that came last is answered in words.


async def test_under_an_open_menu_its_words_are_no_answer_to_the_talk(any_town: Town) -> None:
    here = await villages(any_town)
    await here.maria.says("/event")
    await here.maria.says("Вечер сказок")
    await here.maria.says("меню")
    await here.maria.says("хроника")
    assert reading.IN_MENU in here.maria.reads or "хроник" in here.maria.reads.casefold()
    await here.maria.says("меню")
    await here.maria.presses(shared.RESUME)
    assert "хроника" not in here.maria.reads.casefold()


async def test_a_list_takes_a_number_and_the_beginning_of_a_title(any_town: Town) -> None:
    here = await villages(any_town)
    for said in ("1", "вечер", "Вечер памяти"):
        await here.ira.says("/afisha")
        assert "1" in here.ira.labels
        await here.ira.says(said)
        assert here.ira.reads.startswith("Вечер памяти"), said


async def test_a_menu_takes_the_number_of_a_button(town: Town) -> None:
    ira = town.person()
    await ira.says("/menu")
    first = ira.labels[0]
    await ira.says("1")
    assert first in ira.reads or afisha.HEADS["week"] in ira.reads


ROWS: Final = ((Button(label="1", press="e:5"), Button(label="2", press="e:6")), (Button(label="Меню", press="menu"),))
PAGE: Final = shown_of(rich("Афиша\n1. 5 декабря: Вечер памяти\n2. 6 декабря: Вечер сказок, концерт"), ROWS)
PLAIN: Final = (("Да, впустить", "co-admit:1", ""), ("Нет", "co-decline:1", ""), ("Меню", "menu", ""))


@pytest.mark.parametrize(
    ("typed", "press"),
    [
        ("1", "e:5"),
        ("2", "e:6"),
        ("3", None),
        ("вечер", None),
        ("вечер с", "e:6"),
        ("концерт", "e:6"),
        ("меню", "menu"),
    ],
)
def test_words_mean_a_button_of_a_numbered_page(typed: str, press: str | None) -> None:
    assert PAGE is not None
    assert pressed_in_words(PAGE, typed) == press


@pytest.mark.parametrize(
    ("typed", "press"),
    [("1", "co-admit:1"), ("нет", "co-decline:1"), ("Да, впуст", "co-admit:1"), ("да", None), ("9", None)],
)
def test_words_mean_a_button_of_a_page_without_numbers(typed: str, press: str | None) -> None:
    assert pressed_in_words(PLAIN, typed) == press


@pytest.mark.parametrize(
    ("text", "smile"), [("😀", True), ("👍🏻 ❤", True), ("ура 😀", False), ("???", False), ("", False)]
)
def test_a_smile_is_signs_alone(text: str, *, smile: bool) -> None:
    assert is_smile(text) is smile


# What the house holds.


def test_every_errand_of_the_menu_has_words_and_none_means_two() -> None:
    assert lacks(ERRANDS) == []


def test_an_errand_of_the_menu_without_words_lacks_them() -> None:
    bakery = registered("bakery", menu=MenuPlace(label="Хлеб", first=True))
    mill = registered("mill", words=(free_words.Meant(label="Мука", said="мука; хлеб"),))
    shop = registered("shop", words=(free_words.Meant(label="Лавка", said="Хлеб"),))
    told = lacks([bakery, mill, shop])
    assert len(told) == 2
    assert "«bakery»" in told[0]
    assert "«Хлеб» means two: mill: and shop:" in told[1]


def test_the_words_of_every_errand_lead_to_it() -> None:
    for one in ERRANDS:
        for meant in one.words:
            for phrase in meant.phrases:
                first = intents().guesses(phrase)[0]
                assert (first.errand.name, first.args, first.exact) == (one.name, meant.args, True), phrase


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_recognition(text: str) -> None:
    for one in intents().guesses(text):
        assert 0 < one.score <= 1
        assert ERRANDS.named(one.errand.name) is one.errand
    assert PAGE is not None
    assert pressed_in_words(PAGE, text) in {None, "e:5", "e:6", "menu"}
    is_smile(text)


async def test_whatever_is_typed_is_answered(town: Town) -> None:
    """Half words, whole words, numbers, signs and pictures, one upon the other."""
    here = await villages(town)
    chance = random.Random(12)  # noqa: S311 - words, no secrets
    pieces = [
        *SAID,
        *PHRASES.none_words,
        *PHRASES.yes_words,
        "20",
        "5 декабря",
        "!",
        "…",
        "ъ",
        "Ж",
        "\u200b",
        "<b>",
        "%s",
    ]
    for _ in range(60):
        typed = " ".join(chance.sample(pieces, chance.randint(1, 3)))[: chance.choice((3, 10, 60))]
        person = chance.choice((here.maria, here.ira))
        before = len(person.messenger.seen[person.id])
        await person.says(typed)
        assert len(person.messenger.seen[person.id]) > before, typed
        assert person.reads not in ("", shared.APOLOGY, shared.TOO_FAST), typed
    async with town.database.reading() as books:
        parked = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state == "parked")
        assert (await books.connection.execute(parked)).scalar_one() == 0
