"""What the public journal says of groups (row 9)."""

from __future__ import annotations

from domain.journal import Kind
from handlers.texts import messengers
from handlers.texts.journal_kinds import KINDS, Facts
from handlers.texts.language import quoted


@KINDS.told(Kind.GROUP_BOUND)
def _bound(facts: Facts) -> str:
    return facts.sentence("Подключена группа", _group(facts))


@KINDS.told(Kind.GROUP_UNBOUND)
def _unbound(facts: Facts) -> str:
    return facts.sentence("Отключена группа", _group(facts))


def _group(facts: Facts) -> str:
    messenger, title = facts.text("messenger"), facts.text("title")
    return ", ".join(part for part in (messengers.messenger(messenger), title and quoted(title)) if part)
