"""What the public journal says of what was hidden: that it was, never what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.moderation import HIDDEN, MEMBERS_DECIDED, RESTORED, What
from handlers.texts.journal_kinds import KINDS, Facts
from handlers.texts.moderation.hiding import IS_HIDDEN, IS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHAT: Final = {
    "alliance": "Сотрудничество",
    "library": "Библиотека",
    "event": "Событие",
    "entry": "Запись хроники",
    "picture": "Фотография",
    "letter": "Письмо",
}

_BY: Final = {
    "coordinator": "Решил координатор.",
    "operator": "Решил тот, кто отвечает за бота.",
    "members": "Решили участники.",
}


@KINDS.told(HIDDEN)
def _hidden(facts: Facts) -> str:
    return _said(facts, IS_HIDDEN, "Запись скрыта от всех")


@KINDS.told(RESTORED)
def _restored(facts: Facts) -> str:
    return _said(facts, IS_SHOWN, "Запись снова видна всем")


@KINDS.told(MEMBERS_DECIDED)
def _decided(facts: Facts) -> str:
    became = "отменили решение координатора" if facts.yes("fallen") else "оставили решение координатора"
    against, rightly = facts.text("against"), facts.text("rightly")
    return f"Участники рассудили спор и {became}. Голосов за отмену {against}, за решение {rightly}."


def _said(facts: Facts, became: Mapping[What, str], otherwise: str) -> str:
    what = facts.text("what")
    whom = "всем" if became is IS_SHOWN else "от всех"
    said = f"{_WHAT[what]} {became[What(what)]} {whom}" if what in _WHAT else otherwise
    return " ".join(part for part in (f"{said}.", _BY.get(facts.text("office"), "")) if part)
