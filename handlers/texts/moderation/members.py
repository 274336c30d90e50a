"""The members are asked whether a coordinator decided rightly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.moderation import Subject, What
from handlers.texts.language import counted, short_day
from handlers.texts.moderation.hiding import named
from talk.rich import Rich, bold, paragraphs

ASK: Final = "Спросить участников"
CALLED: Final = "вопрос к участникам"
WHY: Final = (
    "Почему решение неверно? Напишите несколько слов: их вместе с решением прочитают библиотекари участников. "
    "Пожалуйста, без имён и телефонов."
)
YES: Final = "Спросить"
NOT_NOW: Final = "Хорошо, никого не спросил. Спросить можно, пока не прошло две недели после решения."
NOT_ASKED: Final = (
    "Об этом участников спросить нельзя: прошло больше двух недель, их уже спрашивали, "
    "или решал тот, кто отвечает за бота."
)
NOBODY_TO_ASK: Final = "Пока спросить некого: в сотрудничестве нет других библиотек, за которые кто-то говорит."
RIGHT: Final = "Решение верно"
OVERTURN: Final = "Отменить решение"
CLOSED: Final = "На этот вопрос больше не отвечают: время вышло или большинство уже ответило."
NO_VOICE: Final = (
    "Здесь отвечают библиотеки, которые были участниками, когда решал координатор, кроме той, о которой спор."
)
REASON: Final = "Так решили участники."
"""Why a thing is hidden or seen again."""

_WAS: Final[Mapping[Subject, tuple[str, str]]] = {
    Subject.REPORT: ("скрыть от всех", "оставить: жалоба не подтвердилась"),
    Subject.NOT_OURS: ("скрыть библиотеку", "оставить: библиотека настоящая"),
    Subject.NOT_STAFF: (
        "от имени библиотеки говорит не её работник",
        "оставить: от имени библиотеки говорит её работник",
    ),
    Subject.HIDING: ("показать снова", "оставить скрытым"),
}
"""By what it was about: what a coordinator said who agreed, and who did not."""
_INSTEAD: Final[Mapping[Subject, tuple[str, str]]] = {
    Subject.REPORT: ("Это снова видно всем.", "Этого больше не видно."),
    Subject.NOT_OURS: ("Библиотека снова видна всем.", "Библиотека скрыта."),
    Subject.NOT_STAFF: (
        "Те, кого после него убрали, снова ведут дела библиотеки.",
        "С теми, кто говорил от имени библиотеки, разберётся координатор.",
    ),
    Subject.HIDING: ("Это снова скрыто.", "Это снова видно всем."),
}
"""The same: what comes of it when it falls."""


def _decision(subject: Subject, *, upheld: bool) -> str:
    return _WAS[subject][not upheld]


def sure(subject: Subject, what: What, title: str, words: str, *, upheld: bool) -> Rich:
    return paragraphs(
        f"Спросить участников, верно ли решение? {named(what, title)}.",
        f"Координатор решил: {_decision(subject, upheld=upheld)}.",
        f"Ваши слова: {words}",
        "Спросить можно один раз. Отвечают неделю, у каждой библиотеки один голос.",
    )


def asked(until: date) -> str:
    return f"Готово, спросил участников. Отвечают до {short_day(until)}, о решении я напишу."


def question(subject: Subject, what: What, title: str, *, reason: str, plea: str, until: date, upheld: bool) -> Rich:
    """To all who speak for a member."""
    return paragraphs(
        bold("Участников просят рассудить"),
        named(what, title),
        f"Координатор решил: {_decision(subject, upheld=upheld)}. Его слова: {reason}",
        f"Кто не согласен, пишет: {plea}" if plea else None,
        f"Верно ли решение? Ответьте до {short_day(until)}. У библиотеки один голос, его можно изменить.",
    )


def voice_given(libraries: int, until: date, *, overturn: bool) -> str:
    whose = "Голос вашей библиотеки учтён" if libraries == 1 else "Голоса ваших библиотек учтены"
    said = OVERTURN if overturn else RIGHT
    return f"Спасибо! {whose}: «{said.lower()}». До {short_day(until)} можно передумать."


def told_result(
    subject: Subject, what: What, title: str, against: int, rightly: int, *, upheld: bool, fallen: bool
) -> Rich:
    """To whoever asked, the coordinator and those who answered. ``upheld``: as the coordinator had decided."""
    came = _INSTEAD[subject][not upheld]
    return paragraphs(
        bold(f"Участники ответили. {named(what, title)}"),
        f"За отмену {counted(against, 'голос', 'голоса', 'голосов')}, за решение {rightly}.",
        f"Решение отменено. {came}" if fallen else "Решение остаётся.",
        "Это окончательно.",
    )


def told_staff(title: str, reason: str) -> Rich:
    """To those of whom a coordinator says that they do not work there."""
    return paragraphs(
        bold(f"Координатор согласился: «Это не библиотекарь». {named(What.LIBRARY, title)}"),
        f"Его слова: {reason}",
        "Если вы не согласны, две недели можно один раз спросить участников.",
    )
