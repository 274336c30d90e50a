"""Who serves in a library, and how to reach them. The contact is personal data, shown only with their consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert, record
from storage.tables import addresses, librarians, people
from storage.tables.addresses import IS_LIVE, Topic, told_at


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


_librarians = (
    sa.select(librarians, addresses.c.account_id, addresses.c.chat, IS_LIVE.label("reachable"), people.c.zone)
    .join(people, people.c.id == librarians.c.person_id)
    .join(addresses, told_at(Topic.WORK))
)


class Librarians:
    """Who serves in which library."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        library_id: int,
        person_id: int,
        *,
        contact: str | None = None,
        contact_public: bool = False,
        at: datetime,
    ) -> None:
        """From now on; of somebody who serves there already only the contact changes."""
        adding = insert(self._connection, librarians).values(
            library_id=library_id, person_id=person_id, contact=contact, contact_public=contact_public, since=at
        )
        await self._connection.execute(
            adding.on_conflict_do_update(
                index_elements=["library_id", "person_id"],
                set_={"contact": adding.excluded.contact, "contact_public": adding.excluded.contact_public},
            )
        )

    async def remove(self, library_id: int, person_id: int) -> bool:
        """False when the person did not serve there."""
        query = (
            sa.delete(librarians)
            .where(librarians.c.library_id == library_id, librarians.c.person_id == person_id)
            .returning(librarians.c.person_id)
        )
        return (await self._connection.execute(query)).first() is not None

    async def of_library(self, library_id: int) -> tuple[Librarian, ...]:
        """The longest serving first."""
        query = _librarians.where(librarians.c.library_id == library_id)
        query = query.order_by(librarians.c.since, librarians.c.person_id)
        return tuple(record(Librarian, row) for row in (await self._connection.execute(query)).mappings())
