"""The chronicle as people read it: lists, entries with their corrections, the year in numbers (rows 26, 29, 30, 31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.event import State
from handlers.texts.language import ALWAYS_YEAR, capital, counted, day, quoted, short_day
from handlers.texts.places import apart
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from handlers.texts.turn.paging import page_line
from storage.chronicle.chronicle import ChronicleEntry, Totals
from talk.keyboard import shorten
from talk.rich import Rich, Say, bold, italic, join, lines, link, paragraphs, rich

ABOUT: Final = "Хроника: как всё прошло"
IN_MENU: Final = "Хроника"
SPOKEN: Final = ("хроника",)


WORDS: Final = (
    Meant(
        label="Хроника",
        said=(
            "хроника; летопись; что было; как прошло; прошедшие события; прошедшие мероприятия; фотографии с "
            "мероприятий; архив; история"
        ),
    ),
)

NOT_FOUND = "Такой записи в хронике нет. Посмотрите, пожалуйста, всю хронику."
NEWER = "◀ Новее"
OLDER = "Раньше ▶"
TOTALS = "Год в цифрах"
TELL = "Рассказать о событии"
WHOLE_CHRONICLE = "Вся хроника"
OF_LIBRARY = "Хроника этой библиотеки"
CORRECT = "Исправить"
AS_IT_WAS = "Как было раньше"
AS_IT_IS = "Исправленная запись"
IN_GROUP = "Запись в группе"
READ = "Читать в боте"
SUBSCRIBE = "Подписаться на библиотеку"
PHOTOS_ARE_THERE = "Фотографии показаны в исправленной записи."
EMPTY_ALLIANCE = (
    "Хроника пока пуста: первая запись появится, когда пройдёт первое событие. "
    "Библиотекарю я сам напишу на следующее утро и спрошу, как прошло."
)
EMPTY_LIBRARY = "Эта библиотека пока ничего не рассказала. Загляните после ближайшего события."
EMPTY_YEAR = "За этот год записей пока нет."


def place(entry: ChronicleEntry) -> str:
    """«Ивановка, Белгородская область»."""
    return ", ".join(part for part in (entry.settlement, entry.region) if part)


def visitors(count: int) -> str:
    return counted(count, "посетитель", "посетителя", "посетителей")


def new_readers(count: int) -> str:
    return counted(count, "новый читатель", "новых читателя", "новых читателей")


def figures(visited: int | None, joined: int | None) -> str | None:
    """«40 посетителей, 3 новых читателя»; nothing where nobody counted."""
    told = []
    if visited is not None:
        told.append(visitors(visited))
    if joined is not None:
        told.append(new_readers(joined))
    return ", ".join(told) or None


# Lists.


def line(entry: ChronicleEntry, number: int) -> Rich:
    """One line of a list; its button bears the same number."""
    marks = []
    if entry.corrects_id is not None:
        marks.append("исправленная запись")
    if entry.corrected_by is not None:
        marks.append("есть исправление")
    if entry.pictures:
        marks.append("с фотографиями")
    told = figures(entry.visitors, entry.new_readers)
    return join(
        "",
        (
            f"{number}. {short_day(entry.happened_on, today=ALWAYS_YEAR)}: ",
            bold(entry.title),
            f" ({apart(entry.district, entry.region, entry.settlement)})",
            f". {capital(told)}" if told else "",
            italic(f" — {', '.join(marks)}") if marks else "",
        ),
    )


def label(entry: ChronicleEntry, number: int) -> str:
    """The entry on a button: «2. Вечер памяти»."""
    return shorten(f"{number}. {entry.title}", LABEL)


def listed(head: str, entries: Sequence[ChronicleEntry], *, first: int, page: int, pages: int, empty: str) -> Rich:
    """``first``: the number of the first entry of this page."""
    if not entries:
        return paragraphs(bold(head), empty)
    return paragraphs(
        bold(head),
        *(line(entry, number) for number, entry in enumerate(entries, first)),
        page_line(page, pages),
    )


def of_alliance(settlement: str) -> str:
    return f"Хроника библиотек-тёзок {quoted(settlement)}"


def of_library(title: str) -> str:
    return f"Хроника: {title}"


# One entry.


def entry_page(entry: ChronicleEntry, *, post: str | None = None) -> Rich:
    """The whole entry; ``post`` is its address in a group."""
    superseded = entry.corrected_by is not None
    return paragraphs(
        italic("Эту запись позже исправили.") if superseded else None,
        told(entry),
        PHOTOS_ARE_THERE if superseded and entry.pictures else None,
        link(IN_GROUP, post) if post and not superseded else None,
    )


def told(entry: ChronicleEntry) -> Rich:
    """The entry as it stands in the group and in the chat."""
    return paragraphs(
        bold(entry.title),
        lines(capital(day(entry.happened_on, today=ALWAYS_YEAR)), f"{entry.library} ({place(entry)})"),
        entry.text,
        capital(figures(entry.visitors, entry.new_readers) or "") or None,
        corrected(entry.correction) if entry.correction else None,
    )


def corrected(what: str) -> Rich:
    """How a correction is marked wherever the entry is read (row 29)."""
    return bold("Исправлено: ") + what


# The year.


def year_in_numbers(settlement: str, year: int, totals: Totals, plan: Mapping[State, int]) -> Rich:
    """What was done, and how much of the plan (rows 26 and 31)."""
    planned = sum(count for state, count in plan.items() if state is not State.DRAFT)
    head = bold(f"{of_alliance(settlement)}: {year} год")
    if not totals.entries and not planned:
        return paragraphs(head, EMPTY_YEAR)
    return paragraphs(head, _done(totals) if totals.entries else EMPTY_YEAR, _plan_and_fact(planned, plan))


def _done(totals: Totals) -> Rich:
    return lines(
        "В хронике "
        + counted(totals.entries, "запись", "записи", "записей")
        + " от "
        + counted(totals.libraries, "библиотеки", "библиотек", "библиотек")
        + ".",
        f"На событиях побывали: {visitors(totals.visitors)}." if totals.visitors else None,
        f"В библиотеки записались: {new_readers(totals.new_readers)}." if totals.new_readers else None,
    )


def _plan_and_fact(planned: int, plan: Mapping[State, int]) -> Rich | None:
    if not planned:
        return None
    held = plan.get(State.HELD, 0) + plan.get(State.CHRONICLED, 0)
    parts: list[Say | None] = [
        f"В плане на год {counted(planned, 'событие', 'события', 'событий')}.",
        f"Прошло: {held} ({held * 100 // planned}\u00a0% плана), рассказали о {plan.get(State.CHRONICLED, 0)}.",
        f"Впереди: {plan[State.ANNOUNCED]}." if plan.get(State.ANNOUNCED) else None,
        f"Отменено: {plan[State.CANCELLED]}." if plan.get(State.CANCELLED) else None,
    ]
    return lines(*parts)


def year_label(year: int) -> str:
    return f"{year} год"


def changes(correction: str | None) -> Rich:
    """What a group is told where a post cannot be edited."""
    return corrected(correction) if correction else rich("Запись в хронике обновилась.")


def old_photos_stand(title: str, addresses: Sequence[str]) -> Rich:
    """Photographs that were taken back are still to be seen in a group."""
    return paragraphs(
        f"Вы убрали фотографии из хроники {quoted(title)}, но старую запись в группе мессенджер удалить не дал: "
        "фотографии там ещё видны. Попросите администратора группы удалить её.",
        lines(*(link("Старая запись", address) for address in addresses)) if addresses else None,
    )
