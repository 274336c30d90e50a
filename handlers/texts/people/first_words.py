"""The first words: who the bot is, what it keeps and why, and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.purposes import Purpose
from handlers.texts.people import policy
from handlers.texts.turn import consents, menu
from talk.rich import Rich, paragraphs

if TYPE_CHECKING:
    from domain.purposes import Operator

MORE = "Подробнее о данных"
NO = "Не согласен, стереть всё"
ASK = f"Согласны? Нажмите «{consents.AGREE}». До этого я ничего о вас не сохраняю."
NOTHING_KEPT = "О вас я ничего не храню."
THANKS = "Спасибо! Записал. Передумать можно в любую минуту: «Мои данные», «Согласия»."


def first_words(operator: Operator | None) -> Rich:
    """The greeting, the words for the service, who answers for the data."""
    return paragraphs(menu.WELCOME, consents.current(Purpose.SERVICE).text, policy.who_line(operator), ASK)


def asked_again(operator: Operator | None) -> Rich:
    """To somebody who is known already: the service goes on meanwhile."""
    return paragraphs(
        "Теперь о личных данных я спрашиваю прямо. Для вас ничего не меняется, нужно только ваше согласие.",
        consents.current(Purpose.SERVICE).text,
        policy.who_line(operator),
        f"Согласны? Нажмите «{consents.AGREE}».",
    )
