"""What the public journal says of the chronicle and of corrections (row 9)."""

from __future__ import annotations

from domain.journal import Kind
from handlers.texts.journal_kinds import KINDS, Facts


@KINDS.told(Kind.CHRONICLE_WRITTEN)
def _written(facts: Facts) -> str:
    return facts.told("Новая запись в хронике", "title", "host")


@KINDS.told(Kind.CORRECTION_MADE)
def _correction(facts: Facts) -> str:
    """One kind for whatever is corrected: the facts say what."""
    if facts.text("about") == "library":
        return facts.sentence("Уточнены сведения о библиотеке", facts.library)
    return facts.told("Исправлена запись в хронике", "title", "host")
