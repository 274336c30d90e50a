"""Letters on their way: into the outbox chunk by chunk, out of it when paused or stopped; the author sees how it goes.

Every chunk is a transaction of its own that looks at the letter anew, so that a kill anywhere loses nothing and doubles
nothing, and a pause holds from the next chunk on. The sending itself is the delivery's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from handlers.letters.progress import last_word, report
from handlers.notices.quiet import morning
from scheduler.jobs import Facts, Phase, job
from storage.letters.letters import WAKE

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.letters.letters import Letter

CHUNK: Final = 500
"""Rows of one transaction: nobody else waits for long."""
AT_ONCE: Final = 100
"""Chunks of one letter in one run: no messenger sends more in the time between."""


async def has_work(books: Books, now: datetime) -> bool:
    del now
    return await books.letters.has_work()


@job("letters", every=5, phase=Phase.ORDERS, has_work=has_work, woken_by=(WAKE,))
async def letters(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each letter one step on."""
    facts: Counter[str] = Counter()
    async with database.reading() as books:
        under_way = await books.letters.under_way()
    for letter in under_way:
        await _move(database, letter, now, facts)
        await _sift(database, letter, now, facts)
        async with database.writing() as books:
            await _look_after(books, letter, directory, now, facts)
    return dict(facts)


async def _move(database: Database, letter: Letter, now: datetime, facts: Counter[str]) -> None:
    """Chunk after chunk, until there is nothing to do."""
    for _ in range(AT_ONCE):
        async with database.writing() as books:
            done = await _chunk(books, letter.id, now, facts)
        if not done:
            return


async def _chunk(books: Books, letter_id: int, now: datetime, facts: Counter[str]) -> int:
    """What the letter's state asks for; how many rows."""
    letter = await books.letters.get(letter_id, lock=True)
    if letter is None:
        return 0
    match letter.state:
        case "sending":
            if released := await books.letter_rows.release(letter, most=CHUNK):
                facts["released"] += released
                return released
            rings = partial(morning, now=now)
            fanned = 0 if letter.fanned else await books.letter_rows.fan_out(letter, now, most=CHUNK, rings=rings)
            facts["fanned"] += fanned
            return fanned
        case "paused":
            held = await books.letter_rows.pause(letter, most=CHUNK)
            facts["held"] += held
            return held
        case "stopping":
            withdrawn = await books.letter_rows.withdraw(letter, now, most=CHUNK)
            facts["withdrawn"] += withdrawn
            return withdrawn
        case _:
            return 0


async def _sift(database: Database, letter: Letter, now: datetime, facts: Counter[str]) -> None:
    """Whoever left the audience or went out of reach since gets nothing."""
    async with database.reading() as books:
        unwanted = await books.letter_rows.unwanted(letter)
    if unwanted:
        async with database.writing() as books:
            facts["dropped"] += await books.letter_rows.drop(unwanted, now)


async def _look_after(
    books: Books, before: Letter, directory: AccountDirectory, now: datetime, facts: Counter[str]
) -> None:
    """The author sees how it goes, or that it is over."""
    letter = await books.letters.get(before.id, lock=True)
    if letter is None or letter.done_at is not None:
        return
    tally = await books.letter_rows.tally(letter.id)
    over = not tally.unfinished and (letter.state == "stopping" or (letter.state == "sending" and letter.fanned))
    if not over:
        await report(books, letter, directory, now)
        return
    await books.letters.finish(letter, got=tally.sent, missed=tally.missed, now=now)
    facts["finished"] += 1
    ended = await books.letters.get(letter.id)
    assert ended is not None, "it was locked"
    if letter.shown is not None:
        await report(books, replace(ended, shown=None), directory, now, at_once=True)
    await last_word(books, ended, now)
