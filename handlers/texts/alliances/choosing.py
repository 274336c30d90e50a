"""Choosing an alliance among those that the bot keeps."""

from __future__ import annotations

from handlers.texts.language import counted, quoted
from handlers.texts.turn.paging import page_line
from talk.rich import Rich, bold, lines, paragraphs

CALLED = "поиск по имени"

WHICH = "Какое имя вам нужно?"
NOT_FOUND = "Библиотек с таким именем я не нашёл. Выберите, пожалуйста, из этих."
NONE_YET = "Библиотек-тёзок здесь пока нет. Ваше село или город может стать первым."
FOUND = "Создать сотрудничество"
SEEK = "Найти по названию"
OTHERS = "Другие имена"
SEEK_NAME = "Как называется ваше село или город? Например: Александровка."


def listed(alliances: list[tuple[str, int]], *, note: str | None, page: int, pages: int) -> Rich:
    """``alliances``: label and number of members of each."""
    return paragraphs(
        note or WHICH,
        lines(*(f"– {label}: {members_of(members)}" for label, members in alliances)),
        page_line(page, pages),
    )


def members_of(members: int) -> str:
    return counted(members, "библиотека", "библиотеки", "библиотек") if members else "пока без библиотек"


SEEN_OF_IT = (
    (("afisha", "Афиша"), ("roster", "Библиотеки")),
    (("chronicle", "Хроника"), ("plan", "План")),
    (("subscribe", "Подписаться"),),
)
"""Errands, each with the label of its button, row by row."""


def called(settlement: str, members: int) -> Rich:
    return paragraphs(bold(settlement), f"Здесь {members_of(members)}. Что показать?")


NEAR = "Точно такого названия нет. Может быть, одно из этих?"


def none_called(name: str) -> Rich:
    return paragraphs(
        f"Библиотек с именем {quoted(name)} я не нашёл.",
        "Проверьте, пожалуйста, название или посмотрите весь список. Можно и создать новое.",
    )


def several_called(name: str) -> str:
    return f"Имя {quoted(name)} носят несколько содружеств библиотек. Какое вам нужно?"
