"""The page that a person got last, and what of it they mean who answer in words: a label, a number, a beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from domain.near import meant
from talk.engine import is_turn_press
from talk.fields.text import fold

if TYPE_CHECKING:
    from talk.prompt import Rows
    from talk.rich import Rich

BEGINNING: Final = 3
"""Letters of a beginning that is not a slip."""
LINE: Final = 90
"""Characters that are kept of the line that a numbered button stands for."""
MOST: Final = 40
"""Buttons that are kept."""
LONGEST: Final = 100
"""Longer words are none of a button."""
_NUMBERED: Final = re.compile(r"(\d{1,3})(?:\. .*)?|.* (\d{1,3})", re.DOTALL)
_LINE: Final = re.compile(r"^(\d{1,3})\. (.+)$", re.MULTILINE)

Shown = Sequence[Sequence[str]]
"""Of each button its label, what it presses, and the line that it is the number of."""


def shown_of(text: Rich, rows: Rows) -> Shown | None:
    """What is kept of a page; None of a question of a talk, and of what has no buttons but the way to the menu."""
    buttons = [button for row in rows for button in row if button.press is not None]
    if len(buttons) < 2 or any(is_turn_press(str(button.press)) for button in buttons):  # noqa: PLR2004 - a choice
        return None
    lines = {found[1]: found[2][:LINE] for found in _LINE.finditer(text.plain)}
    return tuple((one.label, str(one.press), lines.get(_number(one.label) or "", "")) for one in buttons[:MOST])


def pressed_in_words(shown: Shown, typed: str) -> str | None:
    """The button that is meant by these words; None: none of them, or nobody knows which."""
    wanted = fold(typed)
    if not wanted or len(wanted) > LONGEST:
        return None
    labels = [fold(label) for label, _, _ in shown]
    if wanted in labels:
        return shown[labels.index(wanted)][1]
    if wanted.isascii() and wanted.isdecimal():
        return _by_number(shown, int(wanted))
    if len(wanted) < BEGINNING:
        return None
    begin = [press for (_, press, _), label in zip(shown, labels, strict=True) if label.startswith(wanted)]
    if len(set(begin)) == 1:
        return begin[0]
    word = re.compile(rf"(?<!\w){re.escape(wanted)}")
    named = [press for _, press, line in shown if word.search(fold(line))]
    if len(set(named)) == 1:
        return named[0]
    place = meant(typed, [re.sub(r"^\d+\. ", "", label) for label, _, _ in shown])
    return shown[place][1] if place is not None else None


def _by_number(shown: Shown, number: int) -> str | None:
    """The button with this number; where none has a number, the button at this place."""
    numbers = [_number(label) for label, _, _ in shown]
    if str(number) in numbers:
        return shown[numbers.index(str(number))][1]
    if any(numbers) or not 1 <= number <= len(shown):
        return None
    return shown[number - 1][1]


def _number(label: str) -> str | None:
    found = _NUMBERED.fullmatch(label)
    return None if found is None else found[1] or found[2]
