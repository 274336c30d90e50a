"""What the bot says about the talk itself, and the words on the buttons that every question has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from handlers.texts.language import (
    ALWAYS_YEAR,
    capital,
    clock,
    counted,
    day,
    days_words,
    month,
    plural,
    short_day,
    zone_city,
)
from handlers.texts.repeats import repeats_words
from handlers.texts.turn.refusals import Refusals
from talk.phrases import Phrases
from talk.rich import Rich, Say, bold, rich


class Talking(Refusals):
    """``talk.phrases.Phrases`` in Russian."""

    back_words = frozenset({"назад", "вернуться", "вернись", "шаг назад"})
    cancel_words = frozenset(
        {"отмена", "отменить", "отмени", "прервать", "прерви", "стоп", "хватит", "отстань", "отстаньте", "прекратить"}
    )
    skip_words = frozenset({"пропустить", "пропусти", "пропуск", "пропускаю"})
    keep_words = frozenset({"оставить", "оставь", "оставить как есть", "подходит", "подойдет"})
    done_words = frozenset({"готово", "все", "это все", "закончить", "конец"})
    yes_words = frozenset(
        {
            *(
                "да",
                "ага",
                "угу",
                "конечно",
                "хорошо",
                "ок",
                "окей",
                "ладно",
                "д",
                "yes",
                "ok",
                "+",
                "да да",
                "да конечно",
            ),
            *("верно", "все верно", "да верно", "да все верно", "правильно", "точно", "именно", "так", "так точно"),
            *("согласен", "согласна", "давай", "давайте", "да давайте", "разумеется", "хочу", "можно", "годится"),
        }
    )
    no_words = frozenset(
        {"нет", "не", "н", "no", "-", "не хочу", "не буду", "не согласен", "не согласна", "ни в коем случае"}
    )
    none_words = frozenset(
        {
            *("нет", "нету", "не", "no", "-", "--", "---", "нет нет", "не надо", "не нужно", "пока не надо", "ничего"),
            *(
                "не знаю",
                "не помню",
                "пока не знаю",
                "еще не знаю",
                "не знаю пока",
                "точно не знаю",
                "не скажу",
                "пока нет",
            ),
            *("потом", "позже", "после", "не сейчас", "попозже", "нет такого", "нет такой", "не считали", "неизвестно"),
            *("не имеется", "отсутствует", "без этого", "не указывать", "у нас нет", "нет ничего", "прочерк", "нет их"),
        }
    )
    polite_words = frozenset({"пожалуйста", "спасибо", "благодарю", "ну", "нее", "ой", "простите", "извините", "вроде"})
    right_words = frozenset({"все верно", "верно", "правильно", "готово", "все правильно", "подтверждаю"})
    correct_words = frozenset({"исправить", "исправь", "неверно", "неправильно", "поправить", "изменить"})

    back = "Назад"
    cancel = "Прервать"
    skip = "Пропустить"
    done = "Готово"
    yes = "Да"
    no = "Нет"
    all_options = "Показать все"
    show_buttons = "Показать кнопки"
    show_calendar = "Показать календарь"
    again_words = frozenset({"показать кнопки", "показать календарь"})
    all_right = "Всё верно"
    correct = "Исправить"
    earlier = "◀ Раньше"
    later = "Дальше ▶"
    month_only = "Только месяц"
    weekdays = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")

    stale = "Эта кнопка из прошлого вопроса. Сейчас вопрос такой:"
    moved = "Пока мы говорили, бот обновился, и вопрос немного изменился. Ваши ответы сохранены, продолжим отсюда."
    drifted = (
        "Простите: бот обновился посреди нашего разговора, и продолжить его не получится. "
        "То, что уже было сделано, осталось в силе."
    )
    expired = "Прошло больше недели, и этот разговор закрылся. Начните, пожалуйста, заново: это быстро."
    unknown = "Бот обновился, и этот разговор больше не продолжить. Начните, пожалуйста, заново."
    nowhere_back = "Дальше назад вернуться нельзя: это начало или после него уже что-то сделано."
    cannot_skip = "Этот вопрос нужен, пропустить его нельзя. Если хотите закончить, нажмите «Прервать»."
    nothing_to_correct = "Здесь исправлять нечего. Можно вернуться назад или прервать."
    what_to_correct = "Что исправить? Остальные ответы останутся как есть."

    def cancelled(self, *, deeds: int) -> str:
        if deeds:
            return "Хорошо, остановились. То, что уже сделано, осталось в силе."
        return "Хорошо, остановились. Новых ответов я не записал."

    skipped = "пропущено"

    def answered(self, label: str, words: str) -> str:
        return f"✓ {label}: {words}" if label else f"✓ {words}"

    def keep(self, value: str) -> str:
        return f"Оставить: {value}"

    def take(self, value: str) -> str:
        return f"Подходит: {value}"

    def ticked(self, label: str) -> str:
        return f"✓ {label}"

    def option(self, number: int, label: str, hint: Say | None) -> Rich:
        name = rich(f"{number}. ") + bold(label)
        return name + " — " + rich(hint) if hint else name

    def page(self, page: int, pages: int) -> str:
        return f"Страница {page} из {pages}."

    def chosen(self, labels: Sequence[str]) -> str:
        if not labels:
            return "Пока ничего не выбрано. Можно отметить несколько, потом нажмите «Готово»."
        return f"Выбрано: {', '.join(labels)}. Когда отметите всё, нажмите «Готово»."

    def calendar(self, shown: date) -> str:
        return f"{capital(month(shown))}. Нажмите число или напишите дату словами."

    def pick_hour(self, when: date | None) -> str:
        about = f"{capital(day(when, today=ALWAYS_YEAR))}. " if when is not None else ""
        return f"{about}Во сколько? Нажмите час или напишите время, например: 15:30."

    def pick_part(self) -> str:
        return "Это днём или ночью? Выберите время."

    def pick_day(self) -> str:
        return "Какой день верный? Нажмите его или напишите другой."

    def pick_time(self) -> str:
        return "Как правильно? Нажмите время или напишите его иначе, например: с 10 до 15."

    def photos(self, count: int, most: int) -> str:
        if not count:
            return f"Поместится до {counted(most, 'фотографии', 'фотографий', 'фотографий')}. Потом нажмите «Готово»."
        came = plural(count, "Дошла", "Дошли", "Дошло")
        return f"{came} {self.count(count)}. Пришлите ещё или нажмите «Готово»."

    def album(self) -> str:
        return "Фотографии получаю. Когда дойдут все, нажмите «Готово»."

    def day(self, when: date) -> str:
        return day(when)

    def month(self, when: date) -> str:
        return month(when)

    def clock(self, at: time) -> str:
        return clock(at)

    def day_and_clock(self, when: date, at: time) -> str:
        """Short and with the year: it stands on buttons, and tells a date of the past from one ahead."""
        return f"{short_day(when, today=ALWAYS_YEAR)}, {clock(at)}"

    def span(self, at: time, until: time | None) -> str:
        return f"{clock(at)}–{clock(until)}" if until is not None else clock(at)

    def days(self, first: date, last: date) -> str:
        return days_words(first, last)

    def repeats(self, rule: str) -> str:
        return repeats_words(rule)

    def kept(self, words: Sequence[str]) -> str:
        """What was understood already."""
        return f"Запомнил: {', '.join(words)}."

    def zone_city(self, zone: str) -> str:
        return zone_city(zone)

    def zone(self, zone: str, now: time) -> str:
        return f"{zone_city(zone)}, сейчас {clock(now)}"

    def count(self, photos: int) -> str:
        return counted(photos, "фотография", "фотографии", "фотографий")

    @property
    def on_map(self) -> str:
        return "Место на карте"


PHRASES: Final[Phrases] = Talking()
"""What every talk is told in."""
