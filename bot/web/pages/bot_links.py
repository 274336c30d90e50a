"""The ways from a page to the bot: one per messenger, to the account that speaks for the alliance (row 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.pages.layout import Link
from bot.web.pages.urls import safe
from talk.messenger import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from handlers.turn.accounts import AccountDirectory


def ways(
    directory: AccountDirectory, payload: str, words: Callable[[str], str], own: Collection[int]
) -> tuple[Link, ...]:
    """``own`` are the accounts that the alliance's groups are bound to; ``words`` says where a kind of bot leads."""
    chosen: dict[str, str] = {}
    for door in sorted(directory.messengers.values(), key=lambda door: (door.account not in own, door.account)):
        if door.kind in chosen:
            continue
        try:
            address = door.invitation(payload)
        except Broken:  # it has not told its name yet
            continue
        if safe(address) or address.startswith("/"):
            chosen[door.kind] = address
    return tuple(Link(words=words(kind), href=address) for kind, address in chosen.items())
