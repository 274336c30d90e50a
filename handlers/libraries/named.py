"""A library is named, just so: its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.libraries import card as texts
from handlers.turn.finding import Found, finds, nearest

if TYPE_CHECKING:
    from handlers.turn.context import Context

MOST: Final = 5000
"""Titles that are looked through."""


@finds(20)
async def libraries_named(context: Context, typed: str) -> list[Found]:
    """Members whose title it is, or like it."""
    titles = await context.books.libraries.titles(limit=MOST)
    return nearest(
        typed, [(title, texts.named_label(title, place), f"lib:{number}") for number, title, place in titles]
    )
