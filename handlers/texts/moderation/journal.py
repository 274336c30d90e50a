"""What the public journal says of what was hidden: that it was, never what it was."""

from __future__ import annotations

from typing import Final

from domain.moderation import HIDDEN, MEMBERS_DECIDED, RESTORED
from handlers.texts.journal_kinds import KINDS, Facts

_WHAT: Final = {
    "alliance": "Сотрудничество",
    "library": "Библиотека",
    "event": "Событие",
    "entry": "Запись хроники",
    "picture": "Фотография",
    "letter": "Письмо",
}
_IS_HIDDEN: Final = {
    "alliance": "скрыто",
    "library": "скрыта",
    "event": "скрыто",
    "entry": "скрыта",
    "picture": "скрыта",
    "letter": "скрыто",
}
_IS_SHOWN: Final = {
    "alliance": "снова видно",
    "library": "снова видна",
    "event": "снова видно",
    "entry": "снова видна",
    "picture": "снова видна",
    "letter": "снова видно",
}
_BY: Final = {
    "coordinator": "Решил координатор.",
    "operator": "Решил тот, кто отвечает за бота.",
    "members": "Решили участники.",
}


@KINDS.told(HIDDEN)
def _hidden(facts: Facts) -> str:
    return _said(facts, _IS_HIDDEN, "Запись скрыта от всех")


@KINDS.told(RESTORED)
def _restored(facts: Facts) -> str:
    return _said(facts, _IS_SHOWN, "Запись снова видна всем")


@KINDS.told(MEMBERS_DECIDED)
def _decided(facts: Facts) -> str:
    became = "отменили решение координатора" if facts.yes("fallen") else "оставили решение координатора"
    against, rightly = facts.text("against"), facts.text("rightly")
    return f"Участники рассудили спор: {became}. За отмену голосов {against}, за решение {rightly}."


def _said(facts: Facts, became: dict[str, str], otherwise: str) -> str:
    what = facts.text("what")
    whom = "всем" if became is _IS_SHOWN else "от всех"
    said = f"{_WHAT[what]} {became[what]} {whom}" if what in _WHAT else otherwise
    return " ".join(part for part in (f"{said}.", _BY.get(facts.text("office"), "")) if part)
