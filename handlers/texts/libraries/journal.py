"""What the public journal says of libraries (row 9)."""

from __future__ import annotations

from domain.journal import Kind
from domain.libraries.service import VOUCHED_BY_OFFICE
from domain.libraries.uniting import PARTED, UNITED
from handlers.texts.journal_kinds import KINDS, Facts

KINDS.about_library(Kind.JOINED, "К Соглашению присоединилась библиотека")
KINDS.about_library(Kind.LEFT, "Из Соглашения вышла библиотека")
KINDS.about_library(Kind.REJOINED, "К Соглашению снова присоединилась библиотека")
KINDS.about_library(Kind.SETTLEMENT_CONFIRMED, "Координатор подтвердил населённый пункт")
KINDS.about_library(VOUCHED_BY_OFFICE, "Координатор подтвердил представителя библиотеки")


@KINDS.told(UNITED)
def _united(facts: Facts) -> str:
    return facts.sentence("Две карточки оказались одной библиотекой", facts.library, facts.text("other"))


@KINDS.told(PARTED)
def _parted(facts: Facts) -> str:
    return facts.sentence("Это всё-таки две библиотеки", facts.library, facts.text("other"))


@KINDS.told(Kind.VERDICT_OVERRIDDEN)
def _overridden(facts: Facts) -> str:
    reason = facts.text("reason")
    return facts.sentence(
        "Координатор признал название",
        facts.text("settlement"),
        facts.text("title"),
        f"причина: {reason}" if reason else "",
    )
