"""A database that was put back from an older copy: whoever was erased since that copy was made is erased again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database import Database
    from storage.people.erasures import Act

log = structlog.get_logger()


async def erase_again(database: Database, more: Iterable[Act] = ()) -> int:
    """By the list apart from the database, and ``more``; how many people were. Nothing where all is known already."""
    listed = await asyncio.to_thread(database.erasure_list.read) if database.erasure_list is not None else ()
    acts = {(one.id, one.at): one for one in (*more, *listed)}
    if not acts:
        return 0
    async with database.reading() as books:
        known = {(one.id, one.at) for one in await books.erasures.all()}
    if acts.keys() <= known:
        return 0
    async with database.writing() as books:
        again = await books.erasures.apply_again(acts.values())
    await database.empty_log()
    log.warning("erased_again", people=again, acts=len(acts.keys() - known))
    return again
