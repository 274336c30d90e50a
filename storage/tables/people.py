"""The people behind the messengers."""

from __future__ import annotations

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json, Remote
from storage.tables.metadata import metadata, to

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, to("accounts.id"), nullable=False),
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("chat", Remote, nullable=False),
    sa.Column("zone", sa.String(40)),  # IANA; NULL: not chosen yet
    sa.Column("quiet_from", sa.Time),
    sa.Column("quiet_to", sa.Time),
    sa.Column("leads", Json, nullable=False),  # minutes before an event, a list
    sa.Column("weekly", sa.Boolean, nullable=False, server_default=sa.false()),  # a digest instead of single reminders
    sa.Column("digested_at", Instant),
    sa.Column("reachable", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("greeted_at", Instant),  # heard what is stored and why
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),  # numbers the questions, for stale buttons
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("account_id", "external_id"),
    sa.Index(  # the readers of the digest, by their clocks
        "ix_people_weekly", "zone", "id", sqlite_where=sa.text("weekly = 1"), postgresql_where=sa.text("weekly")
    ),
)

talks = sa.Table(
    "talks",
    metadata,
    sa.Column("person_id", Id, to("people.id"), primary_key=True),
    sa.Column("dialogue", Json, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # of a random 128-bit token
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("person_id", Id, to("people.id")),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
)
