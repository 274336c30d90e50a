"""Whoever was asked for their yes and has not said it is forgotten after a day: nothing of them is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.jobs import Facts, Phase, job
from storage.tables.messaging import KEPT_STRANGERS

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

CHUNK: Final = 500
"""Rows of one transaction."""


async def has_work(books: Books, now: datetime) -> bool:
    return await books.first_words.are_old(now - KEPT_STRANGERS)


@job("forget_strangers", every=1800, phase=Phase.CLEANUP, has_work=has_work)
async def forget_strangers(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """How many first words are forgotten, with the chats that they went to."""
    del directory
    forgotten = 0
    more: int | None = 0
    while more is not None:
        async with database.writing() as books:
            gone, more = await books.first_words.delete_before(now - KEPT_STRANGERS, limit=CHUNK)
        forgotten += gone
    return {"forgotten": forgotten}
