"""A hint to coordinators when their groups have been silent for long (row 19): what could be told, never a reproach."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.texts.language import counted, quoted
from handlers.texts.plan.event import event_line
from handlers.texts.turn import shared
from talk.prompt import Button, Rows
from talk.rich import Rich, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan.events import Event

HINTS: Final = 3


def nudge(settlement: str, days: int, coming: Sequence[Event], total: int, *, now: datetime) -> Rich:
    """``days`` of silence; ``coming``: the first few of ``total`` events of the next month."""
    silence = counted(days, "день", "дня", "дней")
    if coming:
        about = lines(
            f"В ближайший месяц в плане {counted(total, 'событие', 'события', 'событий')}. "
            f"{'О нём' if total == 1 else 'О них'} можно рассказать подробнее: добавить описание или афишу, "
            "и я обновлю запись.",
            *(Rich() + "– " + event_line(event, now=now) for event in coming),
        )
    else:
        about = lines(
            "Вот с чего можно начать:",
            "– добавить в план встречу, выставку или онлайн-чтения;",
            "– записать в хронику, что уже прошло;",
            "– пригласить ещё одну библиотеку-тёзку.",
        )
    return paragraphs(
        f"Здравствуйте! В группах библиотек {quoted(settlement)} уже {silence} нет новых записей.",
        about,
        "Как часто напоминать и напоминать ли вообще, можно выбрать в делах координатора.",
    )


def nudge_rows(alliance_id: int) -> Rows:
    return (
        (Button(label="Добавить событие", press="event"), Button(label="План", press=f"plan:{alliance_id}")),
        (Button(label="Дела координатора", press=f"alliance:{alliance_id}"), shared.BACK_TO_MENU),
    )
