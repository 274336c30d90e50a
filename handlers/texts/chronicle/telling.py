"""Asking how it went, as a colleague would, and everything said while a librarian tells it (rows 29, 30, 31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.purposes import Purpose
from handlers.texts.chronicle.reading import figures
from handlers.texts.language import ALWAYS_YEAR, capital, counted, day, number, on_day, quoted
from handlers.texts.turn import consents
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, paragraphs

CALLED: Final = "запись в хронику"
WORDS: Final = (
    Meant(
        label="Рассказать, как прошло",
        said=(
            "рассказать как прошло; рассказать о мероприятии; рассказать о событии; запись в хронику; написать в "
            "хронику; добавить в хронику; отчитаться о мероприятии; добавить фотографии; прислать фотографии; "
            "хочу рассказать"
        ),
    ),
)

CORRECT_CALLED: Final = "исправление в хронике"
NOT_HELD_CALLED: Final = "ответ, что событие не состоялось"

# The question of the next morning.

TELL = "Рассказать"
LATER = "Позже"
DID_NOT_HAPPEN = "Не состоялось"
SKIP = "Рассказывать не буду"
TELL_NOW = "Рассказать сейчас"
UNPLANNED = "О том, чего не было в плане"

ASK_AGAIN = "Хорошо, спрошу завтра утром. Рассказать можно и раньше: кнопка никуда не денется."
NO_MORE = "Хорошо. Больше напоминать не буду, а рассказать можно в любое время."
SKIPPED = "Хорошо, не буду больше спрашивать. Если передумаете, рассказать можно в любое время."
GONE = "Такого события я не нашёл. Можно рассказать о том, чего не было в плане."
CANCELLED = "Это событие отменено, рассказывать о нём не нужно. Можно рассказать о другом."
NOT_YET = "Это событие ещё впереди. Когда оно пройдёт, я спрошу, как всё было."
NO_LIBRARY = (
    "Хронику ведут библиотеки-партнёры. Присоедините свою библиотеку к Соглашению, и можно будет рассказывать "
    "о её событиях."
)
JOIN = "Присоединиться"
NOTHING_WAITS = "Событий, о которых вы ещё не рассказали, нет. Можно рассказать о том, чего не было в плане."
WHICH_EVENT = "О каком событии расскажете?"
WHICH_LIBRARY = "От какой библиотеки запись?"


def how_did_it_go(title: str, when: date, *, again: int) -> Rich:
    """``again``: how often it was asked before."""
    greeting = {
        0: f"Здравствуйте! Событие {quoted(title)} позади. Как прошло?",
        1: f"Здравствуйте! Напомню о себе: очень хочется узнать, как прошло событие {quoted(title)}.",
    }.get(again, f"Здравствуйте! Спрошу последний раз: как прошло событие {quoted(title)}?")
    return paragraphs(
        greeting,
        f"Оно было {on_day(when, today=ALWAYS_YEAR)}. Хватит пары фраз и одной фотографии: их увидят в хронике. "
        "Это минуты две.",
    )


def event_label(when: date, title: str) -> str:
    return shorten(f"{when.day}.{when.month:02} {title}", LABEL)


# It did not take place.

WHY_NOT = "Жаль. Почему не получилось? Напишите коротко: причина будет видна в плане. Можно пропустить."
NOT_HELD_LABEL = "Да, не состоялось"
KEEP_LABEL = "Нет, оставить"
LEFT_AS_IT_WAS = "Хорошо, оставил как было."
NO_REASON = "событие не состоялось"
NOTED_NOT_HELD = "В плане событие отмечено как отменённое. Пусть в следующий раз получится!"
TOO_LATE = "С этим событием уже решено: о нём рассказали или его отменили раньше."


def sure_not_held(title: str) -> str:
    return f"Отметить, что событие {quoted(title)} не состоялось? Вернуть это будет нельзя."


# Telling it.

WHAT_WAS_IT = "Как назвать запись? Например: «Вечер памяти» или «День села»."
WHEN_WAS_IT = "Когда это было? Нажмите день или напишите дату: «вчера», «15 ноября», «15.11»."
TODAY = "Сегодня"
YESTERDAY = "Вчера"
STILL_AHEAD = "Этот день ещё впереди, а хроника о том, что уже было. Напишите день, который прошёл."
LONG_AGO = "Это слишком давно. Проверьте, пожалуйста, год."
SAID_NOT_HELD = (
    *("не состоялось", "не состоялся", "отменили", "отменилось", "отменено", "сорвалось", "не проводили", "не провели"),
)
SAID_NOT_HELD_ALONE = ("не было", "не получилось", "не прошло", "мероприятия не было", "события не было", "отмена")
"""Only where nothing else is said: «гостей не было» is another story."""
SAID_LATER = (
    *("позже", "потом", "завтра", "попозже", "напомните завтра", "не сейчас", "некогда", "расскажу позже", "занята"),
    *("расскажу потом", "завтра расскажу", "вечером"),
)
SAID_SKIP = ("не буду рассказывать", "рассказывать не буду", "не хочу рассказывать", "нечего рассказывать")
FROM_IT = "Да, рассказать"
NOT_FROM_IT = "Нет"
FROM_NONE = "Нет, это другое"
FROM_WHICH = "Спасибо за фотографии! С какого они события? Расскажем о нём в хронике."
LEFT_ALONE = "Хорошо, в хронику фотографии не пойдут."
WHICH_OF_THEM = "О каком событии вы рассказываете?"
HOW_MANY_CAME = "Сколько примерно человек пришло? Напишите число. Если не считали, пропустите."
HOW_MANY_JOINED = "Сколько новых читателей записалось? Если никто или не знаете, пропустите."
A_FEW_WORDS = (
    "Расскажите в двух словах, как всё было: что запомнилось, кто помог, чему обрадовались гости. "
    "Как рассказали бы коллеге."
)
PHOTOS = "Пришлите фотографии, если они есть. Если нет, пропустите вопрос."
PEOPLE = consents.current(Purpose.PHOTOS).text
THEY_AGREED = "Люди есть, все согласны"
NOBODY = "Людей нет или не узнать"
NOT_SURE = "Согласия нет, без фотографий"
TITLE_LABEL = "Название"
DAY_LABEL = "Дата"
VISITORS_LABEL = "Посетители"
READERS_LABEL = "Новые читатели"
WORDS_LABEL = "Рассказ"
PHOTOS_LABEL = "Фотографии"
ALT_LABEL = "Описание фотографии"
PEOPLE_LABEL = "Согласие людей"
OTHERS_TOLD = "Пока мы говорили, об этом событии уже рассказали или его отменили. Ваш рассказ можно отправить отдельно."
SEE_ENTRY = "Посмотреть запись"
THANK_YOU = "Спасибо! Запись в хронике, скоро её увидят и в группах. Вот как она выглядит:"


def asked_about(title: str, others: int) -> str:
    """The question of the next morning; ``others``: of how many events it was asked besides."""
    return f"как прошло событие {quoted(title)}" if not others else "как прошли события"


def more_than_came(new_readers: int, visitors: int) -> str:
    came = counted(visitors, "человек", "человека", "человек")
    return f"Пришло {came}, а новых читателей {number(new_readers)}. Так и было? Если нет, напишите другое число."


def just_so(new_readers: int) -> str:
    return f"Да, {number(new_readers)}"


def is_it_from(title: str) -> str:
    """Photographs came, and nobody had asked for them."""
    return f"Спасибо! Это с события {quoted(title)}? Могу начать о нём рассказ в хронике."


def not_over_yet(title: str) -> str:
    return (
        f"Похоже, это к событию {quoted(title)}. Оно ещё не закончилось. После него пришлите фотографии ещё раз: "
        "с них начнётся рассказ в хронике."
    )


def heard(title: str) -> str:
    """The answer came by itself, and begins the entry."""
    return f"Спасибо! Записываю в хронику рассказ о событии {quoted(title)}."


def of_photo(place: int, count: int) -> str:
    return f"Фотография {place} из {count}."


def alt(place: int, count: int) -> str:
    """The number is said again: after a correction the picture itself is not shown a second time."""
    which = f"Что на фотографии {place} из {count}?" if count > 1 else "Что на фотографии?"
    return (
        f"{which} Опишите одной фразой для тех, кто не видит: незрячие читатели услышат ваши слова. Можно пропустить."
    )


def already_told(title: str) -> str:
    return f"О событии {quoted(title)} уже рассказали. Запись можно посмотреть или исправить."


def about(title: str) -> str:
    return f"Рассказываем о событии {quoted(title)}. К любому ответу можно будет вернуться перед публикацией."


def summary(
    *,
    title: str,
    when: date,
    visitors: int | None,
    new_readers: int | None,
    words: str,
    photos: int,
    alts: Sequence[str],
    published: bool,
) -> Rich:
    """Everything that will be published, before it is."""
    return paragraphs(
        "Проверьте, пожалуйста. Так это выйдет в хронике:",
        lines(bold(title), capital(day(when, today=ALWAYS_YEAR))),
        words,
        capital(figures(visitors, new_readers) or "") or None,
        _photos(photos, alts, published=published),
    )


def _photos(photos: int, alts: Sequence[str], *, published: bool) -> Rich | str | None:
    if not photos:
        return None
    if not published:
        return "Фотографии не опубликую: согласия нет."
    described = [alt for alt in alts if alt]
    return lines(
        f"{capital(counted(photos, 'фотография', 'фотографии', 'фотографий'))}." if not described else None,
        *(f"Фотография {place}: {alt or 'без описания'}" for place, alt in enumerate(alts, 1) if described),
    )


# Correcting.

NOT_CORRECTABLE: Final = "Такой записи в хронике нет: исправлять нечего."
CORRECTING = "Записи хроники не стираются: прежняя останется, а рядом появится исправленная, с пометкой. Что исправить?"
PARTS_LABEL = "Что исправить"
NEW_PHOTOS = "Пришлите все фотографии, которые должны быть в записи. Чтобы убрать фотографии совсем, пропустите."
WHAT_WAS_WRONG = (
    "Что было не так? Одна фраза, её увидят все рядом с записью. Например: «Посетителей было 40, а не 400»."
)
WRONG_LABEL = "Пояснение"
CORRECTED = "Готово. Исправление видно рядом с записью, в группах о нём тоже скажу. Теперь запись такая:"


def sure_corrected(changed: Sequence[tuple[str, str]], correction: str) -> Rich:
    """``changed``: label and new value."""
    return paragraphs(
        "Проверьте, пожалуйста, исправление:",
        *(bold(f"{label}: ") + value for label, value in changed),
        bold("Исправлено: ") + correction,
    )


def photos_words(count: int) -> str:
    return counted(count, "фотография", "фотографии", "фотографий") if count else "без фотографий"


def new_title(old: str) -> str:
    return f"Как назвать правильно? Сейчас: {quoted(old)}."


def new_words(old: str) -> Rich:
    return paragraphs("Пришлите рассказ целиком, так, как он должен звучать. Сейчас он такой:", old)


def new_visitors(old: int | None) -> str:
    return f"Сколько человек пришло на самом деле?{_now(old)}"


def new_readers(old: int | None) -> str:
    return f"Сколько было новых читателей на самом деле?{_now(old)}"


def _now(old: int | None) -> str:
    return "" if old is None else f" Сейчас в записи: {number(old)}."
