"""«Письмо подписчикам»: what coordinators write to many at once, and how it goes."""

from __future__ import annotations

from typing import Final

from handlers.texts.language import counted, number, plural, quoted
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.prompt import Button, Rows
from talk.rich import Rich, bold, italic, join, lines, paragraphs

CALLED: Final = "письмо подписчикам"


# Writing.

WRITE: Final = "Письмо подписчикам"
WHOM: Final = "Кому письмо?"
WHOM_LABEL: Final = "Кому"
WORDS: Final = (
    "Что написать? Например, что нового и куда вы зовёте. Подпись и слова о том, как отписаться, я добавлю сам."
)
WORDS_LABEL: Final = "Текст"
PICTURE: Final = "Есть ли картинка к письму? Пришлите её или нажмите «Пропустить»."
PICTURE_LABEL: Final = "Картинка"
ALT: Final = "Что на картинке? Несколько слов для тех, кто её не видит."
ALT_LABEL: Final = "Описание картинки"
PREVIEW: Final = "Вот что увидят читатели:"
SEND: Final = "Да, отправить"
NOT_NOW: Final = "Нет, не отправлять"
NOT_SENT: Final = "Хорошо, письмо не отправлено."
ON_ITS_WAY: Final = (
    "Письмо уходит. Я буду показывать, сколько уже дошло, а в конце напишу итог. "
    "Приостановить или остановить можно в любую минуту."
)
NOBODY: Final = (
    "Писать пока некому: подписчиков и библиотекарей ещё нет. Позовите жителей подписаться: ссылка есть в карточке "
    "каждой библиотеки."
)
WRITE_MORE: Final = "Написать ещё одно"
ONE_MORE: Final = "Это письмо ещё в пути. Написать следующее можно уже сейчас."
DESK: Final = "Дела координатора"
MY_SUBSCRIPTIONS: Final = "Мои подписки"
MENU: Final = "Меню"


def to_subscribers(count: int) -> str:
    return shorten(f"Всем подписчикам: {number(count)}", LABEL)


def to_librarians(count: int) -> str:
    return shorten(f"Коллегам-библиотекарям: {number(count)}", LABEL)


def letter(words: str, settlement: str, audience: str) -> Rich:
    """What readers see."""
    return paragraphs(words, italic(_from(settlement, audience)))


def _from(settlement: str, audience: str) -> str:
    who = f"Вам пишут координаторы библиотек {quoted(settlement)}."
    if audience == "librarians":
        return f"{who} Это письмо получили коллеги из библиотек-партнёров."
    return f"{who} Отписаться можно в любую минуту: «{MY_SUBSCRIPTIONS}»."


READER_ROWS: Final[Rows] = ((Button(label=MY_SUBSCRIPTIONS, press="subscriptions"), Button(label=MENU, press="menu")),)


def summary(audience: str, count: int, seconds: float, asleep: int = 0) -> Rich:
    """Before it leaves: to whom, to how many, how long it takes; ``asleep`` get it in the morning."""
    get = plural(count, "Получит", "Получат", "Получат")
    return paragraphs(
        "Отправить это письмо?",
        lines(f"Кому: {_whom(audience)}", f"{get}: {_people(count)}", f"Время: {lasting(seconds)}"),
        _in_the_morning(asleep) if asleep else None,
    )


def _in_the_morning(asleep: int) -> str:
    him = "ему" if asleep == 1 else "им"
    return f"Сейчас тихие часы у {_of_people(asleep)}: {him} письмо придёт утром."


def _whom(audience: str) -> str:
    if audience == "librarians":
        return "коллегам из библиотек-партнёров"
    return "всем, у кого есть хотя бы одна подписка"


def sure(count: int) -> str:
    """Many are asked for twice: a sent letter cannot be taken back."""
    get = plural(count, "получит", "получат", "получат")
    return f"Точно отправляем? Письмо {get} {_people(count)}, и вернуть отправленное нельзя."


def too_many(most: int) -> Rich:
    return paragraphs(
        f"За последние сутки вы отправили уже {counted(most, 'письмо', 'письма', 'писем')}. Чтобы читатели не устали, "
        "больше за сутки я не отправляю.",
        "Напишите завтра, пожалуйста. А событие можно добавить в план: о нём подписчики узнают сами.",
    )


