"""Words of the documents that people take with them: tables, reports, press releases (rows 26, 97, 98, 99)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.vocabulary.goals import WORDINGS
from handlers.texts.language import capital, counted, month, number, quoted, short_day
from handlers.texts.plan.event import ALWAYS_YEAR, KINDS, age_words, host_words, span_words, when_words
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.paging import page_line
from storage.chronicle.chronicle import ChronicleEntry
from storage.libraries.libraries import Library
from storage.plan.events import Event
from talk.rich import Rich, bold, join, lines, paragraphs

ABOUT: Final = "Документы: план, отчёты, анонсы для прессы"

WORDS: Final = (
    Meant(
        label="Отчёты и документы",
        said=(
            "документы; отчёт; отчёты; отчёт за месяц; отчёт за год; годовой отчёт; сделать отчёт; скачать отчёт; "
            "распечатать план; справка для отчёта; статистика; сколько мероприятий; анонс для газеты; пресс "
            "релиз; выгрузить; таблица событий"
        ),
    ),
)

PAPERS = "Скачать документы"
PLAN_XLSX = "План года: Excel"
PLAN_ICS = "План года: календарь"
CHRONICLE_XLSX = "Хроника года: Excel"
ROSTER_XLSX = "Библиотеки: Excel"
MONTH_REPORT = "Отчёт за месяц"
YEAR_REPORT = "Отчёт за год"
MONTH_RELEASE = "Анонсы месяца: Word"
MONTH_RELEASE_TEXT = "Анонсы месяца: текст"
RELEASE = "Для прессы и PRO.Культура"
RELEASE_DOCX = "То же документом Word"
EARLIER_MONTH = "◀ Месяц раньше"
LATER_MONTH = "Месяц позже ▶"
MAKING = "Готовлю документ. Пришлю его сюда, обычно это меньше минуты."
MADE = "Готово."
NOT_MADE = "Документ сделать не получилось."
NOT_WANTED = "Не нужно"
STOPPED = "Хорошо, не готовлю."
OVER = "Этот документ уже готов или больше не нужен."
ENOUGH = "Я ещё готовлю документы, о которых вы просили раньше. Подождите их, пожалуйста: они придут один за другим."
READY = "Вот ваш документ."
FAILED = "Простите, документ сделать не получилось: ошибка на моей стороне. Попробуйте, пожалуйста, позже."

SHEETS: Final = {"plan": "План", "chronicle": "Хроника", "roster": "Библиотеки"}
PLAN_HEADS: Final = (
    *("Дата", "Время", "Название", "Вид", "Кто проводит", "Где", "Ссылка", "Для кого", "Возраст"),
    *("Соорганизаторы", "Состояние", "Описание"),
)
CHRONICLE_HEADS: Final = ("Дата", "Название", "Библиотека", "Где", "Рассказ", "Посетителей", "Новых читателей", "Фото")
ROSTER_HEADS: Final = ("Библиотека", "Населённый пункт", "Район", "Регион", "Партнёр с", "Учреждение")
STATES: Final[Mapping[State, str]] = {
    State.DRAFT: "черновик",
    State.ANNOUNCED: "впереди",
    State.HELD: "прошло",
    State.CANCELLED: "отменено",
    State.CHRONICLED: "прошло, есть в хронике",
}
NAMES: Final = {
    "plan": "План",
    "calendar": "План",
    "chronicle": "Хроника",
    "roster": "Библиотеки",
    "month": "Отчёт",
    "year": "Отчёт",
    "release": "Анонс",
    "month-release": "Анонсы",
}


def making(done: int, total: int) -> str:
    """``total`` 0: it has just begun."""
    return f"{MAKING} Готово {number(done)} из {number(total)}." if total else MAKING


def choose(settlement: str, when: date) -> Rich:
    return paragraphs(
        bold(f"Документы библиотек {quoted(settlement)}"),
        f"Какой документ прислать? Месяц: {month(when)} года.",
    )


def file_name(paper: str, settlement: str, period: str) -> str:
    """Without the extension."""
    return " ".join(part for part in (NAMES[paper], settlement, period) if part)


def report_title(settlement: str, period: str) -> str:
    return f"Отчёт библиотек-тёзок {quoted(settlement)}: {period}"


def month_words(when: date) -> str:
    return f"{month(when)} года"


def year_words(year: int) -> str:
    return f"{year} год"


TOTALS = "Итоги"
BY_LIBRARY = "По библиотекам"
BY_GOAL = "По целям и задачам"
BY_MONTH = "По месяцам"
STORIES = "Как это было"
NOTHING = "За это время событий не было."
FIGURES_HEAD: Final = ("Показатель", "Число")
PLAN_LEGEND: Final = ("Проведено", "Впереди", "Отменено")
CHART_PLAN = "События"
CHART_CAME = "Посетители"
CAME_LEGEND: Final = ("Посетителей",)
NO_GOAL = "Цель не указана"
MORE_STORIES = "Остальные записи есть в хронике."


def chart_words(title: str, bars: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> str:
    """A chart for those who do not see it."""
    told = (f"{label}: {', '.join(f'{name.lower()} {value}' for name, value in parts)}" for label, parts in bars)
    return f"{title}. {'; '.join(told)}."


def rest_in_table(count: int) -> str:
    more = counted(count, "строка", "строки", "строк")
    return f"На рисунке самые большие; ещё {more} есть в таблице."


def goal_label(key: str) -> str:
    return WORDINGS[key].label if key in WORDINGS else key


def month_label(when: date) -> str:
    return capital(month(when).split(" ", maxsplit=1)[0])


def story_line(entry: ChronicleEntry) -> str:
    told = [short_day(entry.happened_on, today=ALWAYS_YEAR), entry.library]
    if entry.visitors is not None:
        told.append(counted(entry.visitors, "посетитель", "посетителя", "посетителей"))
    return ", ".join(told)


def plan_cells(event: Event, co_hosts: Sequence[str]) -> tuple[str, ...]:
    """One line of the plan's table, under ``PLAN_HEADS``."""
    local = event.starts_at.astimezone(ZoneInfo(event.zone)) if event.starts_at else None
    return (
        f"{local:%d.%m.%Y}" if local else month(event.day),
        f"{local:%H:%M}" if local else "",
        event.title,
        KINDS[event.kind],
        host_words(event.host),
        event.place or "",
        event.link or "",
        event.audience or "",
        age_words(event.age) if event.age is not None else "",
        "; ".join(co_hosts),
        STATES[event.state],
        event.description or "",
    )


