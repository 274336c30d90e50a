"""Who speaks for a library: what is asked, answered and told about a claim (Положение, 1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.texts.language import counted
from handlers.texts.libraries.card import dated
from talk.rich import Rich, bold, lines, link, paragraphs

# Buttons.

YES: Final = "Да, работает у нас"
NO: Final = "Нет, это не наш сотрудник"
VOUCH: Final = "Подтвердить представителя"
NOT_A_LIBRARIAN: Final = "Это не библиотекарь"
LIFT: Final = "Разрешить спросить снова"
HAND_OVER: Final = "Передать дела"
STAFF: Final = "Кто ведёт дела"
SURE_NO: Final = "Да, отклонить"
KEEP: Final = "Не сейчас"


def waiting(code: int) -> str:
    return f"Ждёт ответа: число {code}"


def lift(number: int) -> str:
    return f"{LIFT} ({number})"


# What the one who claims reads.


def your_code(code: int) -> Rich:
    """They may be asked for it by telephone: that is how others know whom they confirm."""
    return lines(
        "Если вам позвонят и спросят число, назовите его:",
        bold(str(code)),
    )


def being_confirmed(code: int) -> Rich:
    """After the first claim of a new library."""
    return paragraphs(
        "Координатору осталось подтвердить, что вы из этой библиотеки: я ему написал. "
        "А пока готовьте черновики событий. Объявить их можно будет сразу после подтверждения.",
        your_code(code),
    )


def asked_colleagues(title: str, code: int) -> Rich:
    return paragraphs(
        bold("Эта библиотека уже с нами"),
        f"Я спросил тех, кто ведёт дела: {title}. Как только коллега ответит «да», вы сможете работать вместе. "
        "Ждать в чате не нужно, ответ пришлю сюда.",
        your_code(code),
    )


def asked_coordinators(title: str, code: int) -> Rich:
    return paragraphs(
        bold("Эта библиотека нам знакома"),
        f"Я спросил координатора, работаете ли вы с ней: {title}. Ответ пришлю сюда, ждать в чате не нужно.",
        your_code(code),
    )


def still_waits(title: str, code: int) -> Rich:
    return paragraphs(f"Я уже спросил о вас, ответа пока нет: {title}. Пришлю его сюда.", your_code(code))


def sent_away(title: str) -> str:
    return (
        f"Раньше вас просили не действовать от имени этой библиотеки: {title}. "
        "Если это ошибка, сообщите координатору сотрудничества: он откроет вам дорогу."
    )


def told_vouched(title: str) -> Rich:
    return paragraphs(
        bold("Вас подтвердили"),
        f"Теперь вы действуете от имени библиотеки: {title}. Можно объявлять события и вести хронику.",
    )


def told_declined(title: str) -> str:
    return (
        f"Вас не узнали как сотрудника библиотеки: {title}. "
        "Если это ошибка, позвоните коллегам или сообщите координатору сотрудничества."
    )


def told_asked_again(title: str) -> str:
    return (
        f"В библиотеке появился подтверждённый представитель: {title}. "
        "О вас я его спросил. Как только он ответит «да», вы продолжите работать вместе."
    )


def told_lifted(title: str) -> str:
    return f"Координатор разрешил вам снова спросить о библиотеке: {title}. Начните с «Присоединиться»."


CARD_WAITS: Final = "представителя библиотеки подтверждает координатор"
ONLY_READERS_YET: Final = "Позвать коллег можно будет, когда вас подтвердят. А читателей зовите уже сейчас."


# What is asked of others.


def question_to_colleagues(title: str, code: int) -> Rich:
    return paragraphs(
        bold("Это ваш сотрудник?"),
        f"Кто-то написал, что работает в вашей библиотеке: {title}.",
        f"У этого человека на экране число {code}. Спросите у коллеги его число. Если оно то же, нажмите «да».",
        "Пока вы не ответите, этот человек ничего не может сделать от имени библиотеки.",
    )


def question_to_coordinators(title: str, place: str, code: int, *, nobody: bool) -> Rich:
    """``nobody``: there is nobody there who could be asked."""
    return paragraphs(
        bold("Подтвердите представителя библиотеки"),
        lines(title, place),
        "Кто-то написал, что работает в этой библиотеке, а спросить там некого."
        if nobody
        else "Кто-то написал, что работает в этой библиотеке. Её сотрудники пока не ответили.",
        check_by_code(code),
    )


def check_by_code(code: int) -> str:
    return (
        f"У этого человека на экране число {code}. Если не знаете его лично, позвоните в библиотеку и спросите "
        "число: совпало, значит, это он."
    )


def representative_waits(code: int) -> str:
    """Part of the coordinators' notice of a new library."""
    return f"Представителя библиотеки подтверждаете вы. {check_by_code(code)}"


