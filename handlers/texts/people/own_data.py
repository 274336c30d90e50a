"""Everything that is kept of a person, by name: page by page, and in the file that they take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from handlers.texts.language import ALWAYS_YEAR, counted, quoted, short_day
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LONGEST: Final = 200
"""Characters of a line on a page; in the file it is whole."""
BEING_MADE: Final = "Собираю ваши данные в файл. Пришлю его сюда через минуту."
TOO_OFTEN: Final = "Файл я присылал вам меньше часа назад. Новый соберу позже: попросите ещё раз через час."
READY: Final = (
    "Вот всё, что я о вас храню. В архиве файл «мои-данные.html»: откройте его, чтобы прочитать. "
    "Рядом то же самое для программ и ваши фотографии. Не пересылайте архив: в нём ваши номера и слова."
)
FILE_NAME: Final = "мои-данные.zip"
PAGE_NAME: Final = "мои-данные.html"
FOR_PROGRAMS_NAME: Final = "мои-данные.json"
PICTURE_FOLDER: Final = "фотографии"
TITLE: Final = "Мои данные"
NOTHING_HERE: Final = "Ничего не хранится."
CONTENTS: Final = "Что здесь есть"
NOT_HERE: Final = "Чего здесь нет"
PICTURES_LEFT_OUT: Final = (
    "часть ваших фотографий: вместе они больше, чем помещается в один файл. Попросите их у меня позже"
)
NO_LOOKS: Final = (
    "За последние три месяца ваш контакт никому не показывали, и тот, кто держит бота, ваших данных не смотрел."
)
BY_OPERATOR: Final = "тот, кто держит бота"
BY_SOMEBODY: Final = "участник"
BY_ERASED: Final = "тот, чьих данных у меня больше нет"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody was shown what is somebody else's."""

    day: date
    who: str
    what: str
    """contact_seen, data_seen."""
    times: int


def by_name(sections: Sequence[tuple[str, Sequence[str]]], page: str | None) -> Rich:
    """``sections``: a heading, and the lines under it; ``page``: «Страница 2 из 5.»."""
    blocks = [lines(bold(heading), *(f"• {_short(one)}" for one in told)) for heading, told in sections]
    return paragraphs(bold("Всё, что я о вас храню"), *blocks, page)


def looks(found: Sequence[Look], page: str | None) -> Rich:
    """The newest first."""
    if not found:
        return paragraphs(bold("Кто смотрел ваши данные"), NO_LOOKS)
    told = (f"• {short_day(one.day, today=ALWAYS_YEAR)}: {one.who}, {_looked(one)}" for one in found)
    return paragraphs(bold("Кто смотрел ваши данные"), lines(*told), "Такие отметки хранятся 90 дней.", page)


def coordinates(settlement: str) -> str:
    return f"координатор сотрудничества {quoted(settlement)}"


def serves_in(title: str) -> str:
    return f"библиотекарь, {title}"


def made_on(day: date) -> str:
    return f"Собрано {short_day(day, today=ALWAYS_YEAR)}. Здесь всё, что бот «Тёзки» хранит о вас."


def cut_short(shown: int, total: int) -> str:
    left = counted(total - shown, "более старая запись", "более старые записи", "более старых записей")
    return f"Ещё {left}: в файл вошли последние {shown}."


def kept_days(days: int) -> str:
    return f"Хранится {counted(days, 'день', 'дня', 'дней')}."


KEPT_WITH_YOU: Final = "Хранится, пока вы мне пишете: после года молчания я спрошу и через месяц сотру."


def _looked(one: Look) -> str:
    often = f", {counted(one.times, 'раз', 'раза', 'раз')}" if one.times > 1 else ""
    return f"{'смотрел ваш контакт' if one.what == 'contact_seen' else 'смотрел ваши данные'}{often}"


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
