"""What is said of a settlement that a registry knows, or does not (row 5)."""

from __future__ import annotations

from typing import Final

from handlers.texts.language import counted, quoted
from talk.rich import Rich, bold, lines, paragraphs

LABEL_PLACE: Final = "Место в реестре"
YES: Final = "Да, это мы"
NO: Final = "Нет, это не мы"
NONE_OF_THESE: Final = "Нашего здесь нет"
CONFIRMED: Final = "Населённый пункт сверен с реестром."
SEVERAL: Final = "В реестре таких несколько. Который ваш?"
OTHERWISE: Final = "Хорошо, спрошу по порядку."


def is_this_yours(place: str, zone_city: str | None) -> Rich:
    """The only one of that name in the region."""
    return paragraphs(
        "В реестре он записан так:",
        lines(bold(place), f"Время: {zone_city}" if zone_city else None),
        "Это ваш населённый пункт?",
    )


def not_there(name: str, region: str) -> str:
    """A note, never a refusal."""
    where = f"{quoted(name)} ({region})"
    return f"В реестре нет {where}. Так бывает: реестр знает не всё. Продолжаем, а координатор посмотрит."


def namesakes_known(name: str, places: int, regions: int) -> str:
    """While an alliance is founded: how many could be invited."""
    known = counted(places, "населённый пункт", "населённых пункта", "населённых пунктов")
    where = counted(regions, "регионе", "регионах", "регионах")
    return f"В реестре {known} {quoted(name)} в {where}. Когда создадим сотрудничество, помогу написать каждому."


def none_known(name: str) -> str:
    return f"В реестре населённых пунктов {quoted(name)} я не нашёл. Так бывает: реестр знает не всё. Продолжаем."