def sure_to_decline(title: str) -> str:
    return (
        f"Отклонить? {title}. Этот человек не сможет действовать от имени библиотеки и спросить снова, "
        "пока координатор не разрешит."
    )


def claim_page(title: str, code: int, since: date, *, shown: bool) -> Rich:
    """``shown``: with a photograph of a paper."""
    return paragraphs(
        bold("Ждёт подтверждения"),
        lines(title, f"Просьба: {dated(since)}"),
        check_by_code(code),
        "Бумагу с печатью видите только вы, координаторы. Как только вы ответите, я её забуду." if shown else None,
    )


# A paper with a stamp.

PROOF_CALLED: Final = "бумага с печатью"
PROVE: Final = "Показать бумагу с печатью"
LOOK: Final = "Посмотреть"
PROOF_ALT: Final = "Бумага с печатью библиотеки"
SEND_PROOF: Final = (
    "Сфотографируйте бумагу с печатью библиотеки, где написано, что вы ведёте её дела здесь. Паспорт и другие личные "
    "бумаги не нужны. Фотографию увидят только координаторы. Я удалю её, когда они ответят, а если нет, через 14 дней."
)
PROOF_SENT: Final = "Спасибо, показал координаторам. Ответ пришлю сюда. Из этого чата фотографию можете удалить и вы."


def told_of_proof(title: str, code: int) -> Rich:
    return paragraphs(
        bold("Показали бумагу с печатью"),
        lines(title, f"Число на экране: {code}"),
        "Посмотрите и решите, представитель ли это библиотеки.",
    )


# Answers.


def vouched(title: str) -> str:
    return f"Спасибо! Теперь этот человек действует от имени библиотеки: {title}. Я ему написал."


DECLINED: Final = "Понял, отклонил. Снова спросить он сможет, только если разрешит координатор."
ANSWERED: Final = "На этот вопрос уже ответили, или человек передумал."
NOT_ONESELF: Final = "Себя подтвердить нельзя: это сделает коллега или другой координатор."
LIFTED: Final = "Хорошо, этот человек может спросить снова."
NOTHING_TO_LIFT: Final = "Этому человеку и так можно спросить."


def staff_lists(waiting_codes: Sequence[int], sent_away_days: Sequence[date]) -> Rich:
    """Below the list of those who serve."""
    return lines(
        *(f"Ждёт подтверждения: число на экране {code}" for code in waiting_codes),
        *(f"{number}. Отклонён: {dated(day)}" for number, day in enumerate(sent_away_days, 1)),
    )


# Handing over.


def hand_over(title: str, url: str, days: int) -> Rich:
    return paragraphs(
        bold("Кому передать дела"),
        f"Пришлите эту ссылку тому, кто будет вести дела библиотеки вместо вас: {title}.",
        link(url, url),
        f"Ссылка одноразовая и действует {counted(days, 'день', 'дня', 'дней')}. Как только по ней придут, дела "
        "перейдут к новому сотруднику, а вы сможете отдыхать. Всё, что вы сделали, останется.",
    )


def handed_over(title: str) -> Rich:
    return paragraphs(
        bold("Дела переданы"),
        f"По вашей ссылке пришёл новый сотрудник: {title}. Спасибо вам за всё! Вы больше не отвечаете за библиотеку.",
    )
