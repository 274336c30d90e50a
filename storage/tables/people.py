"""The people behind the messengers."""

from __future__ import annotations

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json, Remote
from storage.tables.metadata import metadata, to
from storage.tables.personal import own, personal
from storage.tables.retention import for_good, kept_for

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, to("accounts.id"), nullable=False, info=personal("which messenger they wrote from")),
    sa.Column("external_id", Remote, nullable=False, info=personal("to know them again")),
    sa.Column("chat", Remote, nullable=False, info=personal("where to answer them")),
    sa.Column("zone", sa.String(40), info=personal("hours are said on their clock")),  # IANA; NULL: not chosen yet
    sa.Column("quiet_from", sa.Time, info=personal("when not to wake them")),
    sa.Column("quiet_to", sa.Time, info=personal("when not to wake them")),
    sa.Column(
        "leads", Json, nullable=False, info=personal("how long before an event they are reminded")
    ),  # minutes before an event, a list
    sa.Column(
        "weekly",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        info=personal("a digest instead of single reminders"),
    ),
    sa.Column("digested_at", Instant, info=personal("one digest a week")),
    sa.Column(
        "reachable", sa.Boolean, nullable=False, server_default=sa.true(), info=personal("whether they have blocked us")
    ),
    sa.Column("greeted_at", Instant, info=personal("whether they heard what is kept and why")),
    sa.Column(
        "turn", sa.Integer, nullable=False, server_default="0", info=personal("a button of an old question is known")
    ),  # numbers the questions, for stale buttons
    sa.Column("created_at", Instant, nullable=False, info=personal("since when we know them")),
    sa.Column(
        "menu_uses",
        Json,
        nullable=False,
        server_default="{}",
        info=personal("how often they opened what, a dozen counts at most: the most used comes first in their menu"),
    ),  # errand → count
    sa.UniqueConstraint("account_id", "external_id"),
    sa.Index(  # the readers of the digest, by their clocks
        "ix_people_weekly", "zone", "id", sqlite_where=sa.text("weekly = 1"), postgresql_where=sa.text("weekly")
    ),
    info=for_good("until they ask to be erased"),
)

talks = sa.Table(
    "talks",
    metadata,
    sa.Column("person_id", Id, to("people.id"), primary_key=True, info=own("whose talk it is")),
    sa.Column("dialogue", Json, nullable=False, info=personal("the answers of a talk that is not over")),
    sa.Column("expires_at", Instant, nullable=False, index=True, info=personal("when it is forgotten")),
    info=kept_for("a talk that has expired", days=0, by="dialogues", counted="talks"),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # of a random 128-bit token
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("facts", Json, nullable=False, info=personal("what the link leads to, and who made it")),
    sa.Column("person_id", Id, to("people.id"), info=own("who made the link")),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    info=kept_for("a link that has expired", days=1, by="tokens"),
)
