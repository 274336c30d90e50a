"""The menu that never loses a person, help that fits who is asking, and the first words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.turn import menu
from handlers.texts.turn import shared as base
from handlers.turn.context import RESUME
from handlers.turn.errands import errand
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Desk


@errand("welcome", most_args=0)
async def welcome(desk: Desk) -> None:
    """The first words of the bot: who it is, what it stores and why (row 103). Said once."""
    await desk.books.people.greet(desk.person.id, at=desk.now)
    await desk.say(menu.WELCOME, rows=((Button(label=menu.WHAT_IS_KEPT, press="mydata"),),))


@errand("start", most_args=8, spoken=menu.START_SPOKEN)
async def start(desk: Desk, *_: str) -> None:
    await show_menu(desk)


@errand(
    "menu",
    command="menu",
    most_args=0,
    about=menu.MENU_ABOUT,
    order=0,
    spoken=menu.MENU_SPOKEN,
    always=menu.MENU_ALWAYS,
)
async def show_menu(desk: Desk) -> None:
    """What this person can do here: it depends on what they are in charge of."""
    text = menu.MENU_HALF_TOLD if desk.dialogue is not None else menu.MENU
    await desk.say(text, rows=_rows(desk), in_place=True)


def _rows(desk: Desk) -> Rows:
    standing = desk.standing
    rows: list[tuple[Button, ...]] = []
    if desk.dialogue is not None:
        rows.append((RESUME,))
    rows.append(
        (Button(label=menu.AFISHA, press="afisha"), Button(label=menu.SUBSCRIPTIONS, press="subscriptions")),
    )
    if standing.members:
        rows.append((Button(label=menu.ADD_EVENT, press="event"), Button(label=menu.MY_EVENTS, press="mine")))
    rows.append((Button(label=menu.PLAN, press="plan"), Button(label=menu.CHRONICLE, press="chronicle")))
    rows.append((Button(label=menu.ROSTER, press="roster"), Button(label=menu.JOURNAL, press="journal")))
    if standing.coordinates:
        rows.append((Button(label=menu.COORDINATION, press="alliance"),))
    rows.append((Button(label=menu.MORE, press="more"),))
    return tuple(rows)


@errand("more", most_args=0)
async def more(desk: Desk) -> None:
    """What is needed less often."""
    standing = desk.standing
    rows: list[tuple[Button, ...]] = [
        (Button(label=menu.JOIN, press="join"), Button(label=menu.FOUND, press="found")),
        (Button(label=menu.SETTINGS, press="settings"), Button(label=menu.MY_DATA, press="mydata")),
    ]
    if standing.members:
        rows.append((Button(label=menu.MY_LIBRARY, press="library"), Button(label=menu.LEAVE, press="leave")))
    rows.append((Button(label=menu.ABOUT, press="about"), Button(label=menu.HELP, press="help")))
    rows.append((base.BACK_TO_MENU,))
    await desk.say(menu.MORE_TEXT, rows=tuple(rows), in_place=True)


@errand(
    "help",
    command="help",
    most_args=0,
    about=menu.HELP_ABOUT,
    order=150,
    spoken=menu.HELP_SPOKEN,
    always=menu.HELP_ALWAYS,
)
async def show_help(desk: Desk) -> None:
    standing = desk.standing
    text = menu.help_for(serves=bool(standing.members), coordinates=bool(standing.coordinates))
    await desk.say(text, rows=desk.ways)


@errand("cancel", command="cancel", most_args=0, about=menu.CANCEL_ABOUT, order=160)
async def nothing_to_cancel(desk: Desk) -> None:
    """Reached only when no talk is in progress: the reception cancels talks itself."""
    await desk.say(menu.NOTHING_TO_CANCEL, rows=base.MENU_ROWS)


@errand("back", command="back", most_args=0, listed=False)
async def nothing_to_go_back(desk: Desk) -> None:
    await desk.say(menu.NOTHING_TO_CANCEL, rows=base.MENU_ROWS)


@errand("noop", most_args=0)
async def noop(desk: Desk) -> None:
    """A button that only shows something, like the number of a page."""
