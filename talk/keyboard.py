"""Rows of buttons, re-flowed to what a messenger takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talk.messenger import Limits
    from talk.prompt import Button, Rows


def fit(rows: Rows, limits: Limits) -> Rows:
    """The same buttons in rows that are not too wide, with labels that are not too long.

    Neighbouring rows that were cut from one wide row are filled up, so that a calendar stays compact.
    Raises ValueError when there are more buttons or rows than the messenger takes: a prompt must page its options.
    """
    flowed: list[tuple[Button, ...]] = []
    wide: list[Button] = []

    def pour() -> None:
        flowed.extend(tuple(wide[at : at + limits.columns]) for at in range(0, len(wide), limits.columns))
        wide.clear()

    for row in rows:
        buttons = [_shortened(button, limits.label) for button in row]
        if len(row) > limits.columns:
            wide.extend(buttons)
            continue
        if wide and len(row) > 1 and all(button.label.isdigit() for button in row):
            wide.extend(buttons)  # the short last week of a calendar
            continue
        pour()
        if buttons:
            flowed.append(tuple(buttons))
    pour()
    if len(flowed) > limits.rows or sum(map(len, flowed)) > limits.buttons:
        raise ValueError(f"{sum(map(len, flowed))} buttons in {len(flowed)} rows are too many")
    return tuple(flowed)


def _shortened(button: Button, most: int) -> Button:
    return button if len(button.label) <= most else replace(button, label=shorten(button.label, most))


def shorten(label: str, most: int) -> str:
    """The label, cut at a word if it can be, with an ellipsis in the last place."""
    if len(label) <= most:
        return label
    head = label[: most - 1]
    cut = head.rsplit(" ", 1)[0]
    return (cut if len(cut) > most // 2 else head).rstrip(" ,.;:") + "\u2026"
