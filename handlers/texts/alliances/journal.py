"""The public journal in human words (row 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from domain.journal import Entry, Fault, Kind
from handlers.texts import messengers
from handlers.texts.alliances.card import rules_changed
from handlers.texts.language import clock, month, quoted, short_day
from handlers.texts.places import place
from talk.rich import Rich, bold, lines, paragraphs

ABOUT: Final = "Журнал сотрудничества"
SPOKEN: Final = ("журнал",)

VERIFY: Final = "Проверить журнал"
TO_JOURNAL: Final = "К журналу"
WHAT_IS_IT: Final = (
    "Журнал открыт всем. Каждая запись запечатана вместе с предыдущей, поэтому незаметно изменить её нельзя."
)
HASH_SHOWN: Final = 8

_FAULTS: Final = {
    Fault.NUMBER: "запись пропала, повторяется или стоит не на месте",
    Fault.LINK: "запись перед ней подменили или эта пришла из другого журнала",
    Fault.HASH: "содержание этой записи изменили после того, как она была сделана",
}
_PLAN: Final = {
    "announced": "В плане новое событие",
    "moved": "Событие перенесено",
    "changed": "Событие изменено",
    "cancelled": "Событие отменено",
}


def page(settlement: str, entries: Sequence[tuple[Entry, datetime]], paged: str | None) -> Rich:
    """``entries``: each with its moment on the reader's clock."""
    return paragraphs(
        lines(bold(f"Журнал сотрудничества {quoted(settlement)}"), WHAT_IS_IT),
        *(_entry(entry, at) for entry, at in entries),
        "Записей пока нет." if not entries else None,
        paged,
    )


def _entry(entry: Entry, at: datetime) -> Rich:
    return lines(
        bold(f"{entry.seq}. {moment(at)}"),
        words(entry),
        f"печать {entry.hash[:HASH_SHOWN]}",
    )


def whole(settlement: str, entries: int, *, last: str | None) -> Rich:
    return paragraphs(
        bold("Журнал цел"),
        f"В сотрудничестве {quoted(settlement)} проверено записей: {entries}. Ни одна не изменена и не пропала.",
        f"Печать последней записи: {last}. Если сохранить её у себя, потом можно сверить." if last else None,
    )


def broken(settlement: str, seq: int, why: Fault) -> Rich:
    return paragraphs(
        bold(f"Журнал нарушен с записи {seq}"),
        f"Сотрудничество {quoted(settlement)}: {_FAULTS[why]}. Записям до неё можно верить.",
        "Сообщите об этом координатору.",
    )


def words(entry: Entry) -> str:
    """One entry as people read it; facts that are missing are passed over."""
    return _WORDS[entry.kind](_Facts(entry.facts))


def moment(at: datetime) -> str:
    """«20 ноября 2026 года, 12:00»; ``at`` is on the reader's clock already."""
    return f"{short_day(at.date())} {at.year} года, {clock(at)}"


class _Facts:
    """Facts of an entry, read without trust: they may be of an older version."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self._facts = facts

    @property
    def every(self) -> Mapping[str, object]:
        return self._facts

    def text(self, name: str) -> str:
        value = self._facts.get(name)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def texts(self, name: str) -> list[str]:
        value = self._facts.get(name)
        return [str(one) for one in value] if isinstance(value, list | tuple) else []

    def yes(self, name: str) -> bool:
        return self._facts.get(name) is True

    @property
    def library(self) -> str:
        """The title with its place."""
        where = place(self.text("type"), self.text("settlement"), self.text("district"), self.text("region"))
        return ", ".join(part for part in (self.text("title"), where) if part)


def _told(sentence: str, *details: str) -> str:
    """«Sentence: one, two.», without the colon when there is nothing to tell."""
    known = [one for one in details if one]
    return f"{sentence}: {'; '.join(known)}." if known else f"{sentence}."


def _founded(facts: _Facts) -> str:
    name = facts.text("settlement")
    return _told(f"Создано сотрудничество {quoted(name)}" if name else "Создано сотрудничество", facts.text("region"))


def _plan(facts: _Facts) -> str:
    what = _PLAN.get(facts.text("what"), "План изменён")
    return _told(
        what,
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


def _correction(facts: _Facts) -> str:
    if facts.text("about") == "library":
        return _told("Уточнены сведения о библиотеке", facts.library)
    return _told("Исправлена запись в хронике", facts.text("title"), facts.text("host"))


def _agreement(facts: _Facts) -> str:
    version = facts.text("version")
    sections = ", ".join(facts.texts("sections"))
    return _told(f"Принята редакция {version} Соглашения" if version else "Принято Соглашение", sections)


def _group(sentence: str) -> Callable[[_Facts], str]:
    def told(facts: _Facts) -> str:
        messenger = facts.text("messenger")
        title = facts.text("title")
        return _told(
            sentence, ", ".join(part for part in (messengers.messenger(messenger), title and quoted(title)) if part)
        )

    return told


def _coordinators(facts: _Facts) -> str:
    change = facts.text("change")
    if change == "appointed":
        return "Назначен ещё один координатор."
    if change == "retired":
        return "Один из координаторов сложил обязанности."
    return "Изменился состав координаторов."


def _overridden(facts: _Facts) -> str:
    reason = facts.text("reason")
    return _told(
        "Координатор признал название",
        facts.text("settlement"),
        facts.text("title"),
        f"причина: {reason}" if reason else "",
    )


def _about_library(sentence: str) -> Callable[[_Facts], str]:
    return lambda facts: _told(sentence, facts.library)


_WORDS: Final[Mapping[Kind, Callable[[_Facts], str]]] = {
    Kind.FOUNDED: _founded,
    Kind.JOINED: _about_library("К Соглашению присоединилась библиотека"),
    Kind.LEFT: _about_library("Из Соглашения вышла библиотека"),
    Kind.REJOINED: _about_library("К Соглашению снова присоединилась библиотека"),
    Kind.VERDICT_OVERRIDDEN: _overridden,
    Kind.SETTLEMENT_CONFIRMED: _about_library("Координатор подтвердил населённый пункт"),
    Kind.PLAN_CHANGED: _plan,
    Kind.CHRONICLE_WRITTEN: lambda facts: _told("Новая запись в хронике", facts.text("title"), facts.text("host")),
    Kind.CORRECTION_MADE: _correction,
    Kind.AGREEMENT_ADOPTED: _agreement,
    Kind.RULES_CHANGED: lambda facts: _told("Изменены правила сотрудничества", *rules_changed(facts.every)),
    Kind.GROUP_BOUND: _group("Связана площадка"),
    Kind.GROUP_UNBOUND: _group("Отвязана площадка"),
    Kind.COORDINATOR_CHANGED: _coordinators,
    Kind.VOTE_CLOSED: lambda facts: _told("Голосование завершено", facts.text("title"), facts.text("result")),
}
