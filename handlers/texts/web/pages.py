"""Words of every public page (rows 8, 17, 18, 20, 21, 29, 30, 46). Templates say nothing that is not in this folder."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.texts.language import counted, quoted, short_day

SITE: Final = "Тёзки"
SITE_ABOUT: Final = "Библиотеки сёл и городов с одним именем дружат и работают вместе"
SKIP: Final = "Перейти к содержанию"
ALLIANCE_NAV: Final = "Разделы"
CRUMBS: Final = "Вы здесь"
HOME: Final = "Все имена"
ABOUT: Final = "О нас"
PLAN: Final = "План"
CHRONICLE: Final = "Хроника"
MEMBERS: Final = "Библиотеки"
JOURNAL: Final = "Журнал"
PAGES: Final = "Страницы списка"
EARLIER: Final = "Назад"
LATER: Final = "Дальше"
FOOTER: Final = (
    "Страница открыта для всех. Здесь нет рекламы и слежки, а на всё показанное библиотеки дали согласие. "
    "Работает с клавиатуры, с программой чтения с экрана и без скриптов."
)
PRINT_HINT: Final = "Этот лист удобно распечатать: нажмите Ctrl + P (на Маке ⌘ + P)."
MISSING: Final = "Такой страницы нет"
MISSING_ABOUT: Final = (
    "Возможно, адрес набран с ошибкой или событие убрали из плана. Найдите своё село или город по имени."
)
RESTING: Final = "Страница ненадолго недоступна"
RESTING_ABOUT: Final = "Мы уже разбираемся. Загляните, пожалуйста, через минуту."
TOO_MANY: Final = "Слишком много запросов"
TOO_MANY_ABOUT: Final = "Страницы открывают очень часто. Подождите, пожалуйста, минуту и попробуйте снова."


def page_of(at: int, pages: int) -> str:
    return f"Страница {at + 1} из {pages}"


def alliance_title(settlement: str) -> str:
    return f"Библиотеки-тёзки {quoted(settlement)}"


def title(*parts: str) -> str:
    """For the browser's tab: the nearest first."""
    return " · ".join((*parts, SITE))


_BOTS: Final = {"telegram": "в Telegram", "vk": "ВКонтакте", "playground": "на площадке для пробы"}


def there(kind: str) -> str:
    """«в Telegram»; a messenger that has no name yet is called by its kind."""
    return _BOTS.get(kind, kind)


def subscribe(kind: str) -> str:
    return f"Подписаться {there(kind)}"


REPORT: Final = "Что-то не так на этой странице? Пожаловаться"


def full_day(when: date) -> str:
    """«5 декабря 2026 года»."""
    return f"{short_day(when)} {when.year} года"


def entries(count: int) -> str:
    return counted(count, "запись", "записи", "записей")
