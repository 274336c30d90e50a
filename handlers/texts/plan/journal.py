"""What the public journal says of the plan (row 9)."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.journal import Kind
from handlers.texts.journal_kinds import KINDS, Facts
from handlers.texts.language import month, short_day

_PLAN: Final = {
    "announced": "В плане новое событие",
    "moved": "Событие перенесено",
    "changed": "Событие изменено",
    "cancelled": "Событие отменено",
    "taken_back": "Событие убрано из плана: его загрузили по ошибке",
}


@KINDS.told(Kind.PLAN_CHANGED)
def _plan(facts: Facts) -> str:
    return facts.sentence(
        _PLAN.get(facts.text("what"), "План изменён"),
        facts.text("title"),
        _day(facts.text("day"), month_only=facts.yes("month_only")),
        facts.text("host"),
    )


def _day(written: str, *, month_only: bool) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return month(day) if month_only else f"{short_day(day)} {day.year} года"
