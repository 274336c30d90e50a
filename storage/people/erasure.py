"""What we know of a person, counted and erased (row 103)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.files.pictures import unused
from storage.letters.letters import forget_words_of
from storage.tables import (
    appeals,
    coordinators,
    declines,
    inbox,
    librarians,
    outbox,
    papers,
    people,
    pictures,
    reminders,
    subscriptions,
    talks,
    tokens,
)

ABOUT_A_PERSON = (
    subscriptions,
    librarians,
    coordinators,
    reminders,
    pictures,
    appeals,
    declines,
    talks,
    tokens,
    outbox,
    papers,
)
"""Every table with a ``person_id``. All but ``pictures`` go by ON DELETE CASCADE (a test compares this list)."""


async def what_is_kept(connection: AsyncConnection, person_id: int) -> dict[str, int]:
    """Rows about the person by table; in one statement."""
    counts = [
        sa.select(sa.func.count()).select_from(table).where(table.c.person_id == person_id).scalar_subquery()
        for table in ABOUT_A_PERSON
    ]
    row = (await connection.execute(sa.select(*counts))).one()
    return {table.name: int(count) for table, count in zip(ABOUT_A_PERSON, row, strict=True)}


async def erase(connection: AsyncConnection, person_id: int) -> bool:
    """False when nobody has this id.

    What they said and what we said to them goes, whatever state it was in; an event id stays in the inbox without
    anything else, so that a repeat of the event is still known as one. Pictures go unless they were published.
    """
    person = (await connection.execute(sa.select(people).where(people.c.id == person_id))).mappings().one_or_none()
    if person is None:
        return False
    theirs = sorted({person["chat"], person["external_id"]})
    await connection.execute(
        sa.update(inbox)
        .where(inbox.c.account_id == person["account_id"], inbox.c.chat.in_(theirs))
        .values(body=None, chat=0, state="done")
    )
    await connection.execute(
        sa.delete(outbox).where(outbox.c.account_id == person["account_id"], outbox.c.chat.in_(theirs))
    )
    await forget_words_of(connection, person_id)
    await connection.execute(sa.delete(pictures).where(pictures.c.person_id == person_id, unused()))
    await connection.execute(sa.delete(people).where(people.c.id == person_id))
    return True