def chronicle_cells(entry: ChronicleEntry) -> tuple[str | int, ...]:
    place = ", ".join(part for part in (entry.settlement, entry.district, entry.region) if part)
    return (
        f"{entry.happened_on:%d.%m.%Y}",
        entry.title,
        entry.library,
        place,
        entry.text,
        "" if entry.visitors is None else entry.visitors,
        "" if entry.new_readers is None else entry.new_readers,
        len(entry.pictures),
    )


def roster_cells(library: Library) -> tuple[str, ...]:
    place = " ".join(part for part in (library.settlement_type, library.settlement) if part)
    joined = f"{library.joined_at:%d.%m.%Y}" if library.joined_at else ""
    return (library.title, place, library.district, library.region, joined, library.parent)


# The card to paste and the press release (row 97).


def release(event: Event, co_hosts: Sequence[str], *, url: str | None) -> Rich:
    """Who, what, where, when: fields as the form of PRO.Культура.РФ asks for them, then words for an editor."""
    return paragraphs(bold("Карточка для PRO.Культура.РФ"), card_lines(event, co_hosts, url=url), release_text(event))


def card_lines(event: Event, co_hosts: Sequence[str], *, url: str | None) -> Rich:
    facts = (
        ("Название", event.title),
        ("Категория", KINDS[event.kind]),
        ("Дата и время", when_words(event, today=ALWAYS_YEAR)),
        ("Место", event.place),
        ("Организатор", host_words(event.host)),
        ("Соорганизаторы", "; ".join(co_hosts)),
        ("Возраст", age_words(event.age) if event.age is not None else None),
        ("Для кого", event.audience),
        ("Описание", event.description),
        ("Ссылка на трансляцию", event.link),
        ("Страница события", url),
    )
    return lines(*(f"{label}: {value}" for label, value in facts if value))


def release_text(event: Event) -> Rich:
    """A few sentences that an editor may print as they are."""
    start = (
        capital(span_words(event.starts_at, event.ends_at, event.zone, ALWAYS_YEAR))
        if event.starts_at
        else capital(month_words(event.day))
    )
    where = f" Место: {event.place}." if event.place else ""
    return paragraphs(
        bold(f"Пресс-релиз. {event.title}"),
        f"{start}: {quoted(event.title)}. Проводит {host_words(event.host)}.{where}",
        event.description,
        f"Событие входит в общий план библиотек-тёзок {quoted(event.alliance)}. Приглашаем жителей и гостей.",
    )


def releases(settlement: str, when: date, lines_: Sequence[Rich], *, page: int, pages: int) -> Rich:
    """To be copied; each is whole in itself."""
    return paragraphs(
        bold(month_release_title(settlement, when)),
        join("\n\n* * *\n\n", lines_),
        page_line(page, pages),
    )


def no_releases(when: date) -> str:
    return f"На {month(when)} года событий пока не объявлено, рассказывать ещё не о чем."


def month_release_title(settlement: str, when: date) -> str:
    return f"Анонсы на {month(when)} года. Библиотеки-тёзки {quoted(settlement)}"
