"""The words of calendars, feeds, cards and widgets, and of «Календарь» in «Мои подписки» (rows 8, 18, 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.event import State
from handlers.texts.language import ALWAYS_YEAR, capital, quoted, short_day
from handlers.texts.plan import calendar, event_facts
from handlers.texts.subscriptions.subscribing import MINE
from handlers.texts.turn import shared
from talk.prompt import Button
from talk.rich import Rich, bold, link, paragraphs

if TYPE_CHECKING:
    from datetime import date

    from storage.plan.events import Event

# Calendars.

PERSONAL_CALENDAR: Final = "Тёзки: мои события"


def calendar_name(settlement: str) -> str:
    return f"Тёзки: {settlement}"


def library_calendar_name(title: str, settlement: str) -> str:
    return f"{title} ({settlement})"


def tag_calendar_name(tag: str, settlement: str) -> str:
    return f"{calendar.tag_words(tag)} ({settlement})"


# Atom.


def feed_title(settlement: str) -> str:
    return f"Библиотеки-тёзки {quoted(settlement)}"


def plan_feed_title(settlement: str) -> str:
    return f"План библиотек-тёзок {quoted(settlement)}"


def chronicle_feed_title(settlement: str) -> str:
    return f"Хроника библиотек-тёзок {quoted(settlement)}"


def library_feed_title(title: str, settlement: str) -> str:
    return f"{title} ({settlement})"


def tag_feed_title(tag: str, settlement: str) -> str:
    return f"{calendar.tag_words(tag)}: библиотеки-тёзки {quoted(settlement)}"


def journal_feed_title(settlement: str) -> str:
    return f"Журнал библиотек-тёзок {quoted(settlement)}"


def event_summary(event: Event) -> str:
    """In a feed: when, where, by whom, what became of it."""
    parts = [
        capital(event_facts.when_words(event, today=ALWAYS_YEAR)),
        event.place or "",
        event_facts.host_words(event.host),
        event_facts.STATES[event.state],
        f"Причина: {event.cancel_reason}" if event.state is State.CANCELLED and event.cancel_reason else "",
        event.description or "",
    ]
    return "\n".join(part for part in parts if part)


def entry_title(seq: int) -> str:
    return f"Запись {seq}"


# Cards and widgets.

COMING: Final = "Ближайшие события"
NOTHING_COMING: Final = "Пока ничего не объявлено. Загляните в план: там видно, что задумано."
WHOLE_PLAN: Final = "Весь план"
EMBED: Final = "Афиша для вашего сайта"
EMBED_ABOUT: Final = (
    "Вставьте на сайт своей библиотеки ближайшие события. Список обновляется сам, в нём нет скриптов и слежки."
)
EMBED_FRAME: Final = "Окошко с афишей"
EMBED_FRAME_ABOUT: Final = "Скопируйте этот код туда, где на странице должна быть афиша:"
EMBED_HTML: Final = "Простой текст со ссылками"
EMBED_HTML_ABOUT: Final = (
    "Если окошки на вашем сайте запрещены, вставьте готовый список. "
    "Сам он не обновляется: через месяц скопируйте новый."
)
EMBED_CALENDAR: Final = "Календарь и лента"
EMBED_CALENDAR_ABOUT: Final = "Эти адреса понимают календари и программы для чтения новостей:"
EMBED_GOALS: Final = "То же по темам"
EMBED_GOALS_ABOUT: Final = "В таком календаре и в такой ленте только события на одну тему."
CALENDAR: Final = "Календарь"
FEED: Final = "Лента новостей"


def widget_title(settlement: str) -> str:
    return f"Афиша библиотек-тёзок {quoted(settlement)}"


def line_date(event: Event) -> str:
    """«5 декабря, 15:00 (Омск)»."""
    return capital(event_facts.short_when(event))


# «Календарь» in «Мои подписки».

CHANGE_LINK: Final = "Сменить ссылку"
REVOKE_LINK: Final = "Отозвать ссылку"
GET_LINK: Final = "Получить ссылку"
TO_SUBSCRIPTIONS: Final = Button(label=MINE, press="subscriptions")
NO_SITE: Final = "Календаря пока нет. Напоминания приходят сюда, в сообщения, как обычно."
REVOKED: Final = (
    "Готово, ссылка больше не работает. Календари, в которые вы её добавили, перестанут обновляться. "
    "Новую ссылку можно получить в любой день."
)
NOTHING_TO_REVOKE: Final = "Ссылки на календарь у вас сейчас нет."
ABOUT_CALENDAR: Final = paragraphs(
    bold("Календарь моих событий"),
    "Я дам личную ссылку. Добавьте её в календарь телефона или компьютера, и события из ваших подписок будут "
    "появляться там сами: с переносами и отменами.",
    "Ссылка секретная: кто её знает, тот видит, на какие события вы подписаны. Имени в ней нет. "
    "Её можно сменить или отозвать в любую минуту.",
)


def handed_out(address: str) -> Rich:
    return paragraphs(
        bold("Ваша ссылка на календарь"),
        link(address, address),
        "Скопируйте её и добавьте в календарь: «Добавить календарь» → «По ссылке» (или «Подписаться по URL»).",
        "Сохраните ссылку у себя: сам я её не храню и второй раз показать не смогу, только дать новую. "
        "Никому её не передавайте.",
    )


def has_link(since: date) -> Rich:
    """``since``: the day on which it was handed out."""
    return paragraphs(
        bold("Календарь моих событий"),
        f"Ссылку я дал вам {short_day(since)} {since.year} года, и она работает. Показать её ещё раз не могу: "
        "саму ссылку я не храню.",
        "Если ссылка потерялась или её узнал кто-то чужой, смените её: прежняя сразу перестанет работать.",
    )


ROWS_AFTER: Final = ((TO_SUBSCRIPTIONS,), (shared.BACK_TO_MENU,))
