"""An address has died: what waits for its person there goes to where they are told from now on, and they hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.notices.notices import tell
from handlers.texts.turn import addresses as texts
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from storage.people.addresses import BLOCKED

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books

ADDRESS: Final = "address"
"""The kind of notices about addresses themselves."""


async def lose_address(
    books: Books,
    account_id: int,
    *,
    external_id: int | None = None,
    chat: int | None = None,
    state: str = BLOCKED,
    now: datetime,
) -> bool:
    """Nobody is written to there any more; whether anybody was. The word comes once, where something was to come."""
    lost = await books.addresses.lose(account_id, external_id=external_id, chat=chat, state=state)
    if lost is None:
        return False
    dead, following = lost.address, lost.next
    if following is not None:
        waiting = await books.outbox.hand_over(
            dead.person_id, dead.account_id, dead.chat, to_account=following.account_id, to_chat=following.chat
        )
        if lost.matters or waiting:
            account = await books.accounts.get(dead.account_id)
            text = texts.moved_here(account.kind if account is not None else "")
            notice = Notice(kind=ADDRESS, subject=f"address:{dead.id}", may_wait=True)
            key = f"address-lost:{dead.id}:{now.isoformat()}"
            await tell(books, [following], text, now=now, key=key, notice=notice, rows=shared.MENU_ROWS)
    return dead.is_live
