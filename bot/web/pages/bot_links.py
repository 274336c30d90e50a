"""Deep links from a page into the bot, one per messenger (row 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.pages.layout import Link
from bot.web.pages.urls import safe
from talk.messenger import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from handlers.turn.accounts import AccountDirectory


def links_to_bot(
    directory: AccountDirectory, payload: str, words: Callable[[str], str], own: Collection[int]
) -> tuple[Link, ...]:
    """Of several accounts of a messenger one of ``own``, those that the alliance's groups are bound to, comes first.

    ``payload`` is what the deep link starts; ``words`` says it for a kind of messenger. An account that does not know
    its own name yet has no link.
    """
    chosen: dict[str, str] = {}
    for messenger in sorted(directory.messengers.values(), key=lambda one: (one.account not in own, one.account)):
        if messenger.kind in chosen:
            continue
        try:
            address = messenger.invitation(payload)
        except Broken:
            continue
        if safe(address) or address.startswith("/"):
            chosen[messenger.kind] = address
    return tuple(Link(words=words(kind), href=address) for kind, address in chosen.items())
