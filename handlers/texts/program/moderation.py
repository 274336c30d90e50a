"""What ``tezki moderate`` and ``tezki role revoke`` say to the operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from domain.moderation import Office, State, Subject
from handlers.texts.language import quoted

if TYPE_CHECKING:
    from storage.moderation.complaints import Complaint
    from storage.moderation.hidden import Hiding

MODERATE: Final = "Что видно всем и кому отвечает бот: скрыть, вернуть, решить спор, закрыть доступ."
LIST: Final = "Показать, что скрыто, и что ждёт решения."
MOST: Final = "Сколько строк показать."
HIDE: Final = (
    "Скрыть от всех: адрес страницы или имя, под которым это показывает tezki moderate list. Вместе с библиотекой "
    "скроются её события и хроника, вместе с сотрудничеством (alliance:адрес) скроется всё, что в нём есть. "
    "Координатор вернуть скрытое вами не может."
)
RESTORE: Final = "Снова показать всем."
REASON: Final = "Причина: её прочитают библиотекари и координаторы, чья это запись."
FOR_GOOD: Final = "И убрать из открытого журнала подробности записей об этом: насовсем."
DECIDE: Final = "Решить жалобу: её номер и «да» (согласиться) или «нет» (оставить как есть)."
YES: Final = "да"
NO: Final = "нет"
WORDS: Final = "Убрать подробности записей открытого журнала насовсем: адрес сотрудничества и номера записей."
BAN: Final = (
    "Не принимать больше сообщений от человека: номер бота (tezki account list), номер человека в мессенджере. "
    "Его обязанности и подписки прекратятся."
)
UNBAN: Final = "Снова принимать его сообщения. Обязанности и подписки сами не вернутся."
ROLE_REVOKE: Final = (
    "Освободить координатора: адрес сотрудничества, номер бота (tezki account list), номер человека в мессенджере."
)
THING_METAVAR: Final = "ЧТО"
REASON_METAVAR: Final = "ПРИЧИНА"
WORD_METAVAR: Final = "РЕШЕНИЕ"
LINES_METAVAR: Final = "ЗАПИСЬ …"
NOTHING: Final = "Ничего не скрыто, жалоб нет."
DECIDED: Final = "Готово: решение передано."
NOT_BANNED: Final = "Этому человеку доступ не закрывали."

_BY: Final[Mapping[Office, str]] = {
    Office.COORDINATOR: "координатор",
    Office.OPERATOR: "вы",
    Office.MEMBERS: "участники",
}
_SAID: Final[Mapping[Subject, str]] = {
    Subject.REPORT: "жалоба",
    Subject.NOT_OURS: "«это не наша библиотека»",
    Subject.NOT_STAFF: "«это не библиотекарь»",
    Subject.HIDING: "возражение: скрыли зря",
    Subject.REVOKE: "освободить координатора",
}


def hidden_line(hiding: Hiding, named: str, title: str) -> str:
    since = f"{hiding.hidden_at:%d.%m.%Y %H:%M} UTC"
    return f"Скрыто: {named} {quoted(title)}, {since}, {_BY[hiding.office]}: {hiding.reason}"


def complaint_line(complaint: Complaint, named: str, title: str) -> str:
    again = ", просят посмотреть ещё раз" if complaint.state is State.APPEALED else ""
    said = f"{_SAID[complaint.subject]}{again}"
    return f"Ждёт решения {complaint.id}, {said}: {named} {quoted(title)}. {complaint.words}"


def no_such_thing(named: str) -> str:
    known = "alliance:ivanovka, library:7, event:12, entry:3, picture:5, letter:2 или адрес страницы"
    return f"Ничего открытого под именем {named} нет. Подойдёт {known}."


def letter_line(number: int, title: str) -> str:
    return f"Рассылается: letter:{number} {quoted(title)}"


def hidden_letter(named: str, title: str) -> str:
    return f"Остановлено: {named} {quoted(title)}. Кто ещё не получил письмо, уже не получит."


LETTER_STOPPED: Final = "Остановленное письмо не рассылается дальше: пусть координатор напишет новое."


def hidden(named: str, title: str) -> str:
    return f"Скрыто: {named} {quoted(title)}. Из групп запись уберётся там, где мессенджер это позволяет."


def restored(named: str, title: str) -> str:
    return f"Снова видно всем: {named} {quoted(title)}."


def not_hidden(named: str) -> str:
    return f"{named} не скрыто."


def hidden_with(named: str) -> str:
    return f"Это скрыто вместе с {named}: верните его."


def words_removed(count: int) -> str:
    return f"Убраны подробности записей журнала: {count}."


def no_such_complaint(number: int) -> str:
    return f"Жалобы {number}, которую можно так решить, нет."


def banned(person: int) -> str:
    return f"Готово: от человека {person} сообщения больше не принимаются."


def unbanned(person: int) -> str:
    return f"Готово: сообщения от человека {person} снова принимаются."


def not_a_coordinator(settlement: str) -> str:
    return f"Это не координатор сотрудничества {quoted(settlement)}."


def revoked(settlement: str) -> str:
    return f"Готово: это больше не координатор сотрудничества {quoted(settlement)}."
