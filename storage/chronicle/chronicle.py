"""The chronicle: append-only, a correction is an entry of its own and stays visible as one (rows 29, 30, 31)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import paging
from storage.sql.paging import PAGE, Page
from storage.sql.records import record
from storage.tables import chronicle, chronicle_pictures, libraries
from storage.tables.chronicle import SHOWN_ENTRY
from storage.tables.moderation import hidden_now


@dataclass(frozen=True, slots=True, kw_only=True)
class ChroniclePicture:
    """A picture of an entry, with words for those who do not see it."""

    picture_id: int
    alt: str
    agreed: bool
    """People in it agreed to be shown, or there are none."""
    confirmed_by: int | None = None
    """Who said so; None: somebody who is not known any more, or before that was kept."""
    confirmed_at: datetime | None = None
    text_version: int | None = None
    """Of the words by which they were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicleEntry:
    """What happened, as it was told; ``corrected_by`` is the id of the entry that says it better."""

    id: int
    alliance_id: int
    library_id: int
    library: str
    """The title."""
    settlement: str
    region: str
    district: str = ""
    event_id: int | None
    title: str
    happened_on: date
    text: str
    visitors: int | None
    new_readers: int | None
    corrects_id: int | None
    correction: str | None
    """What was wrong in the entry that this one corrects, in words."""
    corrected_by: int | None
    written_at: datetime
    pictures: tuple[ChroniclePicture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The numbers of a year; corrected entries count once, as corrected."""

    entries: int
    libraries: int
    visitors: int
    new_readers: int


_better = chronicle.alias("better")
_corrected_by = (
    sa.select(sa.func.min(_better.c.id)).where(_better.c.corrects_id == chronicle.c.id).correlate(chronicle)
).scalar_subquery()
_entries = sa.select(
    chronicle,
    libraries.c.title.label("library"),
    libraries.c.settlement,
    libraries.c.region,
    libraries.c.district,
    _corrected_by.label("corrected_by"),
).join(libraries, libraries.c.id == chronicle.c.library_id)


class Chronicle:
    """The chronicles of all alliances."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(
        self,
        *,
        alliance_id: int,
        library_id: int,
        title: str,
        happened_on: date,
        text: str,
        at: datetime,
        event_id: int | None = None,
        visitors: int | None = None,
        new_readers: int | None = None,
        pictures: Sequence[ChroniclePicture] = (),
    ) -> ChronicleEntry:
        """A new entry."""
        return await self._write(
            pictures,
            alliance_id=alliance_id,
            library_id=library_id,
            event_id=event_id,
            title=title,
            happened_on=happened_on,
            text=text,
            visitors=visitors,
            new_readers=new_readers,
            written_at=at,
        )

    async def correct(
        self,
        entry_id: int,
        *,
        correction: str,
        at: datetime,
        title: str | None = None,
        happened_on: date | None = None,
        text: str | None = None,
        visitors: int | None = None,
        new_readers: int | None = None,
        pictures: Sequence[ChroniclePicture] | None = None,
    ) -> ChronicleEntry:
        """The entry that corrects it: what is not given is as before. Raises LookupError for an unknown entry."""
        wrong = await self.get(entry_id)
        if wrong is None:
            raise LookupError(f"no entry {entry_id} in the chronicle")
        return await self._write(
            wrong.pictures if pictures is None else pictures,
            alliance_id=wrong.alliance_id,
            library_id=wrong.library_id,
            event_id=wrong.event_id,
            title=wrong.title if title is None else title,
            happened_on=wrong.happened_on if happened_on is None else happened_on,
            text=wrong.text if text is None else text,
            visitors=wrong.visitors if visitors is None else visitors,
            new_readers=wrong.new_readers if new_readers is None else new_readers,
            corrects_id=entry_id,
            correction=correction,
            written_at=at,
        )

    async def add_pictures(self, entry_id: int, pictures: Iterable[ChroniclePicture]) -> None:
        """After those that it has."""
        query = sa.select(sa.func.max(chronicle_pictures.c.position)).where(chronicle_pictures.c.entry_id == entry_id)
        last = (await self._connection.execute(query)).scalar()
        start = 0 if last is None else last + 1
        rows = [
            {
                "entry_id": entry_id,
                "position": position,
                "picture_id": picture.picture_id,
                "alt": picture.alt,
                "agreed": picture.agreed,
                "confirmed_by": picture.confirmed_by,
                "confirmed_at": picture.confirmed_at,
                "text_version": picture.text_version,
            }
            for position, picture in enumerate(pictures, start)
        ]
        if rows:
            await self._connection.execute(sa.insert(chronicle_pictures), rows)

    async def confirmed_by(self, person_id: int, *, limit: int) -> tuple[ChronicleEntry, ...]:
        """Entries that hold now and show photographs whose people agreed, as this person has said; the newest first."""
        theirs = sa.select(chronicle_pictures.c.entry_id).where(chronicle_pictures.c.confirmed_by == person_id)
        query = _entries.where(chronicle.c.id.in_(theirs), _corrected_by.is_(None))
        return await self._entries(query.order_by(chronicle.c.id.desc()).limit(limit))

    async def take_pictures(self, person_id: int, entry_id: int) -> tuple[int, ...]:
        """An entry, and those that it corrects, show none of the photographs that this person has spoken for; which."""
        entry = await self.get(entry_id, hidden=True)
        chain = []
        while entry is not None:
            chain.append(entry.id)
            entry = await self.get(entry.corrects_id, hidden=True) if entry.corrects_id is not None else None
        theirs = chronicle_pictures.c.entry_id.in_(chain), chronicle_pictures.c.confirmed_by == person_id
        taking = sa.delete(chronicle_pictures).where(*theirs).returning(chronicle_pictures.c.picture_id)
        return tuple(sorted(set((await self._connection.execute(taking)).scalars())))

    async def get(self, entry_id: int, *, hidden: bool = False) -> ChronicleEntry | None:
        """None for one that is hidden, unless that is asked for."""
        query = _entries.where(chronicle.c.id == entry_id, *(() if hidden else (SHOWN_ENTRY,)))
        return next(iter(await self._entries(query)), None)

    async def many(self, entry_ids: Collection[int]) -> tuple[ChronicleEntry, ...]:
        """These entries in the order of ``page``, without hidden ones."""
        query = _entries.where(chronicle.c.id.in_(entry_ids), SHOWN_ENTRY)
        query = query.order_by(chronicle.c.happened_on.desc(), chronicle.c.id.desc())
        return await self._entries(query)

    async def page(
        self, alliance_id: int, *, library_id: int | None = None, offset: int = 0, limit: int = PAGE
    ) -> Page[ChronicleEntry]:
        """The newest day first; a correction stands before the entry that it corrects."""
        query = _entries.where(chronicle.c.alliance_id == alliance_id, SHOWN_ENTRY)
        if library_id is not None:
            query = query.where(chronicle.c.library_id == library_id)
        query = query.order_by(chronicle.c.happened_on.desc(), chronicle.c.id.desc())
        found = await paging.page(self._connection, query, lambda row: row, offset=offset, limit=limit)
        return Page(items=await self._with_pictures(found.items), total=found.total)

    async def of_event(self, event_id: int) -> tuple[ChronicleEntry, ...]:
        """Everything written of it, in the order of writing."""
        query = _entries.where(chronicle.c.event_id == event_id, SHOWN_ENTRY).order_by(chronicle.c.id)
        return await self._entries(query)

    async def first_of(self, entry: ChronicleEntry, *, hidden: bool = False) -> ChronicleEntry:
        """The entry that this one and those before it correct; itself where it corrects none."""
        while entry.corrects_id is not None:
            before = await self.get(entry.corrects_id, hidden=hidden)
            if before is None:
                break
            entry = before
        return entry

    async def subject_of(self, entry: ChronicleEntry, *, hidden: bool = False) -> str:
        """Under what its post stands in the groups: one for the entry and all that correct it."""
        return f"chronicle:{(await self.first_of(entry, hidden=hidden)).id}"

    async def newest_of(self, entry: ChronicleEntry) -> ChronicleEntry:
        """What holds now. For a deed: after ``books.alliances.lock``, so that nobody corrects it meanwhile."""
        while entry.corrected_by is not None:
            after = await self.get(entry.corrected_by)
            if after is None:
                break
            entry = after
        return entry

    async def totals(self, alliance_id: int, year: int) -> Totals:
        """What the alliance did in a year (row 31)."""
        query = sa.select(
            sa.func.count().label("entries"),
            sa.func.count(chronicle.c.library_id.distinct()).label("libraries"),
            sa.func.coalesce(sa.func.sum(chronicle.c.visitors), 0).label("visitors"),
            sa.func.coalesce(sa.func.sum(chronicle.c.new_readers), 0).label("new_readers"),
        ).where(
            chronicle.c.alliance_id == alliance_id,
            chronicle.c.happened_on >= date(year, 1, 1),
            chronicle.c.happened_on < date(year + 1, 1, 1),
            _corrected_by.is_(None),
            SHOWN_ENTRY,
        )
        return record(Totals, (await self._connection.execute(query)).mappings().one())

    async def _write(self, pictures: Sequence[ChroniclePicture], **columns: Any) -> ChronicleEntry:
        writing = sa.insert(chronicle).values(**columns).returning(chronicle.c.id)
        entry_id = (await self._connection.execute(writing)).scalar_one()
        await self.add_pictures(entry_id, pictures)
        written = await self.get(entry_id)
        assert written is not None
        return written

    async def _entries(self, query: sa.Select[Any]) -> tuple[ChronicleEntry, ...]:
        return await self._with_pictures((await self._connection.execute(query)).mappings().all())

    async def _with_pictures(self, rows: Sequence[sa.RowMapping]) -> tuple[ChronicleEntry, ...]:
        query = (
            sa.select(chronicle_pictures)
            .where(
                chronicle_pictures.c.entry_id.in_([row["id"] for row in rows]),
                ~hidden_now("picture", chronicle_pictures.c.picture_id),
            )
            .order_by(chronicle_pictures.c.entry_id, chronicle_pictures.c.position)
        )
        pictures: dict[int, list[ChroniclePicture]] = {}
        for picture in (await self._connection.execute(query)).mappings():
            pictures.setdefault(picture["entry_id"], []).append(record(ChroniclePicture, picture))
        return tuple(record(ChronicleEntry, row, pictures=tuple(pictures.get(row["id"], ()))) for row in rows)
