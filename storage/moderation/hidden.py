"""What is hidden from everybody: one row a thing, with what disappears together with it; restored, a trace of it.

Who reads public things never sees them: every query of theirs leaves out what ``storage.tables.moderation.hidden_now``
knows. Whoever hides and restores, and whose it is, asks for it by name (``hidden=True``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.event import State
from domain.moderation import Office, What
from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.records import insert, record
from storage.tables import alliances, chronicle, chronicle_pictures, events, libraries
from storage.tables.moderation import hidden, hidden_among

Thing = tuple[What, int]
"""What it is, and its id."""
AT_ONCE: Final = 200
"""Rows of one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """That a thing was hidden; ``lifted_at``: and restored."""

    id: int
    alliance_id: int
    kind: What
    thing_id: int
    under_id: int | None
    """With which it disappeared."""
    reason: str
    office: Office
    by_id: int | None
    hidden_at: datetime
    lifted_at: datetime | None
    lifted_by: Office | None
    lift_reason: str | None

    @property
    def thing(self) -> Thing:
        return self.kind, self.thing_id


_NOW: Final = hidden.c.lifted_at.is_(None)
_ITSELF: Final = hidden.c.under_id.is_(None)


class Hidden:
    """All of it, of all alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hide(
        self, thing: Thing, alliance_id: int, reason: str, *, office: Office, by_id: int | None, at: datetime
    ) -> Hiding | None:
        """From now on nobody sees it, nor what disappears with it; None when it was hidden already."""
        row = {
            "alliance_id": alliance_id,
            "reason": reason,
            "office": office.value,
            "by_id": by_id,
            "hidden_at": at,
        }
        kind, thing_id = thing
        hiding = _once(self._connection).values(**row, kind=kind.value, thing_id=thing_id)
        new = (await self._connection.execute(hiding.returning(*hidden.c))).mappings().one_or_none()
        if new is None:
            return None
        await self._cover(_hiding(new))
        return _hiding(new)

    async def lift(self, hiding_id: int, *, office: Office, reason: str | None, at: datetime) -> bool:
        """Everybody sees it again, and what disappeared with it. False when somebody was faster."""
        its = sa.or_(hidden.c.id == hiding_id, hidden.c.under_id == hiding_id)
        lifting = sa.update(hidden).where(its, _NOW)
        lifting = lifting.values(lifted_at=at, lifted_by=office.value, lift_reason=reason)
        return (await self._connection.execute(lifting.returning(hidden.c.id))).first() is not None

    async def take_over(self, hiding: Hiding, reason: str) -> None:
        """The operator wants it hidden, too: nobody else restores it, nor does restoring what it was a part of."""
        taking = sa.update(hidden).where(hidden.c.id == hiding.id, _NOW)
        await self._connection.execute(taking.values(office=Office.OPERATOR.value, reason=reason, under_id=None))
        parts = await self._together(hiding.thing) if hiding.under_id is not None else ()
        for kind in What:
            ids = [number for one, number in parts if one is kind]
            for first in range(0, len(ids), AT_ONCE):
                some = hidden.c.kind == kind.value, hidden.c.thing_id.in_(ids[first : first + AT_ONCE])
                moving = sa.update(hidden).where(*some, _NOW, hidden.c.under_id == hiding.under_id)
                await self._connection.execute(moving.values(under_id=hiding.id))
        await self._cover(hiding)

    async def put_under(self, hiding_id: int, above_id: int) -> bool:
        """It is hidden only as a part of something else from now on; False when it is hidden no more."""
        its = sa.or_(hidden.c.id == hiding_id, hidden.c.under_id == hiding_id)
        putting = sa.update(hidden).where(its, _NOW).values(under_id=above_id)
        return (await self._connection.execute(putting.returning(hidden.c.id))).first() is not None

    async def version(self) -> tuple[int, int]:
        """Another one after every hiding and restoring: rows are counted, as ids are seen out of turn."""
        query = sa.select(sa.func.count(), sa.func.count(hidden.c.lifted_at)).select_from(hidden)
        rows, lifted = (await self._connection.execute(query)).one()
        return int(rows), int(lifted)

    async def get(self, hiding_id: int) -> Hiding | None:
        return await self._one(hidden.c.id == hiding_id)

    async def now(self, thing: Thing) -> Hiding | None:
        """The row of a thing that is hidden now."""
        kind, thing_id = thing
        return await self._one(hidden.c.kind == kind.value, hidden.c.thing_id == thing_id, _NOW)

    async def was_restored(self, thing: Thing, office: Office) -> bool:
        """Whether it was brought back in that office, and is not hidden now."""
        kind, thing_id = thing
        its = hidden.c.kind == kind.value, hidden.c.thing_id == thing_id
        query = sa.select(hidden.c.lifted_by).where(*its).order_by(hidden.c.id.desc()).limit(1)
        return (await self._connection.execute(query)).scalar_one_or_none() == office.value

    async def covered(self, hiding_id: int) -> tuple[Thing, ...]:
        """The thing itself and what disappeared with it, in the order in which they were hidden."""
        query = sa.select(hidden.c.kind, hidden.c.thing_id)
        query = query.where(sa.or_(hidden.c.id == hiding_id, hidden.c.under_id == hiding_id)).order_by(hidden.c.id)
        return tuple((What(row.kind), row.thing_id) for row in await self._connection.execute(query))

    async def of_alliance(self, alliance_id: int, *, offset: int = 0, limit: int = PAGE) -> Page[Hiding]:
        """What is hidden now, without what disappeared with something else; the newest first."""
        query = sa.select(hidden).where(hidden.c.alliance_id == alliance_id, _NOW, _ITSELF)
        query = query.order_by(hidden.c.id.desc())
        return await paging.page(self._connection, query, _hiding, offset=offset, limit=limit)

    async def last(self, limit: int) -> tuple[Hiding, ...]:
        """The same of all alliances, for the operator."""
        query = sa.select(hidden).where(_NOW, _ITSELF).order_by(hidden.c.id.desc()).limit(limit)
        return tuple(_hiding(row) for row in (await self._connection.execute(query)).mappings())

    async def among(self, things: Iterable[Thing]) -> frozenset[Thing]:
        """Those of them that are hidden now."""
        rows = await self._connection.execute(hidden_among(things))
        return frozenset((What(row.kind), row.thing_id) for row in rows)

    async def shown_in(self, picture_id: int) -> tuple[Thing, ...]:
        """Events whose poster it is and entries that show it, hidden ones, too; drafts are not among them."""
        posters = sa.select(events.c.id).where(events.c.poster_id == picture_id, events.c.state != State.DRAFT.value)
        told = sa.select(chronicle_pictures.c.entry_id).where(chronicle_pictures.c.picture_id == picture_id)
        return (
            *((What.EVENT, one) for one in (await self._connection.execute(posters.order_by(events.c.id))).scalars()),
            *((What.ENTRY, one) for one in sorted(set((await self._connection.execute(told)).scalars()))),
        )

    async def emblem_of(self, picture_id: int) -> int | None:
        """The alliance whose emblem it is."""
        query = sa.select(alliances.c.id).where(alliances.c.emblem_id == picture_id).order_by(alliances.c.id).limit(1)
        found: int | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def _cover(self, whole: Hiding) -> None:
        """Hide what disappears with it; what is hidden already stays under what it is hidden with."""
        row = {"alliance_id": whole.alliance_id, "reason": whole.reason, "office": whole.office.value}
        row |= {"by_id": whole.by_id, "hidden_at": whole.hidden_at, "under_id": whole.id}
        parts = [{**row, "kind": kind.value, "thing_id": one} for kind, one in await self._together(whole.thing)]
        for first in range(0, len(parts), AT_ONCE):
            await self._connection.execute(_once(self._connection), parts[first : first + AT_ONCE])

    async def _together(self, thing: Thing) -> Sequence[Thing]:
        """What disappears with a thing: see ``What``. Drafts stay, as nobody sees them anyway."""
        parts: list[Thing] = []
        match thing:
            case What.ALLIANCE, alliance:
                where, told = events.c.alliance_id == alliance, chronicle.c.alliance_id == alliance
                its = sa.select(libraries.c.id).where(libraries.c.alliance_id == alliance).order_by(libraries.c.id)
                parts = [(What.LIBRARY, one) for one in (await self._connection.execute(its)).scalars()]
            case What.LIBRARY, library:
                where, told = events.c.library_id == library, chronicle.c.library_id == library
            case What.EVENT, event:
                later = sa.select(events.c.id).where(_series_of(event), events.c.id > event)
                where = events.c.id.in_(later)
                told = sa.or_(chronicle.c.event_id == event, chronicle.c.event_id.in_(later))
            case What.ENTRY, entry:
                return [(What.ENTRY, one) for one in await self._chain(entry) if one != entry]
            case _:
                return ()
        public = sa.select(events.c.id).where(where, events.c.state != State.DRAFT.value).order_by(events.c.id)
        entries = sa.select(chronicle.c.id).where(told).order_by(chronicle.c.id)
        return [
            *parts,
            *((What.EVENT, one) for one in (await self._connection.execute(public)).scalars()),
            *((What.ENTRY, one) for one in (await self._connection.execute(entries)).scalars()),
        ]

    async def _chain(self, entry: int) -> tuple[int, ...]:
        """The entry, those that it corrects and those that correct it."""
        links = sa.select(chronicle.c.id, chronicle.c.corrects_id).where(chronicle.c.corrects_id.is_not(None))
        chain = sa.select(sa.literal(entry, chronicle.c.id.type).label("id")).cte("chain", recursive=True)
        link = links.subquery()
        chain = chain.union(
            sa.select(sa.case((link.c.id == chain.c.id, link.c.corrects_id), else_=link.c.id)).join(
                chain, sa.or_(link.c.id == chain.c.id, link.c.corrects_id == chain.c.id)
            )
        )
        return tuple((await self._connection.execute(sa.select(chain.c.id).order_by(chain.c.id))).scalars())

    async def _one(self, *where: sa.ColumnElement[bool]) -> Hiding | None:
        row = (await self._connection.execute(sa.select(hidden).where(*where))).mappings().one_or_none()
        return None if row is None else _hiding(row)


def _once(connection: AsyncConnection) -> Any:
    """What is hidden already stays under what it is hidden with."""
    return insert(connection, hidden).on_conflict_do_nothing(index_elements=["kind", "thing_id"], index_where=_NOW)


def _series_of(event: int) -> sa.ColumnElement[bool]:
    first = sa.select(sa.func.coalesce(events.c.series_id, events.c.id)).where(events.c.id == event).scalar_subquery()
    return events.c.series_id == first


def _hiding(row: sa.RowMapping) -> Hiding:
    lifted_by = None if row["lifted_by"] is None else Office(row["lifted_by"])
    return record(Hiding, row, kind=What(row["kind"]), office=Office(row["office"]), lifted_by=lifted_by)
