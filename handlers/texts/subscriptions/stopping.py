"""«Стоп» and the way back."""

from __future__ import annotations

from typing import Final

from handlers.texts.language import counted
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, paragraphs

WORDS: Final = (
    Meant(
        label="Отписаться от всего",
        said=(
            "стоп; хватит; отстаньте; отстань; отпишите меня; отписаться от всего; отпишите от всего; не пишите мне; "
            "не пишите больше; не присылайте; не присылайте мне больше; больше не присылайте; не надо мне писать; "
            "перестаньте писать; прекратите; прекратите рассылку; отключите рассылку; замолчи; отвяжись; "
            "уберите меня из рассылки; не беспокоить; не беспокойте; достали; остановить; stop; отмените все подписки"
        ),
    ),
)
COME_BACK: Final = "Вернуть подписки"
SUBSCRIBE: Final = "Подписаться"
MINE: Final = "Мои подписки"
CAME_BACK: Final = "С возвращением! Снова буду напоминать, как раньше."
NOTHING_TO_BRING_BACK: Final = "Возвращать нечего: этого уже нет. Можно подписаться заново."


def stopped(subscriptions: int, *, serves: bool, coordinates: bool) -> Rich:
    """What ended, what did not, and how to come back."""
    ended = counted(subscriptions, "подписка", "подписки", "подписок")
    business = None
    if serves or coordinates:
        whose = "сотрудничества" if coordinates else "вашей библиотеки"
        business = f"О делах {whose} писать буду: это не подписка, а ваша работа."
    return paragraphs(
        f"Хорошо, больше не напоминаю. Отменено: {ended}." if subscriptions else "Хорошо. Подписок у вас и так нет.",
        business,
        "Передумаете: напишите «подписаться».",
    )
