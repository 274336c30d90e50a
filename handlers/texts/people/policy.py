"""The policy on personal data, in words that people read: in the chat and on the page ``/privacy``.

Whoever changes what it says raises ``VERSION`` (a test remembers each version's hash).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.purposes import PURPOSES, Purpose
from handlers.texts.language import counted
from handlers.texts.turn import consents
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from domain.purposes import Ground, Operator

VERSION: Final = 2
ABOUT = "Правила о личных данных"
SPOKEN = ("политика", "правила о данных", "персональные данные")
ON_SITE = "Открыть на сайте"
TALK: Final = 7
"""Days (``talk.engine.LASTS``)."""
ABOUT_PAGE = "Кто отвечает за личные данные, что и зачем хранится, до каких пор и что вы можете попросить."
HEADING = "Личные данные: что храним и зачем"
FOOTER = "Личные данные"

WHO = "Кто отвечает за данные"
NOBODY_NAMED = (
    "Тот, кто держит этого бота, здесь пока не назвался. Спросите координатора вашего сотрудничества "
    "или того, кто дал вам ссылку."
)
WHAT = "Что храним и зачем"
BEFORE = "До вашего согласия"
BEFORE_WORDS = (
    f"Пока вы не нажали «{consents.AGREE}», бот хранит только то, без чего нельзя ответить: номер чата и то, "
    "зачем вы пришли. Через сутки и это стирается."
)
WHAT_IS_KEPT = "Что"
UNTIL = "До каких пор"
GROUND = "На каком основании"
TERMS = "Сколько храним"
RIGHTS = "Что вы можете"
RIGHTS_WORDS = (
    "Посмотреть всё, что о вас хранится, забрать файлом, узнать, кто это смотрел: напишите боту «мои данные».",
    "Исправить: часовой пояс и напоминания в настройках, контакт в «Моей библиотеке».",
    "Отозвать любое согласие: напишите «согласия».",
    "Попросить пока не использовать ваши данные: там же, «Не использовать мои данные».",
    "Стереть всё сразу: напишите «удалить мои данные». Вы получите акт с номером.",
    "Написать тому, кто отвечает за данные: он ответит не позже чем через 10 рабочих дней.",
    "Пожаловаться в Роскомнадзор или в суд, если считаете, что ваши права нарушены.",
)
CHILDREN = "Дети"
CHILDREN_WORDS = (
    "Ребёнок может сам читать афишу и подписаться на неё: ни имени, ни возраста бот не спрашивает. "
    "Всё, где ребёнка называют по имени, показывают на фотографии или выставляют его работу, "
    "делает за него только родитель или учитель с согласия родителей. От имени библиотеки действуют только взрослые."
)
WHERE = "Кто ещё это видит"
WHERE_WORDS = "Данные лежат на компьютере того, кто держит бота. Их никому не продают и не отдают, рекламы здесь нет."
WHERE_TELEGRAM = (
    "Если вы пишете через Telegram, сообщения идут и через его серверы за границей. "
    "Не хотите этого, пишите через ВКонтакте, если там есть наше сообщество."
)
PUBLIC_WORDS = (
    "План, хроника и журнал открыты всем. В них названы библиотеки и события, а не люди. "
    "Контакт библиотекаря и фотографии людей видны всем только по отдельному согласию."
)


GROUNDS: Final[Mapping[Ground, str]] = {
    "consent": "ваше согласие (статья 6, часть 1, пункт 1 закона 152-ФЗ)",
    "interest": "защита прав библиотек и читателей (статья 6, часть 1, пункт 7)",
    "law": "обязанность по закону (статья 6, часть 1, пункт 2; статья 9, часть 3)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept for one purpose."""

    purpose: Purpose
    title: str
    what: str
    until: str

    @property
    def ground(self) -> str:
        return GROUNDS[PURPOSES[self.purpose].ground]


