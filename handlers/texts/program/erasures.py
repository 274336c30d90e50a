"""Acts of erasure, and a database put back from a copy, as the operator reads of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.language import counted

if TYPE_CHECKING:
    from storage.people.erasures import Act

ERASURES = "Акты об уничтожении данных: номера, даты, сколько строк. С «--act» показывает акт целиком."
NUMBER = "Номер акта."
MOST = "Сколько последних показать."
APPLY = (
    "Стереть снова тех, кого вернула старая копия базы: по списку рядом с базой и по файлу, если он назван. "
    "Нужна, если базу вернули другой программой; «tezki restore» и запуск делают это сами."
)
RESTORE_LIST = "Ещё один список стёртых, если его копия лежит на другом компьютере."
LIST_METAVAR = "ФАЙЛ"
NONE = "Никого не стирали."
NO_FILE = "Такого файла нет."
NOTHING_AGAIN = "Стирать снова некого."

_WHY = {"asked": "попросил сам", "unseen": "год молчания", "operator": "письменная просьба"}


def line(act: Act) -> str:
    rows = counted(sum(act.counts.values()), "строка", "строки", "строк")
    return f"№ {act.id}  {act.at:%d.%m.%Y %H:%M} UTC  {_WHY.get(act.why, act.why)}  {rows}"


def no_such(number: int) -> str:
    return f"Акта № {number} нет: такого не было, или прошло больше трёх лет."


def erased_again(people: int) -> str:
    return f"Снова стёрто: {counted(people, 'человек', 'человека', 'человек')} (копия была старше просьбы)."


def restored(kept: str | None) -> str:
    return "База возвращена из копии." + (f" Прежняя лежит в {kept}." if kept else "")


def restore_failed(why: str) -> str:
    return f"База осталась как была: {why}."
