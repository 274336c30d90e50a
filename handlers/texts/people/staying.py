"""Whoever was not seen for long is asked whether they stay."""

from __future__ import annotations

from typing import Final

from handlers.texts.language import counted
from talk.rich import Rich, paragraphs

STAY: Final = "Остаюсь"
STAYED: Final = "Рад, что вы остаётесь! Всё на месте."
ERASED: Final = (
    "Вы давно не писали и не ответили, остаётесь ли, поэтому я стёр всё, что о вас хранил. "
    "Если захотите вернуться, просто напишите мне: начнём с чистого листа."
)


def do_you_stay(months: int, days: int) -> Rich:
    """``months``: without a word; ``days``: for the answer."""
    return paragraphs(
        f"Вы не писали мне {counted(months, 'месяц', 'месяца', 'месяцев')}. Остаётесь? "
        "Тогда нажмите «Остаюсь», и всё будет как прежде.",
        f"Если не ответите, через {counted(days, 'день', 'дня', 'дней')} я сотру всё, что о вас знаю: "
        "подписки, настройки, записи в библиотеках. Так я не храню лишнего.",
    )
