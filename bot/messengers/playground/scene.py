"""What a step of the example is given (``example``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.messengers.playground import lines
from handlers import dispatcher
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import Context
    from storage.books import Books
    from talk.updates import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One transaction at one moment of the example."""

    books: Books
    directory: AccountDirectory
    account: AccountId
    now: datetime

    async def context(self, person: int) -> Context:
        """Of a turn of this person (a place in ``PEOPLE``), as if they had just pressed «Начать»."""
        player = (await self.books.playground.people())[person]
        heard = IncomingMessage(
            account=self.account, event_id=f"demo:{person}", chat=player.id, user=player.id, at=self.now, start=""
        )
        return await dispatcher.open_context(self.books, heard, directory=self.directory, now=self.now)

    async def make_group(self, title: str) -> int:
        """The chat of a new group with the bot in it."""
        body = {"kind": lines.GROUP, "title": title, "bot": True, "sections": {}}
        line = await self.books.playground.append(lines.SHELF, None, mine=False, body=body, key="demo", at=self.now)
        return lines.group_chat(line)