KEPT: Final = {
    Purpose.SERVICE: Kept(
        purpose=Purpose.SERVICE,
        title=consents.TITLES[Purpose.SERVICE],
        what="номер чата, подписки, настройки, незаконченный разговор, ваши жалобы и ответы на них; у библиотекаря "
        "и координатора также то, за какую библиотеку или сотрудничество он отвечает и чем это подтверждено",
        until="пока вы пишете боту: после года молчания он спросит, остаётесь ли вы, и без ответа через месяц сотрёт; "
        "раньше, если вы попросите",
    ),
    Purpose.CONTACT_PARTNERS: Kept(
        purpose=Purpose.CONTACT_PARTNERS,
        title=consents.TITLES[Purpose.CONTACT_PARTNERS],
        what="телефон или почта библиотекаря: видны библиотекарям и координаторам его сотрудничества",
        until="пока вы не уберёте контакт",
    ),
    Purpose.CONTACT_ALL: Kept(
        purpose=Purpose.CONTACT_ALL,
        title=consents.TITLES[Purpose.CONTACT_ALL],
        what="тот же контакт на странице библиотеки: виден каждому",
        until="пока вы не отзовёте это согласие",
    ),
    Purpose.NAME: Kept(
        purpose=Purpose.NAME,
        title=consents.TITLES[Purpose.NAME],
        what="имя там, где без него нельзя, и только для того, кто ведёт это дело",
        until="пока не кончится дело, ради которого имя названо",
    ),
    Purpose.PHOTOS: Kept(
        purpose=Purpose.PHOTOS,
        title="Показывать фотографии с событий",
        what="фотографии людей, которые согласились; кто и когда это подтвердил",
        until="пока согласие не отозвано",
    ),
    Purpose.CHILD: Kept(
        purpose=Purpose.CHILD,
        title=consents.TITLES[Purpose.CHILD],
        what="имя или работа ребёнка, названные родителем или учителем",
        until="пока согласие не отозвано",
    ),
    Purpose.EMAIL: Kept(
        purpose=Purpose.EMAIL,
        title=consents.TITLES[Purpose.EMAIL],
        what="адрес почты",
        until="пока вы не откажетесь от писем",
    ),
    Purpose.SAFETY: Kept(
        purpose=Purpose.SAFETY,
        title="Защищать библиотеки от чужих рук",
        what="отметки о том, кому отказано, кому дана или у кого отнята роль, кто что скрыл; "
        "сколько вы сделали за последние сутки",
        until="по сроку ниже",
    ),
    Purpose.PROOF: Kept(
        purpose=Purpose.PROOF,
        title="Помнить о самих согласиях",
        what="на что, когда и каким нажатием вы согласились и когда отозвали",
        until="пока хранится остальное о вас",
    ),
}
"""Of each purpose. Those for which nothing is kept yet are not shown (``storage.people.register``)."""


def who_line(operator: Operator | None) -> str | None:
    """Who answers, in one line of a message; None where the settings do not say."""
    return f"За данные отвечает {operator.name}, {operator.email}." if operator is not None else None


def who(operator: Operator | None) -> tuple[str, ...]:
    """The same in full."""
    if operator is None:
        return (NOBODY_NAMED,)
    return operator.name, operator.address, operator.email


def days(kept: Mapping[str, int]) -> tuple[str, ...]:
    """How long what goes by itself is kept, as the tables declare it (``storage.people.register``)."""
    return (
        f"Незаконченный разговор: {_days(TALK)}.",
        f"Отметки о том, что бот вам написал: {_days(kept['outbox'])}.",
        f"Фотографии, которые не опубликованы: {_days(kept['pictures'])}.",
        f"Жалобы, на которые ответили: {_days(kept['complaints'])}.",
        f"Отметки о ролях и отказах: {_days(kept['audit'])}.",
        f"Отметки о том, сколько вы сделали: {_days(kept['spent'])}.",
        "Если вы удалили свои данные, бот ещё сутки помнит эти отметки, но никуда их не записывает.",
        f"Номер чата того, кто не согласился: {_days(kept['strangers'])}.",
    )


def where(messengers: Collection[str]) -> tuple[str, ...]:
    """Who else has to do with the data."""
    return (WHERE_WORDS, *((WHERE_TELEGRAM,) if "telegram" in messengers else ()), PUBLIC_WORDS)


def in_chat(operator: Operator | None, kept: tuple[Purpose, ...]) -> Rich:
    """Short enough for one message."""
    return paragraphs(
        bold(HEADING),
        lines(bold(WHO), *who(operator)),
        lines(bold(WHAT), *(f"{KEPT[one].title}: {KEPT[one].what}." for one in kept)),
        lines(bold(RIGHTS), *RIGHTS_WORDS),
        lines(bold(CHILDREN), CHILDREN_WORDS),
        version(),
    )


def version() -> str:
    return f"Версия {VERSION}."


def _days(count: int) -> str:
    return counted(count, "день", "дня", "дней")
