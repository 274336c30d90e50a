"""The words of the page for whoever finds something wrong."""

from __future__ import annotations

from typing import Final

from handlers.texts.web.pages import there

HEADING: Final = "Пожаловаться"
ABOUT: Final = (
    "Увидели неправду, грубость, рекламу, чужие личные данные или фотографию без согласия? Скажите боту: он спросит, "
    "что не так, и передаст тем, кто решает. О решении он напишет вам."
)
NOT_OURS: Final = "Это не наша библиотека"
NOT_OURS_ABOUT: Final = (
    "Если вы работаете в этой библиотеке и не присоединяли её или знаете, что такой библиотеки нет, напишите об этом "
    "отдельно: её спросят, и координатор решит."
)


def report(kind: str) -> str:
    return f"Пожаловаться {there(kind)}"


def not_ours(kind: str) -> str:
    return f"Написать {there(kind)}"
