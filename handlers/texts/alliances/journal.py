"""The public journal in human words (row 9), and the words of what happens to the alliance itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.journal import Entry, Fault, Kind
from handlers.texts.alliances.card import rules_changed
from handlers.texts.journal_kinds import KINDS, Facts
from handlers.texts.language import clock, counted, plural, quoted, short_day
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

ABOUT: Final = "Журнал сотрудничества"
IN_MENU: Final = "Журнал"
SPOKEN: Final = ("журнал",)

WORDS: Final = (
    Meant(
        label="Журнал",
        said="журнал; журнал сотрудничества; протокол; кто что сделал; журнал изменений",
    ),
)

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
    Fault.WORDS: "подробности этой записи убраны, а записи об этом нет",
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
    return lines(bold(f"{entry.seq}. {moment(at)}"), words(entry))


def whole(settlement: str, entries: int, *, last: str | None) -> Rich:
    return paragraphs(
        bold("Журнал цел"),
        f"Сотрудничество {quoted(settlement)}. {checked(entries)}",
        f"Печать последней записи: {last}. Если сохранить её у себя, потом можно сверить." if last else None,
    )


def checked(entries: int) -> str:
    """«Проверена 71 запись: ни одна не изменена и не пропала.»"""
    done = plural(entries, "Проверена", "Проверены", "Проверено")
    return f"{done} {counted(entries, 'запись', 'записи', 'записей')}: ни одна не изменена и не пропала."


def broken(settlement: str, seq: int, why: Fault) -> Rich:
    return paragraphs(
        bold(f"Журнал нарушен с записи {seq}"),
        f"Сотрудничество {quoted(settlement)}: {_FAULTS[why]}. Записям до неё можно верить.",
        "Сообщите об этом координатору.",
    )


def words(entry: Entry) -> str:
    """One entry as people read it; facts that are missing are passed over."""
    return KINDS.words(entry)


def moment(at: datetime) -> str:
    """«20 ноября 2026 года, 12:00»; ``at`` is on the reader's clock already."""
    return f"{short_day(at.date())} {at.year} года, {clock(at)}"


@KINDS.told(Kind.FOUNDED)
def _founded(facts: Facts) -> str:
    name = facts.text("settlement")
    return facts.told(f"Создано сотрудничество {quoted(name)}" if name else "Создано сотрудничество", "region")


@KINDS.told(Kind.AGREEMENT_ADOPTED)
def _agreement(facts: Facts) -> str:
    version = facts.text("version")
    sections = ", ".join(facts.texts("sections"))
    return facts.sentence(f"Принята редакция {version} Соглашения" if version else "Принято Соглашение", sections)


@KINDS.told(Kind.RULES_CHANGED)
def _rules(facts: Facts) -> str:
    return facts.sentence("Изменены правила сотрудничества", *rules_changed(facts.every))


@KINDS.told(Kind.COORDINATOR_CHANGED)
def _coordinators(facts: Facts) -> str:
    change = facts.text("change")
    if change == "appointed":
        return "Назначен ещё один координатор."
    if change == "retired":
        return "Один из координаторов сложил обязанности."
    if change == "revoked":
        return "Один из координаторов освобождён от обязанностей."
    return "Изменился состав координаторов."


@KINDS.told(Kind.WORDS_REMOVED)
def _removed(facts: Facts) -> str:
    line = facts.text("line")
    return f"Убраны подробности записи {line}: сама запись и её печать остались." if line else "Убраны подробности."


@KINDS.told(Kind.VOTE_CLOSED)
def _vote(facts: Facts) -> str:
    return facts.told("Голосование завершено", "title", "result")
