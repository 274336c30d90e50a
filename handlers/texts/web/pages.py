"""The words of the public pages (rows 8, 17, 18, 20, 21, 29, 30, 46). A template says nothing that is not here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from domain.event import State
from domain.journal import Fault
from domain.libraries.membership import Ownership, Scope
from domain.vocabulary.goals import WORDINGS
from handlers.texts.alliances.founding import form_words
from handlers.texts.language import LOCALE, capital, clock, counted, day, in_month, month, number, quoted, short_day
from handlers.texts.libraries.joining import OWNERSHIPS
from handlers.texts.places import apart
from handlers.texts.sections import SECTION_TITLES
from talk.prompt import Section

# Every page.

SITE: Final = "Тёзки"
SITE_ABOUT: Final = "Библиотеки одноимённых сёл, посёлков и городов дружат и делают вместе"
SKIP: Final = "Перейти к содержанию"
SITE_NAV: Final = "Сайт"
ALLIANCE_NAV: Final = "Разделы сотрудничества"
CRUMBS: Final = "Вы здесь"
HOME: Final = "Все сотрудничества"
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
    "Возможно, адрес набран с ошибкой или событие убрали из плана до объявления. Найдите своё сотрудничество "
    "по названию населённого пункта."
)
RESTING: Final = "Страница ненадолго недоступна"
RESTING_ABOUT: Final = "Мы уже разбираемся. Загляните, пожалуйста, через минуту."


def page_of(at: int, pages: int) -> str:
    return f"Страница {at + 1} из {pages}"


def alliance_title(settlement: str) -> str:
    return f"Сотрудничество {quoted(settlement)}"


def title(*parts: str) -> str:
    """For the browser's tab: the nearest first."""
    return " · ".join((*parts, SITE))


# Home.

HOME_LEAD: Final = (
    "Одно имя на карте встречается много раз. Библиотеки таких населённых пунктов объединяются, составляют общий план, "
    "ездят друг к другу в гости и ведут хронику. Найдите своё имя."
)
SEARCH: Final = "Поиск сотрудничества"
SEARCH_NAME: Final = "Населённый пункт"
SEARCH_REGION: Final = "Регион"
ANY_REGION: Final = "Любой"
FIND: Final = "Найти"
BEGIN: Final = "Нет вашего имени?"
BEGIN_ABOUT: Final = (
    "Начните сотрудничество сами: бот спросит название и цели, проведёт по Соглашению и поможет позвать тёзок."
)
SHOW_ALL: Final = "Показать все"
NO_ALLIANCES: Final = "Сотрудничеств пока нет"
NO_ALLIANCES_ABOUT: Final = "Создайте первое: напишите боту, это займёт несколько минут."
NOTHING_FOUND: Final = "Такого сотрудничества ещё нет"
NOTHING_FOUND_ABOUT: Final = "Проверьте, как написано название, или посмотрите все сотрудничества."


def found(total: int) -> str:
    return counted(total, "сотрудничество", "сотрудничества", "сотрудничеств")


def members(count: int) -> str:
    return counted(count, "библиотека", "библиотеки", "библиотек")


def regions(count: int) -> str:
    return counted(count, "регион", "региона", "регионов")


def begin(kind: str) -> str:
    return f"Начать {there(kind)}"


def add_event(kind: str) -> str:
    return f"Добавить событие {there(kind)}"


def size(count: int, of_regions: int) -> str:
    return f"{members(count)}, {regions(of_regions)}" if count else "ждёт первую библиотеку"


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
CARD: Final = "О сотрудничестве"
FORM: Final = "Форма"
SCOPE: Final = "Уровень"
PARTNERS: Final = "Библиотеки-партнёры"
SINCE: Final = "Вместе с"
HASHTAG: Final = "Хештег"
AGREEMENT: Final = "Соглашение"
READ_AGREEMENT: Final = "Читать Соглашение"
GROUPS: Final = "Площадки"
GROUPS_ABOUT: Final = "Здесь библиотеки пишут и спорят, а жители отвечают."
NO_GROUPS: Final = "Площадки в социальных сетях ещё не связаны."
FOLLOW: Final = "Не пропустить"
FOLLOW_ABOUT: Final = "Бот напомнит о событиях по вашему времени. Отписаться можно в любой день."
TV: Final = "Афиша для экрана в фойе"
ELSEWHERE: Final = "Календарь и лента"
ELSEWHERE_ABOUT: Final = "Добавьте адрес календаря в телефон: новые события появятся там сами."
CALENDAR: Final = "Календарь сотрудничества"
FEED: Final = "Лента новостей"
FOR_SITE: Final = "Афиша для вашего сайта"
SCOPES: Final = {
    Scope.INTRA_REGIONAL: "внутри одного региона",
    Scope.INTER_REGIONAL: "межрегиональный",
}
SECTIONS: Final = {section.value: SECTION_TITLES[section] for section in Section}
_BOTS: Final = {"telegram": "в Telegram", "vk": "во ВКонтакте", "playground": "на площадке для пробы"}


