"""What is said of a deed that takes effect later, so that others may undo it (Положение, 1.8)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from handlers.texts.language import clock, short_day
from talk.rich import Rich, bold, lines, paragraphs

UNDO: Final = "Вернуть как было"
HURRY: Final = "Верно, сделать сейчас"

GONE: Final = "Поздно: это уже сделано или отменено."
HURRIED: Final = "Спасибо! Сделано."
UNDONE: Final = "Хорошо, всё остаётся как было. Я написал об этом тому, кто это начал."
NOT_ALONE: Final = (
    "Подтвердить должен кто-то другой: координатор или коллега, который работает здесь больше недели. "
    "Если никто не ответит, всё произойдёт само в назначенное время."
)


def when(until: datetime) -> str:
    """``until`` by the clock of the library."""
    return f"{short_day(until.date())}, {clock(until)}"


def waits(what: str, until: datetime) -> Rich:
    """To the one who did it."""
    return paragraphs(
        bold("Принято, но не сразу"),
        lines(what, f"Вступит в силу: {when(until)}."),
        "Это важный шаг, поэтому до тех пор координатор и коллеги могут вернуть всё как было или подтвердить сразу: "
        "я им написал.",
    )


def takes_effect(until: datetime) -> Rich:
    """The same of a new name."""
    return waits("Новое название записал.", until)


def told(title: str, what: str, until: datetime) -> Rich:
    """To colleagues and coordinators."""
    return paragraphs(
        bold("Посмотрите, пожалуйста: это произойдёт не сразу"),
        lines(title, what, f"Вступит в силу: {when(until)}."),
        "Если так и должно быть, ничего делать не нужно. Если это ошибка, верните как было.",
    )


def done(what: str) -> str:
    return f"Вступило в силу. {what}"


def void(what: str) -> str:
    return f"Это уже не понадобилось: за это время всё изменилось. {what}"


def told_undone(what: str) -> str:
    return f"Остаётся как было: так решили коллеги или координатор. {what}"


# What it is.


def cancelling(title: str) -> str:
    return f"Отмена события: {title}."


def leaving(title: str) -> str:
    return f"Выход из Соглашения: {title}."


def renaming(title: str, name: str) -> str:
    return f"Новое название: {name}. Сейчас: {title}."


def dismissing(title: str, since: str) -> str:
    return f"Убрать из библиотеки того, кто здесь с {since}: {title}."
