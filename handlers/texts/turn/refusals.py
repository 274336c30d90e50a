"""Why an answer does not fit, and what would: kind, short, never blaming. Nothing that was answered before is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.texts.language import capital, counted, days_words, number, short_day, weekday
from talk.phrases import Came, Due

CAME: Final[dict[Came, str]] = {
    "photo": "Фотография дошла, но",
    "file": "Файл дошёл, но",
    "sticker": "Стикер дошёл, но",
    "voice": "Голосовое сообщение дошло, но слушать я не умею:",
    "video": "Видео дошло, но",
    "contact": "Контакт дошёл, но",
    "card": "Это карточка другого человека, а мне нужен ответ от вас:",
    "place": "Место на карте дошло, но",
    "text": "Сообщение дошло, но",
    "nothing": "Сообщение пришло пустым, а",
    "other": "Сообщение дошло, но",
}
DUE: Final[dict[Due, str]] = {
    "text": "сейчас нужен ответ словами. Напишите его, пожалуйста, текстом.",
    "option": "сейчас нужно выбрать вариант. Нажмите кнопку или напишите её название.",
    "number": "сейчас нужно число. Напишите его, пожалуйста, цифрами.",
    "day": "сейчас нужна дата. Напишите её, например: 5 декабря.",
    "time": "сейчас нужно время. Напишите его, например: 15:00.",
    "moment": "сейчас нужны дата и время. Напишите их, например: 5 декабря в 15:00.",
    "contact": "сейчас нужен телефон или электронная почта. Напишите, пожалуйста, текстом.",
    "photo": "сейчас нужны фотографии. Пришлите их или нажмите «Готово».",
    "sheet": "сейчас нужен файл с планом: таблица Word или Excel, CSV или календарь ICS.",
    "picture": "сейчас нужна картинка. Пришлите её как фотографию.",
    "place": "сейчас нужно место. Напишите адрес, пришлите ссылку или место на карте.",
    "link": "сейчас нужна ссылка. Скопируйте её из адресной строки и пришлите сюда.",
    "zone": "сейчас нужен часовой пояс. Нажмите кнопку или напишите свой город или область.",
}
SAFE: Final = "Всё, что вы ответили раньше, сохранено."


class Refusals:
    """The part of ``talk.phrases.Phrases`` that refuses."""

    def wrong_kind(self, due: Due, came: Came) -> str:
        return f"{CAME[came]} {DUE[due]} {SAFE}"

    def empty(self) -> str:
        return "Ответ получился пустым. Напишите, пожалуйста, словами."

    def too_short(self, least: int) -> str:
        return f"Слишком коротко: нужно хотя бы {counted(least, 'знак', 'знака', 'знаков')}."

    def too_long(self, most: int, length: int) -> str:
        return (
            f"Получилось длинновато: {counted(length, 'знак', 'знака', 'знаков')}, а поместится {number(most)}. "
            f"Сократите, пожалуйста, и пришлите ещё раз. {SAFE}"
        )

    def no_such_option(self) -> str:
        return "Такого варианта здесь нет. Нажмите кнопку или напишите название или номер варианта."

    def near_options(self) -> str:
        return "Точно такого здесь нет. Может быть, одно из этих?"

    def choose_at_least(self, least: int) -> str:
        if least == 1:
            return "Отметьте хотя бы один вариант, потом нажмите «Готово»."
        return f"Отметьте не меньше {counted(least, 'варианта', 'вариантов', 'вариантов')}, потом нажмите «Готово»."

    def choose_at_most(self, most: int) -> str:
        return f"Можно отметить не больше {counted(most, 'варианта', 'вариантов', 'вариантов')}. Снимите лишнее."

    def yes_or_no(self) -> str:
        return "Здесь можно ответить «да» или «нет»."

    def not_a_number(self, example: int) -> str:
        return f"Не получилось прочитать число. Напишите его, пожалуйста, цифрами, например: {example}."

    def number_too_small(self, least: int) -> str:
        return f"Число должно быть не меньше {number(least)}."

    def number_too_big(self, most: int) -> str:
        return f"Число должно быть не больше {number(most)}."

    def not_a_day(self) -> str:
        return "Не получилось прочитать дату. Напишите, например: 5 декабря, 05.12 или «в следующую субботу»."

    def not_a_time(self) -> str:
        return "Не получилось прочитать время. Напишите, например: 15:00 или «в полдень»."

    def not_a_moment(self, *, month_too: bool) -> str:
        month = " Если день ещё не известен, напишите один месяц: «декабрь»." if month_too else ""
        return f"Не получилось прочитать дату и время. Напишите, например: 5 декабря в 15:00.{month}"

    def in_the_past(self, when: str) -> str:
        return f"Это уже прошло: {when}. Нужна дата впереди."

    def too_far(self, when: str) -> str:
        return f"Это слишком далеко: {when}. Проверьте, пожалуйста, год."

    def no_such_day(self) -> str:
        return "Такого дня в календаре нет. Проверьте, пожалуйста, число и месяц."

    def no_such_clock(self, when: str) -> str:
        return f"Такого времени в этот день не бывает: {when}, часы в вашем поясе переводят. Выберите другое."

    def ambiguous(self) -> str:
        return "Это можно понять по-разному. Напишите число, месяц и, если нужно, год: 5 декабря 2026."

    def different_days(self, first: date, second: date) -> str:
        return f"{capital(short_day(first))} — {weekday(first)}, а {short_day(second)} — {weekday(second)}."

    def many_days(self, days: Sequence[date]) -> str:
        named = ", ".join(short_day(one) for one in days)
        return f"Тут несколько дней: {named}. У каждого дня своё событие, начнём с одного."

    def one_of_days(self, first: date, last: date) -> str:
        return f"Это {days_words(first, last)}. Какой день выберете?"

    def own_day(self) -> str:
        return "Этот день у каждого места свой. Напишите число и месяц, например: 5 декабря."

    def not_a_contact(self) -> str:
        return "Не похоже на телефон или почту. Напишите, например: +7 912 345-67-89 или biblio@example.ru."

    def not_a_link(self) -> str:
        return "Не похоже на ссылку. Она начинается с https:// или с имени сайта, например: vk.com/biblioteka."

    def no_photos(self) -> str:
        return "Пока нет ни одной фотографии. Пришлите хотя бы одну, потом нажмите «Готово»."

    def too_many_photos(self, most: int) -> str:
        return f"Можно не больше {counted(most, 'фотографии', 'фотографий', 'фотографий')}: остальные не поместились."

    def picture_unreadable(self) -> str:
        return "Этот файл не получилось открыть как фотографию. Пришлите, пожалуйста, снимок в JPEG или PNG."

    def not_a_zone(self) -> str:
        return "Такого города я не знаю. Напишите город покрупнее, область или разницу с Москвой, например: МСК+2."

    def which_zone(self, typed: str) -> str:
        return f"Мест с названием «{typed[:40]}» несколько, и время в них разное. Сколько у вас сейчас времени?"
