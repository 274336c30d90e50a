"""Who serves in a library, who speaks for it, who has only said so, and how to reach them.

A contact is personal data, shown only with their consent, and gone with the service.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.service import SERVICE, SERVING, WAITING, Service, Way, Why
from storage.sql.records import insert, record
from storage.sql.states import stands_in
from storage.tables import addresses, librarians, people, pictures
from storage.tables.addresses import IS_LIVE, Topic, told_at
from storage.tables.files import unused
from storage.tables.libraries import SPEAKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Librarian:
    """A person in this role, and where to write to them."""

    library_id: int
    person_id: int
    account_id: int
    chat: int
    reachable: bool
    zone: str | None
    contact: str | None
    contact_public: bool
    since: datetime
    state: Service = Service.VOUCHED
    vouched_at: datetime | None = None
    ended_at: datetime | None = None
    ended_why: str | None = None
    proof_id: int | None = None

    @property
    def speaks(self) -> bool:
        return self.state is Service.VOUCHED


_COLUMNS: Final = (
    *("library_id", "person_id", "contact_public", "since"),
    *("state", "vouched_at", "ended_at", "ended_why", "proof_id"),
)


_librarians = (
    sa.select(
        *(librarians.c[name] for name in _COLUMNS),
        # Whoever wants nothing of theirs shown has none.
        sa.case((people.c.blocked_at.is_(None), librarians.c.contact)).label("contact"),
        addresses.c.account_id,
        addresses.c.chat,
        IS_LIVE.label("reachable"),
        people.c.zone,
    )
    .join(people, people.c.id == librarians.c.person_id)
    .join(addresses, told_at(Topic.WORK))
)


_UNREFERRED: Final = sa.and_(
    librarians.c.state == sa.literal_column("'asked'"),  # the literal is that of the partial index
    librarians.c.referred_at.is_(None),
)
_UNREACHED: Final[Mapping[str, Any]] = {"contact": None, "contact_public": False}


def _from(name: str) -> frozenset[Service]:
    """From where that move begins."""
    return next(move.sources for move in SERVICE.moves if move.name == name)


def _librarian(row: Any) -> Librarian:
    return record(Librarian, {**row, "state": Service(row["state"])})


class Librarians:
    """Who stands where in which library."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, library_id: int, person_id: int, state: Service, *, at: datetime) -> bool:
        """They say that they work there; ``state`` is ASKED, or CLAIMED where nobody had brought the library before.

        False when what is known of them does not let them ask: they wait, they serve, or they were sent away.
        """
        assert state in (Service.ASKED, Service.CLAIMED), "a claim is not a right"
        row: dict[str, Any] = {"library_id": library_id, "person_id": person_id, "state": state.value, "since": at}
        claiming = insert(self._connection, librarians).values(row)
        anew = claiming.on_conflict_do_update(
            index_elements=["library_id", "person_id"],
            set_={"state": Service.ASKED.value, "since": at, "referred_at": None, "ended_at": None},
            where=librarians.c.state == Service.RETIRED.value,
        )
        return (await self._connection.execute(anew.returning(librarians.c.person_id))).first() is not None

    async def vouch(self, library_id: int, person_id: int, way: Way, *, by: int | None, at: datetime) -> bool:
        """They speak for it from now on; False when they do not wait for that any more."""
        facts = {"vouched_at": at, "vouched_how": way.value, "vouched_by": by, "state": Service.VOUCHED.value}
        return await self._move(library_id, person_id, _from("vouch"), facts)

    async def add(
        self,
        library_id: int,
        person_id: int,
        *,
        way: Way = Way.COLLEAGUE,
        by: int | None = None,
        contact: str | None = None,
        contact_public: bool = False,
        at: datetime,
    ) -> bool:
        """Claimed and vouched for in one: whoever can know has called them; of a speaker only the contact changes.

        False when they spoke for it before, or were sent away: that is a coordinator's to lift.
        """
        await self.claim(library_id, person_id, Service.ASKED, at=at)
        vouched = await self.vouch(library_id, person_id, way, by=by, at=at)
        await self.set_contact(library_id, person_id, contact, public=contact_public)
        return vouched

    async def set_contact(self, library_id: int, person_id: int, contact: str | None, *, public: bool) -> None:
        """How to reach them, and whether everybody may; None: not at all. Nothing is kept of who has gone."""
        here = stands_in(librarians.c.state, WAITING | SERVING)
        query = sa.update(librarians).where(_row(library_id, person_id), here)
        await self._connection.execute(query.values(contact=contact, contact_public=public))

    async def step_back(self, library_id: int, *, but: int) -> tuple[int, ...]:
        """Whoever has brought it without being vouched for is asked like anybody, save one: who they are."""
        query = (
            sa.update(librarians)
            .where(librarians.c.library_id == library_id, librarians.c.state == Service.CLAIMED.value)
            .where(librarians.c.person_id != but)
            .values(state=Service.ASKED.value, referred_at=None)
            .returning(librarians.c.person_id)
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def retire(self, library_id: int, person_id: int, *, at: datetime) -> bool:
        """They have gone by themselves; False when they did not serve there."""
        gone = {"state": Service.RETIRED.value, "ended_at": at, "ended_by": person_id, "ended_why": None, **_UNREACHED}
        return await self._move(library_id, person_id, _from("retire"), gone)

    async def dismiss(self, library_id: int, person_id: int, *, by: int | None, why: Why, at: datetime) -> bool:
        """They were sent away, or their claim was declined; False when there was nothing of the kind."""
        facts = {"state": Service.DISMISSED.value, "ended_at": at, "ended_by": by, "ended_why": why.value}
        return await self._move(library_id, person_id, _from("dismiss") | _from("decline"), {**facts, **_UNREACHED})

    async def lift(self, library_id: int, person_id: int) -> bool:
        """They may ask again; False when they were not sent away."""
        facts = {"state": Service.RETIRED.value, "ended_why": None, "ended_by": None}
        return await self._move(library_id, person_id, _from("lift"), facts)

    async def sent_away_by(self, library_id: int, by: int, since: datetime) -> tuple[int, ...]:
        """Whom that person has sent away from there since then."""
        gone = librarians.c.state == Service.DISMISSED.value, librarians.c.ended_by == by
        query = sa.select(librarians.c.person_id).where(librarians.c.library_id == library_id, *gone)
        query = query.where(librarians.c.ended_at >= since).order_by(librarians.c.person_id)
        return tuple((await self._connection.execute(query)).scalars())

    async def prove(self, library_id: int, person_id: int, picture_id: int, *, at: datetime) -> None:
        """The paper that they show instead of any other one, while they wait."""
        await self._forget_proofs(_row(library_id, person_id))
        waits = stands_in(librarians.c.state, WAITING)
        query = sa.update(librarians).where(_row(library_id, person_id), waits)
        await self._connection.execute(query.values(proof_id=picture_id, proved_at=at))

    async def forget_proofs(self, before: datetime) -> int:
        """Papers that were shown before that moment; how many."""
        return await self._forget_proofs(librarians.c.proved_at < before)

    async def _forget_proofs(self, which: sa.ColumnElement[bool]) -> int:
        """The bytes go, too, unless somebody uses the same picture for something else."""
        shown = sa.select(librarians.c.proof_id).where(which, librarians.c.proof_id.is_not(None))
        ids = list((await self._connection.execute(shown)).scalars())
        if ids:
            forgetting = sa.update(librarians).where(librarians.c.proof_id.in_(ids))
            await self._connection.execute(forgetting.values(proof_id=None, proved_at=None))
            await self._connection.execute(sa.delete(pictures).where(pictures.c.id.in_(ids), unused()))
        return len(ids)

    async def referred(self, library_id: int, person_id: int, at: datetime) -> None:
        """The coordinators were asked about them."""
        await self._connection.execute(sa.update(librarians).where(_row(library_id, person_id)).values(referred_at=at))

    async def _move(
        self, library_id: int, person_id: int, sources: Collection[Service], facts: Mapping[str, Any]
    ) -> bool:
        query = (
            sa.update(librarians)
            .where(_row(library_id, person_id), stands_in(librarians.c.state, sources))
            .values(**facts)
            .returning(librarians.c.person_id)
        )
        moved = (await self._connection.execute(query)).first() is not None
        if moved:  # what they showed has served
            await self._forget_proofs(_row(library_id, person_id))
        return moved

    async def state_of(self, library_id: int, person_id: int) -> Service | None:
        """Where they stand there; None when they never said anything of it."""
        found = await self._connection.execute(sa.select(librarians.c.state).where(_row(library_id, person_id)))
        state = found.scalar_one_or_none()
        return None if state is None else Service(state)

    async def get(self, library_id: int, person_id: int) -> Librarian | None:
        """Wherever they stand there; None for somebody without a row, or without an address."""
        row = (await self._connection.execute(_librarians.where(_row(library_id, person_id)))).mappings().first()
        return None if row is None else _librarian(row)

    async def of_library(self, library_id: int, states: Collection[Service] = SERVING) -> tuple[Librarian, ...]:
        """Who serves there, or stands in one of these states; the longest serving first."""
        query = _librarians.where(librarians.c.library_id == library_id, stands_in(librarians.c.state, states))
        query = query.order_by(librarians.c.since, librarians.c.person_id)
        return tuple(_librarian(row) for row in (await self._connection.execute(query)).mappings())

    async def is_spoken_for(self, library_id: int) -> bool:
        """Whether anybody is vouched for there."""
        query = sa.select(librarians.c.person_id).where(librarians.c.library_id == library_id, SPEAKS).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def is_being_confirmed(self, library_id: int) -> bool:
        """Whether somebody has brought it, and nobody is vouched for there yet."""
        states = sa.select(librarians.c.state).where(librarians.c.library_id == library_id)
        found = frozenset((await self._connection.execute(states.distinct())).scalars())
        return Service.CLAIMED in found and Service.VOUCHED not in found

    async def unanswered(self, before: datetime, *, limit: int) -> tuple[Librarian, ...]:
        """Claims from before that moment which only the library's own people were asked about; the oldest first."""
        query = _librarians.where(_UNREFERRED, librarians.c.since <= before).order_by(librarians.c.since).limit(limit)
        return tuple(_librarian(row) for row in (await self._connection.execute(query)).mappings())

    async def waits_unreferred(self, library_id: int, person_id: int) -> bool:
        """Whether that claim is still one of them."""
        query = sa.select(librarians.c.person_id).where(_row(library_id, person_id), _UNREFERRED)
        return (await self._connection.execute(query)).first() is not None

    async def claimed_by(self, person_id: int) -> tuple[int, ...]:
        """The libraries where a claim of theirs waits for an answer."""
        theirs = librarians.c.person_id == person_id, stands_in(librarians.c.state, WAITING)
        query = sa.select(librarians.c.library_id).where(*theirs).order_by(librarians.c.library_id)
        return tuple((await self._connection.execute(query)).scalars())

    async def contacts_of(self, person_id: int) -> tuple[tuple[str | None, bool], ...]:
        """In each library where they serve: their contact, and whether everybody may see it."""
        query = sa.select(librarians.c.contact, librarians.c.contact_public)
        query = query.where(librarians.c.person_id == person_id).order_by(librarians.c.library_id)
        return tuple((row.contact, row.contact_public) for row in await self._connection.execute(query))

    async def hide_contact(self, person_id: int, *, from_partners: bool) -> None:
        """Nobody sees it any more; ``from_partners=False``: only the partners do. Their libraries stay theirs."""
        values: dict[str, object] = {"contact_public": False}
        if from_partners:
            values["contact"] = None
        await self._connection.execute(
            sa.update(librarians).where(librarians.c.person_id == person_id).values(**values)
        )

    async def show_contact(self, person_id: int) -> None:
        """Everybody may see the contacts that they gave."""
        theirs = librarians.c.person_id == person_id, librarians.c.contact.is_not(None)
        await self._connection.execute(sa.update(librarians).where(*theirs).values(contact_public=True))


def _row(library_id: int, person_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(librarians.c.library_id == library_id, librarians.c.person_id == person_id)
