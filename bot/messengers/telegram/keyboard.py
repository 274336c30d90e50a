"""Rows of buttons → an inline keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messengers.telegram.api import CALLS_A_SECOND
from talk.keyboard import fit
from talk.messenger import Impossible, Limits
from talk.prompt import Button, Rows

LIMITS = Limits(
    text=4096,
    label=64,
    columns=8,
    rows=50,
    buttons=100,
    album=10,
    edits_posts=True,
    pace=(CALLS_A_SECOND, 1.0),
    chat=(20, 20.0),
    group=(20, 60.0),
    spacing=1.0,
    at_once=32,
)
"""Telegram's own are partly unwritten: 8 in a row and 100 in all are taken by every client; one message a second to a
person, with short bursts, as a talk has them; one a second and 20 a minute into a group."""

_STYLES = {"plain": None, "main": "primary", "good": "success", "bad": "danger"}


def inline(rows: Rows, invitation: Callable[[str], str]) -> InlineKeyboardMarkup | None:
    """The keyboard, or None without buttons.

    Raises Impossible when there are too many (a prompt must page them) or an invitation cannot travel in a link.
    """
    try:
        keyboard = [[_button(button, invitation) for button in row] for row in fit(rows, LIMITS)]
    except ValueError as error:
        raise Impossible(str(error)) from None
    return InlineKeyboardMarkup(inline_keyboard=keyboard) if keyboard else None


def _button(button: Button, invitation: Callable[[str], str]) -> InlineKeyboardButton:
    url = button.url if button.invite is None else invitation(button.invite)
    if button.share is not None:
        url = f"https://t.me/share/url?url={quote(invitation(button.share), safe='')}"
    return InlineKeyboardButton(text=button.label, callback_data=button.press, url=url, style=_STYLES[button.tone])
