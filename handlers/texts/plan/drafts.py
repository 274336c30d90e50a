"""What is said while all drafts are announced at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.texts.language import counted
from talk.rich import Rich, lines, paragraphs

NAMED: Final = 10
"""Events that are named before all are announced."""
ANNOUNCE_ALL: Final = "Объявить все"
NOT_NOW: Final = "Не сейчас"


def _events(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def announce_label(count: int) -> str:
    """«Объявить все: 27»."""
    return f"{ANNOUNCE_ALL}: {count}"


def sure_to_announce(count: int, named: Sequence[Rich], others: int) -> Rich:
    """``named``: the first of them, a line each; ``others``: those that want a look before."""
    return paragraphs(
        f"Объявить {_events(count)}? Они появятся в плане, в афише и в группах.",
        lines(*named),
        f"И ещё {_events(count - len(named))}." if count > len(named) else None,
        _others(others),
    )


def announced(count: int, left: int, others: int) -> Rich:
    return paragraphs(
        f"Объявлено {_events(count)}. Они уже в плане и афише, а отдельные записи в группах выйдут ближе к каждому дню."
        if count
        else None,
        f"Осталось объявить {_events(left)}." if left else None,
        _others(others),
    )


def nothing_ready(others: int) -> Rich:
    return paragraphs("Объявлять сразу нечего.", _others(others))


def _others(count: int) -> str | None:
    """Those whose time is past, or was guessed."""
    if not count:
        return None
    return f"В черновиках останется {_events(count)}. Там надо проверить время: откройте и поправьте."
