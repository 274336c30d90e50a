"""Notices that wait in the outbox, by what they are about: whether they are still so, or have to be taken back.

The outbox knows of a notice its kind, subject and version, and nothing of what these mean. Whoever tells notices of a
kind that may be overtaken declares a ``Check`` for it (``@checked("reminder")``); of other kinds nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox_rows import NOT_BATCHED, UNFINISHED, WAITING, Row
from storage.sql.any_of import any_of
from storage.tables import outbox
from talk.messenger import URGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice in the outbox."""

    row: int
    subject: str
    version: int
    until: datetime | None
    """From then on it helps nobody any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A notice that somebody got, by what it is about."""

    kind: str
    subject: str
    version: int
    at: datetime


class Check(Protocol):
    """What a wing knows of its notices. Both belong into the transaction that sends or withdraws them."""

    async def outdated(self, told: Collection[Told]) -> Collection[int]:
        """Rows whose subject has another version by now, or is no more."""
        ...

    async def withdrawn(self, told: Collection[Told]) -> None:
        """These do not leave: whatever of them is still so is to be told anew."""
        ...


C = TypeVar("C", bound=Callable[[AsyncConnection], Check])
CHECKS: Final[dict[str, Callable[[AsyncConnection], Check]]] = {}
"""By kind."""


def checked(kind: str) -> Callable[[C], C]:
    """Before a notice of this kind leaves, this is asked whether it is still so."""

    def declare(check: C) -> C:
        if kind in CHECKS:
            raise ValueError(f"notices of the kind {kind} have a check already")
        CHECKS[kind] = check
        return check

    return declare


class Notices:
    """Those that wait."""

    def __init__(
        self, connection: AsyncConnection, checks: Mapping[str, Callable[[AsyncConnection], Check]] = CHECKS
    ) -> None:
        self._connection = connection
        self._checks = checks

    async def asked(
        self, person_id: int, kinds: Collection[str], *, since: datetime, now: datetime, limit: int
    ) -> tuple[Asked, ...]:
        """What this person was told since then of these kinds, the newest first, each subject once."""
        names = outbox.c.kind, outbox.c.subject, outbox.c.version, outbox.c.created_at
        told = (outbox.c.person_id == person_id, outbox.c.kind.in_(kinds), outbox.c.subject.is_not(None))
        there = sa.or_(outbox.c.state.in_(("sending", "sent")), sa.and_(WAITING, outbox.c.not_before <= now))
        query = sa.select(*names).where(*told, there, outbox.c.created_at > since)
        rows = (await self._connection.execute(query.order_by(outbox.c.id.desc()).limit(limit))).all()
        found: dict[tuple[str, str], Asked] = {}
        for row in rows:
            one = Asked(kind=row.kind, subject=row.subject, version=row.version or 0, at=row.created_at)
            found.setdefault((one.kind, one.subject), one)
        return tuple(found.values())

    async def outdated(self, rows: Iterable[Row]) -> frozenset[int]:
        """Of these rows the notices that are no longer true. A statement or two a kind, however many."""
        found: set[int] = set()
        for kind, told in self._by_kind(rows).items():
            found.update(await self._checks[kind](self._connection).outdated(told))
        return frozenset(found)

    async def withdraw(self, row_ids: Collection[int], *, at: datetime) -> None:
        """These rows do not leave; what of them is still so is told anew (``Check.withdrawn``)."""
        query = sa.update(outbox).where(any_of(outbox.c.id, row_ids), outbox.c.state == "waiting")
        names = outbox.c.id, outbox.c.kind, outbox.c.subject, outbox.c.version, outbox.c.not_after
        gone = await self._connection.execute(query.values(state="withdrawn", done_at=at).returning(*names))
        for kind, told in self._by_kind(gone.all()).items():
            await self._checks[kind](self._connection).withdrawn(told)

    async def withdraw_from(
        self, person_ids: Collection[int], subject: str, *, below: int, kinds: Collection[str] = (), at: datetime
    ) -> None:
        """What waits for these people and tells of an older version of the subject does not leave.

        ``kinds``: only notices of these. Calls that may have been made stay whole (``Outbox.withdraw``).
        """
        chosen = _of(person_ids, subject, kinds) & (outbox.c.version < below)
        await self._connection.execute(sa.update(outbox).where(chosen).values(state="withdrawn", done_at=at))

    async def make_urgent(self, person_ids: Collection[int], subject: str, *, kind: str) -> None:
        """What waits for these people is urgent now: it leaves before what is newer, whatever the hour."""
        chosen = _of(person_ids, subject, [kind])
        await self._connection.execute(sa.update(outbox).where(chosen).values(lane=URGENT, may_wait=False))

    def _by_kind(self, rows: Iterable[Row | sa.Row[Any]]) -> dict[str, list[Told]]:
        """Those that are asked about, as their checks see them. The rows have the same names."""
        found: dict[str, list[Told]] = {}
        for row in rows:
            if row.kind is not None and row.kind in self._checks and row.subject is not None:
                told = Told(row=row.id, subject=row.subject, version=row.version or 0, until=row.not_after)
                found.setdefault(row.kind, []).append(told)
        return found


def _of(person_ids: Collection[int], subject: str, kinds: Collection[str]) -> sa.ColumnElement[bool]:
    theirs = sa.and_(
        any_of(outbox.c.person_id, person_ids), outbox.c.subject == subject, UNFINISHED, WAITING, NOT_BATCHED
    )
    return sa.and_(theirs, outbox.c.kind.in_(kinds)) if kinds else theirs
