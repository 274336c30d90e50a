"""«Не использовать мои данные»: nothing of a person is used or shown until they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import ALWAYS_YEAR, quoted, short_day
from talk.rich import Rich, bold, paragraphs

if TYPE_CHECKING:
    from datetime import date

YES_BLOCK: Final = "Да, не использовать"
KEEP: Final = "Оставить как есть"
UNBLOCKED: Final = "Готово: ваши данные снова используются. Подписки, напоминания и контакт на месте."
NOT_BLOCKED: Final = "Ваши данные используются как обычно."


def sure(alone: tuple[list[str], list[str]]) -> Rich:
    """``alone``: libraries and alliances that nobody else answers for."""
    libraries, alliances = alone
    return paragraphs(
        bold("Не использовать ваши данные?"),
        "Я ничего не сотру, но и не трону: напоминаний и писем не будет, ваш контакт никто не увидит, "
        "а отвечать я буду только о самих данных. Вернуть всё можно одной кнопкой.",
        "Так просят, если в данных ошибка и с ней надо разобраться.",
        f"Пока вы так решили, некому будет вести дела библиотеки: {', '.join(libraries)}." if libraries else None,
        f"Без координатора пока останется: {', '.join(map(quoted, alliances))}." if alliances else None,
    )


def blocked(since: date) -> Rich:
    return paragraphs(
        f"С {short_day(since, today=ALWAYS_YEAR)} я не использую ваши данные, как вы просили: "
        "ничего не присылаю и никому вас не показываю.",
        "Если всё выяснилось, нажмите «Снова использовать». Посмотреть, забрать и стереть данные можно и сейчас.",
    )
