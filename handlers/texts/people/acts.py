"""The act of an erasure, as the person gets it and as the operator prints it; nothing in it says who it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import ALWAYS_YEAR, short_day
from handlers.texts.personal import PERSONAL
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from datetime import date

    from storage.people.erasures import Act

METHOD: Final = (
    "Способ: записи удалены из базы, место на диске перезаписано. В резервных копиях они исчезнут не позже чем "
    "через 30 дней; если копию вернут раньше, бот сотрёт их снова."
)
WHY: Final = {
    "asked": "Причина: просьба самого человека.",
    "unseen": "Причина: год без сообщений и месяц без ответа.",
    "operator": "Причина: письменная просьба.",
}


def act(done: Act, day: date) -> Rich:
    """``day``: by the clock of whoever reads it."""
    told = [*PERSONAL.counted(done.counts)]
    return paragraphs(
        bold(f"Акт об уничтожении данных № {done.id}"),
        f"Дата: {short_day(day, today=ALWAYS_YEAR)}. Отпечаток: {', '.join(one[:16] for one in done.digests)}.",
        WHY.get(done.why, ""),
        lines("Стёрто:", *(f"• {one}" for one in told)) if told else "Стёрто: настройки.",
        METHOD,
        "Сохраните это сообщение, если акт вам нужен: у меня остался только он, без ваших данных.",
    )
