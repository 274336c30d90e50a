"""The mark of a journal is recomputed, not believed; a long journal keeps nobody waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.web.pages.journal_checks import PIECE, JournalChecks
from domain.journal import Fault, Kind
from storage.tables import journal
from tests.web.village import NOW, found

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.database import Database


async def a_journal(database: Database, entries: int) -> Alliance:
    async with database.writing() as books:
        alliance = await found(books, "Ивановка")
        for number in range(entries):
            await books.journal.write(alliance.id, Kind.PLAN_CHANGED, {"title": f"Вечер {number}"}, NOW)
    return alliance


async def head_of(database: Database, alliance: Alliance) -> str:
    async with database.reading() as books:
        return (await books.journal.page(alliance.id, limit=1)).items[0].hash


async def test_a_journal_longer_than_a_piece_is_checked_to_its_end(database: Database) -> None:
    alliance = await a_journal(database, PIECE + 3)
    proofs = JournalChecks(database, patience=60)
    proof = await proofs.of(alliance, await head_of(database, alliance), NOW)
    assert proof is not None
    assert (proof.entries, proof.broken) == (PIECE + 3, None)


async def test_nobody_waits_for_a_long_check(database: Database) -> None:
    alliance = await a_journal(database, 3)
    proofs = JournalChecks(database, patience=0)
    assert await proofs.of(alliance, await head_of(database, alliance), NOW) is None
    await proofs.close()


async def test_a_new_entry_is_checked_against_what_was_checked(database: Database) -> None:
    alliance = await a_journal(database, 3)
    proofs = JournalChecks(database, patience=60)
    await proofs.of(alliance, await head_of(database, alliance), NOW)
    async with database.writing() as books:
        await books.journal.write(alliance.id, Kind.LEFT, {}, NOW)
        # Rewritten behind the back of the check: what is new is looked at now, the rest within the hour.
        await books.connection.execute(sa.update(journal).where(journal.c.seq == 1).values(facts={}))
    head = await head_of(database, alliance)
    proof = await proofs.of(alliance, head, NOW + timedelta(minutes=5))
    assert proof is not None
    assert (proof.entries, proof.broken) == (4, None)
    later = await proofs.of(alliance, head, NOW + timedelta(hours=1))
    assert later is not None
    assert later.broken is not None
    assert (later.broken.seq, later.broken.why) == (1, Fault.HASH)


async def test_a_false_new_entry_is_seen_at_once(database: Database) -> None:
    alliance = await a_journal(database, 3)
    proofs = JournalChecks(database, patience=60)
    await proofs.of(alliance, await head_of(database, alliance), NOW)
    async with database.writing() as books:
        await books.journal.write(alliance.id, Kind.LEFT, {}, NOW)
        await books.connection.execute(sa.update(journal).where(journal.c.seq == 4).values(previous="0" * 64))
    proof = await proofs.of(alliance, await head_of(database, alliance), NOW)
    assert proof is not None
    assert proof.broken is not None
    assert (proof.broken.seq, proof.broken.why) == (4, Fault.LINK)
