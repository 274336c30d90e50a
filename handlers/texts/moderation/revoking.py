"""An office that somebody should not have any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.texts.language import quoted, short_day
from talk.rich import Rich, bold, lines, paragraphs

CALLED: Final = "освобождение координатора"
COORDINATORS: Final = "Координаторы"
LOOK: Final = "Согласиться или нет"
YES: Final = "Да, освободить"
STAYS: Final = "Хорошо, всё осталось как было."
GONE: Final = "Этот человек уже не координатор."
REVOKED: Final = "Готово: этот человек больше не координатор. Всё, что он успел сделать, можно поправить."
NEEDS_A_SECOND: Final = (
    "Записал и спросил остальных: нужно согласие ещё одного координатора. "
    "Если других нет, напишите тому, кто отвечает за бота."
)
TOO_NEW: Final = (
    "Вы стали координатором меньше недели назад: пока можно освободить только того, кто назначен после вас. "
    "Если ждать нельзя, напишите тому, кто отвечает за бота."
)
NOBODY: Final = "Кроме вас, координаторов нет."


def which(others: Sequence[tuple[bool, date]]) -> Rich:
    """``others``: whether each founded the alliance, and since when they are in office."""
    if not others:
        return paragraphs(NOBODY)
    return paragraphs(
        bold("Кого освободить?"),
        "Это на случай, если чей-то телефон или страница попали в чужие руки.",
        lines(*(f"{number}. {_who(founder, since)}" for number, (founder, since) in enumerate(others, 1))),
    )


def whom(number: int) -> str:
    return f"Освободить: {number}"


def why(since: date) -> Rich:
    return paragraphs(
        f"Координатор с {short_day(since)}. Почему его нужно освободить?",
        "Хватит нескольких слов. Их прочитают все координаторы, и этот тоже.",
    )


def sure(since: date, reason: str) -> Rich:
    return paragraphs(f"Освободить координатора, который назначен {short_day(since)}?", f"Причина: {reason}")


def told_second(settlement: str, reason: str) -> Rich:
    return paragraphs(
        bold(f"Освободить координатора сотрудничества {quoted(settlement)}?"),
        f"Об этом просит другой координатор. Причина: {reason}",
        "Если вы согласны, сделайте то же самое: решают двое.",
    )


def told_revoked(settlement: str, reason: str) -> Rich:
    return paragraphs(
        bold(f"Вы больше не координатор сотрудничества {quoted(settlement)}"),
        f"Так решили другие координаторы. Причина: {reason}",
        "Если это ошибка, напишите им или тому, кто отвечает за бота.",
    )


def told_of_revoked(settlement: str, reason: str) -> Rich:
    return paragraphs(
        f"Один из координаторов сотрудничества {quoted(settlement)} освобождён.",
        f"Причина: {reason}",
    )


def _who(founder: bool, since: date) -> str:  # noqa: FBT001 - as it stands in the list
    words = f"координатор с {short_day(since)}"
    return f"{words}, создал сотрудничество" if founder else words
