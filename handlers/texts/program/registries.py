"""What ``tezki import`` says of registries: to the one who runs the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.texts.language import counted, number

IMPORT = (
    "Загрузить реестр из файла: населённые пункты, координаты, библиотеки. Один файл можно загружать сколько угодно."
)
_WHERE = "Где взять файл, написано в руководстве, раздел «Реестры»."
IMPORT_OKTMO = f"Загрузить ОКТМО Росстата: все населённые пункты страны. {_WHERE}"
IMPORT_GEONAMES = f"Загрузить координаты, часовые пояса и население населённых пунктов. {_WHERE}"
IMPORT_LIBRARIES = f"Загрузить реестр библиотек Министерства культуры. {_WHERE}"
AGAIN = "Прочитать файл ещё раз, даже если он уже загружен."

NAMES: Final = {"oktmo": "ОКТМО", "geonames": "GeoNames", "libraries": "реестр библиотек"}


def loading(registry: str) -> str:
    """Beside the progress bar."""
    return f"Загружаю {NAMES[registry]}"


TROUBLES: Final = {
    "missing": "такого файла нет или его нельзя прочитать",
    "empty": "в файле нет ни одной подходящей записи",
    "archive": "это архив. Распакуйте его и укажите файл, который был внутри",
    "bomb": "архив подозрительный: внутри несоразмерно много. Скачайте его заново с сайта реестра",
    "large": "файл слишком большой или больше, чем о нём сказано: таких реестров не бывает",
    "binary": "это не текст. Нужен файл реестра, как он скачан с сайта: не таблица Excel и не документ",
    "long_line": "в файле слишком длинная строка: таких в реестре не бывает",
    "damaged": "файл повреждён или скачан не до конца. Скачайте его, пожалуйста, заново",
}
_FOREIGN: Final = {
    "oktmo": "это не ОКТМО. Нужен CSV Росстата: код, название и точки с запятой между ними",
    "geonames": "это не GeoNames. Нужен RU.txt или RU.zip: девятнадцать столбцов через табуляцию",
    "libraries": "это не реестр библиотек. Нужен JSON с сайта opendata.mkrf.ru",
}
_SKIPPED: Final = {
    "heading": "заголовки и муниципальные образования",
    "other": "не населённые пункты",
    "elsewhere": "не в России",
    "nameless": "без русского названия или без адреса",
    "region": "регион не узнан",
    "broken": "строка не читается",
    "long": "слишком длинные",
    "twice": "повторы",
}


def not_taken(registry: str, refusal: str, found: str | None) -> str:
    """Nothing was changed."""
    if refusal != "foreign":
        return f"Ничего не загружено: {TROUBLES[refusal]}."
    hint = f" Похоже на {NAMES[found]}: tezki import {found} ФАЙЛ." if found else ""
    return f"Ничего не загружено: {_FOREIGN[registry]}.{hint}"


def already(registry: str) -> str:
    return (
        f"Этот файл уже загружен ({NAMES[registry]}), ничего не изменилось. Прочитать его ещё раз: "
        f"tezki import {registry} --again ФАЙЛ."
    )


def resumed(position: int) -> str:
    done = counted(position, "запись прочитана", "записи прочитаны", "записей прочитано")
    return f"Продолжил с того места, где остановился в прошлый раз: {done} тогда."


def summary(registry: str, counts: Mapping[str, int], *, confirmed: int) -> str:
    """What became of every record of the file."""
    told = [
        f"Готово, {NAMES[registry]}: {counted(counts.get('read', 0), 'запись', 'записи', 'записей')}.",
        f"  новых: {number(counts.get('new', 0))}",
        f"  изменилось: {number(counts.get('changed', 0))}",
        f"  без изменений: {number(counts.get('same', 0))}",
    ]
    skipped = {words: counts[why] for why, words in _SKIPPED.items() if counts.get(why)}
    if skipped:
        told.append(f"  пропущено: {number(sum(skipped.values()))}")
        told += [f"    {words}: {number(many)}" for words, many in skipped.items()]
    if counts.get("gone"):
        told.append(f"  убрано, в новом файле их нет: {number(counts['gone'])}")
    if counts.get("kept"):
        told.append(
            f"  в файле нет {counted(counts['kept'], 'прежней записи', 'прежних записей', 'прежних записей')}. "
            "Похоже, он неполный, поэтому они оставлены"
        )
    if confirmed:
        told.append(f"Сверено с реестром библиотек-партнёров: {number(confirmed)}.")
    return "\n".join(told)
