"""«Мои подписки»: everything is seen here and undone here (row 61)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.subscriptions.targets import word_of
from handlers.texts.subscriptions import subscribing as texts
from handlers.texts.turn import shared
from handlers.texts.turn.paging import page_line
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import page_of, turn_of
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.reminders.subscriptions import Subscription

SIZE: Final = 6
"""Lines of a page: with the other buttons ten, which a messenger shows under the message."""
PAST: Final = timedelta(days=1)


@errand(
    "subscriptions",
    command="subscriptions",
    most_args=1,
    about=texts.ABOUT,
    order=20,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.MINE, first=True),
)
async def subscriptions(context: Context, page: str = "0") -> None:
    """One button per line takes it away."""
    mine = [one for one in await context.books.subscriptions.of_person(context.person.id) if not _is_over(context, one)]
    if not mine:
        rows: Rows = (
            (Button(label=texts.SUBSCRIBE, press="subscribe", tone="main"),),
            (Button(label=texts.AFISHA, press="afisha"), shared.BACK_TO_MENU),
        )
        await context.say(texts.NONE_YET, rows=rows, in_place=True)
        return
    at, pages = page_of(page, len(mine), SIZE)
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    shown = list(enumerate(mine, 1))[at * SIZE : (at + 1) * SIZE]
    person = context.person
    text = texts.listed(
        [(number, texts.target_words(one, zone=context.zone, today=today)) for number, one in shown],
        page_line(at, pages),
        texts.how_words(context.zone, person.leads, person.quiet_from, person.quiet_to, weekly=person.weekly),
    )
    buttons = [Button(label=texts.remove_label(number), press=f"unsub:{word_of(one)}") for number, one in shown]
    rows = (
        *(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3)),
        *turn_of("subscriptions", at, pages),
        (Button(label=texts.ANOTHER, press="subscribe"), Button(label=texts.SETTINGS, press="settings")),
        (*_calendar(context), shared.BACK_TO_MENU),
    )
    await context.say(text, rows=rows, in_place=True)


def _calendar(context: Context) -> tuple[Button, ...]:
    """Where there is a site that it could be read from."""
    return (Button(label=texts.CALENDAR, press="calendar"),) if context.directory.public_url is not None else ()


def _is_over(context: Context, one: Subscription) -> bool:
    """An event of the past is not worth a line."""
    return one.starts_at is not None and one.starts_at + PAST < context.now
