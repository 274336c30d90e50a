"""Two cards of one library are made one, and parted again (row 11)."""

from __future__ import annotations

from typing import Final

from handlers.texts.language import counted, quoted
from talk.rich import Rich, bold, lines, paragraphs

UNITE: Final = "Объединить с другой карточкой"
YES_UNITE: Final = "Объединить"
OTHER_WAY_ROUND: Final = "Оставить первую"
KEEP_BOTH: Final = "Это разные библиотеки"
UNDO: Final = "Вернуть как было"
CARD: Final = "Карточка библиотеки"
NO_OTHERS: Final = "Других библиотек в сотрудничестве нет."
NO_SUCH_PAIR: Final = "Такой пары карточек уже нет: возможно, их только что объединили."
TOO_LATE: Final = (
    "Вернуть уже нельзя: прошла неделя, это уже сделали, или позже к этой карточке присоединили ещё одну. "
    "Библиотека может присоединиться заново."
)
POST_CHANGES: Final = "Две карточки оказались одной библиотекой."
_LONGEST: Final = 60


def option(title: str, district: str) -> str:
    """The button of a library."""
    said = f"{title}, {district}" if district else title
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def which(title: str, place: str) -> Rich:
    return paragraphs(
        f"Какая карточка относится к той же библиотеке, что и {quoted(title)} ({place})?",
        "Сначала похожие, потом из того же региона. Останется та карточка, которую вы выберете.",
    )


def belongings(events: int, entries: int, librarians: int, subscribers: int) -> str:
    """«2 события, 1 запись»; what there is none of is left out."""
    told = (
        counted(events, "событие", "события", "событий") if events else None,
        counted(entries, "запись в хронике", "записи в хронике", "записей в хронике") if entries else None,
        counted(librarians, "библиотекарь", "библиотекаря", "библиотекарей") if librarians else None,
        counted(subscribers, "подписчик", "подписчика", "подписчиков") if subscribers else None,
    )
    return ", ".join(one for one in told if one) or "ничего"


def sure(gone: str, place: str, kept: str, kept_place: str, *, moves: str) -> Rich:
    return paragraphs(
        bold("Объединить две карточки в одну?"),
        lines(f"Исчезнет: {gone}, {place}", f"Останется: {kept}, {kept_place}"),
        f"Перейдёт: {moves}. Старые ссылки приведут на оставшуюся карточку, в журнале появится строка.",
        "Неделю это можно вернуть.",
    )


def united(gone: str, kept: str) -> Rich:
    return paragraphs(f"Готово: {quoted(gone)} теперь {quoted(kept)}. Библиотекари и координаторы об этом узнают.")


def told_newcomer(gone: str, kept: str) -> Rich:
    """For those who spoke for the card that is gone, where others speak for the one that stays."""
    return paragraphs(
        f"Координатор объединил две карточки одной библиотеки: {quoted(gone)} и {quoted(kept)}.",
        "Коллеги, которые уже ведут её, увидят вас в «Сотрудниках» и подтвердят. До этого объявлять события могут они.",
    )


def told_staff(gone: str, kept: str, *, newcomers: int = 0) -> Rich:
    """``newcomers``: how many people of the other card are to be confirmed."""
    return paragraphs(
        f"Координатор объединил две карточки одной библиотеки: {quoted(gone)} и {quoted(kept)}.",
        f"Оттуда {counted(newcomers, 'сотрудник', 'сотрудника', 'сотрудников')}: подтвердите, что вы вместе работаете."
        if newcomers
        else None,
        "События, хроника, подписчики и сотрудники теперь вместе. Если это ошибка, напишите координатору: "
        "неделю всё можно вернуть.",
    )


def told_coordinators(gone: str, kept: str) -> Rich:
    return paragraphs(
        f"Координатор объединил карточки: {quoted(gone)} теперь {quoted(kept)}.",
        "Если это разные библиотеки, неделю можно вернуть как было.",
    )


def notice(gone: str, kept: str, place: str) -> Rich:
    """In the group, where the joining of the one stood."""
    return paragraphs(
        f"{gone} и {kept} оказались одной библиотекой.", f"В списке партнёров она стоит так: {kept}, {place}."
    )


def parted(again: str, kept: str) -> Rich:
    return paragraphs(f"Вернул: {quoted(again)} и {quoted(kept)} снова две библиотеки, у каждой своё.")


def told_parted(again: str, kept: str) -> Rich:
    return paragraphs(f"Координатор вернул как было: {quoted(again)} и {quoted(kept)} снова две библиотеки.")
