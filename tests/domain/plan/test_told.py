"""An event in one message: what is read of it, and what is no event."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.plan.told import Told, read
from domain.time.spoken import Moment

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))
EVENING = Moment(day=date(2026, 12, 5), time=time(15, 0))
TOMORROW = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "5 декабря в 15:00 Вечер памяти, в библиотеке, вход свободный",
            Told(title="Вечер памяти", when=EVENING, place="в библиотеке", description="Вход свободный"),
        ),
        (
            "Вечер памяти 5 декабря в 15:00 в библиотеке",
            Told(title="Вечер памяти", when=EVENING, place="в библиотеке"),
        ),
        ("5 декабря Вечер памяти, начало в 15:00", Told(title="Вечер памяти", when=EVENING)),
        ("В библиотеке 5 декабря в 15:00 Вечер памяти", Told(title="Вечер памяти", when=EVENING, place="В библиотеке")),
        ("Вечер памяти\n5 декабря в 15:00\nДК", Told(title="Вечер памяти", when=EVENING, place="ДК")),
        ("5 декабря Вечер памяти", Told(title="Вечер памяти", when=Moment(day=date(2026, 12, 5)))),
        (
            "завтра в 11 мастер-класс «Куклы, обереги и узоры», для детей, 6+",
            Told(
                title="Мастер-класс «Куклы, обереги и узоры»",
                when=Moment(day=TOMORROW, time=time(11)),
                audience="для детей",
                age=6,
            ),
        ),
        (
            "12.12 в 16:00 — «Посиделки». Приносите пироги! Запись обязательна. https://vk.com/abc",
            Told(
                title="Посиделки",
                when=Moment(day=date(2026, 12, 12), time=time(16)),
                link="https://vk.com/abc",
                registration=True,
                description="Приносите пироги",
            ),
        ),
        (
            "На крыльях книги, завтра в 12, ул. Ленина, 5",
            Told(title="На крыльях книги", when=Moment(day=TOMORROW, time=time(12)), place="ул. Ленина, 5"),
        ),
        (
            "Концерт к 8 марта 7 марта в 12:00, ДК",
            Told(title="Концерт к 8 марта", when=Moment(day=date(2027, 3, 7), time=time(12)), place="ДК"),
        ),
        (
            "27 мая в 12:00 День библиотек",
            Told(title="День библиотек", when=Moment(day=date(2027, 5, 27), time=time(12))),
        ),
        (
            "Лекция «12 стульев» 6 декабря в 14:00",
            Told(title="Лекция «12 стульев»", when=Moment(day=date(2026, 12, 6), time=time(14))),
        ),
        ("Добавить событие: завтра в 12:00 Чтения", Told(title="Чтения", when=Moment(day=TOMORROW, time=time(12)))),
        (
            "5 декабря в 18:00 Вечер памяти",
            Told(title="Вечер памяти", when=Moment(day=date(2026, 12, 5), time=time(18))),
        ),
        (
            "5 декабря с 15 до 17 Вечер памяти",
            Told(title="Вечер памяти", when=Moment(day=date(2026, 12, 5), time=time(15), until=time(17))),
        ),
        (
            "по вторникам в 17 кружок «Умелые руки», в библиотеке",
            Told(
                title="Кружок «Умелые руки»",
                when=Moment(day=date(2026, 11, 24), time=time(17), repeats="FREQ=WEEKLY"),
                place="в библиотеке",
            ),
        ),
        (
            "с 5 по 10 декабря Выставка кружева, ДК",
            Told(title="Выставка кружева", when=Moment(day=date(2026, 12, 5), last=date(2026, 12, 10)), place="ДК"),
        ),
        ("В декабре неделя книги", Told(title="Неделя книги", when=Moment(month=date(2026, 12, 1)))),
    ],
)
def test_one_message_says_all_of_an_event(text: str, told: Told) -> None:
    assert read(text, NOW) == told


@pytest.mark.parametrize(
    "text",
    [
        *("5 декабря", "завтра", "8 марта", "День села", "спасибо", "", "😀", "5 декабря в 15:00", "Концерт к 8 марта"),
        *(
            "что 5 декабря в библиотеке",
            "Когда 5 декабря концерт",
            "5 декабря что-то будет?",
            "мы были вчера в 15 в музее",
        ),
        *("перенести на 12 декабря в 16", "отменить 5 декабря", "Хорошо прошло! Пришло 25 человек, пели песни"),
        "5 декабря в 15:00 " + "очень длинно " * 200,
    ],
)
def test_what_is_no_event_is_none(text: str) -> None:
    assert read(text, NOW) is None
