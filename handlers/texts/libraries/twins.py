"""A library that is nearly called like a known one: «это она?» (row 11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.texts.language import quoted
from talk.rich import Rich, bold, lines, paragraphs

LABEL: Final = "Уже есть в списке"
ANOTHER: Final = "Нет, другая"
YES_THIS: Final = "Да, это она"
UNITE: Final = "Это одна библиотека: объединить"
SHOW_OTHER: Final = "Открыть прежнюю"
TWO_ALPHABETS: Final = (
    "В одном из слов смешались буквы двух алфавитов, и его не найдут. Переключите раскладку и напишите это слово "
    "ещё раз целиком."
)


def it_is(title: str, *, alone: bool) -> str:
    """The button of a library; ``alone``: there is just one."""
    return YES_THIS if alone else title


def is_it(libraries: Sequence[tuple[str, str]]) -> Rich:
    """``libraries``: title and place of each."""
    head = (
        "Похожая библиотека уже есть. Это она?"
        if len(libraries) == 1
        else "Похожие библиотеки уже есть. Это одна из них?"
    )
    return paragraphs(bold(head), lines(*(f"– {title}, {place}" for title, place in libraries)))


def are_you_from(libraries: Sequence[tuple[str, str]]) -> Rich:
    """Libraries whose name differs and that were let in all the same: title and place of each."""
    head = "Ваша библиотека уже здесь?" if len(libraries) == 1 else "Одна из этих библиотек ваша?"
    return paragraphs(bold(head), lines(*(f"– {title}, {place}" for title, place in libraries)))


def told_of_twins(title: str, place: str, other: str, other_place: str) -> Rich:
    """For coordinators."""
    return paragraphs(
        "Присоединилась библиотека, очень похожая на ту, что уже есть. При вступлении сказали, что это другая.",
        lines(f"Новая: {quoted(title)}, {place}", f"Прежняя: {quoted(other)}, {other_place}"),
        "Если это всё-таки одна библиотека, их можно объединить: ничего не потеряется, а передумать можно неделю.",
    )
