"""The roster of library partners, as anybody may read it (rows 1, 3, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.libraries.membership import Scope
from handlers.texts.language import counted, quoted, short_day
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, link, paragraphs

ABOUT: Final = "Библиотеки-партнёры"
IN_MENU: Final = "Библиотеки"
SPOKEN: Final = ("участники", "библиотеки")


WORDS: Final = (
    Meant(
        label="Библиотеки",
        said=(
            "библиотеки; участники; список библиотек; какие библиотеки; кто участвует; все библиотеки; партнёры; "
            "библиотеки партнёры; адрес библиотеки; адреса; телефон библиотеки; контакты; часы работы; как "
            "связаться; когда работает библиотека; где находится библиотека; связаться с библиотекой"
        ),
    ),
)

FORMER: Final = "Кто был раньше"
PRESENT: Final = "Кто сейчас"
JOIN: Final = "Присоединиться"
NO_FORMER: Final = "Ещё никто не выходил из Соглашения."
SCOPES: Final = {
    Scope.INTRA_REGIONAL: "сотрудничество внутри региона",
    Scope.INTER_REGIONAL: "межрегиональное сотрудничество",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One library as the roster names it."""

    title: str
    place: str
    joined: date
    left: date | None = None
    notice: str | None = None
    """The address of its message in «Присоединение»."""
    unchecked: bool = False


def dated(when: date) -> str:
    """«20 ноября 2026 года»."""
    return f"{short_day(when)} {when.year} года"


def roster(
    settlement: str, shown: Sequence[Line], *, first: int, total: int, regions: int, scope: Scope, paged: str | None
) -> Rich:
    """``first``: the number of the first line in the whole list."""
    if not total:
        return paragraphs(
            bold(f"Библиотеки-партнёры: {quoted(settlement)}"),
            "Пока никто не присоединился. Ваша библиотека может стать первой.",
        )
    return paragraphs(
        lines(
            bold(f"Библиотеки-партнёры: {quoted(settlement)}"),
            f"{counted(total, 'библиотека', 'библиотеки', 'библиотек')}, "
            f"{counted(regions, 'регион', 'региона', 'регионов')}: {SCOPES[scope]}",
        ),
        *(_line(number, one) for number, one in enumerate(shown, first)),
        paged,
    )


def _line(number: int, one: Line) -> Rich:
    joined = f"присоединилась {dated(one.joined)}"
    return lines(
        f"{number}. " + bold(one.title),
        one.place + (", не сверено с реестром" if one.unchecked else ""),
        link(joined, one.notice) if one.left is None else f"{joined}, вышла {dated(one.left)}",
    )


def former(settlement: str, shown: Sequence[Line], *, first: int, paged: str | None) -> Rich:
    return paragraphs(
        bold(f"Были партнёрами: {quoted(settlement)}"),
        *(_line(number, one) for number, one in enumerate(shown, first)),
        NO_FORMER if not shown else None,
        paged,
    )


def numbered(number: int, where: str) -> str:
    return shorten(f"{number}. {where}", LABEL)
