"""The words of the pages of an alliance: the list of all, one, its Agreement, its journal (rows 8, 17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from domain.journal import Fault
from domain.libraries.membership import Scope
from domain.vocabulary.goals import WORDINGS
from handlers.texts.alliances.founding import form_words
from handlers.texts.alliances.journal import checked
from handlers.texts.language import capital, clock, counted, quoted, short_day
from handlers.texts.sections import SECTION_TITLES
from handlers.texts.web.pages import full_day, there
from talk.prompt import Section

# Home.

HOME_LEAD: Final = (
    "Одно имя на карте встречается много раз. Библиотеки таких сёл и городов дружат: составляют общий план, "
    "ездят друг к другу в гости и ведут хронику. Найдите своё имя."
)
SEARCH: Final = "Поиск по имени"
SEARCH_NAME: Final = "Село или город"
SEARCH_REGION: Final = "Регион"
ANY_REGION: Final = "Любой"
FIND: Final = "Найти"
BEGIN: Final = "Нет вашего имени?"
BEGIN_ABOUT: Final = "Если вы из библиотеки, начните первыми: бот спросит название и поможет позвать тёзок."
SHOW_ALL: Final = "Показать все"
NO_ALLIANCES: Final = "Здесь пока нет ни одного имени"
NO_ALLIANCES_ABOUT: Final = "Ваше может стать первым: напишите боту, это займёт несколько минут."
NOTHING_FOUND: Final = "Такого имени здесь ещё нет"
NOTHING_FOUND_ABOUT: Final = "Проверьте, как написано название, или посмотрите все имена."
NEAR: Final = "Может быть, вы искали одно из этих?"


def found(total: int) -> str:
    return counted(total, "имя", "имени", "имён")


def begin(kind: str) -> str:
    return f"Начать {there(kind)}"


def add_event(kind: str) -> str:
    return f"Добавить событие {there(kind)}"


# An alliance.

NEXT: Final = "Ближайшие события"
WHOLE_PLAN: Final = "Весь план"
NO_NEXT: Final = "Ближайших событий пока нет"
NO_NEXT_ABOUT: Final = "Загляните позже или подпишитесь у бота: он напишет, когда появится новое событие."
LATEST: Final = "Из хроники"
WHOLE_CHRONICLE: Final = "Вся хроника"
NO_CHRONICLE: Final = "Хроника начнётся с первого события"
NO_CHRONICLE_ABOUT: Final = "Приходите, и о вас тоже напишут."
GOALS: Final = "Зачем мы вместе"
CARD: Final = "Кто мы"
FORM: Final = "Мы"
SCOPE: Final = "Откуда"
SINCE: Final = "Вместе с"
HASHTAG: Final = "Хештег"
AGREEMENT: Final = "Соглашение"
READ_AGREEMENT: Final = "Читать Соглашение"
GROUPS: Final = "Группы"
GROUPS_ABOUT: Final = "Здесь библиотеки рассказывают новости, а жители откликаются."
NO_GROUPS: Final = "Групп в социальных сетях пока нет."
FOLLOW: Final = "Не пропустить"
FOLLOW_ABOUT: Final = "Бот напомнит о событиях по вашему времени. Отписаться можно в любой день."
TV: Final = "Афиша для экрана в фойе"
ELSEWHERE: Final = "Календарь и лента"
ELSEWHERE_ABOUT: Final = "Добавьте адрес календаря в телефон: новые события появятся там сами."
CALENDAR: Final = "Календарь событий"
FEED: Final = "Лента новостей"
FOR_SITE: Final = "Афиша для вашего сайта"
SCOPES: Final = {
    Scope.INTRA_REGIONAL: "из одного региона",
    Scope.INTER_REGIONAL: "из разных регионов",
}
SECTIONS: Final = {section.value: SECTION_TITLES[section] for section in Section}


def emblem_alt(settlement: str) -> str:
    return f"Эмблема библиотек-тёзок {quoted(settlement)}"


def form(key: str, own: str | None) -> str:
    return form_words(key, own)


def goals(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(capital(WORDINGS[key].text) for key in keys if key in WORDINGS)


def version(number_: int, adopted: date) -> str:
    return f"Редакция {number_}, принята {full_day(adopted)}"


AGREEMENT_SECTIONS: Final = "На этой странице"
VERSIONS: Final = "Все редакции"
OLD_VERSION: Final = "Это прежняя редакция."
TO_LATEST: Final = "Открыть действующую"
NO_AGREEMENT: Final = "Соглашение ещё не принято"
NO_AGREEMENT_ABOUT: Final = "Его текст появится здесь, как только координатор его примет."

# The journal.

JOURNAL_LEAD: Final = (
    "Каждое решение записано здесь навсегда: кто присоединился и вышел, что изменилось в плане и в правилах. Записи "
    "запечатаны цепочкой, поэтому незаметно исправить старую нельзя. Людей журнал не называет."
)
VERIFIED: Final = "Журнал проверен: цел"
CHECKING: Final = "Журнал проверяется"
CHECKING_ABOUT: Final = "Он длинный. Обновите страницу через минуту."
BROKEN: Final = "Журнал нарушен"
NUMBER_COLUMN: Final = "№"
WHEN_COLUMN: Final = "Когда"
WHAT_COLUMN: Final = "Что произошло"
SEAL_COLUMN: Final = "Печать"
JOURNAL_FEED: Final = "Лента журнала"
JOURNAL_CAPTION: Final = "Записи журнала, новые сверху"
NO_JOURNAL: Final = "Записей пока нет"
NO_JOURNAL_ABOUT: Final = "Первой станет запись о том, как всё началось."
_FAULTS: Final = {
    Fault.NUMBER: "запись пропала или стоит не на своём месте",
    Fault.LINK: "запись перед ней подменили",
    Fault.HASH: "её изменили после того, как она была сделана",
    Fault.WORDS: "её подробности убраны, а записи об этом нет",
}


def journal_heading(settlement: str) -> str:
    return f"Журнал: {quoted(settlement)}"


def verified(count: int, head: str) -> str:
    last = f" Печать последней: {head[:16]}." if head else ""
    return f"{checked(count)}{last}"


def broken(seq: int, why: Fault) -> str:
    return f"Запись {seq}: {_FAULTS[why]}. Записям до неё можно верить. Сообщите, пожалуйста, координатору."


def local_moment(at: datetime) -> str:
    """«20 ноября 2026, 12:00»."""
    return f"{short_day(at.date())} {at.year}, {clock(at)}"
