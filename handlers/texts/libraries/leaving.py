"""What is said while a library leaves the Agreement (Положение, 1.8 and 5.3; row 12)."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.texts.language import counted, month, quoted, short_day
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

ABOUT: Final = "Выйти из Соглашения"
SPOKEN: Final = ("выйти",)
WORDS: Final = (
    Meant(
        label="Выйти из Соглашения",
        said=(
            "выйти; выйти из соглашения; выход из соглашения; покинуть сотрудничество; выйти из сотрудничества; "
            "расторгнуть соглашение; исключить библиотеку"
        ),
    ),
)

CALLED: Final = "выход из Соглашения"

NO_LIBRARY: Final = "Вы пока не работаете ни в одной библиотеке-партнёре, поэтому выходить неоткуда."
WHICH: Final = "Какая библиотека выходит из Соглашения?"
REASON: Final = (
    "Почему вы уходите? Причину увидят все в сообщении о выходе. Отвечать не обязательно: нажмите «Пропустить»."
)
KEEP_ALL: Final = "Оставить все в плане"
CANCEL_ALL: Final = "Отменить все"
ONE_BY_ONE: Final = "Решить о каждом"
KEEP: Final = "Оставить"
CANCEL: Final = "Отменить"
YES: Final = "Да, выйти"
NO: Final = "Остаться"
STAYED: Final = "Хорошо, остаёмся вместе. Ничего не изменилось."
RETURN: Final = "Вернуться"
RETURN_SURE: Final = "Да, вернуться"
JOIN: Final = "Присоединиться"
ROSTER: Final = "Библиотеки-партнёры"
NOT_MEMBER: Final = "Эта библиотека уже не в Соглашении. Вернуться можно в любой день."
IS_MEMBER: Final = "Эта библиотека и так в Соглашении."
WHY_CANCELLED: Final = "Библиотека вышла из Соглашения."


def option(title: str, alliance: str) -> str:
    return f"{title} ({alliance})"


def planned(events: list[str], total: int) -> Rich:
    """``events``: at most a page of lines."""
    rest = total - len(events)
    return paragraphs(
        f"У вас впереди {counted(total, 'событие', 'события', 'событий')}:",
        lines(*(f"– {one}" for one in events), f"И ещё {rest}." if rest > 0 else None),
        f"Что {'с ним' if total == 1 else 'с ними'} делать? Если отменить, я предупрежу всех, кто собирался прийти.",
    )


def one_event(event: str) -> str:
    return f"Событие: {event}. Оставить в плане или отменить?"


def sure(title: str, settlement: str, *, cancelled: int, kept: int) -> Rich:
    return paragraphs(
        bold(f"Выйти из Соглашения {quoted(settlement)}?"),
        lines(
            title,
            f"Отменим {counted(cancelled, 'событие', 'события', 'событий')}." if cancelled else None,
            f"В плане останется: {counted(kept, 'событие', 'события', 'событий')}." if kept else None,
        ),
        "Хроника и журнал сохранятся. Вернуться можно в любой день, это пара нажатий.",
    )


def left(title: str, settlement: str, *, cancelled: int) -> Rich:
    return paragraphs(
        bold(f"Библиотека вышла из Соглашения {quoted(settlement)}"),
        f"{title}: запись в журнале сделана, история сохранена. Спасибо, что были вместе!",
        f"Отменено: {counted(cancelled, 'событие', 'события', 'событий')}." if cancelled else None,
        "Вернуться можно в любой день: нажмите «Вернуться», рассказывать всё заново не придётся.",
    )


def notice(settlement: str, title: str, place: str, reason: str | None) -> Rich:
    """The message in «Присоединение» (Положение, 5.3)."""
    return paragraphs(
        bold(f"Библиотека вышла из Соглашения {quoted(settlement)}"),
        lines(bold(title), place, f"Причина: {reason}" if reason else None),
        "Спасибо за всё, что сделали вместе. Вернуться можно в любой день.",
    )


def tell_coordinators(settlement: str, title: str, place: str, reason: str | None) -> Rich:
    return paragraphs(
        bold(f"Из Соглашения {quoted(settlement)} вышла библиотека"),
        lines(title, place, f"Причина: {reason}" if reason else "Причину не назвали."),
    )


def tell_colleagues(title: str, settlement: str) -> str:
    return (
        f"Ваша библиотека ({title}) вышла из Соглашения {quoted(settlement)}: так решил ваш коллега. "
        "История сохранена, вернуться можно в любой день."
    )


def sure_to_return(title: str, settlement: str) -> Rich:
    return paragraphs(
        f"Вернуться в Соглашение {quoted(settlement)}?",
        f"{title}: я опубликую сообщение о присоединении, прежняя история останется на месте.",
    )


def event_line(title: str, day: date, *, month_only: bool, today: date) -> str:
    """«Вечер памяти, 5 декабря»."""
    return f"{title}, {month(day) if month_only else short_day(day, today=today)}"


def no_namesake_now(name: str, alliance: str) -> str:
    return (
        f"Сотрудничество {quoted(alliance)} принимает теперь только одинаковые названия, а {quoted(name)} отличается."
        " Присоединитесь, пожалуйста, заново: по дороге можно попросить координатора признать ваше название."
    )
