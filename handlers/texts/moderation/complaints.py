"""What people say against a public thing, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain.moderation import Office, State, Subject, What
from handlers.texts.language import counted, plural, quoted, short_day
from handlers.texts.moderation.hiding import named
from talk.rich import Rich, bold, lines, paragraphs

REPORT: Final = "Пожаловаться"
CALLED: Final = "жалоба"
DECIDE_CALLED: Final = "решение по жалобе"
ANSWER_CALLED: Final = "ответ на вопрос о библиотеке"
NOTHING_THERE: Final = "Этого здесь уже нет. Спасибо, что заметили!"
NOT_SEEN: Final = "Это уже скрыто. Спасибо, что заметили!"
BEFORE: Final = "Вы об этом уже писали. Спасибо! Когда об этом решат, я вам напишу."
THANKS: Final = "Спасибо! Я передал это координаторам. О решении напишу вам сюда."
THANKS_TO_OPERATOR: Final = "Спасибо! Я передал это тому, кто отвечает за бота. О решении напишу вам сюда."
NOT_NOW: Final = "Хорошо, ничего не отправил."
SEND: Final = "Отправить"

OTHER: Final = "other"
REASONS: Final[Mapping[str, str]] = {
    "false": "Это неправда",
    "person": "Здесь личное о человеке или фото без согласия",
    "rude": "Здесь грубость или обида",
    "advert": "Это реклама",
    "law": "Это нарушает закон",
    OTHER: "Другое, напишу словами",
}
DISPUTES: Final[Mapping[Subject, str]] = {
    Subject.NOT_OURS: "Это не наша библиотека",
    Subject.NOT_STAFF: "Это не библиотекарь",
}
"""Said of a library; the library is asked what it says."""
OWN_WORDS: Final = "Что не так? Хватит нескольких слов."
WHY_NOT_OURS: Final = (
    "Откуда вы знаете, что это не ваша библиотека или что такой нет? Если вы там работаете, напишите, кем. "
    "Ваши слова прочитают координаторы."
)
WHY_NOT_STAFF: Final = (
    "Почему вы думаете, что от имени библиотеки говорит не её работник? Ваши слова прочитают координаторы."
)

NONE_WAIT: Final = "Жалоб нет."
LIST: Final = "Жалобы"
OPEN: Final = "Посмотреть"
OPEN_THING: Final = "Открыть запись"
STAFF: Final = "Кто ведёт дела"
TO_LIST: Final = "Все жалобы"
DECIDED_BEFORE: Final = "Эту жалобу уже рассмотрели или её больше нет."
ANSWER: Final = "Ответить"
ANSWER_WORDS: Final = "Как есть на самом деле? Координатор прочитает ваш ответ, когда будет решать."
ANSWERED: Final = "Спасибо, я передал ваш ответ координаторам."
ANSWERED_BEFORE: Final = "На этот вопрос уже ответили."
WHY: Final = "Почему вы так решили? Напишите несколько добрых слов тому, кто обратился."
STILL_WAITS: Final = "Хорошо, решите позже. Жалоба подождёт."
DONE: Final = "Готово, решение передано."
NOT_YOURS: Final = (
    "Это решает кто-то другой: вы сами скрыли это, решали об этом раньше или сами об этом написали. "
    "Если других координаторов нет, решит тот, кто отвечает за бота."
)
STILL_HEARD: Final = (
    "Сначала выслушаем библиотеку: она ещё не ответила, а время на ответ не вышло. Оставить как есть можно и сейчас."
)
OWN_LIBRARY: Final = "Это о вашей библиотеке, поэтому решает другой координатор или тот, кто отвечает за бота."
APPEALED_TO_OPERATOR: Final = "Хорошо. Ещё раз посмотрит тот, кто отвечает за бота. Решение будет окончательным."
APPEAL: Final = "Пусть посмотрит кто-то ещё"
APPEALED: Final = (
    "Хорошо. Посмотрит другой координатор, а если его нет, тот, кто отвечает за бота. "
    "Если и он решит так же, две недели можно спросить участников."
)
NOT_APPEALED: Final = "Здесь просить больше не о чем: решение окончательное или ещё не принято."

_UPHOLD: Final[Mapping[Subject, str]] = {
    Subject.REPORT: "Скрыть от всех",
    Subject.NOT_OURS: "Скрыть библиотеку",
    Subject.NOT_STAFF: "Согласиться",
    Subject.HIDING: "Показать снова",
}
_DECLINE: Final[Mapping[Subject, str]] = {
    Subject.REPORT: "Оставить",
    Subject.NOT_OURS: "Оставить",
    Subject.NOT_STAFF: "Оставить",
    Subject.HIDING: "Оставить скрытым",
}
_SAID: Final[Mapping[Subject, str]] = {
    Subject.REPORT: "Жалоба",
    Subject.NOT_OURS: "«Это не наша библиотека»",
    Subject.NOT_STAFF: "«Это не библиотекарь»",
    Subject.HIDING: "Возражение",
}
_JUDGES: Final[Mapping[Office, str]] = {
    Office.COORDINATOR: "координатора",
    Office.OPERATOR: "того, кто отвечает за бота",
    Office.MEMBERS: "участников",
}
_CAME_OF_IT: Final[Mapping[Subject, str]] = {
    Subject.REPORT: "Этого больше не видно.",
    Subject.NOT_OURS: "Библиотека скрыта.",
    Subject.NOT_STAFF: "С теми, кто говорил от имени библиотеки, разберётся координатор.",
    Subject.HIDING: "Это снова видно всем.",
}


def uphold(subject: Subject) -> str:
    return _UPHOLD[subject]


def decline(subject: Subject) -> str:
    return _DECLINE[subject]


def what_is_wrong(what: What, title: str) -> Rich:
    return paragraphs(bold(named(what, title)), "Что не так?")


def sure(what: What, title: str, words: str) -> Rich:
    whom = "тому, кто отвечает за бота," if what is What.ALLIANCE else "координаторам"
    return paragraphs(f"Отправить жалобу {whom}? {named(what, title)}.", f"Что не так: {words}")


def thanks(what: What) -> str:
    """Of a whole alliance the operator decides."""
    return THANKS_TO_OPERATOR if what is What.ALLIANCE else THANKS


def told_coordinators(subject: Subject, what: What, title: str, words: str) -> Rich:
    return paragraphs(bold(f"{_SAID[subject]}. {named(what, title)}"), f"Пишут: {words}")


def told_answered(title: str, words: str) -> Rich:
    return paragraphs(bold(f"Библиотека {quoted(title)} ответила на жалобу"), words)


def asked_to_answer(subject: Subject, title: str, until: date) -> Rich:
    """To those who serve there: somebody doubts them."""
    said = "что это не их библиотека" if subject is Subject.NOT_OURS else "что от её имени говорит не библиотекарь"
    return paragraphs(
        bold(f"Вопрос о библиотеке {quoted(title)}"),
        f"Кто-то написал, {said}. Может быть, это недоразумение.",
        f"Ответьте, пожалуйста, до {short_day(until)}: координатор решит, когда прочитает и ваши слова.",
    )


def complaint(
    subject: Subject,
    what: What,
    title: str,
    words: str,
    made: date,
    *,
    state: State,
    answer: str | None,
    until: date | None,
    others: int,
    reason: str | None,
) -> Rich:
    """``until``: the library is waited for so long; ``others``: how many more say the same."""
    more = counted(others, "человек", "человека", "человек")
    return paragraphs(
        lines(bold(f"{_SAID[subject]} от {short_day(made)}"), named(what, title)),
        f"Пишут: {words}",
        f"О том же {plural(others, 'написал', 'написали', 'написали')} ещё {more}." if others else None,
        f"Библиотека отвечает: {answer}" if answer else None,
        f"Библиотека ещё не ответила, ждём до {short_day(until)}." if until is not None and not answer else None,
        f"Первое решение было другим: {reason}. Теперь решаете вы, окончательно."
        if state is State.APPEALED and reason
        else None,
    )


def listed(settlement: str, waiting: Sequence[tuple[Subject, What, str]], *, total: int, paged: str | None) -> Rich:
    return paragraphs(
        bold(f"Библиотеки {quoted(settlement)}: {counted(total, 'жалоба', 'жалобы', 'жалоб')}"),
        lines(
            *(
                f"{number}. {_SAID[subject]}. {named(what, title)}"
                for number, (subject, what, title) in enumerate(waiting, 1)
            )
        ),
        paged,
    )


def numbered(number: int, title: str) -> str:
    return f"{number}. {title}"


def sure_to_decide(subject: Subject, what: What, title: str, reason: str, *, upheld: bool) -> Rich:
    does = uphold(subject) if upheld else decline(subject)
    return paragraphs(f"{does}? {named(what, title)}.", f"Ваш ответ: {reason}")


def _what_next(office: Office, *, final: bool) -> str:
    """Where they did not agree with whoever complained."""
    if office is Office.COORDINATOR:
        again = "попросить, чтобы посмотрел кто-то ещё, или " if not final else ""
        return f"Если вы не согласны, можно один раз {again}спросить участников: на это две недели."
    if final:
        return "Это окончательное решение."
    return "Если вы не согласны, можно один раз попросить, чтобы посмотрел кто-то ещё."


def told_decided(
    subject: Subject, what: What, title: str, reason: str, office: Office, *, upheld: bool, final: bool
) -> Rich:
    """To whoever complained."""
    judge = _JUDGES[office]
    return paragraphs(
        bold(f"{_SAID[subject]}. {named(what, title)}"),
        f"С вами согласились. {_CAME_OF_IT[subject]}" if upheld else "Решили оставить как есть.",
        f"Ответ {judge}: {reason}",
        None if upheld else _what_next(office, final=final),
    )


def told_appealed(subject: Subject, what: What, title: str, reason: str) -> Rich:
    """To those who may decide now."""
    return paragraphs(
        bold(f"Просят посмотреть ещё раз. {_SAID[subject]}"),
        named(what, title),
        f"Первое решение: {reason}",
    )
