"""How often something comes again, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.time.recurrence import WEEKDAYS, Frequency, NotARule, Rule, parse_rule
from handlers.texts.language import counted

_ONCE: Final[Mapping[Frequency, str]] = {
    Frequency.WEEKLY: "каждую неделю",
    Frequency.MONTHLY: "каждый месяц",
    Frequency.YEARLY: "каждый год",
}
_UNITS: Final[Mapping[Frequency, tuple[str, str, str]]] = {
    Frequency.WEEKLY: ("неделю", "недели", "недель"),
    Frequency.MONTHLY: ("месяц", "месяца", "месяцев"),
    Frequency.YEARLY: ("год", "года", "лет"),
}
_ON: Final = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
_IN_MONTH: Final = (
    *(("й понедельник", "последний понедельник"), ("й вторник", "последний вторник"), ("ю среду", "последнюю среду")),
    *(("й четверг", "последний четверг"), ("ю пятницу", "последнюю пятницу"), ("ю субботу", "последнюю субботу")),
    ("е воскресенье", "последнее воскресенье"),
)
_WORKING: Final = WEEKDAYS[:5]


def repeats_words(rule: str) -> str:
    """«каждую неделю», «по вторникам и четвергам»; a rule that this product does not offer is only said to be one."""
    try:
        known = parse_rule(rule)
    except NotARule:
        return "повторяется"
    if known.frequency is Frequency.MONTHLY and known.days and known.interval == 1:
        place = _place(known.days[0])
        return f"{'во' if place.startswith('2') else 'в'} {place} каждого месяца"
    often = (
        _ONCE[known.frequency] if known.interval == 1 else f"раз в {counted(known.interval, *_UNITS[known.frequency])}"
    )
    if not known.days or known.frequency is Frequency.MONTHLY:
        return often
    days = _days(known)
    return days if known.interval == 1 else f"{often}, {days}"


def _days(rule: Rule) -> str:
    if len(rule.days) == len(WEEKDAYS):
        return "каждый день"
    if rule.days == _WORKING:
        return "по будням"
    return f"по {_listed([_ON[WEEKDAYS.index(day)] for day in rule.days])}"


def _place(day: str) -> str:
    place, number = day[:-2], WEEKDAYS.index(day[-2:])
    nth, last = _IN_MONTH[number]
    return last if place.startswith("-") else f"{place}-{nth}"


def _listed(words: Sequence[str]) -> str:
    return " и ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
