"""How much of a thing one person may have open at once: plenty for anybody's work, too little for a flood.

Who may do a thing at all is said in ``domain.rights``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from handlers.turn.context import Context

OPEN_APPEALS: Final = 5
"""Applications that wait for a coordinator's word, in all alliances together."""
OPEN_INVITATIONS: Final = 20
"""Links of one purpose that nobody has followed yet and that still work."""


async def refuse_more_appeals(context: Context) -> None:
    """Raises TurnRefused where enough of this person's applications wait already."""
    if await context.books.appeals.open_by(context.person.id) >= OPEN_APPEALS:
        raise TurnRefused(shared.too_many_appeals(OPEN_APPEALS), shared.MENU_ROWS)


async def invitation(context: Context, purpose: str, facts: Mapping[str, int], lasts: timedelta) -> str:
    """The token of a new link from this person. Raises TurnRefused where enough of their links wait already."""
    if await context.books.tokens.open_by(context.person.id, purpose, context.now) >= OPEN_INVITATIONS:
        raise TurnRefused(shared.too_many_invitations(OPEN_INVITATIONS, lasts.days), shared.MENU_ROWS)
    return await context.books.tokens.issue(purpose, facts, context.person.id, context.now + lasts)
