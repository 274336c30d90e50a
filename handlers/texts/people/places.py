"""«Куда присылать»: which address gets what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import short_day
from handlers.texts.messengers import messenger, messenger_first
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

PLACES: Final = "Куда присылать"
SETTINGS: Final = "Все настройки"
WHERE_LAST: Final = "Откуда я писал последний раз"
TOPICS: Final = {
    "reminders": "Напоминания",
    "digests": "Сводка на неделю",
    "letters": "Письма библиотек",
    "work": "Дела библиотеки",
}
_WHAT: Final = {
    "reminders": "напоминания",
    "digests": "сводку на неделю",
    "letters": "письма библиотек",
    "work": "новости о делах библиотеки",
}


def shown(chosen: Sequence[tuple[str, str | None]]) -> Rich:
    """By topic the messenger; None: where they wrote last."""
    return paragraphs(
        bold("Куда присылать"),
        lines(*(f"{TOPICS[topic]}: {_where(kind)}." for topic, kind in chosen)),
        "Отвечаю я всегда там, где вы спросили.",
    )


def there(kind: str, since: date) -> str:
    return f"{messenger_first(kind)}, с {short_day(since)}"


def which(topic: str) -> str:
    return f"Куда присылать {_WHAT[topic]}?"


def kept(topic: str, kind: str | None) -> str:
    return f"Хорошо, запомнил. {TOPICS[topic]}: {_where(kind)}."


def _where(kind: str | None) -> str:
    return "туда, откуда вы писали последний раз" if kind is None else messenger(kind)
