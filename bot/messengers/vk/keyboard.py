"""Rows of buttons as a keyboard of VK. One bad button and VK refuses the whole message (911), so nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from vk_api.keyboard import MAX_INLINE_LINES, VkKeyboard, VkKeyboardColor

from talk.keyboard import fit
from talk.messenger import Impossible, Limits
from talk.prompt import Button, Rows

INLINE_ROWS = MAX_INLINE_LINES
INLINE_BUTTONS = 10
PAYLOAD = 255
"""Characters of a button's payload, as JSON."""
BLANK = "\u00b7"
"""On a button that would have no label: VK takes none without."""
COLOURS = {
    "plain": VkKeyboardColor.SECONDARY,
    "main": VkKeyboardColor.PRIMARY,
    "good": VkKeyboardColor.POSITIVE,
    "bad": VkKeyboardColor.NEGATIVE,
}
HIDE = {"buttons": [], "one_time": True}
"""Takes a regular keyboard away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """Hangs under its message (inline), or covers the foot of the chat until another one comes."""

    inline: bool
    rows: Rows

    def json(self, *, invitation: Callable[[str], str], text_buttons: bool) -> Mapping[str, Any]:
        """``text_buttons``: for apps that do not know callback buttons."""
        keyboard = VkKeyboard(inline=self.inline)
        for number, row in enumerate(self.rows):
            if number:
                keyboard.add_line()
            for button in row:
                _add(keyboard, button, invitation, text_buttons)
        kind = {"inline": True} if self.inline else {"one_time": False}
        return {**kind, "buttons": keyboard.lines}


def lay_out(rows: Rows, limits: Limits, *, docked: bool) -> Keyboard | None:
    """The keyboard for these rows; ``docked`` when a regular one is up that this one has to replace.

    Raises Impossible when there are too many.
    """
    try:
        rows = fit(rows, limits)
    except ValueError as wrong:
        raise Impossible(str(wrong)) from wrong
    if not rows:
        return None
    small = len(rows) <= INLINE_ROWS and sum(map(len, rows)) <= INLINE_BUTTONS
    return Keyboard(inline=small and not docked, rows=tuple(tuple(map(_labelled, row)) for row in rows))


def _labelled(button: Button) -> Button:
    return button if button.label.strip() else replace(button, label=BLANK)


def _add(
    keyboard: VkKeyboard,
    button: Button,
    invitation: Callable[[str], str],
    text_buttons: bool,  # noqa: FBT001 - private, one caller
) -> None:
    if button.press is None:
        link = button.url if button.invite is None else invitation(button.invite)
        if button.share is not None:
            link = f"https://vk.com/share.php?url={quote(invitation(button.share), safe='')}"
        if link is None or not link.startswith(("http://", "https://")):
            raise Impossible("a button's address is not one of the web")
        keyboard.add_openlink_button(button.label, link)
        del keyboard.lines[-1][-1]["action"]["payload"]  # it is null, which VK's schema does not know
        return
    payload = json.dumps({"p": button.press}, separators=(",", ":"))
    if len(payload) > PAYLOAD:
        raise Impossible("a button's payload is too long")
    add = keyboard.add_button if text_buttons else keyboard.add_callback_button
    add(button.label, COLOURS[button.tone], payload)
