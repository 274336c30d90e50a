"""Holding an event together: the question to a library, its answers, and what the host hears of it (row 26)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.texts.language import counted, quoted
from talk.rich import Rich, bold, italic, lines, paragraphs

AGREE: Final = "Согласны, проводим вместе"
DECLINE: Final = "Не участвуем"
STEP_BACK: Final = "Больше не участвуем"
AFTER_ALL: Final = "Всё-таки участвуем"
AGREE_TO_ALL: Final = "Согласны на все"
DECLINE_ALL: Final = "Ни в одном не участвуем"
ONE_BY_ONE: Final = "Посмотреть по одному"

UNTIL_THEN: Final = (
    "Пока вы не ответите, вашу библиотеку нигде не назовут. Если согласитесь, она появится в объявлении, "
    "и вы сможете поправить событие. Ответ потом можно изменить."
)
STILL_WAITS: Final = "Напоминаю: коллеги ждут вашего ответа."
NOT_ASKED: Final = (
    "Этого вопроса больше нет: событие отменили или вашу библиотеку уже не зовут. Делать ничего не нужно."
)
TOO_LATE: Final = "Это событие уже прошло или отменено, отвечать не нужно."
ANSWERED_SO: Final = "Вы так уже ответили. Вот событие:"
AGREED: Final = "Спасибо! Вы проводите это событие вместе: ваша библиотека появится в объявлении."
DECLINED: Final = "Хорошо, вы в этом событии не участвуете. Передумаете — нажмите «Всё-таки участвуем»."
NOTHING_WAITS: Final = "Вопросов к вашей библиотеке сейчас нет."
NOBODY_TO_ASK: Final = "Все эти события уже прошли, отменены, или вы о них уже ответили."
REFUSED_BEFORE: Final = "Эта библиотека от события уже отказалась. Передумает она сама: кнопка осталась у неё."


def _event(title: str, when: str, host: str) -> Rich:
    return paragraphs(bold(title), lines(f"Когда: {when}", f"Проводит: {host}"))


def question(title: str, when: str, host: str, *, repeats: str | None, again: bool) -> Rich:
    """For the librarians of a library that is asked. ``repeats``: «каждую неделю», where it does."""
    return paragraphs(
        STILL_WAITS if again else None,
        "Вашу библиотеку зовут соорганизатором события. Согласны?",
        _event(title, when, host),
        f"Событие повторяется ({repeats}): ответ относится и к следующим встречам." if repeats else None,
        UNTIL_THEN,
    )


def question_of_many(count: int, host: str) -> Rich:
    """The same about many events from a file."""
    return paragraphs(
        f"Вашу библиотеку зовут соорганизатором: {_events(count)}. Согласны?",
        f"Проводит: {host}",
        UNTIL_THEN,
    )


def held_together(title: str, when: str, host: str) -> Rich:
    """For the librarians of a library that holds it too, when it becomes public: it had agreed before."""
    return paragraphs(
        "Вы соорганизатор события, его объявили.",
        _event(title, when, host),
        "Если планы изменились, нажмите «Больше не участвуем».",
    )


def changed(news: Rich) -> Rich:
    """For those who hold it too. ``news``: what everybody hears."""
    return paragraphs(news, "Вы соорганизатор этого события. Если так вам не подходит, нажмите «Больше не участвуем».")


def answered(title: str, library: str, *, agreed: bool) -> str:
    """For the librarians of the host."""
    if agreed:
        return f"{library}: «Согласны». Вы проводите {quoted(title)} вместе, объявление обновляется."
    return f"{library}: «Не участвуем» ({quoted(title)}). В объявлении этой библиотеки нет."


def answered_many(library: str, count: int, *, agreed: bool) -> str:
    word = "Согласны" if agreed else "Не участвуем"
    return f"{library}: «{word}» ({_events(count)} вашей библиотеки из файла)."


def agreed_to_many(count: int, left: int) -> Rich:
    return paragraphs(f"Спасибо! Вы проводите вместе: {_events(count)}.", _left(left))


def declined_many(count: int, left: int) -> Rich:
    return paragraphs(f"Хорошо, вы не участвуете: {_events(count)}.", _left(left))


def _left(count: int) -> str | None:
    return f"Осталось без ответа: {_events(count)}. Нажмите ещё раз." if count else None


def waiting_label(count: int) -> str:
    """Of a button."""
    return f"Вас зовут вместе: {count}"


def waiting(lines_: Sequence[Rich], page: str | None) -> Rich:
    """``lines_``: numbered lines of one page."""
    if not lines_:
        return paragraphs(NOTHING_WAITS)
    return paragraphs(
        bold("Вашу библиотеку зовут провести вместе"), lines(*lines_), "Нажмите номер, чтобы открыть и ответить.", page
    )


def for_the_asked() -> Rich:
    """Under the card of an event, for a library that has not answered."""
    return italic("Вашу библиотеку зовут провести это событие вместе. " + UNTIL_THEN)


def for_the_host(invited: Sequence[str], declined: Sequence[str]) -> Rich:
    """Under the card of an event, for those who hold it; empty where there is nobody to name."""
    return lines(
        italic(f"Ждём ответа: {'; '.join(invited)}. Пока их не назовут в объявлении.") if invited else None,
        italic(f"Не участвуют: {'; '.join(declined)}.") if declined else None,
    )


def will_be_asked(names: Sequence[str]) -> str | None:
    """Where the host looks an event or its changes over."""
    if not names:
        return None
    return f"Спросим: {'; '.join(names)}. В объявлении они появятся, когда согласятся."


def will_ask(count: int) -> str | None:
    """The same where they have just been chosen."""
    if not count:
        return None
    return f"Спросим {counted(count, 'библиотеку', 'библиотеки', 'библиотек')}: в объявлении будут те, кто согласится."


def _events(count: int) -> str:
    return counted(count, "событие", "события", "событий")
