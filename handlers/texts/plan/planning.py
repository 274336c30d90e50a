"""What is said while an event is planned, and wherever else an event has buttons (rows 22, 23, 25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from handlers.texts.language import clock, counted, day, month, quoted
from handlers.texts.turn.free_words import Meant
from talk.prompt import Button, Rows
from talk.rich import Rich, bold, italic, lines, paragraphs

ABOUT: Final = "Добавить событие в план"
IN_MENU: Final = "Добавить событие"
SPOKEN: Final = ("добавить событие", "новое событие")
WORDS: Final = (
    Meant(
        label="Добавить событие",
        said=(
            "добавить событие; новое событие; добавить мероприятие; новое мероприятие; объявить событие; объявить "
            "мероприятие; провести мероприятие; запланировать; создать событие; опубликовать событие; разместить "
            "объявление; хочу объявить; внести в план"
        ),
    ),
)

CALLED: Final = "новое событие"

# Planning.

NO_LIBRARY = (
    "Добавлять события в план могут библиотеки-партнёры. Присоедините свою библиотеку к Соглашению: "
    "это займёт несколько минут."
)
JOIN = "Присоединить библиотеку"
ONLY_MEMBERS = (
    "Ваша библиотека сейчас не участвует в Соглашении, поэтому новых событий добавить нельзя. "
    "Можно присоединиться снова: история сохранилась."
)
WHICH_LIBRARY = "Какая библиотека проводит событие?"
TITLE = (
    "Как называется событие? Можно сразу всё, одним сообщением: "
    "«5 декабря в 15:00 Вечер памяти, в библиотеке, вход свободный»."
)
NEW_TITLE = "Как называется событие? Например: «Вечер памяти»."
PLACE = (
    "Где пройдёт событие? Напишите адрес или, например, «в библиотеке». Если оно в интернете, пришлите ссылку. "
    "Если пока не решили, пропустите вопрос."
)
SHORT_IS_ENOUGH = "Для объявления этого хватит."
MORE = "Добавить что-нибудь ещё?"
MORE_YES = "Добавить подробности"
MORE_NO = "Не сейчас"
KIND = "Что это за событие?"
LASTS = "Сколько продлится событие? Например: полтора часа, до 17:00. Если не знаете, пропустите вопрос."
OTHER_END = "Другое время"
END = "Когда событие закончится? Напишите дату и время, например: 7 декабря в 18:00."
END_BEFORE_START = "Окончание получилось раньше начала. Напишите, пожалуйста, время позже начала события."
PLACE_TOO = "Событие пройдёт и в интернете? Пришлите ссылку для подключения или пропустите вопрос."
CO_HOSTS = (
    "Кто проводит событие вместе с вами? Отметьте библиотеки или напишите часть названия или района. "
    "Я спрошу их и назову в объявлении, когда согласятся. Если вы одни, пропустите вопрос."
)
NOT_FOUND_AMONG_MEMBERS = (
    "Такой библиотеки среди библиотек-партнёров я не нашёл. Напишите другую часть названия или района."
)
AUDIENCE = "Для кого событие? Например: для семей с детьми, для всех желающих."
AGE = "Какая возрастная отметка у события?"
TAGS = "Зачем это событие? Отметьте, чему оно служит."
DESCRIPTION = "Расскажите о событии: что будет, кого ждёте. Несколько предложений."
POSTER = "Есть афиша? Пришлите одну картинку. Если афиши нет, пропустите вопрос."
POSTER_ALT = (
    "Афиша дошла. Опишите её одной фразой для тех, кто не видит. Например: «Дети украшают ёлку перед библиотекой». "
    "Прислали не ту картинку? Нажмите «Назад»."
)
POSTER_WITHOUT_ALT = "есть, без подписи"
REGISTRATION = "Нужно ли заранее записываться?"
REGISTRATION_YES = "Нужно"
REGISTRATION_NO = "Не нужно"
REPEATS = "Событие повторяется? Можно и словами, например: каждый второй четверг месяца."
FINISH = "Что сделать с событием: объявить сейчас или пока сохранить черновик?"
ANNOUNCE = "Объявить"
SAVE_DRAFT = "Сохранить черновик"

LABEL_LIBRARY = "Библиотека"
LABEL_TITLE = "Название"
LABEL_WHEN = "Дата и время"
LABEL_PLACE = "Место"
LABEL_MORE = "Подробности"
LABEL_KIND = "Вид события"
LABEL_LASTS = "Продолжительность"
LABEL_END = "Окончание"
LABEL_LINK = "Ссылка"
LABEL_CO_HOSTS = "Кто проводит вместе"
LABEL_AUDIENCE = "Для кого"
LABEL_AGE = "Возраст"
LABEL_TAGS = "Зачем"
LABEL_DESCRIPTION = "Описание"
LABEL_POSTER = "Афиша"
LABEL_POSTER_ALT = "Подпись к афише"
LABEL_REGISTRATION = "Запись"
LABEL_REPEATS = "Повторение"

DURATIONS: Final[Mapping[int, str]] = {
    45: "45 минут",
    60: "1 час",
    90: "1,5 часа",
    120: "2 часа",
    180: "3 часа",
    240: "4 часа",
}
_HOUR = 60
_DAY = 24 * _HOUR


def minutes_words(minutes: int) -> str:
    """«2 часа 20 минут», «3 дня»."""
    days, hours, rest = minutes // _DAY, minutes % _DAY // _HOUR, minutes % _HOUR
    parts = (
        counted(days, "день", "дня", "дней") if days else "",
        counted(hours, "час", "часа", "часов") if hours else "",
        counted(rest, "минута", "минуты", "минут") if rest else "",
    )
    return " ".join(part for part in parts if part)


REPETITIONS: Final[Mapping[str, str]] = {
    "": "Нет, один раз",
    "FREQ=WEEKLY": "Каждую неделю",
    "FREQ=MONTHLY": "Каждый месяц",
    "FREQ=YEARLY": "Каждый год",
}

# One message.

AS_DRAFT = "Черновик"
FIX = "Исправить"
ADD_POSTER = "+ афиша"
NEW_POSTER = "Другая афиша"
ADD_REGISTRATION = "+ запись"
NO_REGISTRATION = "Без записи"
ADD_REPEATS = "+ повтор"
ADD_CO_HOSTS = "+ соорганизаторы"
WHAT_TO_FIX = "Что исправить?"

# Buttons.

CHANGE = "Изменить"
MOVE = "Перенести"
CANCEL = "Отменить событие"
DROP = "Удалить черновик"
COPY = "Повторить (копия)"
COME = "Пойду"
NOT_COMING = "Не пойду"
READ_CHRONICLE = "Читать в хронике"
OPEN = "Открыть"
MINE = "Мои события"
PLAN = "План"
AFISHA = "Афиша"
CHRONICLE = "Рассказать, как прошло"
ANOTHER = "Добавить ещё"
LOOK_HOW = "Посмотреть и объявить"
TO_DRAFTS = "К черновикам"
NEXT_DRAFT = "Следующий черновик"

# Refusals.

NO_SUCH_EVENT = "Такого события я не нашёл: возможно, его убрали. Посмотрите афишу или план, там всё, что есть."
ALREADY_PAST = "Это время уже прошло. Нажмите «Назад» и исправьте дату, пожалуйста."
CANNOT_ANNOUNCE = "Объявить это событие уже нельзя: оно прошло или отменено. Можно сделать его копию с новой датой."
CANNOT_CHANGE = "Это событие уже прошло или отменено, поэтому изменить его нельзя. Можно сделать копию с новой датой."
CANNOT_CANCEL = "Отменить это событие уже нельзя: о нём есть запись в хронике. Ошибку в хронике можно исправить там."
ANNOUNCED_ALREADY = "Уже объявлено."
ALREADY_PUBLIC = "Это событие уже объявлено. Вот как оно выглядит сейчас:"
DRAFT_IS_PAST = "Время этого события уже прошло. Перенесите его на другой день, и можно будет объявить."
NOTHING_CHANGED = "Ничего не изменилось: всё осталось, как было."


def card_rows(event_id: int) -> Rows:
    return ((Button(label=OPEN, press=f"e:{event_id}"), Button(label=COPY, press=f"e-copy:{event_id}")),)


def open_rows(event_id: int) -> Rows:
    return ((Button(label=OPEN, press=f"e:{event_id}"),),)


def when_question(zone_city: str) -> str:
    return (
        "Когда пройдёт событие? Напишите, например: 5 декабря в 15:00, завтра в 11, в следующую субботу в полдень. "
        f"Если дата пока неизвестна, хватит месяца. Время вашей библиотеки: {zone_city}."
    )


def same_day(titles: Sequence[tuple[str, str, str]]) -> Rich:
    """``titles``: when, what, whose."""
    return paragraphs(
        lines(
            "Кстати, в этот день в плане уже есть:",
            *(f"– {when}: {quoted(title)} ({host})" for when, title, host in titles),
        ),
    )


def neighbour_time(local: datetime, zone_city: str) -> str:
    """«15:00 (Омск)»: by the clock of its host."""
    return f"{clock(local)} ({zone_city})"


def moment_words(when_day: date | None, at: time | None, when_month: date | None) -> str:
    if when_day is not None and at is not None:
        return f"{day(when_day, today=date(1, 1, 1))}, {clock(at)}"
    return f"{month(when_month)}, дату уточним позже" if when_month else ""


def review(facts: Sequence[tuple[str, str | None]]) -> Rich:
    """Everything that was answered, a line each; what was skipped is left out."""
    told = [bold(f"{label}: ") + value for label, value in facts if value]
    return paragraphs("Проверьте, пожалуйста:", lines(*told))


def draft_saved(title: str) -> Rich:
    return paragraphs(
        f"Черновик сохранён: {quoted(title)}.",
        "Его видите только вы и библиотеки-организаторы. Объявить можно в любое время: он лежит в «Моих событиях».",
    )


def draft_waits(title: str) -> Rich:
    """Of somebody who is not vouched for yet."""
    return paragraphs(
        f"Черновик сохранён: {quoted(title)}.",
        "Объявить его можно будет, как только подтвердят, что вы из этой библиотеки. Он лежит в «Моих событиях».",
    )


def in_groups(count: int) -> str:
    """«группе», «2 группах»: after «в»."""
    return "группе" if count == 1 else counted(count, "группе", "группах", "группах")


def announced(title: str, groups: int) -> Rich:
    where = (
        f"Оно появится в {in_groups(groups)} и в плане месяца."
        if groups
        else "Оно уже в плане и в афише. Группы пока нет: когда координатор её подключит, план появится и там."
    )
    return paragraphs(
        f"Объявлено: {quoted(title)}.",
        where,
        "На следующее утро после события я спрошу, как прошло.",
    )


def at_what_time(title: str, when: date) -> str:
    return f"{quoted(title)}, {day(when, today=date(1, 1, 1))}. Во сколько начало?"


def told_preview(post: Rich, asked: str | None, *, poster: bool) -> Rich:
    """What came of one message; ``asked``: who will be asked to hold it, too."""
    return paragraphs(bold("Вот что прочитают люди:"), post, italic("Афиша есть.") if poster else None, asked)


def preview(post: Rich, *, drawn: bool) -> Rich:
    """``drawn``: a picture is made for the post, as nobody gave one."""
    picture = "Афиши у события нет, поэтому к объявлению добавится картинка: название, день и эмблема."
    return paragraphs(bold("Так событие увидят в группах:"), post, italic(picture) if drawn else None)
