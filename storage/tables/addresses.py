"""Where people are written to: one person, many addresses.

What is told to somebody goes to the address that they chose for its topic, or to the one that they used last.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json, Remote
from storage.tables.merging import merging, one_row
from storage.tables.metadata import metadata, to
from storage.tables.people import people
from storage.tables.personal import name_of_row, own, personal, serves
from storage.tables.retention import goes_with, kept_for

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, index=True, info=own("whose address it is")),
    sa.Column(
        "account_id",
        Id,
        to("accounts.id"),
        nullable=False,
        info=personal("which messenger they wrote from") | name_of_row(),
    ),
    sa.Column("external_id", Remote, nullable=False, info=personal("to know them again")),
    sa.Column("chat", Remote, nullable=False, info=personal("where to answer them")),
    sa.Column(
        "state",
        sa.String(10),
        nullable=False,
        server_default="live",
        info=personal("whether they have blocked us there"),
    ),  # live, blocked (they let us write no more), gone (the account or its messenger is no more), held (see HELD)
    sa.Column(
        "preferred", sa.Boolean, nullable=False, info=personal("where they are told what they chose no place for")
    ),  # exactly one of each person: the one that they used last, a live one if there is any
    sa.Column("since", Instant, nullable=False, info=personal("since when it is theirs")),
    sa.Column("used_at", Instant, nullable=False, info=personal("where to go on if another one dies")),
    sa.Column("client", sa.String(10), info=personal("what their app can show there")),  # as the adapter writes it
    sa.UniqueConstraint("account_id", "external_id"),
    sa.Index(
        "uq_addresses_preferred",
        "person_id",
        unique=True,
        sqlite_where=sa.text("preferred = 1"),
        postgresql_where=sa.text("preferred"),
    ),
    info=serves(Purpose.SERVICE)
    | goes_with("people"),  # all of them are theirs now; which is preferred ``storage.people.addresses`` says
)

address_choices = sa.Table(  # only live addresses are chosen: with an address its choices die
    "address_choices",
    metadata,
    sa.Column("person_id", Id, to("people.id"), primary_key=True, info=own("whose choice it is")),
    sa.Column("topic", sa.String(20), primary_key=True, info=personal("what they want to be told there")),  # a Topic
    sa.Column(
        "address_id",
        Id,
        to("addresses.id"),
        nullable=False,
        index=True,
        info=personal("where they want to be told of it"),
    ),
    info=serves(Purpose.SERVICE)
    | goes_with("people")
    | merging("what the one who stays has chosen, else what the other has", one_row("topic")),
)


class Topic(StrEnum):
    """What a place can be chosen for."""

    REMINDERS = "reminders"
    """Of events, and of their changes."""
    DIGESTS = "digests"
    LETTERS = "letters"
    WORK = "work"
    """What librarians and coordinators answer for."""


LIVE: Final = "live"
HELD: Final = "held"
"""It would live, but its person wants nothing of theirs used: nobody is written to there until they say so."""
IS_LIVE: Final = addresses.c.state == LIVE


def reachable(person: sa.ColumnElement[Any] = people.c.id) -> sa.ColumnElement[bool]:
    """Whether the person (of a row of ``people``) can be written to anywhere."""
    theirs = addresses.alias("their_addresses")
    return sa.exists().where(theirs.c.person_id == person, theirs.c.state == LIVE)


def told_at(topic: Topic | None = None) -> sa.ColumnElement[bool]:
    """Whether a row of ``addresses`` is where a row of ``people`` is told of the topic; of exactly one it is.

    Without a topic: where they are told what nobody can choose a place for.
    """
    theirs = addresses.c.person_id == people.c.id
    if topic is None:
        return sa.and_(theirs, addresses.c.preferred)
    chosen = (
        sa.select(address_choices.c.address_id)
        .where(address_choices.c.person_id == people.c.id, address_choices.c.topic == topic.value)
        .correlate(people)
        .scalar_subquery()
    )
    return sa.and_(theirs, sa.func.coalesce(addresses.c.id == chosen, addresses.c.preferred))


address_joins = sa.Table(  # one asks to become one with another, who says whether it is them; for a week it is undone
    "address_joins",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column(
        "person_id",
        Id,
        to("people.id"),
        nullable=False,
        index=True,
        info=own("whose the other address is to be, or is"),
    ),
    sa.Column("address_id", Id, to("addresses.id"), nullable=False, index=True, info=personal("which one asks")),
    sa.Column("state", sa.String(10), nullable=False),  # asked, joined, refused, undone
    sa.Column(
        "trace",
        Json,
        info=personal(
            "what was whose before, so that it can be undone",
            withheld="a copy of other rows, which may turn out to be somebody else's while joining can be undone",
        ),
    ),
    sa.Column("made_at", Instant, nullable=False, index=True, info=personal("until when it can be undone")),
    info=serves(Purpose.SERVICE)
    | kept_for("an address that was joined, for as long as that can be undone", days=7, by="address_joins"),
)
