"""What a step of the example works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.messengers.playground import lines
from handlers import dispatcher as reception
from talk.heard import Heard

if TYPE_CHECKING:
    from handlers.turn.accounts import House
    from handlers.turn.context import Desk
    from storage.books import Books
    from talk.heard import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a step of the example works with."""

    books: Books
    house: House
    account: AccountId
    now: datetime

    async def desk(self, person: int) -> Desk:
        """The desk of this person of ``PEOPLE``, as if they had just pressed «Начать»."""
        player = (await self.books.playground.people())[person]
        heard = Heard(
            account=self.account, event_id=f"demo:{person}", chat=player.id, user=player.id, at=self.now, start=""
        )
        return await reception.sit_down(self.books, heard, house=self.house, now=self.now)

    async def make_group(self, title: str) -> int:
        """A group of the playground with the bot in it."""
        body = {"kind": lines.GROUP, "title": title, "bot": True, "sections": {}}
        line = await self.books.playground.append(lines.SHELF, None, mine=False, body=body, key="demo", at=self.now)
        return lines.group_chat(line)
