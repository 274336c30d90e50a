"""Rows of buttons → an inline keyboard."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from talk.keyboard import fit
from talk.messenger import Impossible, Limits
from talk.prompt import Button, Rows

LIMITS = Limits(text=4096, label=64, columns=8, rows=50, buttons=100, album=10, edits_posts=True, pace=(28, 1.05))
"""Telegram's own are partly unwritten: 8 in a row and 100 in all are taken by every client; 30 calls a second."""

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
    return InlineKeyboardButton(text=button.label, callback_data=button.press, url=url, style=_STYLES[button.tone])