# How it goes.

PAUSE: Final = "Приостановить"
GO_ON: Final = "Продолжить"
STOP: Final = "Остановить"
REALLY_STOP: Final = "Да, остановить"
KEEP_ON: Final = "Нет, не останавливать"
GONE: Final = "Этого письма я не нашёл."
OVER: Final = "Это письмо уже отправлено или остановлено."


def progress(
    *,
    stage: str,
    sent: int,
    receivers: int,
    seconds: float,
    unreachable: int,
    failed: int,
    settlement: str,
    asleep: int = 0,
    awake: bool = True,
) -> Rich:
    """The message that changes while the letter is on its way.

    ``asleep``: who gets it when their quiet hours are over; ``awake``: whether anybody else waits for it.
    """
    done = f"Отправлено {number(sent)} из {number(receivers)}."
    match stage:
        case "paused":
            how = f"{done} Приостановлено. Дальше письмо пойдёт, когда вы нажмёте «{GO_ON}»."
        case "stopping":
            how = f"{done} Останавливаю…"
        case "sending" if asleep and not awake:
            how = f"{done} {_in_the_morning(asleep)}"
        case "sending" if asleep:
            how = f"{done} Ещё {lasting(seconds)}. {_in_the_morning(asleep)}"
        case "sending":
            how = f"{done} Ещё {lasting(seconds)}."
        case _:
            how = done
    return paragraphs(bold(f"Письмо сотрудничества {quoted(settlement)}"), how, missed(unreachable, failed))


def missed(unreachable: int, failed: int) -> str | None:
    """«Не дошло до 12 человек: 10 закрыли сообщения от бота, 2 не получилось отправить.»"""
    if not unreachable + failed:
        return None
    why = [
        f"{number(unreachable)} {plural(unreachable, 'закрыл', 'закрыли', 'закрыли')} сообщения от бота"
        if unreachable
        else "",
        f"{number(failed)} не получилось отправить" if failed else "",
    ]
    return f"Не дошло до {_of_people(unreachable + failed)}: {join(', ', why).plain}."


def sure_to_stop(sent: int, receivers: int) -> str:
    left = max(receivers - sent, 0)
    got = f"Остановить? Письмо уже {_got(sent)}." if sent else "Остановить? Письмо пока никто не получил."
    if not left:
        return f"{got} Больше никто его не ждёт."
    rest = plural(left, "человек его не получит", "человека его не получат", "человек его не получат")
    others = plural(left, "Ещё ", "Остальные ", "Остальные ") if sent else ""
    return f"{got} {others}{number(left)} {rest}."


def finished(*, stage: str, sent: int, receivers: int, unreachable: int, failed: int, settlement: str) -> Rich:
    """The last word on a letter."""
    if stage == "stopped":
        head = f"Письмо сотрудничества {quoted(settlement)} остановлено"
        left = max(receivers - sent - unreachable - failed, 0)
        rest = f"{_people(left)} его не {plural(left, 'получит', 'получат', 'получат')}." if left else None
    else:
        head = f"Письмо сотрудничества {quoted(settlement)} отправлено"
        rest = None
    return paragraphs(bold(head), f"Его {_got(sent)}.", rest, missed(unreachable, failed))


def _got(sent: int) -> str:
    if not sent:
        return "не получил никто"
    return f"{plural(sent, 'получил', 'получили', 'получили')} {_people(sent)}"


def _people(count: int) -> str:
    return counted(count, "человек", "человека", "человек")


def _of_people(count: int) -> str:
    return counted(count, "человека", "человек", "человек")


def lasting(seconds: float) -> str:
    """«меньше минуты», «примерно 2 минуты», «примерно 3 часа»: rounded up, for a promise."""
    minutes = -(-int(seconds) // 60)
    if minutes <= 1:
        return "меньше минуты" if seconds < 45 else "примерно минута"  # noqa: PLR2004 - a minute, as people say it
    if minutes <= 90:  # noqa: PLR2004 - from then on people count in hours
        return f"примерно {counted(minutes, 'минута', 'минуты', 'минут')}"
    return f"примерно {counted(-(-minutes // 60), 'час', 'часа', 'часов')}"
