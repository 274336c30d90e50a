"""What a move means once the state has changed: its line in the public journal, and notices that lost their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from handlers.notices.notices import withdraw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from enum import StrEnum

    from domain.journal import Json
    from domain.machine import Machine, Move
    from storage.books import Books

S = TypeVar("S", bound="StrEnum")


def subject_of(machine: Machine[S], number: int) -> str:
    """What notices about a thing name: ``appeal:3``."""
    return f"{machine.name}:{number}"


async def carry_out(
    books: Books,
    machine: Machine[S],
    move: Move[S],
    number: int,
    *,
    below: int,
    alliance_id: int,
    facts: Mapping[str, Json],
    now: datetime,
) -> None:
    """What the move declares, in the transaction that has made it; whom it tells, its wing tells after this.

    ``number``: of the thing; ``below``: its version as it is now, whatever tells of an older one is withdrawn, if it is
    of a kind that the move names; ``facts``: for the journal, where the move has a line there.
    """
    if move.journal is not None:
        await books.journal.write(alliance_id, move.journal, facts, at=now)
    if move.withdraws:
        await withdraw(books, subject_of(machine, number), below=below, kinds=move.withdraws, now=now)