def emblem_alt(settlement: str) -> str:
    return f"Эмблема сотрудничества {quoted(settlement)}"


def form(key: str, own: str | None) -> str:
    return form_words(key, own)


def goals(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(capital(WORDINGS[key].text) for key in keys if key in WORDINGS)


def there(kind: str) -> str:
    """«в Telegram»; a messenger that has no name yet is called by its kind."""
    return _BOTS.get(kind, kind)


def subscribe(kind: str) -> str:
    return f"Подписаться {there(kind)}"


def full_day(when: date) -> str:
    """«5 декабря 2026 года»."""
    return f"{short_day(when)} {when.year} года"


def version(number_: int, adopted: date) -> str:
    return f"Редакция {number_}, принята {full_day(adopted)}"


AGREEMENT_SECTIONS: Final = "Разделы"
VERSIONS: Final = "Все редакции"
OLD_VERSION: Final = "Это прежняя редакция."
TO_LATEST: Final = "Открыть действующую"
NO_AGREEMENT: Final = "Соглашение ещё не принято"
NO_AGREEMENT_ABOUT: Final = "Его текст появится здесь, как только координатор его примет."

# The plan.

PLAN_VIEWS: Final = "Как показать план"
AS_LIST: Final = "Списком"
AS_MONTH: Final = "Месяц"
AS_YEAR: Final = "Год"
ALL_MONTH: Final = "в течение месяца"
NO_EVENTS: Final = "В плане пока пусто"
NO_EVENTS_ABOUT: Final = "Любая библиотека-партнёр может добавить событие: напишите боту «Добавить событие»."
NO_EVENTS_THEN: Final = "На это время ничего не запланировано."
UNDATED: Final = "День ещё уточняется"
WEEKDAYS: Final = (
    ("Пн", "понедельник"),
    ("Вт", "вторник"),
    ("Ср", "среда"),
    ("Чт", "четверг"),
    ("Пт", "пятница"),
    ("Сб", "суббота"),
    ("Вс", "воскресенье"),
)
TODAY: Final = "сегодня"
ZONES_NOTE: Final = "Время местное: по часам библиотеки-хозяйки. Если это не московское время, рядом назван город."
MONTH_COLUMN: Final = "Месяц"
PLANNED_COLUMN: Final = "В плане"
HELD_COLUMN: Final = "Прошло"
CANCELLED_COLUMN: Final = "Отменено"
WHOLE_YEAR: Final = "Весь год"
PLAN_FEED: Final = "Лента плана"


def plan_heading(settlement: str) -> str:
    return f"План: {quoted(settlement)}"


def month_heading(when: date) -> str:
    return f"План на {month(when)} года"


def year_heading(year: int) -> str:
    return f"План на {year} год"


@lru_cache(maxsize=4096)
def day_heading(when: date) -> str:
    return capital(day(when, today=date(1, 1, 1)))


def month_name(when: date) -> str:
    return capital(month(when))


def month_alone(when: date) -> str:
    return capital(month(when).split(" ")[0])


@lru_cache(maxsize=4096)
def month_short(when: date) -> str:
    """«дек»."""
    return format_date(when, "LLL", locale=LOCALE).rstrip(".")[:3]


def weekday_short(when: date) -> str:
    return WEEKDAYS[when.weekday()][0].lower()


def calendar_caption(when: date, settlement: str) -> str:
    return f"Календарь на {month(when)} года, сотрудничество {quoted(settlement)}"


def year_caption(year: int) -> str:
    return f"Сколько событий в каждом месяце {year} года"


def more_events(count: int) -> str:
    return f"ещё {number(count)}"


def events(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def done(counts: Mapping[State, int]) -> int:
    return counts.get(State.HELD, 0) + counts.get(State.CHRONICLED, 0)


# The chronicle.

CHRONICLE_MONTH: Final = "Месяц"
ANY_MONTH: Final = "Все месяцы"
ANY_LIBRARY: Final = "Все библиотеки"
BY_LIBRARY: Final = "Рассказы одной библиотеки: выберите её в списке"
SHOW: Final = "Показать"
READ_ON: Final = "Читать дальше"
NO_ENTRIES_THEN: Final = "За это время записей нет"
NO_ENTRIES_THEN_ABOUT: Final = "Выберите другой месяц или откройте всю хронику."
CORRECTED: Final = "Исправлено:"
SUPERSEDED: Final = "Эту запись позже исправили."
AS_IT_IS: Final = "Исправленная запись"
AS_IT_WAS: Final = "Как было раньше"
IN_GROUP: Final = "Запись в группе"
ABOUT_EVENT: Final = "Событие"
CHRONICLE_FEED: Final = "Лента хроники"


def chronicle_heading(settlement: str) -> str:
    return f"Хроника: {quoted(settlement)}"


def chronicle_of(what: str) -> str:
    return f"Хроника: {what}"


def chronicle_since(when: date) -> str:
    return f"Хроника за {month(when)} года"


def entries(count: int) -> str:
    return counted(count, "запись", "записи", "записей")


# The libraries.

LIBRARY_COLUMN: Final = "Библиотека"
PLACE_COLUMN: Final = "Где она"
JOINED_COLUMN: Final = "Присоединилась"
LEFT_COLUMN: Final = "Вышла"
NOTICE: Final = "сообщение"
FORMER: Final = "Кто был раньше"
PRESENT: Final = "Кто сейчас"
BY_REGION: Final = "По регионам"
NO_MEMBERS: Final = "Пока никто не присоединился"
NO_MEMBERS_ABOUT: Final = "Ваша библиотека может стать первой: напишите боту «Присоединиться»."
NO_FORMER: Final = "Ещё никто не выходил из Соглашения"
JOIN: Final = "Присоединить свою библиотеку"
PARENT: Final = "Учреждение"
OWNERSHIP: Final = "Форма собственности"
CONTACT: Final = "Контакт"
PLACE: Final = "Населённый пункт"
LIBRARY_EVENTS: Final = "Что планирует библиотека"
LIBRARY_CHRONICLE: Final = "О чём она рассказала"
NO_LIBRARY_EVENTS: Final = "Новых событий пока не объявлено."
NO_LIBRARY_CHRONICLE: Final = "Рассказов пока нет: загляните после ближайшего события."
JOIN_NOTICE: Final = "Сообщение о присоединении"
LIBRARY_CALENDAR: Final = "Календарь библиотеки"
LIBRARY_FEED: Final = "Лента библиотеки"
NEIGHBOURS: Final = "Новости соседей"
RESIDENTS: Final = "Жителей"
NAMESAKES: Final = "Тёзки по реестру"
LEFT_NOTE: Final = "Библиотека вышла из Соглашения"


def join(kind: str) -> str:
    return f"{JOIN} {there(kind)}"


def namesakes(places: int, of_regions: int) -> str:
    """How many settlements bear the name, this one among them: «312 населённых пунктов в 58 регионах»."""
    found_ = counted(places, "населённый пункт", "населённых пункта", "населённых пунктов")
    return f"{found_} в {counted(of_regions, 'регионе', 'регионах', 'регионах')}"


def members_heading(settlement: str) -> str:
    return f"Библиотеки-партнёры: {quoted(settlement)}"


def members_caption(count: int, *, former: bool, region: str) -> str:
    who = "Библиотеки, которые были партнёрами" if former else "Библиотеки, присоединившиеся к Соглашению"
    return f"{who}{f', {region}' if region else ''}: {number(count)}"


def notice_of(library: str) -> str:
    """What a screen reader says of the link."""
    return f"о присоединении: {library}"


def ownership(key: str) -> str:
    return OWNERSHIPS.get(Ownership(key), key) if key in set(Ownership) else key


def where(district: str, region: str, settlement: str) -> str:
    return apart(district, region, settlement)


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
NO_JOURNAL_ABOUT: Final = "Первой станет запись о создании сотрудничества."
_FAULTS: Final = {
    Fault.NUMBER: "запись пропала или стоит не на своём месте",
    Fault.LINK: "запись перед ней подменили",
    Fault.HASH: "её изменили после того, как она была сделана",
}


def journal_heading(settlement: str) -> str:
    return f"Журнал: {quoted(settlement)}"


def verified(count: int, head: str) -> str:
    last = f" Печать последней: {head[:16]}." if head else ""
    return f"Пересчитаны печати: {entries(count)}. Ни одна не изменена и не пропала.{last}"


def broken(seq: int, why: Fault) -> str:
    return f"Запись {seq}: {_FAULTS[why]}. Записям до неё можно верить. Сообщите, пожалуйста, координатору."


def local_moment(at: datetime) -> str:
    """«20 ноября 2026, 12:00»."""
    return f"{short_day(at.date())} {at.year}, {clock(at)}"


# One event.

WHEN: Final = "Когда"
WHERE: Final = "Где"
ONLINE: Final = "Онлайн"
CONNECT: Final = "Подключиться по ссылке"
HOST: Final = "Проводит"
CO_HOSTS: Final = "Вместе с ней"
KIND: Final = "Что это"
AUDIENCE: Final = "Для кого"
AGE: Final = "Возраст"
REPEATS: Final = "Повторяется"
REGISTRATION: Final = "Запись"
WITH_REGISTRATION: Final = "нужна предварительная запись у библиотеки"
EVENT_GOALS: Final = "Цели"
YOUR_TIME: Final = "Когда это у вас"
TIME_COLUMN: Final = "Время"
ZONE_COLUMN: Final = "Где живут по этим часам"
YOUR_TIME_CAPTION: Final = "Начало по часам каждой библиотеки-партнёра"
REMIND: Final = "Напомнить мне"
REMIND_ABOUT: Final = "Бот напишет заранее, а если событие перенесут или отменят, скажет сразу."
NO_BOTS: Final = "Напоминания появятся, когда сотрудничество свяжет свою группу с ботом."
POSTER: Final = "Афиша для печати"
TO_CALENDAR: Final = "Добавить в календарь"
IN_PLAN: Final = "План на этот месяц"
TOLD: Final = "Как это было"
HELD: Final = "Событие прошло."
CANCELLED: Final = "Событие отменено."
CHANGED: Final = "Сведения об этом событии менялись. Здесь они самые свежие."
QR_ALT: Final = "QR-код: открыть страницу события в телефоне"
SCAN: Final = "Наведите камеру телефона: там подробности и напоминание"


def reason(why: str) -> str:
    return f"Причина: {why}"


def moved(before: date | None, now: date, *, month_only: bool) -> str:
    """``before``: when it was to be, where that is known."""
    if before == now and not month_only:
        return "Время события изменилось. Здесь указано новое."
    if before is None:
        return "Событие перенесли. Здесь указано новое время."
    when = f"{month(before)} года" if month_only else full_day(before)
    return f"Событие перенесли, раньше оно было назначено на {when}. Здесь указано новое время."


def remind(kind: str) -> str:
    return f"Напомнить {there(kind)}"


def poster_of(name: str) -> str:
    return f"Афиша: {name}"


# The screen in the foyer.

TV_TODAY: Final = "Сегодня"
TV_WEEK: Final = "На этой неделе"
TV_NOTHING_TODAY: Final = "Сегодня событий нет: приходите просто так, за книгой."
TV_NOTHING: Final = "На этой неделе событий нет. Спросите библиотекаря, что готовится."
TV_SOON: Final = "Скоро"
TV_SCAN: Final = "Весь план в телефоне"
TV_SCAN_ALT: Final = "QR-код: открыть весь план в телефоне"


def tv_heading(settlement: str) -> str:
    return f"Афиша: {quoted(settlement)}"


def tv_day(when: date) -> str:
    """No clock beside it: the screen asks for news every few minutes only."""
    return capital(day(when))


def tv_more(count: int) -> str:
    return f"и ещё {events(count)}"


def since(when: date) -> str:
    return in_month(when)
