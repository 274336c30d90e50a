"""The first words: who the bot is, what it keeps and why, and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.purposes import Purpose
from handlers.texts.people import policy
from handlers.texts.turn import consents, menu
from talk.rich import Rich, lines, paragraphs

if TYPE_CHECKING:
    from domain.purposes import Operator
    from talk.rich import Say

MORE = "Подробнее о данных"
EVENTS = "Хочу знать о событиях"
LIBRARIAN = "Я из библиотеки"
WHO = "Кто вы?"
NO = "Не согласен, стереть всё"
NOTHING_KEPT = "О вас я ничего не храню."
THANKS = "Спасибо! Записал. Передумать можно в любую минуту: «Мои данные», «Согласия»."


def ask(yes: str = "") -> str:
    """``yes``: the label of the only button that leads on; empty: there are two, and they are asked who they are."""
    return f"Согласны? Нажмите «{yes}»." if yes else WHO


def first_words(operator: Operator | None, *, yes: str = "", about: Say | None = None) -> Rich:
    """The greeting, the line on data, who answers for it. ``about``: what they came for."""
    data = lines(consents.current(Purpose.SERVICE).text, policy.who_line(operator))
    return paragraphs(menu.WELCOME, about, data, ask(yes))


def asked_again(operator: Operator | None) -> Rich:
    """To somebody who is known already: the service goes on meanwhile."""
    return paragraphs(
        "Теперь о личных данных я спрашиваю прямо. Для вас ничего не меняется, нужно только ваше согласие.",
        consents.current(Purpose.SERVICE).text,
        policy.who_line(operator),
        f"Согласны? Нажмите «{consents.AGREE}».",
    )
