"""The events of a person's own libraries, in four lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.paging import page_line
from talk.rich import Rich, bold, lines, paragraphs

SPOKEN: Final = ("мои события",)

WORDS: Final = (
    Meant(
        label="Мои события",
        said=(
            "мои события; наши события; мои мероприятия; наши мероприятия; мои черновики; черновики; изменить "
            "событие; перенести событие; отменить событие; исправить событие; поправить мероприятие; удалить "
            "событие; перенести мероприятие; отменить мероприятие; объявить черновик"
        ),
    ),
)

TABS: Final[Mapping[str, str]] = {
    "coming": "Впереди",
    "drafts": "Черновики",
    "past": "Ждут рассказа",
    "archive": "Архив",
}
_HEADS: Final[Mapping[str, str]] = {
    "coming": "Ваши события впереди",
    "drafts": "Ваши черновики",
    "past": "Прошли, но о них ещё нет записи в хронике",
    "archive": "Все прошедшие и отменённые: любое можно повторить",
}
_EMPTY: Final[Mapping[str, str]] = {
    "coming": "Впереди пока ничего нет. Добавьте событие: достаточно названия и даты.",
    "drafts": "Черновиков нет. Новое событие можно сохранить черновиком и объявить позже.",
    "past": "Здесь пусто: обо всех прошедших событиях уже рассказано.",
    "archive": "Прошедших событий пока нет.",
}


def mine(tab: str, lines_: Sequence[Rich], *, page: int, pages: int) -> Rich:
    """``lines_``: numbered lines of one page."""
    if not lines_:
        return paragraphs(bold(_HEADS[tab]), _EMPTY[tab])
    return paragraphs(
        bold(_HEADS[tab]),
        lines(*lines_),
        "Нажмите номер, чтобы открыть событие.",
        page_line(page, pages),
    )
