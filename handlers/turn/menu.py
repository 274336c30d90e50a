"""The menu that never loses a person, help that fits who is asking, and the first words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.turn import menu, shared
from handlers.texts.turn.paging import page_line
from handlers.turn import menu_pages
from handlers.turn.context import RESUME
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.menu_places import MenuPlace, roles_of
from talk.prompt import Button
from talk.rich import paragraphs

if TYPE_CHECKING:
    from handlers.turn.context import Context

WORDS: Final = menu_pages.Words(more=menu.MORE, heads=menu.HEADS, back=shared.BACK_TO_MENU)


@errand("welcome", most_args=0, words=menu.WELCOME_WORDS)
async def welcome(context: Context) -> None:
    """Who the bot is, to somebody who knows it already; to everybody else: ``handlers.people.first_words``."""
    await context.say(menu.WELCOME, rows=((Button(label=menu.WHAT_IS_KEPT, press="mydata"),), *context.ways))


@errand("start", most_args=8, spoken=menu.START_SPOKEN)
async def start(context: Context, *_: str) -> None:
    await show_menu(context)


@errand(
    "menu",
    command="menu",
    most_args=0,
    about=menu.MENU_ABOUT,
    order=0,
    spoken=menu.MENU_SPOKEN,
    always=menu.MENU_ALWAYS,
    words=menu.MENU_WORDS,
)
async def show_menu(context: Context) -> None:
    """What this person can do here: it depends on what they are in charge of."""
    text = menu.MENU_HALF_TOLD if context.dialogue is not None else menu.MENU
    rows = menu_pages.front(
        ERRANDS.in_menu,
        roles=roles_of(context.roles),
        uses=context.person.menu_uses,
        limits=context.messenger.limits,
        words=WORDS,
        resume=RESUME if context.dialogue is not None else None,
    )
    await context.say(text, rows=rows, in_place=True)


@errand("more", most_args=2, spoken=menu.MORE_SPOKEN)
async def more(context: Context, which: str = menu_pages.EVERYTHING, page: str = "0") -> None:
    """One tap further: all that a role comes for, a wing, or everything that is needed less often."""
    shown = menu_pages.behind(
        ERRANDS.in_menu,
        roles=roles_of(context.roles),
        which=which,
        page_word=page,
        limits=context.messenger.limits,
        words=WORDS,
    )
    if shown is None:
        await show_menu(context)
        return
    head = menu.of_wing(shown.wing) if shown.wing else menu.FOR_ROLE.get(which, menu.MORE_TEXT)
    await context.say(paragraphs(head, page_line(shown.page, shown.pages)), rows=shown.rows, in_place=True)


@errand(
    "help",
    command="help",
    most_args=0,
    about=menu.HELP,
    order=150,
    spoken=menu.HELP_SPOKEN,
    always=menu.HELP_ALWAYS,
    words=menu.HELP_WORDS,
    menu=MenuPlace(label=menu.HELP, wing=menu.WING),
)
async def show_help(context: Context) -> None:
    roles = context.roles
    text = menu.help_for(serves=bool(roles.members), coordinates=bool(roles.coordinates))
    await context.say(text, rows=context.ways)


@errand("cancel", command="cancel", most_args=0, about=menu.CANCEL_ABOUT, order=160)
async def nothing_to_cancel(context: Context) -> None:
    """Reached only when no talk is in progress: the dispatcher cancels that itself."""
    await context.say(menu.NOTHING_TO_CANCEL, rows=shared.MENU_ROWS)


@errand("back", command="back", most_args=0, listed=False)
async def nothing_to_go_back(context: Context) -> None:
    await context.say(menu.NOTHING_TO_CANCEL, rows=shared.MENU_ROWS)


@errand("noop", most_args=0)
async def noop(context: Context) -> None:
    """A button that only shows something, like the number of a page."""
